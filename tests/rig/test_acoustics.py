"""The room that is not transparent: what it says of the ear is what a recording at the ear holds."""

from __future__ import annotations

import math
import os
import subprocess
import time

import numpy as np
import pytest

from app.rig.acoustics import AcousticRoom, place_of
from app.rig.air import BLOCK, Air, Path
from app.rig.noises import Script, level_db, pink
from audio.levels import RATE, Samples
from tests.audio.seconds import once_in


def _carried(path: Path, sound: Samples) -> Samples:
    air = Air(path)
    whole = sound[: len(sound) // BLOCK * BLOCK]
    return np.concatenate([air.carry(whole[start : start + BLOCK]) for start in range(0, len(whole), BLOCK)])


def test_the_air_delays_weakens_and_reverberates() -> None:
    click = np.zeros((RATE, 2), dtype=np.float32)
    click[0] = 1.0
    response = _carried(Path(delay_s=0.03, path_db=-12.0, rt60_s=0.4), click)
    assert np.flatnonzero(np.abs(response[:, 0]) > 1e-4)[0] == round(0.03 * RATE)
    assert np.sum(response**2, axis=0) == pytest.approx([10.0**-1.2] * 2, rel=1e-4)
    fall = [float(np.sum(response[round(at * RATE) : round((at + 0.05) * RATE)] ** 2)) for at in (0.08, 0.18)]
    assert 10.0 * math.log10(fall[0] / fall[1]) == pytest.approx(15.0, abs=1.5)


def test_a_clock_that_drifts_shifts_the_pitch_and_keeps_the_level() -> None:
    turns = 2.0 * math.pi * 2000.0 * np.arange(4 * RATE) / RATE
    tone = np.repeat(np.sin(turns)[:, None], 2, axis=1).astype(np.float32)
    heard = _carried(Path(path_db=0.0, drift_ppm=100.0), tone)[RATE // 2 : RATE // 2 + 3 * RATE, 0]
    # The phase of what was heard, against that of the tone, second by second.
    phase = [np.angle(np.sum(heard[s * RATE : (s + 1) * RATE] * np.exp(-1j * turns[:RATE]))) for s in range(3)]
    turned = np.unwrap(phase) / (2.0 * math.pi)
    # A clock that runs faster by 1 in 10,000 hears 2 kHz lower by a fifth of a turn each second.
    assert np.diff(turned) == pytest.approx([-0.2, -0.2], abs=0.01)
    assert float(np.sqrt(2.0) * np.std(heard)) == pytest.approx(1.0, abs=0.002)


@pytest.mark.parametrize("seed", [1, 4])
def test_where_a_script_begins_is_found_to_the_sample_within_another_that_sounds_alike(seed: int) -> None:
    calm = Script(((0.0, -52.0),), "fan", seed=seed).render(20.0)
    begun = Script(((0.0, -52.0),), "fan", seed=seed).render(6.0)
    at = round(1.49 * RATE)
    cut = int(np.random.default_rng(seed).integers(5 * RATE, 15 * RATE))
    heard = np.concatenate([calm[cut : cut + at], begun])[: 5 * RATE]
    assert place_of(begun[: 2 * RATE], heard) == at


@pytest.mark.alone
def test_the_truth_is_what_reached_the_ear() -> None:
    sound = np.repeat(pink(5.0, 4)[:, None], 2, axis=1) * np.float32(10.0 ** (-36.0 / 20.0))
    path = Path(rt60_s=0.3, path_db=-10.0)

    def play_and_record() -> None:
        with AcousticRoom(path, Script(((0.0, -50.0),), "fan")) as room:
            ear = _heard(room, sound)
            time.sleep(0.3)
            seconds = room.truth().seconds()
        told = [second for second in seconds if second.played_dba > -60.0][1:-1]
        expected = level_db(_carried(path, sound)[RATE:])
        assert len(told) >= 2
        assert [second.ambient_dba for second in told] == pytest.approx([-50.0] * len(told), abs=0.4)
        assert [second.played_dba for second in told] == pytest.approx([expected] * len(told), abs=0.4)
        both = 10.0 * math.log10(10.0**-5.0 + 10.0 ** (expected / 10.0))
        assert level_db(ear[-2 * RATE :]) == pytest.approx(both, abs=0.4)

    once_in(3, play_and_record)


def _heard(room: AcousticRoom, sound: Samples) -> Samples:
    """Play this in the room, and record at the ear until a little before it ends."""
    play = ["pacat", "--raw", "--format=float32le", f"--rate={RATE}", "--channels=2", "--device=speaker"]
    with subprocess.Popen(play, env=os.environ | room.env, stdin=subprocess.PIPE) as player:
        assert player.stdin is not None
        record = ["parec", "--raw", "--format=float32le", f"--rate={RATE}", "--channels=2", "--device=room.monitor"]
        with (room.folder / "ear.raw").open("wb") as file:
            recorder = subprocess.Popen(record, env=os.environ | room.env, stdout=file)
            player.stdin.write(sound.tobytes())
            player.stdin.close()
            time.sleep(1.0)
            recorder.terminate()
            recorder.wait()
    return np.fromfile(room.folder / "ear.raw", dtype=np.float32).reshape(-1, 2)
