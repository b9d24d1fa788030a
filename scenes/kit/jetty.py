"""A place to rest over the water: a jetty's end with cushions, a lamp that hangs from a post, and a wind chime.

Paint: the root of the albedo, and what it is made of (`WOOD`, `CLOTH`, `GLOW`, `CHIME`).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenes.kit.mesh import Mesh, ball, grid_triangles, lathe, merged, mesh, tube

F = npt.NDArray[np.float32]
#: metres: the boards' top over the water; half the jetty's width; where it ends ahead of the seat, and behind
DECK, HALF, END, BACK = 0.62, 1.30, 1.95, -19.0
WOOD, CLOTH, GLOW, CHIME = 0.0, 1 / 3, 2 / 3, 1.0
#: lamps on posts along the way to the shore
WAY = ((HALF + 0.07, -5.0, 1.13), (-HALF - 0.07, -11.8, 1.13))
#: where the lamp hangs, and the middle of the wind chime
LAMP = (1.27, 1.88, 1.46)
BELL = (-1.27, 1.88, 1.46)


def toned(red: float, green: float, blue: float, what: float = WOOD) -> tuple[float, float, float, float]:
    """Paint of an albedo. what : what it is made of"""
    return float(np.sqrt(red)), float(np.sqrt(green)), float(np.sqrt(blue)), what


def board(low: npt.ArrayLike, high: npt.ArrayLike, paint: npt.ArrayLike, bevel: float = 0.012) -> Mesh:
    """A plank with bevelled upper edges and no underside."""
    (x0, y0, z0), (x1, y1, z1) = np.asarray(low, float), np.asarray(high, float)
    b = bevel
    rings = [(x0, y0, x1, y1, z0), (x0, y0, x1, y1, z1 - b), (x0 + b, y0 + b, x1 - b, y1 - b, z1)]
    p = np.array([[(r[0], r[1], r[4]), (r[2], r[1], r[4]), (r[2], r[3], r[4]), (r[0], r[3], r[4])] for r in rings])
    side = grid_triangles(3, 4, wrap=True)
    top = np.array([[8, 9, 10], [8, 10, 11]])
    # Flat sides: no vertex is shared.
    triangles = np.concatenate([side, top])
    flat = p.reshape(-1, 3)[triangles].reshape(-1, 3)
    return mesh(flat, np.arange(len(flat)).reshape(-1, 3), paint)


def cushion(x: float, y: float, wide: float, high: float, paint: npt.ArrayLike, turn: float = 0.0) -> Mesh:
    """A plump square cushion on the boards."""
    body = ball(1.0, (0, 0, 0), 28, 14)
    p = body.positions
    flat = np.sign(p[:, :2]) * np.abs(p[:, :2]) ** 0.62
    flat[np.hypot(p[:, 0], p[:, 1]) < 0.01] = 0.0  # closed above and below
    rim = np.clip(1 - (np.abs(flat).max(1)) ** 3, 0, 1) ** 0.55
    q = np.concatenate([flat, (np.sign(p[:, 2]) * np.abs(p[:, 2]) ** 0.8 * (0.25 + 0.75 * rim))[:, None]], 1)
    return mesh(q * [wide, wide, high], body.triangles, paint).moved((x, y, DECK + high * 0.9), turn)


def build() -> Mesh:
    """Everything but what swings."""
    random = np.random.default_rng(5)
    parts = []
    y = BACK
    while y < END - 0.05:
        wide = 0.185 if y > -9 else 0.36
        tone = random.uniform(0.75, 1.15)
        off = random.uniform(-0.035, 0.035)
        shade = toned(0.118 * tone, 0.088 * tone, 0.066 * tone)
        parts.append(
            board(
                (-HALF + off, y, DECK - 0.05),
                (HALF + off, y + wide - 0.014, DECK + random.uniform(-0.004, 0.004)),
                shade,
            )
        )
        y += wide
    dark = toned(0.060, 0.046, 0.036)
    for x in (-0.95, 0.95):
        parts.append(board((x - 0.06, BACK, DECK - 0.2), (x + 0.06, END, DECK - 0.05), dark))
    for k, y in enumerate((1.88, -1.6, -5.0, -8.4, -11.8)):
        for x in (-HALF - 0.07, HALF + 0.07):
            top = 1.86 if k == 0 else 1.05
            lean = random.uniform(-0.02, 0.02)
            thick = [0.085, 0.078, 0.066] if k else [0.062, 0.052, 0.034]
            parts.append(tube([(x, y, -2.2), (x, y, 0.2), (x + lean, y, top)], thick, 12, dark))
            parts.append(ball(thick[2] + 0.002, (x + lean, y, top), 12, 6, dark))
    for side in (-1, 1):
        x = side * (HALF + 0.07)
        parts.append(
            tube(
                [(x, 1.88, 1.76), (x - side * 0.04, 1.88, 1.80), (x - side * 0.12, 1.88, 1.79)],
                [0.016, 0.014, 0.010],
                8,
                dark,
            )
        )
    cord = toned(0.10, 0.085, 0.06, CLOTH)
    parts.append(tube([(LAMP[0], LAMP[1], 1.79), (LAMP[0], LAMP[1], LAMP[2] + 0.10)], [0.006, 0.006], 5, cord))
    up = np.linspace(1, -1, 17)
    paper = np.stack([0.055 + 0.072 * np.maximum(1 - np.abs(up) ** 2.6, 0) ** 0.62, 0.148 * up], 1)
    parts.append(lathe(paper, 28, toned(1.0, 0.62, 0.28, GLOW)).moved(LAMP, scale=0.66))
    for z in (0.150, -0.138):
        parts.append(
            lathe([(0.002, z + 0.012), (0.062, z + 0.01), (0.062, z - 0.006), (0.002, z - 0.008)], 16, dark).moved(
                LAMP, scale=0.66
            )
        )
    for x, y, z in WAY:
        parts.append(ball(0.085, (x, y, z), 14, 9, toned(1.0, 0.62, 0.28, GLOW)))
        parts.append(lathe([(0.002, z + 0.10), (0.05, z + 0.085), (0.052, z + 0.07)], 12, dark).moved((x, y, 0)))
    plum, teal, sand = (
        toned(0.16, 0.050, 0.075, CLOTH),
        toned(0.030, 0.105, 0.120, CLOTH),
        toned(0.26, 0.19, 0.125, CLOTH),
    )
    parts.append(cushion(0, -0.15, 0.52, 0.11, sand))
    parts.append(cushion(0.86, 0.30, 0.27, 0.095, plum, 0.3))
    parts.append(cushion(-0.84, 0.52, 0.29, 0.10, teal, -0.45))
    parts.append(cushion(-0.80, -0.62, 0.26, 0.10, plum, 0.2))
    # a folded blanket, and a bowl
    for k in range(3):
        parts.append(
            board(
                (0.60 + 0.01 * k, -0.62, DECK + 0.035 * k),
                (1.10 - 0.01 * k, -0.22, DECK + 0.035 * (k + 1)),
                toned(0.12, 0.10, 0.16, CLOTH),
                0.015,
            )
        )
    bowl = [(0.075, 0.075), (0.085, 0.078), (0.088, 0.07), (0.07, 0.02), (0.035, 0.0), (0.034, -0.005)]
    parts.append(lathe(bowl, 20, toned(0.10, 0.15, 0.16)).moved((0.52, 1.25, DECK + 0.01)))
    return merged(parts)


def hut(x: float, y: float, floor: float = 1.15, turn: float = 0.0) -> Mesh:
    """A thatched house on stilts with light in its windows, 4.6 m high, its door towards -y before it is turned."""
    straw, dark, wall = toned(0.20, 0.150, 0.085), toned(0.060, 0.046, 0.036), toned(0.115, 0.085, 0.058)
    warm = toned(1.0, 0.62, 0.28, GLOW)
    parts = [board((-2.1, -2.6, -0.12), (2.1, 1.9, 0.0), dark), board((-1.7, -1.6, 0.0), (1.7, 1.7, 2.1), wall)]
    for px in (-1.9, 0.0, 1.9):
        for py in (-2.4, 1.7):
            parts.append(tube([(px, py, -2.6), (px, py, 2.05 if py < 0 else 0.0)], [0.09, 0.075], 8, dark))
    # The panes stand a little before the wall, two and a door.
    for left, right, low, high in ((-1.35, -0.65, 0.75, 1.65), (0.65, 1.35, 0.75, 1.65), (-0.38, 0.38, 0.05, 1.75)):
        pane = [(left, -1.63, low), (right, -1.63, low), (right, -1.63, high), (left, -1.63, high)]
        parts.append(mesh(pane, [[0, 1, 2], [0, 2, 3]], warm))
        parts.append(board(((left + right) / 2 - 0.03, -1.67, low), ((left + right) / 2 + 0.03, -1.64, high), dark))
    thatch = [(0.05, 4.45), (0.9, 3.75), (2.2, 2.75), (3.5, 1.95), (3.42, 1.80), (1.6, 2.2)]
    parts.append(lathe(thatch, 4, straw).moved(turn=np.pi / 4).moved((0, -0.3, 0), scale=(0.98, 1.02, 1)))
    return merged(parts).moved((x, y, floor), turn)


def chime() -> Mesh:
    """Seven tubes on a ring, the middle of the tubes at the origin; they swing from 0.3 m above it."""
    metal, dark = toned(0.30, 0.27, 0.22, CHIME), toned(0.07, 0.052, 0.04, CHIME)
    parts = [lathe([(0.002, 0.165), (0.085, 0.16), (0.085, 0.145), (0.002, 0.14)], 16, dark)]
    for k in range(7):
        a, long = k * 2 * np.pi / 7, 0.30 - 0.022 * ((k * 3) % 7)
        x, y = 0.07 * np.cos(a), 0.07 * np.sin(a)
        parts.append(tube([(x, y, 0.12), (x, y, 0.12 - long)], [0.0105, 0.0105], 8, metal))
    parts.append(tube([(0, 0, 0.30), (0, 0, -0.20)], [0.004, 0.004], 5, dark))
    parts.append(ball(0.032, (0, 0, -0.02), 12, 8, dark))
    parts.append(lathe([(0.002, -0.19), (0.045, -0.2), (0.045, -0.206), (0.002, -0.21)], 10, dark))
    return merged(parts)
