"""The patient's own body in a world, and its images in mirrors and in still water."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from panda3d.core import LVecBase4f, NodePath, PTA_LVecBase4f, Shader

from scenes.base import Value
from scenes.kit import wardrobe
from scenes.kit.body import Bone, body, head
from scenes.kit.gpu import Table, shown, unculled
from scenes.kit.mesh import Mesh, merged, node
from scenes.kit.walker import Pose

F = npt.NDArray[np.float32]


class Presence:
    """The body without its head where the patient is, and whole wherever it is mirrored.

    mirrors : (n, 9) as `forest_walk_land.mirror_places` has them; those that lean back are wet stone
    shader, image : to draw the body with, and its images
    """

    def __init__(
        self, parent: NodePath, chosen: Mapping[str, Value], mirrors: F, shader: Shader, image: Shader, plain: bool
    ) -> None:
        self._table = Table("bones", np.zeros((len(Bone) * 4, 4), np.float32))
        colours = PTA_LVecBase4f.empty_array(8)
        for k, colour in enumerate(wardrobe.colours(chosen)):
            colours[k] = LVecBase4f(*colour, 1)
        trunk = body(wardrobe.build(chosen), 12 if plain else 20)
        whole = merged([trunk, head(wardrobe.hair(chosen))])
        self._holder = parent.attach_new_node("presence")
        self._holder.set_shader_input("bones", self._table.texture)
        self._holder.set_shader_input("colours", colours)
        self.own = self._hang(node(trunk, "body"), shader)
        self.own.set_tag("body", "1")
        self._images: list[NodePath] = []
        for x, y, z, turn, half, high, _, arch, back in mirrors.tolist():
            level = np.cos(back)
            made = self._image(whole, image, (x, y, z, 0.0), (level * np.cos(turn), level * np.sin(turn), np.sin(back)))
            made.set_shader_input("planeRect", LVecBase4f(half, high, arch, float(back > 0.0)))
            self._images.append(made)
        self._water = self._image(whole, image, (0.0, 0.0, 0.0, 1.0), (0.0, 0.0, 1.0))
        self._water.set_bin("fixed", 4)
        self._places = mirrors

    def _hang(self, made: NodePath, shader: Shader) -> NodePath:
        made.reparent_to(self._holder)
        made.set_shader(shader)
        made.set_two_sided(True)
        unculled(made)
        return made

    def _image(self, whole: Mesh, shader: Shader, point: Sequence[float], normal: Sequence[float]) -> NodePath:
        made = self._hang(node(whole, "image"), shader)
        made.set_shader_input("planePoint", LVecBase4f(*map(float, point)))
        made.set_shader_input("planeNormal", LVecBase4f(*map(float, normal), 0))
        made.set_shader_input("planeRect", LVecBase4f(1, 1, 1, 0))
        # An image is of the same body: as near to the eyes as that may be.
        made.set_tag("body", "1")
        made.hide()
        return made

    def move(self, pose: Pose, x: float, y: float, by_water: bool, always: bool) -> None:
        """The bones are as `pose` says; only the images that may be seen from about (x, y) are drawn, or all `always`."""
        self._table.values[:] = np.array(pose.bones, np.float32).reshape(-1, 4)
        self._table.send()
        for made, place in zip(self._images, self._places, strict=True):
            shown(made, always or (abs(place[0] - x) < 16 and abs(place[1] - y) < 16))
        shown(self._water, always or by_water)
