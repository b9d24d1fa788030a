"""The resolution falls when pictures are missed, and rises again with care."""

from __future__ import annotations

from itertools import pairwise

from app.engine.displays.pace import CALM_S, LEAST, MOST, Pace, Resolution


def _seconds(resolution: Resolution, seconds: int, missed: int) -> list[float]:
    """The scales after each second in which `missed` of 90 beats brought no picture."""
    scales = []
    for _ in range(seconds):
        resolution.consider(Pace(periods=90, missed=missed), 1.0)
        scales.append(resolution.scale)
    return scales


def test_pictures_in_time_keep_the_full_resolution() -> None:
    assert set(_seconds(Resolution(), 60, 0)) == {MOST}


def test_missed_pictures_cost_resolution_down_to_the_least() -> None:
    scales = _seconds(Resolution(), 30, 45)
    assert scales == sorted(scales, reverse=True)
    assert scales[0] < MOST
    assert scales[-1] == LEAST


def test_a_single_miss_changes_nothing() -> None:
    assert set(_seconds(Resolution(), 60, 1)) == {MOST}


def test_the_resolution_returns_after_a_calm_while() -> None:
    resolution = Resolution()
    _seconds(resolution, 30, 45)
    scales = _seconds(resolution, 90, 0)
    assert scales[int(CALM_S) - 2] == LEAST
    assert scales[-1] == MOST


def test_a_rise_that_costs_pictures_is_tried_less_and_less_often() -> None:
    resolution = Resolution()
    tried = []
    for second in range(400):
        before = resolution.scale
        # this machine holds the beat at 0.8 and not above it
        resolution.consider(Pace(periods=90, missed=30 if before > 0.8 else 0), 1.0)
        if resolution.scale > 0.8 >= before:
            tried.append(second)
    gaps = [b - a for a, b in pairwise(tried)]
    assert gaps == sorted(gaps)
    assert gaps[-1] > 4 * gaps[0]
    assert len(tried) < 12


def test_a_second_in_which_nobody_looked_says_nothing() -> None:
    resolution = Resolution()
    assert not resolution.consider(Pace(), 1.0)
    assert resolution.scale == MOST
