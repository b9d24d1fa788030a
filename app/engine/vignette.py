"""Less of the world at the edge of the view while it moves: what lies outside a cone around the head's forward is darkened.

The cone is the head's, not that of an eye's own axis or of its picture's middle: both eyes see the same edge in the same
direction, infinitely far away, however their pictures are cut off and whichever way the displays are canted.
"""

from __future__ import annotations

import math

from panda3d.core import LPoint3f, LVecBase2f, LVecBase4f, LVector3f, NodePath

from app.engine.comfort import Narrowing
from app.engine.messages import Comfort
from app.engine.panels.base import VIGNETTE_SORT
from app.engine.veil import DARK, veil

#: degrees from clear to dark
SOFT_DEG = 8.0

#: an eye is a part of the projection: a picture's point is a line, from its near end to its far one, and so a direction
_VERTEX = """#version 330
uniform mat4 p3d_ProjectionMatrixInverse;
in vec4 p3d_Vertex;
out vec3 direction;
void main() {
  vec4 near = p3d_ProjectionMatrixInverse * vec4(p3d_Vertex.xz, -1.0, 1.0);
  vec4 far = p3d_ProjectionMatrixInverse * vec4(p3d_Vertex.xz, 1.0, 1.0);
  direction = far.xyz / far.w - near.xyz / near.w;
  gl_Position = vec4(p3d_Vertex.xz, 0.0, 1.0);
}
"""
_FRAGMENT = """#version 330
uniform vec4 veil;
uniform vec2 edge;   // radians from the head's forward: clear within the first, dark beyond the second
in vec3 direction;
out vec4 colour;
void main() {
  float away = acos(clamp(-normalize(direction).z, -1.0, 1.0));
  colour = vec4(veil.rgb, veil.a * smoothstep(edge.x, edge.y, away));
}
"""


class Vignette:
    """The darkened edge of one world. seat : the node that moves with the patient"""

    def __init__(self, root: NodePath, seat: NodePath) -> None:
        self._seat = seat
        self._node = veil(root, "vignette", VIGNETTE_SORT, _VERTEX, _FRAGMENT)
        self._node.hide()
        self._narrowing = Narrowing()
        self._was = self._now()

    def _now(self) -> tuple[LPoint3f, LVector3f]:
        top = self._seat.get_top()
        return self._seat.get_pos(top), top.get_relative_vector(self._seat, LVector3f(0, 1, 0))

    def update(self, comfort: Comfort | None, dt: float) -> None:
        """Look how the seat has moved in `dt` seconds. comfort : None where no headset's picture fills the view"""
        (was, before), (place, ahead) = self._was, self._now()
        self._was = place, ahead
        if comfort is None or not comfort.vignette_deg:
            self._narrowing.level = 0.0
        else:
            # a world that seems twice as large goes by twice as fast
            metres = (place - was).length() * comfort.world_scale
            self._narrowing.update(metres, before.angle_rad(ahead), dt)
            clear = comfort.vignette_deg / 2
            self._node.set_shader_input("edge", LVecBase2f(math.radians(clear), math.radians(clear + SOFT_DEG)))
        self._apply()

    def _apply(self) -> None:
        level = self._narrowing.level
        if level <= 0:
            self._node.hide()
            return
        self._node.show()
        self._node.set_shader_input("veil", LVecBase4f(*DARK, level * level * (3 - 2 * level)))
