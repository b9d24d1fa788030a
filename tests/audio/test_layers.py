"""The layers: never the same twice, even, and always there for the callback."""

from __future__ import annotations

import threading
import time
import tracemalloc
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest

from audio.layers import LAYER_LEVEL_DBA, LAYERS, Layer, LoopLayer, StreamLayer, make, texture
from audio.levels import FRAME, HOP, RATE, A, BandAnalyser, Floats, Samples, Z, db
from audio.music import Music
from audio.sources import UnknownSound

BLOCK = 512


def heard(layer: Layer, seconds: float) -> Samples:
    blocks = []
    for _ in range(round(seconds * RATE / BLOCK)):
        out = np.zeros(BLOCK, dtype=np.float32)
        layer.fill(out)
        blocks.append(out)
    return np.concatenate(blocks)


class Counting:
    """A texture that counts its frames, and waits whenever it has made as many hops as it is let."""

    def __init__(self) -> None:
        self.let = threading.Semaphore(40)
        self.at = 0

    def hop(self) -> Floats:
        self.let.acquire()
        self.at += HOP
        return np.arange(self.at - HOP, self.at) / 2.0**22


def wait_for(condition: Callable[[], bool]) -> None:
    by = time.monotonic() + 10.0
    while not condition():
        assert time.monotonic() < by
        time.sleep(0.01)


def test_a_loop_comes_round_without_a_gap() -> None:
    layer = LoopLayer(np.arange(700, dtype=np.float32))
    assert heard(layer, 1.0).tolist() == [i % 700 for i in range(94 * BLOCK)]


def test_a_layer_that_falls_behind_neither_clicks_nor_stops() -> None:
    texture = Counting()
    with StreamLayer(texture, np.zeros((2, 21))) as layer:
        wait_for(lambda: texture.at == 40 * HOP)
        steps = np.abs(np.diff(heard(layer, 40 * HOP / RATE + 3.0))) * 2.0**22
        assert layer.starved == 1
        # one step forth or back, and none at all where it turns round
        assert set(np.unique(steps)) <= {0.0, 1.0}
        assert np.sum(steps == 0.0) == 1
        texture.let.release(40)
        wait_for(lambda: texture.at >= 60 * HOP)
        assert np.max(heard(layer, 4.0)) * 2.0**22 > 41 * HOP
        texture.let.release(1000)


class Sample(NamedTuple):
    """Half a minute of a layer, and the processor's seconds until it could be heard."""

    layer: Layer
    sound: Samples
    opened_s: float
    bands: Floats


@pytest.fixture(scope="module", params=LAYERS)
def sample(request: pytest.FixtureRequest) -> Sample:
    before = time.process_time()
    layer = make(request.param, live=False)
    layer.fill(np.zeros(RATE, dtype=np.float32))
    opened_s = time.process_time() - before
    sound = heard(layer, 30.0)
    starts = range(0, len(sound) - FRAME + 1, HOP)
    analyser = BandAnalyser()
    return Sample(layer, sound, opened_s, np.array([analyser.powers(sound[at : at + FRAME]) for at in starts]))


class TestEachLayer:
    def test_is_ready_within_a_second_of_the_processors_time(self, sample: Sample) -> None:
        assert sample.opened_s < 1.0

    def test_is_as_loud_as_every_other(self, sample: Sample) -> None:
        assert db(float(np.sum(np.mean(sample.bands[:, A], axis=0)))) == pytest.approx(LAYER_LEVEL_DBA, abs=0.15)
        assert db(float(np.sum(sample.layer.bands[A]))) == pytest.approx(LAYER_LEVEL_DBA, abs=0.03)

    def test_moves_by_less_than_a_decibel_from_second_to_second(self, sample: Sample) -> None:
        second = round(RATE / HOP)
        powers = np.convolve(np.sum(sample.bands[:, A], axis=1), np.ones(second) / second, mode="valid")
        levels = 10.0 * np.log10(powers) - LAYER_LEVEL_DBA
        most = 0.5 if sample.layer.name in ("pink", "white", "ocean", "wind", "night") else 1.0
        assert np.max(np.abs(levels)) < most

    def test_fills_each_band(self, sample: Sample) -> None:
        levels = 10.0 * np.log10(np.mean(sample.bands[:, Z], axis=0))
        assert np.min(levels) > np.max(levels) - 25.0

    def test_has_the_spectrum_it_states(self, sample: Sample) -> None:
        difference = 10.0 * np.log10(np.mean(sample.bands[:, Z], axis=0) / sample.layer.bands[Z])
        # half a minute of music is a handful of chords, which may lack some notes altogether
        most = 8.0 if sample.layer.name in ("consonant", "dissonant") else 3.5
        assert np.max(np.abs(difference)) < most

    def test_stays_under_full_scale(self, sample: Sample) -> None:
        assert np.max(np.abs(sample.sound)) < 0.985
        assert abs(float(np.mean(sample.sound))) < 0.002

    def test_has_no_seam_between_the_pieces_it_is_made_of(self, sample: Sample) -> None:
        bend = np.abs(np.diff(sample.sound.astype(np.float64), n=2))
        seams = np.concatenate([bend[HOP - 2 :: HOP], bend[HOP - 1 :: HOP]])
        assert float(np.mean(seams)) < 1.3 * float(np.mean(bend))

    def test_does_not_come_round(self, sample: Sample) -> None:
        # What is alike after more than 5 s, by the loudness of each third octave in each twelfth of a second.
        colour = np.log(sample.bands[:, Z])
        colour = (colour - colour.mean(axis=0)) / colour.std(axis=0)
        spectrum = np.fft.rfft(colour, 2 * len(colour), axis=0)
        alike = np.fft.irfft(np.sum(np.abs(spectrum) ** 2, axis=1))[: len(colour)]
        assert np.max(alike[round(5.0 * RATE / HOP) :]) < 0.5 * alike[0]

    def test_is_the_same_for_the_same_seed_and_another_for_another(self, sample: Sample) -> None:
        first, same, other = (texture(sample.layer.name, seed) for seed in (1, 1, 2))
        pieces = [np.concatenate([it.hop() for _ in range(4)]) for it in (first, same, other)]
        assert np.array_equal(pieces[0], pieces[1])
        assert not np.array_equal(pieces[0], pieces[2])


def test_the_callback_gets_its_frames_without_new_memory() -> None:
    layer = make("rain")
    layer.close()
    out = np.zeros(BLOCK, dtype=np.float32)
    layer.fill(out)
    tracemalloc.start()
    for _ in range(100):
        layer.fill(out)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < BLOCK


def test_a_layer_takes_little_memory() -> None:
    make("consonant", live=False)
    tracemalloc.start()
    layer = make("consonant")
    wait_for(lambda: isinstance(layer, StreamLayer) and layer.ready_s > 5.0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    layer.close()
    assert peak < 20e6


def roughness(frequencies: Sequence[float]) -> float:
    """Sensory dissonance of held notes, ten partials each (Plomp and Levelt 1965, in the form of Sethares 1993)."""
    parts = [(n * frequency, n**-1.35) for frequency in frequencies for n in range(1, 11)]
    total = 0.0
    for low, high in combinations(sorted(parts), 2):
        width = (high[0] - low[0]) * 0.24 / (0.021 * low[0] + 19.0)
        total += min(low[1], high[1]) * float(np.exp(-3.5 * width) - np.exp(-5.75 * width))
    return total


@pytest.mark.parametrize("chord", ["I", "ii", "iii", "IV", "V", "vi"])
def test_the_dissonant_version_of_a_chord_is_much_rougher(chord: str) -> None:
    consonant, dissonant = (
        Music(np.random.default_rng(0), LAYER_LEVEL_DBA, dissonant=dissonant).frequencies(chord)
        for dissonant in (False, True)
    )
    assert roughness(dissonant) > 1.5 * roughness(consonant)


def test_an_unknown_layer_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownSound, match=r"'trumpet' is unknown: name one of pink, white.*"):
        make("trumpet")
