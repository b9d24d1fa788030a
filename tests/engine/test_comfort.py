"""Comfort: what may be asked for, and when the darkened edge comes and goes."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from app.engine.comfort import GO_S, Narrowing, checked
from app.engine.messages import Comfort
from app.errors import BadInput

DT = 1 / 72


@pytest.mark.parametrize(
    "comfort",
    [
        Comfort(),
        Comfort(posture="lying", eye_height_m=0.6, world_scale=0.5, vignette_deg=40),
        Comfort(eye_height_m=1.8, world_scale=2.0, vignette_deg=120),
    ],
)
def test_what_lies_within_its_range_may_be_asked_for(comfort: Comfort) -> None:
    assert checked(comfort) is comfort


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"posture": "standing"}, "posture must be one of sitting, lying, got 'standing'"),
        ({"eye_height_m": 0.5}, "above the seat must be 0.6 to 1.8 m, got 0.5"),
        ({"eye_height_m": math.nan}, "got nan"),
        ({"world_scale": 2.1}, "scale must be 0.5 to 2, got 2.1"),
        ({"vignette_deg": 20.0}, "must be 40 to 120 degrees, or 0 for none, got 20.0"),
    ],
)
def test_what_does_not_is_refused_with_the_rule(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        checked(replace(Comfort(), **wrong))  # type: ignore[arg-type]


def _seconds(narrowing: Narrowing, goal: float, speed: float = 0.0, turning: float = 0.0) -> float:
    seconds = 0.0
    while narrowing.level != goal:
        narrowing.update(speed * DT, turning * DT, DT)
        seconds += DT
        assert seconds < 10
    return seconds


def test_the_edge_comes_in_the_sooner_the_faster_the_world_moves() -> None:
    slow, drifting, fast = (_seconds(Narrowing(), 1.0, speed) for speed in (0.05, 0.28, 1.0))
    assert 0.3 < fast < drifting < slow < 3


def test_a_turn_brings_it_as_well() -> None:
    assert _seconds(Narrowing(), 1.0, turning=math.radians(5)) < 1.5


def test_it_goes_within_seven_tenths_of_a_second_once_all_stands_still() -> None:
    narrowing = Narrowing()
    _seconds(narrowing, 1.0, 0.3)
    assert _seconds(narrowing, 0.0) == pytest.approx(GO_S, abs=2 * DT)


def test_a_frame_without_time_changes_nothing() -> None:
    narrowing = Narrowing()
    _seconds(narrowing, 1.0, 0.3)
    narrowing.update(0.0, 0.0, 0.0)
    assert narrowing.level == 1.0
