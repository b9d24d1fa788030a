"""What the audio process measures in a virtual room, and what it knows of the devices."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from app.rig.driven import Sound, sound_in
from app.rig.room import VirtualRoom
from audio.levels import RATE, Samples
from audio.messages import (
    BandsMeasured,
    Calibrate,
    Calibrated,
    CalibratorMeasured,
    Keep,
    Kept,
    MeasureCalibrator,
    MeasureRoom,
    Measuring,
    Open,
    Opened,
    Wearing,
)
from tests.audio.seconds import once_in

BANDS = 21


@contextmanager
def playing(room: VirtualRoom, sound: Samples, file: Path) -> Iterator[None]:
    """Another program plays this in the room."""
    sound.astype("<f4").tofile(file)
    command = ["pacat", "--playback", "--raw", "--format=float32le", f"--rate={RATE}", "--channels=1", "--device=room"]
    with subprocess.Popen([*command, "--latency-msec=100", str(file)], env=os.environ | room.env) as player:
        try:
            yield
        finally:
            player.kill()


def pactl(room: VirtualRoom, *words: str) -> None:
    subprocess.run(["pactl", *words], env=os.environ | room.env, check=True, stdout=subprocess.DEVNULL)


def opened(sound: Sound, opening: Open | None = None) -> Opened:
    sound.send(opening or Open(output="room", microphone="earmic"))
    return sound.until(Opened)


def measured(sound: Sound, command: MeasureCalibrator) -> CalibratorMeasured:
    """What the calibrator gives, measured again where a busy machine tore a hole into its tone (that is refused, and rightly)."""
    for _ in range(8):
        sound.send(command)
        found = sound.until(CalibratorMeasured)
        if "not steady" not in found.reason and "interrupted" not in found.reason:
            break
    return found


@pytest.mark.alone
def test_a_calibrator_and_a_room_are_measured(sound: Sound, room: VirtualRoom, tmp_path: Path) -> None:
    opened(sound)
    time = np.arange(30 * RATE) / RATE
    with playing(room, (0.1 * np.sin(2 * np.pi * 1000.0 * time)).astype(np.float32), tmp_path / "tone"):
        found = measured(sound, MeasureCalibrator(level_db=94.0, seconds=1.0))
    assert found.reason == ""
    assert found.full_scale_db == pytest.approx(117.0, abs=0.1)
    assert {report.step for report in sound.reports if isinstance(report, Measuring)} == {"calibrator"}

    assert "no 1 kHz tone" in measured(sound, MeasureCalibrator(seconds=0.5)).reason

    def measure() -> None:
        sound.send(MeasureRoom(seconds=1.0))
        bands = sound.until(BandsMeasured)
        assert bands.bands_db is not None
        assert 10 * np.log10(np.sum(10 ** (np.array(bands.bands_db) / 10))) == pytest.approx(-50.0, abs=0.5)

    once_in(3, measure)


def test_closed_headphones_are_calibrated_by_what_was_kept(sound: Sound, room: VirtualRoom) -> None:
    opened(sound)
    kept = Kept(wearing=Wearing.CLOSED, ear_gain_db=(-20.0,) * BANDS, insertion_loss_db=(10.0,) * BANDS)
    sound.send(Keep(kept=kept))
    sound.send(Calibrate(ambient_s=1.0, noise_s=1.0))
    found = sound.until(Calibrated)
    assert (found.calibrated, found.method) == (True, "headphones")
    assert found.ambient_db == pytest.approx(room.noise_dba - 10.0, abs=0.3)
    assert found.path_db == pytest.approx(-20.0)


def test_a_measurement_that_is_cut_short_is_answered(sound: Sound) -> None:
    opened(sound)
    sound.send(MeasureRoom(seconds=30.0))
    sound.send(Open(output="room", microphone="earmic"))
    assert "interrupted" in sound.until(BandsMeasured).reason


def test_the_volumes_are_told_as_the_system_has_them(sound: Sound, room: VirtualRoom) -> None:
    found = opened(sound)
    assert (found.output_volume, found.microphone_volume) == ("65536 (0.00 dB), not muted",) * 2
    assert (found.output_rate, found.microphone_rate) == (RATE, RATE)
    pactl(room, "set-sink-volume", "room", "50%")
    try:
        assert opened(sound).output_volume == "32768 (-18.06 dB), not muted"
    finally:
        pactl(room, "set-sink-volume", "room", "65536")


def test_a_bluetooth_headset_that_plays_telephone_sound_is_not_calibrated() -> None:
    with VirtualRoom(noise_dbfs=-50.0) as room:
        profile = "sink_properties=api.bluez5.profile=headset-head-unit"
        pactl(room, "load-module", "module-null-sink", "sink_name=talk", profile)
        settings = Path(room.env["ALSA_CONFIG_PATH"])
        talk = 'pcm.talk { type pulse device "talk" hint { show on description "talk" } }'
        settings.write_text(f"{settings.read_text()}{talk}\n")
        with sound_in(room) as sound:
            assert "telephone profile" in opened(sound, Open(output="talk", microphone="earmic")).reason
            sound.send(Calibrate(ambient_s=1.0, noise_s=1.0))
            found = sound.until(Calibrated)
    assert not found.calibrated
    assert "choose the headset's music profile" in found.reason
