"""The mixer with sounds that show every jump: constants instead of music."""

from __future__ import annotations

import math
import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import bilinear_zpk, butter, lfilter, sosfilt, zpk2sos

from audio.layers import LoopLayer
from audio.levels import CENTRES, RATE, Samples, power
from audio.messages import Wearing
from audio.mixer import BLOCK, Mixer
from audio.voices import VOICES

STILL = np.full(RATE, 0.4, dtype=np.float32)


def run(mixer: Mixer, seconds: float) -> Samples:
    blocks = []
    for _ in range(math.ceil(seconds * RATE / BLOCK)):
        out = np.zeros((BLOCK, 2), dtype=np.float32)
        mixer.render(out)
        blocks.append(out)
    return np.concatenate(blocks)


def playing() -> Mixer:
    mixer = Mixer(LoopLayer(STILL))
    mixer.set_layer_gain(-6.0)
    mixer.set_world_gain(-6.0)
    mixer.fade_layer(True, 0.1)
    mixer.fade_ambience(STILL, 0.1)
    run(mixer, 1.2)
    return mixer


def test_what_is_asked_for_is_what_sounds() -> None:
    last = run(playing(), 0.1)[-1]
    assert last == pytest.approx([0.4 * 10 ** (-6 / 20) * 2] * 2, abs=1e-4)


@pytest.mark.parametrize(
    "event",
    [
        lambda mixer: mixer.fade_layer(False, 0.1),
        lambda mixer: mixer.fade_master(False, 0.1),
        lambda mixer: mixer.set_layer_gain(-40.0, 0.1),
        lambda mixer: mixer.set_world_gain(-60.0, 0.1),
        lambda mixer: mixer.fade_ambience(None, 0.1),
        lambda mixer: mixer.fade_ambience(STILL[: RATE // 2], 0.1),
        lambda mixer: mixer.fade_master(False, 0.0),
    ],
    ids=["layer out", "all out", "softer", "world softer", "ambience out", "another ambience", "at once"],
)
def test_no_event_makes_a_jump(event: Callable[[Mixer], None]) -> None:
    mixer = playing()
    before = run(mixer, 0.1)
    event(mixer)
    sound = np.concatenate([before[-1:], run(mixer, 1.5)])
    # The steepest ramp there is takes one block from the loudest to silence.
    assert np.max(np.abs(np.diff(sound, axis=0))) <= 0.4 * 2 / BLOCK


def test_a_faded_mixer_is_silent_and_says_so() -> None:
    mixer = playing()
    mixer.fade_master(False, 0.2)
    assert not mixer.silent
    run(mixer, 0.25)
    assert mixer.silent
    assert not np.any(run(mixer, 0.1))


def test_a_fade_that_is_turned_round_does_not_jump() -> None:
    mixer = playing()
    mixer.fade_master(False, 0.3)
    first = run(mixer, 0.1)
    mixer.fade_master(True, 0.3)
    sound = np.concatenate([first, run(mixer, 0.5)])
    assert np.max(np.abs(np.diff(sound, axis=0))) < 0.001
    assert sound[-1, 0] == pytest.approx(sound[0, 0], abs=0.01)


def test_a_ninth_cue_takes_the_place_of_the_oldest_without_a_jump() -> None:
    mixer = Mixer(LoopLayer(STILL))
    mixer.set_world_gain(-20.0, 0.0)
    run(mixer, 0.1)
    rising = np.minimum(np.arange(RATE, dtype=np.float32) / 2000, 0.5).astype(np.float32)
    for _ in range(VOICES):
        mixer.cue(rising, 0.0, 0.0)
    full = run(mixer, 0.2)
    mixer.cue(rising, 0.0, 0.0)
    sound = np.concatenate([full[-1:], run(mixer, 0.2)])
    assert np.max(np.abs(np.diff(sound, axis=0))) < 0.001
    assert sound[-1, 0] == pytest.approx(full[-1, 0], rel=0.01)


def test_a_cue_ends() -> None:
    mixer = Mixer(LoopLayer(STILL))
    mixer.set_world_gain(0.0, 0.0)
    mixer.cue(STILL[:2000], 0.3, 0.0)
    run(mixer, 0.2)
    assert not np.any(run(mixer, 0.1))


def test_what_was_played_can_be_looked_up() -> None:
    mixer = playing()
    sound = run(mixer, 0.3)
    played = mixer.played.read(mixer.played.written - len(sound), len(sound))
    layer = mixer.played_layer.read(mixer.played.written - 1, 1)
    assert played is not None
    assert layer is not None
    assert np.array_equal(played, sound)
    assert layer[0, 0] == pytest.approx(0.4 * 10 ** (-6 / 20), abs=1e-4)
    assert mixer.played.read(mixer.played.written - 10, 20) is None


# ---- nothing clicks -------------------------------------------------------------------------------------------------


def tone(frequency: float, level: float = 0.1, seconds: float = 1.0) -> Samples:
    """Repeats without a seam, for a frequency that is a whole number."""
    return (level * np.sin(2 * np.pi * frequency * np.arange(round(seconds * RATE)) / RATE)).astype(np.float32)


def swell(frequency: float, seconds: float = 1.5) -> Samples:
    """A tone that rises and falls softly, as a cue or a line does."""
    sound = tone(frequency, 0.3, seconds)
    edge = np.sin(np.linspace(0.0, np.pi / 2, 1200)).astype(np.float32) ** 2
    sound[:1200] *= edge
    sound[-1200:] *= edge[::-1]
    return sound


def clicks_db(sound: Samples) -> float:
    """The highest that sounds above 8 kHz, dB re the highest of all; of low tones only a click reaches there."""
    high = sosfilt(butter(8, 8000, "highpass", fs=RATE, output="sos"), sound.astype(np.float64), axis=0)
    # (the filter itself begins with a click)
    return float(20.0 * np.log10(np.max(np.abs(high[RATE // 20 :])) / np.max(np.abs(sound))))


def full() -> Mixer:
    """Everything sounds: layer, ambience, eight cues around the head, a spoken line. All are low tones."""
    mixer = Mixer(LoopLayer(tone(210)))
    mixer.set_wearing(Wearing.CLOSED)
    mixer.fade_layer(True, 0.0)
    mixer.set_layer_gain(0.0, 0.0)
    mixer.set_world_gain(0.0, 0.0)
    mixer.fade_ambience(tone(330), 0.0)
    run(mixer, 0.3)
    for k in range(VOICES):
        mixer.cue(swell(240 + 30 * k, 4.0), 0.8 * k, -12.0, 0.1 * k)
    mixer.say(swell(400, 4.0))
    run(mixer, 0.3)
    return mixer


def crowd(mixer: Mixer) -> None:
    for k in range(VOICES):
        mixer.cue(swell(300 + 20 * k), 0.5 * k, 0.0)


def two_layers(mixer: Mixer) -> None:
    for frequency in (270, 290):
        mixer.set_layer(LoopLayer(tone(frequency)), 0.05)


EVENTS: dict[str, Callable[[Mixer], None]] = {
    "the layer stops": lambda mixer: mixer.fade_layer(False, 0.0),
    "all stops": lambda mixer: mixer.fade_master(False, 0.0),
    "softer": lambda mixer: mixer.set_layer_gain(-40.0, 0.0),
    "a cue begins": lambda mixer: mixer.cue(swell(500), 1.0, 0.0),
    "a crowd of cues takes all places": crowd,
    "another layer": lambda mixer: mixer.set_layer(LoopLayer(tone(270)), 0.1),
    "two other layers": two_layers,
    "another line": lambda mixer: mixer.say(swell(350)),
    "the line is cut off": lambda mixer: mixer.say(None, 0.1),
    "the ceiling comes down": lambda mixer: mixer.set_ceiling(-60.0),
    "the head is turned round": lambda mixer: mixer.face(3.0, 0.4),
    "another way of wearing": lambda mixer: mixer.set_wearing(Wearing.LOUDSPEAKER),
    "too loud": lambda mixer: mixer.set_layer_gain(30.0, 0.05),
    "another ambience": lambda mixer: mixer.fade_ambience(tone(360), 0.1),
}


@pytest.mark.parametrize("event", EVENTS.values(), ids=EVENTS)
def test_no_event_clicks(event: Callable[[Mixer], None]) -> None:
    mixer = full()
    before = run(mixer, 0.15)
    assert clicks_db(before) < -70.0
    event(mixer)
    during = run(mixer, 0.5)
    # Long enough for what was to begin and end to do so.
    mixer.fade_layer(True, 0.1)
    mixer.fade_master(True, 0.1)
    mixer.set_ceiling(None)
    after = run(mixer, 1.5)
    assert clicks_db(np.concatenate([before, during, after])) < -60.0


# ---- layers, speech, the ceiling ------------------------------------------------------------------------------------


def noise(seed: int, level: float = 0.1, seconds: float = 2.0) -> Samples:
    return (np.random.default_rng(seed).standard_normal(round(seconds * RATE)) * level).astype(np.float32)


def test_a_layer_gives_way_to_another_at_the_same_level() -> None:
    mixer = Mixer(LoopLayer(noise(1)))
    mixer.set_layer_gain(0.0, 0.0)
    mixer.fade_layer(True, 0.0)
    before = run(mixer, 0.5)[RATE // 10 :]
    mixer.set_layer(LoopLayer(noise(2)), 0.5)
    during = run(mixer, 0.45)
    assert mixer.crossing
    run(mixer, 0.15)
    assert not mixer.crossing
    after = run(mixer, 0.5)
    level = 10 * np.log10(np.mean(before**2))
    for start in range(0, len(during) - 4800, 4800):
        assert 10 * np.log10(np.mean(during[start : start + 4800] ** 2)) == pytest.approx(level, abs=0.5)
    assert abs(float(np.corrcoef(after[:4800, 0], noise(1)[:4800])[0, 1])) < 0.1


def test_the_world_makes_way_for_a_line_and_the_layer_does_not() -> None:
    mixer = Mixer(LoopLayer(tone(210)))
    mixer.set_layer_gain(0.0, 0.0)
    mixer.set_world_gain(0.0, 0.0)
    mixer.fade_layer(True, 0.0)
    mixer.fade_ambience(tone(330), 0.0)
    run(mixer, 0.2)

    def level(sound: Samples, frequency: float) -> float:
        wave = np.exp(-2j * np.pi * frequency * np.arange(len(sound)) / RATE) * np.hanning(len(sound))
        return float(20 * np.log10(np.abs(np.mean(sound[:, 0] * wave))))

    before = run(mixer, 0.5)
    mixer.say(swell(500, 1.5))
    run(mixer, 0.4)
    assert mixer.speaking
    during = run(mixer, 0.5)
    run(mixer, 1.5)
    assert not mixer.speaking
    after = run(mixer, 0.5)
    assert level(during, 330) == pytest.approx(level(before, 330) - 6.0, abs=0.2)
    assert level(during, 210) == pytest.approx(level(before, 210), abs=0.1)
    assert level(after, 330) == pytest.approx(level(before, 330), abs=0.1)
    assert level(during, 500) > level(before, 330)


def test_what_is_stopped_does_not_speak_on() -> None:
    mixer = full()
    mixer.fade_master(False, 0.1)
    run(mixer, 0.3)
    mixer.fade_master(True, 0.0)
    mixer.fade_layer(False, 0.0)
    mixer.fade_ambience(None, 0.0)
    run(mixer, 0.2)
    assert not mixer.speaking
    assert np.max(np.abs(run(mixer, 0.2))) < 1e-6


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
    assert loud.max() < -40.0 + 0.3
    assert loud[RATE:].mean() > -40.0 - 1.0
    assert mixer.held_db < -10.0
    mixer.set_world_gain(0.0, 0.0)
    for k in range(VOICES):
        mixer.cue(noise(k, 0.3, 0.5), 0.5 * k, 0.0)
    assert fast_dba(run(mixer, 0.6)).max() < -40.0 + 0.3
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
        assert at_the_ear == pytest.approx(-20.0 if held else -33.0, abs=0.5)
        assert (mixer.held_db < -5.0) is held


def test_without_a_ceiling_or_under_it_nothing_is_held_back() -> None:
    mixer = playing()
    mixer.set_ceiling(0.0)
    last = run(mixer, 0.3)[-1]
    assert last == pytest.approx([0.4 * 10 ** (-6 / 20) * 2] * 2, abs=1e-4)
    assert mixer.held_db == 0.0


def test_the_rings_hold_what_left_side_by_side() -> None:
    """Held back by ceiling and limiter alike, the layer's ring is still its part of what was played."""
    mixer = Mixer(LoopLayer(noise(5, 0.4)))
    mixer.set_layer_gain(6.0, 0.0)
    mixer.fade_layer(True, 0.0)
    mixer.set_ceiling(-12.0)
    sound = run(mixer, 1.0)
    layer = mixer.played_layer.read(mixer.played_layer.written - len(sound), len(sound))
    assert layer is not None
    assert mixer.held_db < 0.0
    assert np.max(np.abs(sound)) > 0.1
    assert np.allclose(sound[:, 0], layer[:, 0], atol=1e-6)


def test_a_shorter_ambience_follows_a_longer_one_that_had_ended() -> None:
    mixer = Mixer(LoopLayer(STILL))
    mixer.set_world_gain(0.0, 0.0)
    mixer.fade_ambience(tone(330), 0.1)
    run(mixer, 0.8)
    mixer.fade_ambience(None, 0.0)
    run(mixer, 0.1)
    mixer.fade_ambience(tone(400, seconds=0.1), 0.1)
    assert np.max(np.abs(run(mixer, 0.3))) == pytest.approx(0.1, rel=0.01)


def test_a_mono_output_hears_both_ears() -> None:
    mixer = Mixer(LoopLayer(STILL))
    mixer.set_world_gain(0.0, 0.0)
    run(mixer, 0.1)
    mixer.cue(tone(500), math.pi / 2, 0.0)
    run(mixer, 0.1)
    one = np.zeros((BLOCK, 1), dtype=np.float32)
    mixer.render(one)
    played = mixer.played.read(mixer.played.written - BLOCK, BLOCK)
    assert played is not None
    assert np.max(np.abs(one)) > 0.02
    assert np.array_equal(played, np.repeat(one, 2, axis=1))


# ---- what a callback may cost ---------------------------------------------------------------------------------------


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
