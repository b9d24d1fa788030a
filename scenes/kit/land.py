"""A piece of land worked out ahead of time: its light, what its shaders read of it, and what water mirrors of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scenes.base import Arrays
from scenes.kit import light
from scenes.kit.look import Colour, Look
from scenes.kit.terrain import Ground

F = npt.NDArray[np.float32]
#: lamp light is kept in a byte; 1 stands for this much
MOST_LAMP = 1.6


@dataclass(frozen=True, slots=True)
class Lighting:
    """The light on each sample of a ground: the key light, the open sky (0 to 1 each), and lamps."""

    sun: F
    openness: F
    warm: F


def lighting(
    look: Look,
    ground: Ground,
    shading: F,
    lamps: F | None = None,
    standing: Sequence[tuple[F, float]] = (),
) -> Lighting:
    """The light over `ground`, with `shading` (its heights and what stands on them) in the way.

    lamps : (n, 3) places of lamps, metres
    standing : round things that darken the ground where they stand: (n, 4 or more) x, y, z, size, and how wide one of size 1 is
    """
    sun = light.sunlight(ground, look.sun_direction, shading)
    coarse = ground.coarser(2)
    bare = light.openness(coarse, coarse.heights)
    below = 0.35 + 0.65 * light.openness(coarse, ground.coarser(2, shading).heights)
    x, y = np.broadcast_arrays(*ground.xy)
    openness = coarse.at(x, y, np.minimum(bare, below))
    for who, wide in standing:
        light.rest(ground, openness, who[:, 0], who[:, 1], wide * who[:, 3])
    warm = np.zeros_like(sun) if lamps is None else light.glow(ground, lamps)
    return Lighting(sun, openness, warm)


def maps(
    look: Look,
    ground: Ground,
    shading: F,
    lit: Lighting,
    cover: F,
    bare: Colour,
    covered: Colour,
    growth: Colour,
    tall: float,
) -> Arrays:
    """What `Landscape` hands to the shaders: `heights`, `light`, `shape`, `skyline` and `reflected`.

    cover : how much lies on each sample (snow, grass), 0 to 1
    bare, covered, growth : colours of the bare ground, of what covers it, and of the trees, for the picture in the water
    tall : metres of an ordinary tree
    """
    normals = ground.normals()
    one = np.ones_like(lit.sun)
    light_map = np.stack([lit.sun, lit.openness, np.clip(lit.warm / MOST_LAMP, 0, 1), one], -1)
    shape_map = np.stack([normals[..., 0] * 0.5 + 0.5, normals[..., 1] * 0.5 + 0.5, cover, one], -1)
    albedo = np.asarray(bare, np.float32) + (np.asarray(covered, np.float32) - np.asarray(bare)) * cover[..., None]
    seen = look.lit(albedo, normals, lit.sun, lit.openness, 0.25)
    seen = seen + np.asarray(look.lantern) * lit.warm[..., None] * 0.8
    wooded = shading > ground.heights + 0.4
    up = np.clip((shading - ground.heights) / tall, 0, 1)
    boughs = look.lit(growth, np.array([[[-0.25, -0.5, 0.8]]], np.float32), lit.sun * 0.5, 0.55 + 0.4 * up)
    seen = np.where(wooded[..., None], boughs, seen)
    reflected = np.concatenate([np.sqrt(np.clip(seen, 0, 1)), one[..., None]], -1)
    return {
        "heights": ground.heights,
        "light": as_bytes(light_map),
        "shape": as_bytes(shape_map),
        "skyline": _half(shading, highest=True),
        "reflected": as_bytes(_half(reflected, highest=False)),
    }


def as_bytes(values: F) -> npt.NDArray[np.uint8]:
    """0 to 1 as 0 to 255."""
    return (np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8)


def _half(grid: F, *, highest: bool) -> F:
    """Half the samples each way, by the highest or the mean of four."""
    rows, columns = grid.shape[0] // 2, grid.shape[1] // 2
    four = grid[: rows * 2, : columns * 2].reshape(rows, 2, columns, 2, *grid.shape[2:])
    return np.asarray(four.max((1, 3)) if highest else four.mean((1, 3)), np.float32)


def sun_at(look: Look, ground: Ground, shading: F, places: F, rise: float | F) -> F:
    """(n,) the key light (0 to 1) `rise` metres over each of `places` (n, 3), others' shadows included, its own left out."""
    sun = look.sun_direction
    flat = float(np.hypot(sun[0], sun[1]))
    seen = np.ones(len(places), np.float32)
    for reach in np.geomspace(2.6, 150, 36):
        clear = places[:, 2] + rise + reach * sun[2] / flat
        clear -= ground.at(places[:, 0] + sun[0] / flat * reach, places[:, 1] + sun[1] / flat * reach, shading)
        seen = np.minimum(seen, 0.5 + clear / np.float32(reach * 0.06 + 0.3))
    return np.asarray(np.clip(seen, 0, 1), np.float32)


def lit_trees(
    look: Look, ground: Ground, shading: F, trees: F, low: float, high: float, random: np.random.Generator
) -> F:
    """(n, 8) x, y, z, scale, the light `low` and `high` metres up (at scale 1), a turn and a seed, of `trees` (n, 4)."""
    scale = trees[:, 3]
    below = sun_at(look, ground, shading, trees, low * scale)
    above = sun_at(look, ground, shading, trees, high * scale)
    turn, seed = random.uniform(0, 2 * np.pi, len(trees)), random.random(len(trees))
    return np.concatenate([trees, np.stack([below, above, turn, seed], 1)], 1).astype(np.float32)


def lit_figures(look: Look, ground: Ground, lit: Lighting, who: F) -> F:
    """`who` (n, k; x and y first) and two columns more: the key light beside each, and the lamps' light."""
    towards = look.sun_direction[:2] * 1.6
    sun = ground.at(who[:, 0] + towards[0], who[:, 1] + towards[1], lit.sun)
    warm = ground.at(who[:, 0], who[:, 1], lit.warm)
    return np.concatenate([who, sun[:, None], warm[:, None]], 1).astype(np.float32)
