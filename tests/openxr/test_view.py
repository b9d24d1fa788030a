"""The camera's matrices against a reference that shares no code with them."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from panda3d.core import Lens, LMatrix4f, LPoint3f, LPoint4f, LQuaternionf, MatrixLens, NodePath

from app.engine.displays.openxr_view import Eye, Pose, head_pose, seat_heading, seat_place, stereo, tracking_place
from app.engine.messages import Comfort
from tests.openxr.turns import Array, about, matrix, times

SYMMETRIC = ((-0.7, 0.7, 0.7, -0.7), (-0.7, 0.7, 0.7, -0.7))
ASYMMETRIC = ((-0.93, 0.79, 0.75, -0.95), (-0.79, 0.93, 0.75, -0.95))


def _eyes(fovs: tuple[tuple[float, ...], ...], cant: float, head: tuple[float, float, float, float]) -> list[Eye]:
    centre = np.array((0.4, 1.55, -0.3))
    eyes = []
    for side, fov in zip((-1, 1), fovs, strict=True):
        place = centre + matrix(head) @ np.array((side * 0.0315, 0, 0))
        turn = times(head, about((0, 1, 0), -side * cant))
        left, right, up, down = fov
        eyes.append(Eye(Pose((place[0], place[1], place[2]), turn), (left, right, up, down)))
    return eyes


def _reference(eye: Eye, point: Array, near: float, far: float) -> Array:
    """Where OpenXR says a point (its own axes) is in the picture: normalised device coordinates."""
    seen = matrix(eye.pose.orientation).T @ (point - np.array(eye.pose.position))
    left, right, up, down = (math.tan(angle) for angle in eye.fov)
    depth = -seen[2]
    x = (2 * seen[0] / depth - (right + left)) / (right - left)
    y = (2 * seen[1] / depth - (up + down)) / (up - down)
    z = ((far + near) - 2 * far * near / depth) / (far - near)
    return np.array((x, y, z))


def _drawn(lens: MatrixLens, camera: NodePath, channel: int, point: Array) -> Array:
    """Where Panda3D draws it, by the matrices that its renderer uses."""
    world = LPoint4f(point[0], -point[2], point[1], 1)
    seen = LMatrix4f(camera.get_net_transform().get_mat())
    seen.invert_in_place()
    clip = (seen * lens.get_projection_mat(channel)).xform(world)
    return np.array((clip[0], clip[1], clip[2]), np.float64) / float(clip[3])


@pytest.mark.parametrize("cant", [0.0, math.radians(5)])
@pytest.mark.parametrize("fovs", [SYMMETRIC, ASYMMETRIC])
def test_each_eye_draws_every_point_where_the_runtime_expects_it(
    fovs: tuple[tuple[float, ...], ...], cant: float
) -> None:
    head = times(about((0, 1, 0), 0.6), times(about((1, 0, 0), -0.35), about((0, 0, 1), 0.2)))
    eyes = _eyes(fovs, cant, head)
    view = stereo(eyes, 0.1, 100.0)
    lens = view.lens()
    camera = NodePath("camera")
    camera.set_pos_quat(view.point, view.quat)
    for eye, channel in zip(eyes, (Lens.SC_left, Lens.SC_right), strict=True):
        for x, y, z in product((-1.5, 0.3, 2.0), (-1.0, 0.2, 1.4), (-1.2, -3.0, -20.0)):
            point = np.array(eye.pose.position) + matrix(head) @ np.array((x, y, z))
            expected = _reference(eye, point, 0.1, 100.0)
            assert np.abs(_drawn(lens, camera, channel, point) - expected).max() < 1e-6 * max(1, np.abs(expected).max())


def test_what_either_eye_can_see_is_never_culled() -> None:
    head = about((0, 1, 0), -0.4)
    eyes = _eyes(ASYMMETRIC, math.radians(8), head)
    view = stereo(eyes, 0.1, 100.0)
    place = LMatrix4f()
    view.quat.extract_to_matrix(place)
    place.set_row(3, view.point)
    place.invert_in_place()
    for eye in eyes:
        left, right, up, down = eye.tangents
        for x, y, depth in product((left, 0, right), (down, 0, up), (0.3, 5.0, 90.0)):
            point = np.array(eye.pose.position) + matrix(eye.pose.orientation) @ np.array((x, y, -1)) * depth
            clip = (place * view.cull).xform(LPoint4f(point[0], -point[2], point[1], 1))
            assert abs(clip[0]) <= clip[3] * 1.0001
            assert abs(clip[1]) <= clip[3] * 1.0001


@pytest.mark.parametrize(
    ("turn", "heading"),
    [
        (about((0, 1, 0), 0.7), 0.7),
        (times(about((0, 1, 0), 0.7), about((1, 0, 0), 0.5)), 0.7),
        (times(about((0, 1, 0), 0.7), about((1, 0, 0), math.radians(88))), 0.7),
        (times(about((0, 1, 0), 0.7), about((1, 0, 0), math.radians(-88))), 0.7),
    ],
    ids=["upright", "looking up a little", "lying on the back", "face down"],
)
def test_the_seat_is_turned_the_way_the_body_lies(turn: tuple[float, float, float, float], heading: float) -> None:
    assert seat_heading(Pose((0, 0, 0), turn).quat) == pytest.approx(heading, abs=0.01)


def test_axes_are_turned_from_the_runtimes_to_the_worlds() -> None:
    pose = Pose((1.0, 2.0, -3.0), (0.0, 0.0, 0.0, 1.0))
    assert tuple(pose.point) == (1.0, 3.0, 2.0)
    assert pose.quat.almost_equal(LQuaternionf(1, 0, 0, 0))


# ---- where the patient sits or lies ------------------------------------------------------------------------------------

_UPRIGHT = times(about((0, 1, 0), 0.7), about((1, 0, 0), 0.3))
_ON_THE_BACK = times(about((0, 1, 0), -2.1), about((1, 0, 0), math.radians(86)))
_ON_THE_SIDE = times(about((0, 1, 0), 0.7), about((0, 0, 1), math.radians(90)))
_FACE_DOWN = times(about((0, 1, 0), 1.2), about((1, 0, 0), math.radians(-90)))
LYING_WAYS = pytest.mark.parametrize(
    "head",
    [_UPRIGHT, _ON_THE_BACK, _ON_THE_SIDE, _FACE_DOWN],
    ids=["upright", "on the back", "on the side", "face down"],
)
_AXES = np.array(((1, 0, 0), (0, 0, -1), (0, 1, 0)), np.float64)  # from OpenXR's axes to Panda3D's
_HEAD = np.array((0.4, 1.55, -0.3))


def _seen(comfort: Comfort, head: tuple[float, float, float, float], offset: Array) -> Array:
    """Where, from the seat, a point is that lies `offset` from the head in the head's own right, up and back."""
    pose = Pose((_HEAD[0], _HEAD[1], _HEAD[2]), head)
    place = tracking_place(pose.point, pose.quat, comfort)
    tracked = _AXES @ (_HEAD + matrix(head) @ offset)
    return np.array(place.xform_point(LPoint3f(*map(float, tracked))), np.float64)


@LYING_WAYS
def test_lying_the_world_is_turned_with_the_head(head: tuple[float, float, float, float]) -> None:
    comfort = Comfort(posture="lying", eye_height_m=0.8)
    for offset in np.array(((0, 0, 0), (0, 0, -2), (0, 1, 0), (1, 0, 0)), np.float64):
        # 0.8 m over the seat; the head's ahead is the world's horizon, its up the world's up: nothing rolls
        assert _seen(comfort, head, offset) == pytest.approx(_AXES @ offset + (0, 0, 0.8), abs=1e-5)


@LYING_WAYS
def test_sitting_the_horizon_stays_level_whatever_the_head_does(head: tuple[float, float, float, float]) -> None:
    comfort = Comfort()
    up = matrix(head).T @ np.array((0, 1, 0))
    assert _seen(comfort, head, np.zeros(3)) == pytest.approx((0, 0, 1.2), abs=1e-5)
    assert _seen(comfort, head, up) == pytest.approx((0, 0, 2.2), abs=1e-5)


def test_sitting_the_way_the_body_faces_is_the_worlds_forward() -> None:
    ahead = _seen(Comfort(), _UPRIGHT, np.array((0, 0, -1.0))) - (0, 0, 1.2)
    assert ahead == pytest.approx((0, math.cos(0.3), math.sin(0.3)), abs=1e-5)


@pytest.mark.parametrize("posture", ["sitting", "lying"])
def test_a_world_that_seems_twice_as_large_has_eyes_half_as_far_apart(posture: str) -> None:
    apart, heights = {}, set()
    for scale in (0.5, 1.0, 2.0):
        eyes = _eyes(ASYMMETRIC, 0.0, _ON_THE_BACK)
        point, quat = head_pose(eyes)
        place = tracking_place(point, quat, Comfort(posture=posture, eye_height_m=1.4, world_scale=scale))
        left, right = (np.array(place.xform_point(eye.pose.point), np.float64) for eye in eyes)
        apart[scale] = float(np.linalg.norm(right - left))
        heights.add(round(float((left + right)[2] / 2), 4))
    assert apart == pytest.approx({0.5: 0.126, 1.0: 0.063, 2.0: 0.0315}, abs=1e-6)
    assert heights == {1.4}  # the patient sits where they sat


def test_a_seat_is_followed_without_its_roll_and_pitch() -> None:
    seat = NodePath("seat")
    seat.set_pos_hpr(3, -2, 0.5, 30, 12, -25)
    seat.set_scale(1.5)
    place, heading = seat_place(seat.get_mat())
    assert tuple(place) == pytest.approx((3, -2, 0.5))
    assert heading == pytest.approx(math.radians(30), abs=1e-5)
