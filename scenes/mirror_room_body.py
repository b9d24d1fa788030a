"""Who sits at the table of the Mirror Room: legs, hips and a shirt, on a stool. Arms are of their own (`mirror_room_pair`).

Metres from the middle of the floor under the patient, who faces +y; painted as the house is. What moves of it is moved by the
shader: the chest breathes and goes along with the shoulders, and the legs never hold quite still, each as the other's image.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from panda3d.core import NodePath, Shader

from scenes.base import Posture
from scenes.kit import gpu
from scenes.kit.holding import shoulders
from scenes.kit.mesh import Mesh, grid_triangles, merged, mesh, node, tube
from scenes.mirror_room_house import Stuff, block, paint

F = npt.NDArray[np.floating]
#: from the top down: height, the middle's y, half the width, half the depth
_SHIRT = (
    (1.022, -0.104, 0.0, 0.0), (1.020, -0.104, 0.050, 0.044), (1.010, -0.105, 0.094, 0.060), (0.992, -0.109, 0.142, 0.078),
    (0.970, -0.114, 0.170, 0.092), (0.920, -0.118, 0.178, 0.104), (0.860, -0.120, 0.172, 0.110), (0.790, -0.122, 0.164, 0.110),
    (0.720, -0.124, 0.162, 0.114), (0.660, -0.126, 0.172, 0.128), (0.615, -0.126, 0.186, 0.142), (0.590, -0.126, 0.192, 0.148),
    (0.584, -0.126, 0.186, 0.142),
)  # fmt: skip
_HIPS = (
    (0.640, -0.126, 0.150, 0.110), (0.615, -0.126, 0.170, 0.130), (0.580, -0.118, 0.186, 0.150), (0.530, -0.112, 0.192, 0.158),
    (0.480, -0.115, 0.182, 0.148), (0.452, -0.120, 0.160, 0.128),
)  # fmt: skip
#: where the stool's top is, and metres to its sides
_STOOL, _WIDE = 0.452, 0.215
#: the middle between the shoulders of who sits upright and looks ahead
_AT_REST = (0.0, -0.085, 0.945)
#: metres by which the chest comes up at most
_RISES = 0.02


def _rings(sections: tuple[tuple[float, float, float, float], ...], folds: float, grain: float) -> Mesh:
    """A skin over rounded sections, the uppermost first, with `folds` of cloth, metres."""
    tall = np.array(sections)
    row = np.linspace(0, len(tall) - 1, 3 * len(tall) - 2)
    z, y, wide, deep = (np.interp(row, np.arange(len(tall)), tall[:, k])[:, None] for k in range(4))
    a = np.linspace(0, 2 * math.pi, 36, endpoint=False)[None]
    c, s = np.cos(a), np.sin(a)
    squared = [np.sign(v) * np.abs(v) ** 0.86 for v in (c, s)]
    fold = folds * np.sin(3 * a + 16 * z + 1.3 * np.sin(7 * z)) + 0.6 * folds * np.sin(5 * a - 31 * z + 0.8)
    out = 1.0 + fold / np.maximum(wide, 0.05)
    p = np.stack([wide * squared[0] * out, y + deep * squared[1] * out, z + 0 * a], -1)
    return mesh(p.reshape(-1, 3), grid_triangles(len(row), 36, wrap=True)[:, ::-1], paint(Stuff.SEAT, grain))


def _leg(side: int) -> list[Mesh]:
    """In linen trousers, the foot in a sandal under the table."""
    t = np.linspace(0, 1, 15)[:, None]
    hip, knee, ankle = (np.array(p) for p in ((0.092, -0.10, 0.540), (0.118, 0.395, 0.545), (0.115, 0.36, 0.10)))
    bend = knee + np.array([0.0, 0.030, 0.012])
    path = np.concatenate([hip + (knee - hip) * t, [bend], knee + (ankle - knee) * (0.06 + 0.94 * t)])
    path[:, 0] *= side
    thick = np.concatenate([0.098 - 0.026 * t[:, 0], [0.072], 0.068 - 0.012 * t[:, 0]])
    # each as the other's image, in its folds too
    folds = 1 + 0.022 * np.sin(np.arange(len(path)) * 1.9) + 0.014 * np.sin(np.arange(len(path)) * 3.7 + 1)
    foot = [(side * 0.120, 0.32, 0.035), (side * 0.125, 0.42, 0.035), (side * 0.130, 0.53, 0.025)]
    return [
        tube(path, thick * folds, 22, paint(Stuff.SEAT, 0.06)),
        tube(foot, [0.038, 0.045, 0.030], 14, paint(Stuff.CLAY, 0.2)),
    ]


def build() -> Mesh:
    """All of it, as it sits at rest."""
    parts = [*_leg(-1), *_leg(1), _rings(_HIPS, 0.001, 0.06), _rings(_SHIRT, 0.0035, 0.30)]
    parts.append(block((-_WIDE, -0.34, _STOOL - 0.04), (_WIDE, 0.09, _STOOL), Stuff.WOOD, 0.05, 0.4))
    for x in (-1, 1):
        for y in (-0.29, 0.04):
            leg = [(x * 0.165, y, _STOOL - 0.03), (x * 0.195, y + 0.1 * (y + 0.125), 0.0)]
            parts.append(tube(leg, [0.022, 0.017], 9, paint(Stuff.WOOD, 0.3)))
    return merged(parts)


def hang(root: NodePath, shape: Mesh, shader: Shader) -> NodePath:
    """The body under `root`."""
    made = node(shape, "body")
    made.reparent_to(root)
    made.set_tag("body", "1")
    # The shader places it over the sea by itself.
    gpu.unculled(made)
    made.set_shader(shader)
    return made


def follow(body: NodePath, posture: Posture) -> None:
    """The chest is where the shoulders are, turned as they are: the node's place tells the shader by how much it has moved."""
    left, right = shoulders(posture)
    x, y, z = ((a + b) / 2 - rest for a, b, rest in zip(left, right, _AT_REST, strict=True))
    z = min(z, _RISES)  # a head that only nods would lift it to the eyes
    turn = math.atan2(right[1] - left[1], right[0] - left[0])
    # about the middle between the shoulders
    c, s = math.cos(turn), math.sin(turn)
    body.set_pos(x + _AT_REST[1] * s, y + _AT_REST[1] * (1 - c), z)
    body.set_h(math.degrees(turn))
