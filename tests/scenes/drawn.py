"""What a view would draw: the work left after culling, worked out from the graph as Panda's own culling does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from panda3d.core import BoundingVolume, GeomNode, LODNode, NodePath, ShaderAttrib


@dataclass(frozen=True)
class Work:
    draws: int
    triangles: int


def attrib(path: NodePath) -> ShaderAttrib:
    """The shader, its inputs and the instance count in force at a node."""
    return path.get_net_state().get_attrib_def(ShaderAttrib.get_class_slot())


def work(root: NodePath, camera: NodePath) -> Work:
    """The draws and triangles of one eye at `camera`."""
    draws = triangles = 0
    for path in drawn(root, camera):
        instances = attrib(path).get_instance_count() or 1
        for geom in path.node().get_geoms():
            draws += 1
            triangles += geom.get_primitive(0).get_num_primitives() * instances
    return Work(draws, triangles)


def drawn(path: NodePath, camera: NodePath) -> Iterator[NodePath]:
    """The nodes with something to draw in the camera's view."""
    node = path.node()
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
