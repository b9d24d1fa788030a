"""A lost headset is gone back to where that was wished for, and not longer than it is."""

from __future__ import annotations

import pytest

from app.session.comeback import EVERY_S, Comeback
from app.session.plan import Mode


def due(comeback: Comeback, *, until: float) -> list[float]:
    """The moments, ten a second, at which an attempt is begun that comes to nothing at once."""
    moments = []
    for tenth in range(int(until * 10)):
        if comeback.due(tenth / 10) is not None:
            moments.append(tenth / 10)
            comeback.tried(tenth / 10)
    return moments


def test_a_lost_mode_is_tried_every_few_seconds() -> None:
    comeback = Comeback(wished=True)
    assert comeback.lost(Mode.FLAT, 0.0)
    assert due(comeback, until=10) == pytest.approx([EVERY_S, 2 * EVERY_S, 3 * EVERY_S], abs=0.2)
    assert comeback.due(100.0) is Mode.FLAT


def test_nothing_is_tried_unless_it_is_wished_for() -> None:
    comeback = Comeback(wished=False)
    assert not comeback.lost(Mode.D3, 0.0)
    assert due(comeback, until=10) == []


def test_a_screen_is_not_waited_for() -> None:
    comeback = Comeback(wished=True)
    assert not comeback.lost(Mode.D2, 0.0)
    assert comeback.awaited is None


def test_an_attempt_that_takes_long_is_followed_by_a_pause_too() -> None:
    comeback = Comeback(wished=True)
    comeback.lost(Mode.D3, 0.0)
    comeback.tried(EVERY_S)
    comeback.tried(EVERY_S + 25)
    assert comeback.due(EVERY_S + 26) is None
    assert comeback.due(2 * EVERY_S + 25) is Mode.D3


def test_the_clinician_who_presses_2d_ends_the_waiting() -> None:
    comeback = Comeback(wished=True)
    comeback.lost(Mode.D3, 0.0)
    comeback.instead(Mode.D2)
    assert due(comeback, until=10) == []


def test_the_clinician_who_presses_another_worn_mode_is_waited_for_with_that() -> None:
    comeback = Comeback(wished=True)
    comeback.instead(Mode.FLAT)
    assert comeback.awaited is None, "a press alone waits for nothing"
    comeback.lost(Mode.D3, 0.0)
    comeback.instead(Mode.FLAT)
    assert comeback.due(EVERY_S) is Mode.FLAT


def test_after_the_exposure_nothing_comes_back_any_more() -> None:
    comeback = Comeback(wished=True)
    comeback.lost(Mode.D3, 0.0)
    comeback.close()
    assert comeback.due(100.0) is None
    assert not comeback.lost(Mode.D3, 101.0)
