"""What drifts in the air of a wood: golden motes at all times, petals and leaves when they fall, birds of a flock."""

from __future__ import annotations

import numpy as np
from panda3d.core import NodePath, Shader, TransparencyAttrib

from scenes.kit import gpu
from scenes.kit.mesh import Mesh, merged, mesh, node, square


def hang(parent: NodePath, shape: Mesh, name: str, count: int, shader: Shader, sort: int) -> NodePath:
    """`count` of `shape` wherever the shader puts them; blended, where `sort` says when."""
    made = node(shape, name)
    made.reparent_to(parent)
    made.set_instance_count(count)
    made.set_shader(shader)
    gpu.unculled(made)
    made.set_two_sided(True)
    if sort:
        made.set_transparency(TransparencyAttrib.M_alpha)
        made.set_depth_write(False)
        made.set_bin("fixed", sort)
    return made


def air(parent: NodePath, motes: int, shader: Shader) -> NodePath:
    """Motes all about the eye."""
    return hang(parent, square(), "motes", motes, shader, 38)


def leaves(parent: NodePath, count: int, shader: Shader) -> NodePath:
    """Falling petals and leaves, each a small bent blade of two halves."""
    p = np.array([(0, -1, 0), (0.55, 0, 0.22), (0, 1, 0), (-0.55, 0, 0.22)], np.float32)
    return hang(parent, mesh(p, [(0, 1, 2), (0, 2, 3)]), "petals", count, shader, 0)


def flock(parent: NodePath, birds: int, shader: Shader) -> NodePath:
    """Birds far up; paint's last number names the wing."""
    body = mesh([(0, -0.5, 0), (0.09, 0, 0.02), (0, 0.42, 0), (-0.09, 0, 0.02)], [(0, 1, 2), (0, 2, 3)], (1, 1, 1, 0))
    wings = []
    for side in (-1, 1):
        p = [
            (0.04 * side, -0.22, 0),
            (0.55 * side, -0.12, 0),
            (1.0 * side, 0.16, 0),
            (0.45 * side, 0.14, 0),
            (0.04 * side, 0.2, 0),
        ]
        wing = mesh(p, [(0, 1, 4), (1, 3, 4), (1, 2, 3)])
        wings.append(wing.painted((1, 1, 1, 0.5 if side < 0 else 1.0)))
    return hang(parent, merged([body, *wings]), "flock", birds, shader, 0)
