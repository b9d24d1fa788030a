"""The layers: never the same twice, even, and always there for the callback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

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


def test_an_unknown_layer_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownSound, match=r"'trumpet' is unknown: name one of pink, white.*"):
        make("trumpet")
