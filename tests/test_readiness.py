"""What is ready, as it is asked in the background and kept."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app import readiness
from app.config import Devices
from app.processes.inquiry import NoAnswer
from app.readiness import Lookout, Readiness, SoundDevices
from app.store import Store

HEADSET = {"runtime": "SteamVR", "version": "2.7.4", "system": "Index", "fault": "", "advice": "", "told": {}}
SOUND = {
    "outputs": ["Speakers", "USB Headphones"],
    "microphones": ["Built-in", "UMIK-1"],
    "output": "Speakers",
    "microphone": "Built-in",
    "microphone_hz": 48_000.0,
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any] | None]:
    """What the drivers say; None: they crash."""
    said: dict[str, dict[str, Any] | None] = {"headset": HEADSET, "sound": SOUND}

    def ask(name: str, timeout_s: float = 15.0, env: Mapping[str, str] | None = None) -> dict[str, Any]:
        answer = said[name]
        if answer is None:
            raise NoAnswer("it crashed with SIGSEGV")
        return answer

    monkeypatch.setattr(readiness, "ask", ask)
    return said


def looked(lookout: Lookout, store: Store) -> Readiness:
    lookout.look(again=True)
    deadline = time.monotonic() + 10.0
    while (found := lookout.seen(store)).looking and time.monotonic() < deadline:
        time.sleep(0.01)
    return found


def test_nothing_is_waited_for(tmp_path: Path, answers: dict[str, dict[str, Any] | None]) -> None:
    with Store.open(tmp_path) as store:
        lookout = Lookout(Devices())
        lookout.look()
        found = lookout.seen(store)
    assert found.looking
    assert found.headset is None
    assert found.free


def test_headset_and_sound_are_told_by_name(tmp_path: Path, answers: dict[str, dict[str, Any] | None]) -> None:
    with Store.open(tmp_path) as store:
        found = looked(Lookout(Devices(output="Headphones", microphone="UMIK-1")), store)
    assert found.headset is not None
    assert (found.headset.system, found.headset.runtime, found.headset.simulated) == ("Index", "SteamVR", False)
    assert found.sound == SoundDevices("USB Headphones", "UMIK-1", None, ("Speakers", "USB Headphones"))


def test_a_driver_that_crashes_leaves_the_rest_known(tmp_path: Path, answers: dict[str, dict[str, Any] | None]) -> None:
    answers["headset"] = None
    with Store.open(tmp_path) as store:
        found = looked(Lookout(Devices()), store)
    assert found.headset is None
    assert found.sound is not None
    assert found.sound.microphone == "Built-in"


def test_a_telephone_is_told_from_a_microphone() -> None:
    assert SoundDevices(None, "WH-1000 Hands-Free AG Audio").telephone
    assert SoundDevices(None, "Mic", 16_000.0).telephone
    assert not SoundDevices(None, "UMIK-1", 48_000.0).telephone
