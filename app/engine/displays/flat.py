"""A flat picture in the headset: where it hangs, and what a ray from the head or a hand meets on it."""

from __future__ import annotations

from dataclasses import dataclass

from panda3d.core import LPoint3f, LQuaternionf, LVector3f

from app.engine.displays.openxr_view import Pose

#: metres from the eyes, and across: a large screen's 62 degrees, all of it seen without turning the head
DISTANCE, WIDTH = 2.0, 2.4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture that hangs before the patient.

    middle : metres, in the tracking's space and Panda3D's axes
    quat : +y points from the patient to it
    aspect : width over height
    """

    middle: LPoint3f
    quat: LQuaternionf
    aspect: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height, metres."""
        return WIDTH, WIDTH / self.aspect

    @property
    def pose(self) -> Pose:
        """In OpenXR's axes, where +z points to who looks."""
        p, q = self.middle, self.quat
        return Pose((p.get_x(), p.get_z(), -p.get_y()), (q.get_i(), q.get_k(), -q.get_j(), q.get_r()))

    def meets(self, origin: LPoint3f, direction: LVector3f) -> tuple[float, float] | None:
        """Where a ray meets it: -1 to 1 to the right and up; None where it passes by."""
        inverse = LQuaternionf(self.quat)
        inverse.invert_in_place()
        start, ahead = inverse.xform(LVector3f(origin - self.middle)), inverse.xform(direction)
        if ahead.get_y() <= 1e-6:
            return None
        steps = -start.get_y() / ahead.get_y()
        if steps <= 0:
            return None
        width, height = self.size
        x = (start.get_x() + ahead.get_x() * steps) / (width / 2)
        y = (start.get_z() + ahead.get_z() * steps) / (height / 2)
        return (x, y) if abs(x) <= 1 and abs(y) <= 1 else None


def before(head: LPoint3f, quat: LQuaternionf, aspect: float) -> Sheet:
    """A sheet straight before `head`, square to the way `quat` faces."""
    return Sheet(head + quat.xform(LVector3f(0, DISTANCE, 0)), LQuaternionf(quat), aspect)
