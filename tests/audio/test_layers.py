"""The layers: never the same twice, even, and always there for the callback."""

from __future__ import annotations

import time

import numpy as np
import pytest

from audio.layers import LoopLayer, StreamLayer, make
from audio.levels import HOP, RATE, Floats, Samples
from audio.sources import UnknownSound

BLOCK = 512


def heard(layer: LoopLayer | StreamLayer, seconds: float) -> Samples:
    blocks = []
    for _ in range(round(seconds * RATE / BLOCK)):
        out = np.zeros(BLOCK, dtype=np.float32)
        layer.fill(out)
        blocks.append(out)
    return np.concatenate(blocks)


class Counting:
    """A texture that counts its frames, and stops for good after `hops`."""

    def __init__(self, hops: int) -> None:
        self.left = hops
        self.at = 0

    def hop(self) -> Floats:
        while not self.left:
            time.sleep(0.01)
        self.left -= 1
        self.at += HOP
        return np.arange(self.at - HOP, self.at) / 2.0**22


def test_a_loop_comes_round_without_a_gap() -> None:
    layer = LoopLayer(np.arange(700, dtype=np.float32))
    assert heard(layer, 1.0).tolist() == [i % 700 for i in range(94 * BLOCK)]


def test_a_layer_that_falls_behind_neither_clicks_nor_stops() -> None:
    texture = Counting(hops=40)
    with StreamLayer(texture, np.zeros((2, 21)), live=True) as layer:
        steps = np.abs(np.diff(heard(layer, 40 * HOP / RATE + 3.0))) * 2.0**22
        assert layer.starved >= 1
        # one step forth or back, or none where it turns round
        assert set(np.unique(steps)) <= {0.0, 1.0}
        assert np.sum(steps == 0.0) < 10
        texture.left = 40
        time.sleep(0.5)
        assert np.max(heard(layer, 4.0)) * 2.0**22 > 41 * HOP


def test_an_unknown_layer_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownSound, match=r"'trumpet' is unknown: name one of pink, white.*"):
        make("trumpet")
