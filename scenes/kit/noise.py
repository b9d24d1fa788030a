"""Smooth value noise on numpy arrays, and the small tiling texture that shaders take their detail from."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

F = npt.NDArray[np.float32]
_SIDE = 256


@lru_cache(maxsize=1)
def _lattice() -> F:
    """Eight layers of random values on a 256 x 256 grid; the same in every run, so that baked data may be kept."""
    return np.random.default_rng(20240131).random((8, _SIDE, _SIDE), dtype=np.float32)


def smoothstep(low: float, high: float, x: npt.ArrayLike) -> F:
    """0 below `low`, 1 above `high` (or the reverse), smooth between."""
    t = np.clip((np.asarray(x, np.float32) - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def value_noise(x: npt.ArrayLike, y: npt.ArrayLike, layer: int = 0) -> F:
    """Noise in 0..1 that changes over a distance of 1, repeats after 256, and has a continuous slope and curvature."""
    x, y = np.broadcast_arrays(np.asarray(x, np.float32), np.asarray(y, np.float32))
    fx, fy = np.floor(x), np.floor(y)
    i, j = fx.astype(np.int32) & (_SIDE - 1), fy.astype(np.int32) & (_SIDE - 1)
    u, v = x - fx, y - fy
    u = u * u * u * (u * (u * 6 - 15) + 10)
    v = v * v * v * (v * (v * 6 - 15) + 10)
    flat = _lattice()[layer % 8].ravel()
    low, high = j * _SIDE, ((j + 1) & (_SIDE - 1)) * _SIDE
    i1 = (i + 1) & (_SIDE - 1)
    a, b, c, d = flat[low + i], flat[low + i1], flat[high + i], flat[high + i1]
    return np.asarray((a + (b - a) * u) * (1 - v) + (c + (d - c) * u) * v, np.float32)


def fbm(x: npt.ArrayLike, y: npt.ArrayLike, octaves: int, layer: int = 0, ridged: bool = False) -> F:
    """Octaves of `value_noise`, each turned, twice as fine and half as strong as the last; 0..1. `ridged`: with sharp crests."""
    x, y = np.asarray(x, np.float32), np.asarray(y, np.float32)
    total = np.zeros(np.broadcast_shapes(x.shape, y.shape), np.float32)
    weight, norm = np.float32(1), np.float32(0)
    for octave in range(octaves):
        n = value_noise(x + np.float32(17.3 * octave), y - np.float32(9.1 * octave), layer + octave)
        total += weight * ((1 - np.abs(2 * n - 1)) if ridged else n)
        norm += weight
        weight *= np.float32(0.5)
        x, y = x * np.float32(1.62) - y * np.float32(1.18), x * np.float32(1.18) + y * np.float32(1.62)
    return np.asarray(total / norm, np.float32)


def _tiling(size: int, first: int, octaves: int, layer: int, ridged: bool) -> F:
    """Octaves on whole numbers of cells, so that the square's edges meet; stretched to 0..1."""
    at = np.arange(size, dtype=np.float32)
    total = np.zeros((size, size), np.float32)
    weight = 1.0
    for octave in range(octaves):
        cells = first * 2**octave
        values = _lattice()[(layer + octave) % 8][:cells, :cells]
        p = at * cells / size
        i = p.astype(np.int32)
        f = p - i
        f = f * f * (3 - 2 * f)
        n = (i + 1) % cells
        rows = values[i] * (1 - f)[:, None] + values[n] * f[:, None]
        grid = rows[:, i] * (1 - f) + rows[:, n] * f
        total += weight * ((1 - np.abs(2 * grid - 1)) if ridged else grid)
        weight *= 0.55
    low, high = total.min(), total.max()
    return np.asarray((total - low) / (high - low), np.float32)


def detail_texture(size: int = 256) -> npt.NDArray[np.uint8]:
    """(size, size, 4) for red, green, blue, alpha: soft noise, finer soft noise, ridges, and single random grains."""
    grains = np.random.default_rng(99).random((size, size), dtype=np.float32)
    layers = [
        _tiling(size, 4, 6, 0, False),
        _tiling(size, 8, 5, 2, False),
        _tiling(size, 4, 6, 4, True),
        grains,
    ]
    return (np.stack(layers, -1) * 255).astype(np.uint8)
