"""Waiting for what the audio process tells each second, on a machine that may be busy with something else.

Every second is told with the moment it ended at, so that one from before a change is never taken for one after it; and a second
that a stall of the machine disturbed says so itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from app.rig.driven import Sound
from audio.messages import Calibrate, Calibrated, Level

T = TypeVar("T")

DISTURBED = frozenset({"underflow", "overflow", "silent", "fading"})
#: seconds that anything may take that takes a few on an idle machine
PATIENCE_S = 40.0


def disturbed(level: Level) -> bool:
    """Sound was missing in this second, or a little before it."""
    return not DISTURBED.isdisjoint(level.flags)


def undisturbed(level: Level) -> bool:
    return not disturbed(level)


def stated(level: Level) -> bool:
    """With an SNR."""
    return level.snr_db is not None


def first(sound: Sound, which: Callable[[Level], bool], *, since_ns: int = 0, within_s: float = PATIENCE_S) -> Level:
    """The first second of which this is so, and that ended later than `since_ns` (monotonic)."""
    deadline = time.monotonic() + within_s
    seen: list[Level] = []
    while time.monotonic() < deadline:
        level = sound.until(Level)
        if level.t_ns > since_ns:
            if which(level):
                return level
            seen.append(level)
    told = [(level.flags, level.snr_db, round(level.gain_db, 2)) for level in seen[-12:]]
    pytest.fail(f"no such second came within {within_s:g} s; the latest of {len(seen)} were {told}")


def since(sound: Sound, began_ns: int) -> list[Level]:
    """The seconds that were told so far and ended later than `began_ns`."""
    return [report for report in sound.reports if isinstance(report, Level) and report.t_ns > began_ns]


def measured(sound: Sound, measure: Callable[[], T], tries: int = 5) -> T:
    """What is measured of the sound from outside while it holds, in seconds none of which was disturbed."""
    for _ in range(tries):
        began = time.monotonic_ns()
        found = measure()
        first(sound, lambda _: True, since_ns=time.monotonic_ns())
        if not any(disturbed(level) for level in since(sound, began)):
            return found
        first(sound, undisturbed)
    pytest.fail(f"the sound was disturbed in each of {tries} measurements")


def calibrated(sound: Sound, tries: int = 5) -> Calibrated:
    """A short calibration of what is open, repeated where a stall of the machine interrupted it, as a person would."""
    for _ in range(tries):
        sound.send(Calibrate(ambient_s=1.2, noise_s=1.2))
        found = sound.until(Calibrated, within_s=PATIENCE_S)
        if found.calibrated:
            return found
    pytest.fail(f"not calibrated: {found.reason}")


def once_in(tries: int, attempt: Callable[[], None]) -> None:
    """Try what a stall of the machine tears a hole into without a trace: what the sound itself does is there every time."""
    for left in reversed(range(tries)):
        try:
            return attempt()
        except AssertionError:
            if not left:
                raise
