"""Timelines, the clinic's own and those that come with Respite."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import BadInput
from app.session import timelines
from scenes.base import Moment

EVENTS = ("owl", "deer")


def written(data: Path, text: str, name: str = "mine") -> Path:
    (data / timelines.OWN).mkdir(exist_ok=True)
    (data / timelines.OWN / f"{name}.toml").write_text(text, "utf-8")
    return data


@pytest.mark.parametrize("name", timelines.SHIPPED)
def test_a_shipped_timeline_calls_and_shows_the_worlds_own_events_in_turn(tmp_path: Path, name: str) -> None:
    moments = timelines.load(name, tmp_path, EVENTS)
    times = [moment.at_s for moment in moments]
    assert times == sorted(times)
    assert times[-1] <= 3600.0
    shown = [moment.what for moment in moments if moment.what != "call"]
    assert len(moments) > 2 * len(shown) > 8
    assert shown[:3] == ["owl", "deer", "owl"]
    assert {moment.what for moment in timelines.load(name, tmp_path, ())} == {"call"}


def test_a_clinics_own_timeline_is_read_from_its_folder(tmp_path: Path) -> None:
    written(
        tmp_path,
        """
        [[entry]]
        what = "deer"
        at_s = 45.5
        [[entry]]
        what = "call"
        every_s = 20
        until_s = 60
        [[entry]]
        what = "call"
        every_s = 30
        from_s = 50
        until_s = 40
        """,
    )
    assert timelines.own(tmp_path) == ("mine",)
    assert timelines.load("mine", tmp_path, EVENTS) == (
        Moment(20.0, "call"),
        Moment(40.0, "call"),
        Moment(45.5, "deer"),
        Moment(60.0, "call"),
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "must hold [[entry]] and nothing else, got nothing"),
        ("[[entry", "mine.toml: it must be a TOML file"),
        ('title = "x"\n[[entry]]\nwhat = "call"\nat_s = 1', "nothing else, got title, entry"),
        ('[[entry]]\nwhat = "call"', "entry 1: at_s must be 0 to 3600 seconds, got None"),
        ('[[entry]]\nwhat = "call"\nat_s = true', "entry 1: at_s must be 0 to 3600 seconds, got True"),
        ('[[entry]]\nwhat = "call"\nat_s = 3601', "entry 1: at_s must be 0 to 3600 seconds, got 3601"),
        ('[[entry]]\nwhat = "call"\nat_s = nan', "entry 1: at_s must be 0 to 3600 seconds, got nan"),
        ('[[entry]]\nwhat = "call"\nat_s = 3\n[[entry]]\nwhat = "call"\nevery_s = 0', "entry 2: every_s must be 1 to"),
        ('[[entry]]\nwhat = "call"\nat_s = 3\nevery_s = 4', "must have what and at_s, or what, every_s"),
        ('[[entry]]\nwhat = "bell"\nat_s = 3', "one of call, event, owl, deer in this world, got 'bell'"),
        ('[[entry]]\nwhat = "call"\nevery_s = 1', "2000 moments or fewer, got 3600"),
    ],
)
def test_a_timeline_that_breaks_a_rule_is_refused_in_one_line(tmp_path: Path, text: str, line: str) -> None:
    with pytest.raises(BadInput) as refused:
        timelines.load("mine", written(tmp_path, text), EVENTS)
    said = str(refused.value)
    assert line in said
    assert said.startswith("mine.toml")
    assert "\n" not in said


@pytest.mark.parametrize("name", ["theirs", "../mine", ""])
def test_a_timeline_there_is_not_is_refused_with_those_there_are(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="timeline must be one of mine, even, rising"):
        timelines.load(name, written(tmp_path, ""), EVENTS)
