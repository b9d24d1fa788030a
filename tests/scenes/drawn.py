"""What a view would draw: the work left after culling, worked out from the graph as Panda's own culling does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from panda3d.core import BoundingVolume, GeomNode, LODNode, NodePath


@dataclass(frozen=True)
class Work:
    draws: int
    triangles: int
    largest: tuple[str, int]


def work(root: NodePath, camera: NodePath) -> Work:
    """The draws and triangles of one eye at `camera`."""
    draws = triangles = 0
    largest = ("", 0)
    for found in _drawn(root, camera):
        each = sum(
            found.node().get_geom(k).get_primitive(0).get_num_primitives() for k in range(found.node().get_num_geoms())
        )
        instances = found.get_net_state().get_attrib_def(_shader_type()).get_instance_count() or 1
        draws += found.node().get_num_geoms()
        triangles += each * instances
        largest = max(largest, (found.get_name(), each * instances), key=lambda pair: pair[1])
    return Work(draws, triangles, largest)


def _shader_type() -> int:
    from panda3d.core import ShaderAttrib

    return int(ShaderAttrib.get_class_slot())


def _drawn(path: NodePath, camera: NodePath) -> Iterator[NodePath]:
    node = path.node()
    if path.is_hidden():
        return
    volume = node.get_bounds()
    seen = camera.node().get_lens().make_bounds()
    seen.xform(camera.get_mat(path.get_parent() or path))
    if seen.contains(volume) == BoundingVolume.IF_no_intersection:
        return
    if isinstance(node, GeomNode):
        yield path
    children = list(path.get_children())
    if isinstance(node, LODNode):
        away = (path.get_relative_point(camera, (0, 0, 0)) - node.get_center()).length()
        children = [c for k, c in enumerate(children) if node.get_out(k) <= away < node.get_in(k)]
    for child in children:
        yield from _drawn(child, camera)
