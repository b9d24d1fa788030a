"""The mixer with sounds that show every jump: constants instead of music."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from audio.layers import LoopLayer
from audio.levels import RATE, Samples
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
