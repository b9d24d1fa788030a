"""The ceiling over what is mixed, and what all of it may cost."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import bilinear_zpk, lfilter, sosfilt, zpk2sos

from audio.layers import LoopLayer
from audio.levels import CENTRES, RATE, Samples, power
from audio.mixer import BLOCK, Mixer
from audio.voices import VOICES
from tests.audio.mixing import full, noise, playing, run, tone


def fast_dba(sound: Samples) -> npt.NDArray[np.floating]:
    """The A-weighted level, "fast", dB re full scale, at each moment, by filters in the time domain."""
    # the poles of IEC 61672-1, annex E, by the bilinear transform
    poles = -2 * np.pi * np.array([20.598997, 20.598997, 107.65265, 737.86223, 12194.217, 12194.217])
    sos = zpk2sos(*bilinear_zpk(np.zeros(4), poles, (2 * np.pi * 12194.217) ** 2 * 10**0.1, RATE))
    weighted = sosfilt(sos, sound.astype(np.float64), axis=0)
    keep = np.exp(-1 / RATE / 0.125)
    mean = lfilter([1 - keep], [1, -keep], np.mean(weighted**2, axis=1))
    return np.asarray(10 * np.log10(np.maximum(mean, 1e-12)))


@pytest.mark.parametrize("sudden_s", [0.0, 1.0], ids=["at once", "slowly"])
def test_the_ceiling_holds_whatever_the_gains_are(sudden_s: float) -> None:
    mixer = Mixer(LoopLayer(noise(3, 0.05, 4.0)))
    mixer.set_layer_gain(-30.0, 0.0)
    mixer.fade_layer(True, 0.0)
    mixer.set_ceiling(-40.0)
    itself = np.median(fast_dba(run(mixer, 1.0))[RATE // 2 :])
    mixer.set_layer_gain(0.0, sudden_s)
    loud = fast_dba(run(mixer, 2.0))
    assert loud.max() < -40.0
    assert loud[RATE:].mean() > -40.0 - 2.4
    assert mixer.held_db < -10.0
    mixer.set_world_gain(0.0, 0.0)
    for k in range(VOICES):
        mixer.cue(noise(k, 0.3, 0.5), 0.5 * k, 0.0)
    assert fast_dba(run(mixer, 0.6)).max() < -40.0
    mixer.set_layer_gain(-30.0, 0.1)
    run(mixer, 8.0)
    assert mixer.held_db == 0.0
    assert np.median(fast_dba(run(mixer, 1.0))[RATE // 2 :]) == pytest.approx(itself, abs=0.3)


def test_the_ceiling_is_meant_at_the_ear_where_the_way_there_is_known() -> None:
    """A loudspeaker that is weak but for the octave around 1 kHz: 1 kHz is held back there, 4 kHz is not."""
    path = np.where(np.abs(np.log2(CENTRES / 1000)) < 0.6, power(10.0), power(-10.0))
    for frequency, held in ((1000, True), (4000, False)):
        mixer = Mixer(LoopLayer(tone(frequency)))
        mixer.set_layer_gain(0.0, 0.0)
        mixer.fade_layer(True, 0.0)
        mixer.set_ceiling(-20.0, path)
        played = run(mixer, 1.0)[RATE // 2 :]
        at_the_ear = 10 * np.log10(np.mean(played**2)) + (10.0 if held else -10.0)
        # a single tone is held lower: a room may make more of it than of its third octave
        assert at_the_ear == pytest.approx(-25.0 if held else -33.0, abs=0.5)
        assert (mixer.held_db < -5.0) is held


def test_without_a_ceiling_or_under_it_nothing_is_held_back() -> None:
    mixer = playing()
    mixer.set_ceiling(0.0)
    last = run(mixer, 0.3)[-1]
    assert last == pytest.approx([0.4 * 10 ** (-6 / 20) * 2] * 2, abs=1e-4)
    assert mixer.held_db == 0.0


def busiest() -> Mixer:
    """All that can happen at a time: eight voices around a turning head, a line, both guards at work."""
    mixer = full()
    mixer.set_layer_gain(20.0, 0.0)
    mixer.set_ceiling(-3.0)
    return mixer


def test_a_callback_allocates_no_memory_for_sound() -> None:
    mixer, out = busiest(), np.zeros((BLOCK, 2), dtype=np.float32)
    most = 0
    tracemalloc.start()
    try:
        for block in range(60):
            mixer.face(0.05 * block, 0.1)
            before, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            mixer.render(out)
            after, peak = tracemalloc.get_traced_memory()
            if block >= 20:
                most = max(most, peak - before)
                assert after - before < 1000
    finally:
        tracemalloc.stop()
    # of what passes through as objects; the smallest buffer of a block is 2048 bytes, and there would be many
    assert most < 4000


def test_a_callback_takes_a_small_part_of_the_time_it_has() -> None:
    mixer, out = busiest(), np.zeros((BLOCK, 2), dtype=np.float32)
    took = []
    for block in range(150):
        mixer.face(0.05 * block, 0.1)
        began = time.thread_time()
        mixer.render(out)
        took.append(time.thread_time() - began)
    assert np.median(took) < 0.25 * BLOCK / RATE
