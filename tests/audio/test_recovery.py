"""What happens to sound servers and devices, and that the sound survives it, on a real sound server."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from app.rig.driven import Sound, sound_in
from app.rig.room import VirtualRoom
from app.rig.server import SoundServer
from audio.messages import Calibrated, Fault, Level, Open, Opened, Play, Silent
from tests.audio.seconds import calibrated, first, stated

pytestmark = pytest.mark.alone

#: seconds within which a mishap is noticed, and the sound is back once it can be (measured: 0.4 to 0.7; a busy machine may
#: stand still meanwhile)
SOON_S = 8.0


def _level(sound: Sound, flag: str, *, there: bool = True) -> Level:
    """The first second with this flag (or without it)."""
    return first(sound, lambda level: (flag in level.flags) is there)


def _silent(sound: Sound, *, back: bool) -> Silent:
    """The silence is noticed, or over."""
    while True:
        told = sound.until(Silent, within_s=SOON_S)
        if told.back is back:
            return told


def _fault(sound: Sound, word: str) -> Fault:
    """The fault that speaks of this."""
    while True:
        fault = sound.until(Fault, within_s=SOON_S)
        if word in fault.what + fault.why:
            return fault


@pytest.fixture(scope="module")
def ward() -> Iterator[VirtualRoom]:
    """A room whose devices may be taken away."""
    with VirtualRoom(noise_dbfs=-50.0) as room:
        yield room


@pytest.fixture(scope="class")
def held(ward: VirtualRoom) -> Iterator[Sound]:
    """A calibrated process that holds the layer in it."""
    with sound_in(ward) as sound:
        sound.send(Open(output="room", microphone="earmic"))
        sound.until(Opened)
        calibrated(sound)
        sound.send(Play(on=True, fade_s=0.2))
        yield sound


class TestCalibrated:
    """One process, calibrated once, that goes through one mishap after the other."""

    def test_a_device_that_asks_for_nothing_is_noticed_and_plays_on(self, ward: VirtualRoom, held: Sound) -> None:
        before = held.until(Level)
        ward.suspend(True)
        _silent(held, back=False)
        silent = _level(held, "silent")
        assert (silent.snr_db, silent.layer_db) == (None, None)
        ward.suspend(False)
        asked = time.monotonic()
        back = _silent(held, back=True)
        assert back.seconds > back.t_ns / 1e9 - asked
        assert _level(held, "silent", there=False).gain_db == pytest.approx(before.gain_db, abs=0.5)

    def test_a_dead_sound_server_is_said_and_the_sound_comes_back(self, ward: VirtualRoom, held: Sound) -> None:
        ward.kill_server()
        assert _silent(held, back=False).why
        _level(held, "silent")
        ward.start_server()
        back = _silent(held, back=True)
        # The devices are the same: what was calibrated holds.
        assert first(held, stated, since_ns=back.t_ns).snr_db == pytest.approx(5.0, abs=1.5)

    def test_a_turned_volume_voids_the_calibration(self, ward: VirtualRoom, held: Sound) -> None:
        ward.pactl("set-sink-volume", "room", "50000")
        void = held.until(Calibrated, within_s=SOON_S)
        assert not void.calibrated
        assert "volume" in void.reason
        _fault(held, "50000")
        level = _level(held, "volume_changed")
        assert (level.snr_db, level.method, level.calibrated) == (None, "fixed", False)

    def test_a_stream_that_the_server_moved_to_another_device_is_noticed(self, ward: VirtualRoom, held: Sound) -> None:
        ward.add_sink("other")
        ward.remove_sink("room")
        assert _level(held, "device_changed").snr_db is None


@pytest.fixture(scope="module")
def apart() -> Iterator[SoundServer]:
    """A loudspeaker, and a microphone that is another device."""
    devices = {"speaker": "speaker", "earmic": "mics.monitor"}
    with SoundServer(["speaker", "mics"], devices, ("speaker", "earmic")) as server:
        yield server


def test_a_microphone_that_stops_is_listened_to_again_and_the_layer_plays_on(apart: SoundServer) -> None:
    with sound_in(apart) as sound:
        sound.send(Open(output="speaker", microphone="earmic"))
        sound.until(Opened)
        sound.send(Play(on=True, fade_s=0.1))
        before = sound.until(Level)
        apart.pactl("suspend-sink", "mics", "1")
        _fault(sound, "microphone")
        deaf = _level(sound, "deaf")
        assert deaf.gain_db == before.gain_db
        assert "silent" not in deaf.flags
        apart.pactl("suspend-sink", "mics", "0")
        _level(sound, "deaf", there=False)


def test_a_microphone_that_comes_later_is_listened_to(apart: SoundServer) -> None:
    apart.remove_sink("mics")
    with sound_in(apart) as sound:
        sound.send(Open(output="speaker", microphone="earmic"))
        assert sound.until(Opened, within_s=60.0).microphone is None
        apart.add_sink("mics")
        assert sound.until(Opened, within_s=30.0).microphone == "earmic"


def test_a_device_that_comes_later_is_played_on(apart: SoundServer) -> None:
    apart.kill_server()
    with sound_in(apart) as sound:
        sound.send(Open(output="speaker", microphone="earmic"))
        assert sound.until(Opened).output is None
        sound.send(Play(on=True, fade_s=0.1))
        assert "silent" in sound.until(Level).flags
        apart.start_server()
        opened = sound.until(Opened, within_s=SOON_S)
        assert (opened.output, opened.microphone) == ("speaker", "earmic")
        _silent(sound, back=True)
        _level(sound, "silent", there=False)
