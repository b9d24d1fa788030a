"""What a view would draw: the work left after culling, worked out from the graph as Panda's own culling does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from panda3d.core import (
    BoundingVolume,
    Camera,
    GeomNode,
    GeomTriangles,
    GeomTrifans,
    GeomTristrips,
    LODNode,
    NodePath,
    PerspectiveLens,
    ShaderAttrib,
)

from app.studio import EYE_HEIGHT, FAR, NEAR
from scenes.base import Scene

#: degrees that a headset's eye sees, each way, and where it looks: to the right, up
EYE_FOV = 100.0
DIRECTIONS = (
    *((float(right), 0.0) for right in (-135, -90, -45, -20, 0, 20, 45, 90, 135, 180)),
    *((float(right), up) for right in (-60, 0, 60) for up in (-35.0, 35.0)),
)


@dataclass(frozen=True, slots=True)
class Work:
    """Of one eye's view; `where` says when and to where it looks."""

    draws: int
    triangles: int
    where: str = ""


def attrib(path: NodePath) -> ShaderAttrib:
    """The shader, its inputs and the instance count in force at a node."""
    return path.get_net_state().get_attrib_def(ShaderAttrib.get_class_slot())


def work(root: NodePath, camera: NodePath, where: str = "") -> Work:
    """The draws and triangles of one eye at `camera`."""
    draws = triangles = 0
    for path in drawn(root, camera):
        instances = attrib(path).get_instance_count() or 1
        for geom in path.node().get_geoms():
            draws += 1
            triangles += instances * sum(_triangles(geom.get_primitive(k)) for k in range(geom.get_num_primitives()))
    return Work(draws, triangles, where)


def _triangles(primitive: object) -> int:
    if isinstance(primitive, GeomTriangles | GeomTristrips | GeomTrifans):
        return int(primitive.get_num_faces())
    return 2 * int(primitive.get_num_primitives())  # type: ignore[attr-defined]  # a point or a line is a square to a GPU


def drawn(path: NodePath, camera: NodePath) -> Iterator[NodePath]:
    """The nodes with something to draw in the camera's view."""
    node = path.node()
    if path.is_stashed() or node.is_overall_hidden():
        return
    seen = camera.node().get_lens().make_bounds()
    seen.xform(camera.get_mat(path.get_parent() or path))
    if seen.contains(node.get_bounds()) == BoundingVolume.IF_no_intersection:
        return
    if isinstance(node, GeomNode):
        yield path
    children = list(path.get_children())
    if isinstance(node, LODNode):
        away = (path.get_relative_point(camera, (0, 0, 0)) - node.get_center()).length()
        children = [c for k, c in enumerate(children) if node.get_out(k) <= away < node.get_in(k)]
    for child in children:
        yield from drawn(child, camera)


def round_about(scene: Scene, time: float) -> Sequence[Work]:
    """What an eye would draw now, for each of `DIRECTIONS`."""
    lens = PerspectiveLens()
    lens.set_fov(EYE_FOV, EYE_FOV)
    lens.set_near_far(NEAR, FAR)
    camera = scene.seat.attach_new_node(Camera("round", lens))
    found = []
    for right, up in DIRECTIONS:
        camera.set_pos_hpr(0, 0, EYE_HEIGHT, -right, up, 0)
        found.append(work(scene.root, camera, f"at {time:.0f} s, {right:.0f} degrees right, {up:.0f} up"))
    camera.remove_node()
    return found
