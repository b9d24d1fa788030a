"""What a patient has of a world: what may be wished for, what comes of it, and which recording is spoken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.errors import BadInput
from app.session import voices
from app.session.doings import Doings
from app.session.wish import Wish, check_change, checked, fitted, later
from scenes.base import Amount, Choice, Level, Moment, Training, TrainingKind
from tests.engine.quiet_room import QuietRoom


class Pool(QuietRoom):
    """A world with something of each kind to choose."""

    choices = (
        Choice("tone", "Tone", (("light", "Light"), ("dark", "Dark"))),
        Amount("breaths", "Breaths", "per minute", 4.0, 10.0, 0.5, 6.0, live=True),
    )


TIMED = Training(TrainingKind.TIMED, timeline=(Moment(3.0, "call"), Moment(9.0, "bell")))


@pytest.mark.parametrize(
    ("wish", "line"),
    [
        (Wish(Training(goal=0)), "goal must be 1 to 100 hits, got 0"),
        (Wish(chosen={"tone": "green"}), "tone must be one of light, dark, got 'green'"),
        (Wish(chosen={"breaths": 12.0}), "breaths must be 4 to 10, got 12.0"),
        (Wish(chosen={"hat": "red"}), "no choice 'hat': choose among tone, breaths"),
        (Wish(Training(TrainingKind.TIMED, timeline=(Moment(3.0, "owl"),))), "one of call, bell, got 'owl'"),
    ],
)
def test_what_a_world_does_not_offer_is_refused(wish: Wish, line: str) -> None:
    with pytest.raises(BadInput, match=line):
        checked(Pool, wish)


def test_what_a_world_offers_may_be_wished_for() -> None:
    wish = Wish(TIMED, "mine", {"tone": "dark", "breaths": 4.0})
    assert checked(Pool, wish) is wish


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("tone", "dark", "tone can't be changed while the world runs: choose among level, breaths"),
        ("breaths", 3.0, "breaths must be 4 to 10"),
        ("level", "wild", "level must be one of calm, middle, lively, adaptive"),
    ],
)
def test_only_what_may_change_while_the_world_runs_does(name: str, value: str | float, line: str) -> None:
    check_change(Pool, "breaths", 8.0)
    check_change(Pool, "level", "calm")
    with pytest.raises(BadInput, match=line):
        check_change(Pool, name, value)


def test_a_change_is_part_of_the_wish() -> None:
    changed = Wish(chosen={"tone": "dark"}).changed("breaths", 8.0).changed("level", "calm")
    assert changed == Wish(Training(level=Level.CALM), chosen={"tone": "dark", "breaths": 8.0})


@pytest.mark.parametrize(("minutes", "takes"), [(20, "20"), (18, "15"), (10, "10"), (3, "10")])
def test_a_worlds_own_course_comes_to_its_end_within_the_exposure(minutes: float, takes: str) -> None:
    class Read(QuietRoom):
        choices = (Choice("minutes", "Length", (("15", "15 min"), ("10", "10 min"), ("20", "20 min"))),)

    assert fitted(Read, Wish(), 60.0 * minutes).chosen == {"minutes": takes}
    assert fitted(Read, Wish(chosen={"minutes": "20"}), 60.0).chosen == {"minutes": "20"}
    assert fitted(Pool, Wish(), 600.0) == Wish()


def test_a_world_that_begins_anew_goes_on_with_its_timeline() -> None:
    assert later(TIMED, 0.0) == TIMED
    assert later(TIMED, 5.0).timeline == (Moment(4.0, "bell"),)
    # what is over stays over: an empty timeline would be the world's own, from its beginning
    assert [moment.at_s > 3600 for moment in later(TIMED, 20.0).timeline] == [True]


def test_what_came_of_a_visit_is_counted() -> None:
    happened: list[tuple[str, dict[str, Any]]] = [
        ("appeared", {"target": "a"}),
        ("hit", {"target": "a", "called": True, "latency_s": 2.0}),
        ("hit", {"target": "b", "called": False}),
        ("appeared", {"target": "c"}),
        ("missed", {"target": "c", "waited_s": 8.0}),
        ("appeared", {"target": "d"}),
        ("hit", {"target": "d", "called": True, "latency_s": 3.0}),
        ("reached", {"goal": 3}),
        ("event", {"event": "bell"}),
        ("looked_at", {"target": "a", "seconds": 0.7}),
    ]
    doings = Doings.of(happened)
    assert doings == Doings(3, 2, 1, 3, 1, 1, (2.0, 3.0), 0.7)
    assert doings.latency_s == 2.5
    assert Doings().latency_s is None


def test_a_line_is_spoken_from_the_clinics_own_recording_and_from_nowhere_else(tmp_path: Path) -> None:
    folder = tmp_path / "voices" / "pool" / "zh_CN"
    folder.mkdir(parents=True)
    for name in ("welcome.mp3", "welcome.flac", "notes.txt"):
        (folder / name).touch()
    (tmp_path / "voices" / "secret.wav").touch()
    assert voices.find(tmp_path, "pool", "zh_CN", "welcome") == folder / "welcome.flac"
    none: list[tuple[str, str | None]] = [
        ("en", "welcome"),
        ("zh_CN", "notes"),
        ("zh_CN", "../../secret"),
        ("zh_CN", None),
    ]
    for language, unknown in none:
        assert voices.find(tmp_path, "pool", language, unknown) is None
