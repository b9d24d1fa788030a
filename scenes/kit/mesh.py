"""Triangle meshes as numpy arrays, and their way into a node. No loop runs over vertices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from panda3d.core import (
    Geom,
    GeomEnums,
    GeomNode,
    GeomTriangles,
    GeomVertexArrayFormat,
    GeomVertexData,
    GeomVertexFormat,
    InternalName,
    NodePath,
)

F = npt.NDArray[np.float32]
I = npt.NDArray[np.uint32]  # noqa: E741
_VERTEX = np.dtype([("position", "f4", 3), ("normal", "f4", 3), ("paint", "u1", 4)])


@dataclass(frozen=True, slots=True)
class Mesh:
    """positions, normals : (n, 3) float32, metres; paint : (n, 4) in 0..1, what the shader makes of it; triangles : (m, 3)."""

    positions: F
    normals: F
    paint: F
    triangles: I

    def moved(
        self, offset: Sequence[float] = (0, 0, 0), turn: float = 0.0, scale: float | Sequence[float] = 1.0
    ) -> Mesh:
        """Scaled, then turned about z by `turn` radians, then shifted."""
        c, s = np.cos(turn), np.sin(turn)
        spin = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]], np.float32)
        size = np.broadcast_to(np.asarray(scale, np.float32), (3,))
        normals = self.normals / size
        normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
        return Mesh(
            ((self.positions * size) @ spin + np.asarray(offset, np.float32)).astype(np.float32),
            (normals @ spin).astype(np.float32),
            self.paint,
            self.triangles,
        )

    def rotated(self, matrix: npt.ArrayLike) -> Mesh:
        """Turned by a (3, 3) rotation (row vectors)."""
        m = np.asarray(matrix, np.float32)
        return Mesh(self.positions @ m, self.normals @ m, self.paint, self.triangles)

    def painted(self, paint: npt.ArrayLike) -> Mesh:
        """With other paint: (4,) for all vertices or (n, 4)."""
        return Mesh(
            self.positions,
            self.normals,
            np.array(np.broadcast_to(np.asarray(paint, np.float32), (len(self.positions), 4))),
            self.triangles,
        )


def mesh(positions: npt.ArrayLike, triangles: npt.ArrayLike, paint: npt.ArrayLike = (1, 1, 1, 0)) -> Mesh:
    """A mesh with smooth normals worked out from its triangles."""
    p, t = np.asarray(positions, np.float32), np.asarray(triangles, np.uint32)
    return Mesh(p, smooth_normals(p, t), np.zeros((len(p), 4), np.float32), t).painted(paint)


def smooth_normals(positions: F, triangles: I) -> F:
    """(n, 3): each vertex's neighbouring faces, weighted by their area."""
    a, b, c = (positions[triangles[:, k]] for k in range(3))
    faces = np.cross(b - a, c - a)
    normals = np.zeros_like(positions, np.float64)
    for corner in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(triangles[:, corner], faces[:, axis], len(positions))
    return (normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)).astype(np.float32)


def grid_triangles(rows: int, columns: int, wrap: bool = False) -> I:
    """Two triangles for each cell of a grid stored row by row; `wrap` joins the last column to the first."""
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns if wrap else columns - 1), indexing="ij")
    right = (c + 1) % columns
    a, b, d, e = r * columns + c, r * columns + right, (r + 1) * columns + c, (r + 1) * columns + right
    return np.stack([a, b, e, a, e, d], -1).reshape(-1, 3).astype(np.uint32)


def merged(parts: Sequence[Mesh]) -> Mesh:
    """All parts as one mesh."""
    starts = np.cumsum([0] + [len(p.positions) for p in parts[:-1]])
    return Mesh(
        np.concatenate([p.positions for p in parts]),
        np.concatenate([p.normals for p in parts]),
        np.concatenate([p.paint for p in parts]),
        np.concatenate([p.triangles + np.uint32(s) for p, s in zip(parts, starts, strict=True)]),
    )


def lathe(profile: npt.ArrayLike, segments: int, paint: npt.ArrayLike = (1, 1, 1, 0), squash: float = 1.0) -> Mesh:
    """A profile of (radius, height), listed from the top down, spun about z; `squash` scales y."""
    outline = np.asarray(profile, np.float32)
    angle = np.arange(segments) * (2 * np.pi / segments)
    r, z = outline[:, :1], outline[:, 1:]
    p = np.stack([r * np.cos(angle), r * np.sin(angle) * squash, z + 0 * angle], -1).reshape(-1, 3)
    return mesh(p, grid_triangles(len(outline), segments, wrap=True)[:, ::-1], paint)


def ball(
    radius: float, centre: Sequence[float], segments: int = 16, rings: int = 10, paint: npt.ArrayLike = (1, 1, 1, 0)
) -> Mesh:
    """A sphere."""
    a = np.linspace(0.001, np.pi - 0.001, rings)
    return lathe(np.stack([radius * np.sin(a), radius * np.cos(a)], 1), segments, paint).moved(centre)


def egg(
    centre: Sequence[float],
    size: tuple[float, float, float],
    tilt: float,
    paint: npt.ArrayLike,
    segments: int = 16,
    rings: int = 11,
) -> Mesh:
    """An ellipsoid along y, its front raised by `tilt` radians."""
    c, s = np.cos(tilt), np.sin(tilt)
    shape = ball(1.0, (0, 0, 0), segments, rings, paint).moved(scale=size)
    return shape.rotated([[1, 0, 0], [0, c, s], [0, -s, c]]).moved(centre)


def tube(path: npt.ArrayLike, radii: npt.ArrayLike, segments: int = 8, paint: npt.ArrayLike = (1, 1, 1, 0)) -> Mesh:
    """A round rod along `path` (n, 3) with a radius at each point."""
    p = np.asarray(path, np.float32)
    r = np.broadcast_to(np.asarray(radii, np.float32), (len(p),))
    along = np.gradient(p, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    # One axis for the whole rod, the one that it comes least near to: two would twist it where they change.
    helper = np.eye(3, dtype=np.float32)[np.abs(along).max(0).argmin()]
    u = np.cross(along, helper)
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    v = np.cross(along, u)
    angle = np.arange(segments) * (2 * np.pi / segments)
    ring = p[:, None] + r[:, None, None] * (
        u[:, None] * np.cos(angle)[None, :, None] + v[:, None] * np.sin(angle)[None, :, None]
    )
    return mesh(ring.reshape(-1, 3), grid_triangles(len(p), segments, wrap=True), paint)


def node(shape: Mesh, name: str) -> NodePath:
    """A node with `shape`: columns `vertex`, `normal` and `paint` (four bytes, 0..1 in the shader)."""
    columns = GeomVertexArrayFormat()
    columns.add_column(InternalName.make("vertex"), 3, Geom.NT_float32, Geom.C_point)
    columns.add_column(InternalName.make("normal"), 3, Geom.NT_float32, Geom.C_normal)
    # C_color is what makes Panda hand the bytes to the shader as fractions of 255.
    columns.add_column(InternalName.make("paint"), 4, Geom.NT_uint8, Geom.C_color)
    rows = np.zeros(len(shape.positions), _VERTEX)
    rows["position"], rows["normal"] = shape.positions, shape.normals
    rows["paint"] = np.clip(shape.paint, 0, 1) * 255 + 0.5
    holder = GeomNode(name)
    holder.add_geom(geometry(name, columns, rows, shape.triangles))
    return NodePath(holder)


def geometry(name: str, columns: GeomVertexArrayFormat, rows: npt.NDArray[np.void], triangles: I) -> Geom:
    """`triangles` (m, 3) over vertices of one's own kind. rows : (n,) structured, laid out as `columns` says"""
    layout = GeomVertexFormat()
    layout.add_array(columns)
    data = GeomVertexData(name, GeomVertexFormat.register_format(layout), GeomEnums.UH_static)
    data.unclean_set_num_rows(len(rows))
    data.modify_array_handle(0).copy_data_from(rows)
    drawn = GeomTriangles(GeomEnums.UH_static)
    drawn.set_index_type(GeomEnums.NT_uint32)
    indices = drawn.modify_vertices()
    indices.unclean_set_num_rows(triangles.size)
    indices.modify_handle().copy_data_from(np.ascontiguousarray(triangles, np.uint32).ravel())
    made = Geom(data)
    made.add_primitive(drawn)
    return made


def square() -> Mesh:
    """A square from -1 to 1 in x and y."""
    return mesh([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], [[0, 1, 2], [0, 2, 3]])


def ribbon(steps: int = 16) -> Mesh:
    """From -1 to 1 along x in steps, from -1 to 1 across."""
    x, y = np.meshgrid(np.linspace(-1, 1, steps + 1), [-1.0, 1.0])
    return mesh(np.stack([x, y, 0 * x], -1).reshape(-1, 3), grid_triangles(2, steps + 1))
