"""From the runtime's poses and fields of view to one Panda3D camera with two eye matrices. Pure arithmetic.

OpenXR's axes are x right, y up, -z forward; Panda3D's are x right, y forward, z up: (x, y, z) becomes (x, -z, y), a quaternion
(x, y, z, w) becomes w, x, -z, y. Angles are radians, lengths metres. Panda3D's matrices act on row vectors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from panda3d.core import CS_yup_right, CS_zup_right, LMatrix4f, LPoint3f, LQuaternionf, LVector3f, MatrixLens

from app.engine.comfort import LYING
from app.engine.messages import Comfort

_TO_GL = LMatrix4f.convert_mat(CS_zup_right, CS_yup_right)


@dataclass(frozen=True, slots=True)
class Pose:
    """position : (3,) metres; orientation : (4,) x y z w; both in OpenXR's axes"""

    position: tuple[float, float, float]
    orientation: tuple[float, float, float, float]

    @property
    def point(self) -> LPoint3f:
        """The position in Panda3D's axes."""
        x, y, z = self.position
        return LPoint3f(x, -z, y)

    @property
    def quat(self) -> LQuaternionf:
        """The orientation in Panda3D's axes, normalised."""
        x, y, z, w = self.orientation
        quat = LQuaternionf(w, x, -z, y)
        quat.normalize()
        return quat


@dataclass(frozen=True, slots=True)
class Eye:
    """One view. `fov` : angles left, right, up, down, radians; left and down are usually negative."""

    pose: Pose
    fov: tuple[float, float, float, float]

    @property
    def tangents(self) -> tuple[float, float, float, float]:
        left, right, up, down = self.fov
        return math.tan(left), math.tan(right), math.tan(up), math.tan(down)


@dataclass(frozen=True, slots=True)
class Stereo:
    """Where the head is and the lens's three matrices: for culling both eyes at once, and for each eye."""

    point: LPoint3f
    quat: LQuaternionf
    cull: LMatrix4f
    left: LMatrix4f
    right: LMatrix4f

    def lens(self) -> MatrixLens:
        """A lens through which both eyes see."""
        lens = MatrixLens()
        lens.set_film_size(2, 2)
        self.put(lens)
        return lens

    def put(self, lens: MatrixLens) -> None:
        """Have a lens of the film size (2, 2) see so."""
        lens.set_user_mat(self.cull)
        lens.set_left_eye_mat(self.left)
        lens.set_right_eye_mat(self.right)


def projection(tangents: tuple[float, float, float, float], near: float, far: float) -> LMatrix4f:
    """OpenGL's projection through the edges with these tangents (left, right, up, down), for row vectors, y up."""
    left, right, up, down = tangents
    width, height = right - left, up - down
    return LMatrix4f(
        *(2 / width, 0, 0, 0),
        *(0, 2 / height, 0, 0),
        *((right + left) / width, (up + down) / height, -(far + near) / (far - near), -1),
        *(0, 0, -2 * far * near / (far - near), 0),
    )


def head_pose(eyes: Sequence[Eye]) -> tuple[LPoint3f, LQuaternionf]:
    """Midway between the eyes, in Panda3D's axes. Canted eyes look to either side of it."""
    a, b = eyes[0].pose.quat, eyes[1].pose.quat
    quat = LQuaternionf(a + b if a.dot(b) >= 0 else a - b)
    quat.normalize()
    return LPoint3f((eyes[0].pose.point + eyes[1].pose.point) * 0.5), quat


@dataclass(frozen=True, slots=True)
class Spread:
    """How two eyes lie to one another, apart from where the head is.

    fov : as of each `Eye`; turn : (4,) from the left eye to the right one; apart : (3,) metres, in the left eye's axes
    """

    fov: tuple[float, ...]
    turn: tuple[float, float, float, float]
    apart: tuple[float, float, float]

    def differs(self, other: Spread | None) -> bool:
        """By more than the noise of the poses' single precision."""
        if other is None or self.fov != other.fov:
            return True
        return (
            max(abs(a - b) for a, b in zip(self.apart, other.apart, strict=True)) > 2e-5
            or max(abs(a - b) for a, b in zip(self.turn, other.turn, strict=True)) > 2e-6
        )


def spread(eyes: Sequence[Eye]) -> Spread:
    """`Spread` of a left and a right eye."""
    left, right = eyes
    (ax, ay, az), (bx, by, bz) = left.pose.position, right.pose.position
    x, y, z, w = left.pose.orientation
    i, j, k, r = right.pose.orientation
    turn = (
        w * i - x * r - y * k + z * j,
        w * j + x * k - y * r - z * i,
        w * k - x * j + y * i - z * r,
        w * r + x * i + y * j + z * k,
    )
    # turned back by the left eye's orientation
    dx, dy, dz = bx - ax, by - ay, bz - az
    tx, ty, tz = 2 * (dy * z - dz * y), 2 * (dz * x - dx * z), 2 * (dx * y - dy * x)
    apart = (
        dx + w * tx + ty * z - tz * y,
        dy + w * ty + tz * x - tx * z,
        dz + w * tz + tx * y - ty * x,
    )
    return Spread(left.fov + right.fov, turn, apart)


def stereo(eyes: Sequence[Eye], near: float, far: float) -> Stereo:
    """The camera for a left and a right eye, whatever their fields of view and whichever way they are canted."""
    point, quat = head_pose(eyes)
    inverse = LQuaternionf(quat)
    inverse.invert_in_place()
    edges: list[tuple[float, float, float, float]] = []
    matrices: list[LMatrix4f] = []
    reach = 0.0
    for eye in eyes:
        turn = eye.pose.quat * inverse
        offset = inverse.xform(eye.pose.point - point)
        reach = max(reach, abs(offset.get_x()), abs(offset.get_z()))
        edges.append(_seen_from_head(eye, turn))
        place = LMatrix4f()
        turn.extract_to_matrix(place)
        place.set_row(3, LVector3f(offset))
        place.invert_in_place()
        matrices.append(place * _TO_GL * projection(eye.tangents, near, far))
    left, right = min(e[0] for e in edges), max(e[1] for e in edges)
    up, down = max(e[2] for e in edges), min(e[3] for e in edges)
    # one frustum holds both when its apex is drawn back until its sides pass outside the eyes
    back = reach / max(0.05, min(-left, right, up, -down))
    cull = LMatrix4f.translate_mat(0, back, 0) * _TO_GL * projection((left, right, up, down), near + back, far + back)
    return Stereo(point, quat, cull, matrices[0], matrices[1])


def _seen_from_head(eye: Eye, turn: LQuaternionf) -> tuple[float, float, float, float]:
    """The tangents of an eye's edges (left, right, up, down) as seen from the head's forward."""
    left, right, up, down = eye.tangents
    corners = [turn.xform(LVector3f(x, 1, z)) for x in (left, right) for z in (up, down)]
    across = [c.get_x() / max(c.get_y(), 0.05) for c in corners]
    upward = [c.get_z() / max(c.get_y(), 0.05) for c in corners]
    return min(across), max(across), max(upward), min(upward)


def seat_heading(quat: LQuaternionf) -> float:
    """Which way the patient faces, radians, counter-clockwise seen from above, 0 along +y.

    Lying on the back the eyes look at the ceiling: then it is the way the feet point.
    """
    return _heading(quat.xform(LVector3f(0, 1, 0)), quat.xform(LVector3f(0, 0, 1)))


def _heading(ahead: LVector3f, top: LVector3f) -> float:
    if abs(ahead.get_z()) > 0.8:
        ahead = top * (-1.0 if ahead.get_z() > 0 else 1.0)
    return math.atan2(-ahead.get_x(), ahead.get_y())


def tracking_place(point: LPoint3f, quat: LQuaternionf, comfort: Comfort) -> LMatrix4f:
    """Where the tracking's space lies in the seat's, so that a head there sits in the seat and looks along +y.

    Sitting, the horizon stays level and only the way the body faces is turned. Lying, the world is turned with the head, whichever
    way that looks: on the back the ceiling is ahead, and the world's up is the head's.

    A world that is to seem twice as large is one in which the patient is half as large: the tracking's metres, and with them the
    distance between the eyes, shrink about the head.

    point, quat : the head in the tracking's space, Panda3D's axes
    """
    turn = LQuaternionf()
    if comfort.posture == LYING:
        turn = LQuaternionf(quat)
        turn.invert_in_place()
    else:
        turn.set_from_axis_angle_rad(-seat_heading(quat), LVector3f(0, 0, 1))
    place = LMatrix4f()
    turn.extract_to_matrix(place)
    place = LMatrix4f.scale_mat(1 / comfort.world_scale) * place
    eyes = LPoint3f(0, 0, comfort.eye_height_m)
    place.set_row(3, LVector3f(eyes - place.xform_vec(LVector3f(point))))
    return place


def seat_place(net: LMatrix4f) -> tuple[LPoint3f, float]:
    """Where a world's seat is and which way it faces (radians, as in `seat_heading`), without its roll, pitch and scale."""
    ahead, top = net.xform_vec(LVector3f(0, 1, 0)), net.xform_vec(LVector3f(0, 0, 1))
    ahead.normalize()
    return LPoint3f(net.get_row3(3)), _heading(ahead, top)
