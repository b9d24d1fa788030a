"""The mixer: what is asked for is what sounds."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from audio.layers import LoopLayer
from audio.levels import RATE, Samples
from audio.mixer import BLOCK, Mixer
from audio.voices import VOICES
from tests.audio.mixing import STILL, full, noise, playing, run, swell, tone


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
        lambda mixer: mixer.duck(-12.0, 0.1),
    ],
    ids=["layer out", "all out", "softer", "world softer", "ambience out", "another ambience", "at once", "ducked"],
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


def test_all_makes_way_for_somebody_who_talks_and_comes_back() -> None:
    mixer = playing()
    before = run(mixer, 0.1)[-1]
    mixer.duck(-12.0)
    lowered = run(mixer, 0.5)[-1]
    assert lowered == pytest.approx(before * 10 ** (-12 / 20), rel=1e-3)
    assert mixer.ducked
    mixer.duck(0.0)
    assert run(mixer, 0.5)[-1] == pytest.approx(before, rel=1e-4)
    assert not mixer.ducked


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
