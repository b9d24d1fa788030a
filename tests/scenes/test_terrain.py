"""The ground is there for who looks down on it."""

from __future__ import annotations

import numpy as np
from panda3d.core import GeomVertexReader, NodePath

from scenes.kit import terrain


def test_the_ground_about_a_seat_faces_up() -> None:
    rolling = np.random.default_rng(2).uniform(0.0, 0.3, (65, 65)).astype(np.float32)
    ground = terrain.Ground(rolling, -32.0, -32.0, 1.0)
    parts = terrain.fan(ground, np.linspace(1.0, 25.0, 20, dtype=np.float32), 48, 3, NodePath("world"))
    up = 0
    for part in parts.find_all_matches("**/+GeomNode"):
        geom = part.node().get_geom(0)
        reader = GeomVertexReader(geom.get_vertex_data(), "vertex")
        points = []
        while not reader.is_at_end():
            points.append(tuple(reader.get_data3()))
        corners = np.array(points)
        for primitive in geom.get_primitives():
            index = np.array([primitive.get_vertex(k) for k in range(primitive.get_num_vertices())]).reshape(-1, 3)
            a, b, c = (corners[index[:, k]] for k in range(3))
            normal = np.cross(b - a, c - a)
            assert (normal[:, 2] > 0.0).all()
            up += len(index)
    assert up > 1000
