"""Mist that lies on water: veils around a seat that stays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from panda3d.core import NodePath, Shader, TransparencyAttrib

from scenes.kit.mesh import Mesh, grid_triangles, merged, node


def veils(parent: NodePath, shader: Shader, layers: Sequence[tuple[float, float, float]]) -> NodePath:
    """layers : distance and height in metres, and how thick (0 to 1), the farthest first, as they are drawn."""
    parts = []
    for far, high, thick in layers:
        u, v = np.meshgrid(np.linspace(-np.pi, np.pi, 65), np.array([0, 0.12, 0.4, 1.0]))
        p = np.stack([far * np.sin(u), far * np.cos(u), -0.15 + high * v], -1).reshape(-1, 3).astype(np.float32)
        at = np.stack([np.full_like(u, thick), 0 * u, v], -1).reshape(-1, 3).astype(np.float32)
        parts.append(Mesh(p, at, np.ones((len(p), 4), np.float32), grid_triangles(4, 65)))
    made = node(merged(parts), "mist")
    made.reparent_to(parent)
    made.set_shader(shader)
    made.set_transparency(TransparencyAttrib.M_alpha)
    made.set_depth_write(False)
    made.set_two_sided(True)
    made.set_bin("fixed", 25)
    return made
