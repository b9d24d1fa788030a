"""The patient's own arms: where they are held, how one mirrors the other, and that they are drawn there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from panda3d.core import LPoint3f, LQuaternionf, LVecBase3f, NodePath, PTA_LVecBase4f, Shader

from app.studio import Studio, View
from scenes.base import Grip, Posture
from scenes.kit import gpu, skeleton
from scenes.kit.arm_shape import arm_of
from scenes.kit.holding import Held, Side, between, grip_of, held_of, mirrored, palm, shoulders
from scenes.kit.limbs import ROWS, Arms, Ends, Look, Sleeve
from scenes.kit.look import Look as Light
from scenes.kit.noise import detail_texture
from scenes.kit.vectors import NO_TURN, Q, turned

SEEDS = range(40)


def turn_of(heading: float, pitch: float, roll: float) -> Q:
    q = LQuaternionf()
    q.set_hpr(LVecBase3f(heading, pitch, roll))
    return q[0], q[1], q[2], q[3]


def some(seed: int) -> Held:
    """A right arm held in some way within its reach."""
    r = np.random.default_rng(seed)
    x, y, z = (float(v) for v in r.uniform((-0.1, 0.15, 0.7), (0.3, 0.5, 1.1)))
    turn = turn_of(*(float(v) for v in r.uniform((-50, -60, -120), (50, 60, 200))))
    curl, pinch, point = (float(v) for v in r.uniform(0, 1, 3))
    return Held((0.17, -0.08, 0.95), (x, y, z), turn, curl, pinch, point)


def matrix(q: Q) -> np.ndarray:
    return np.array([turned(q, axis) for axis in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))]).T


def shader(vertex: str, fragment: str, *flags: str) -> Shader:
    light = Light(-0.9, 0.8, sun=(1.4, 1.3, 1.1), shade=(0.45, 0.5, 0.55), bounce=(0.3, 0.26, 0.2))
    defines: dict[str, object] = {**light.defines(), "RING_LOW": -0.1, "RING_HIGH": 0.3}
    return gpu.shader(vertex, fragment, defines | dict(flag.split("=") for flag in flags))


@pytest.fixture
def arms() -> Callable[..., Arms]:
    def make(*looks: Look) -> Arms:
        seat = NodePath("seat")
        seat.set_shader_inputs(live=PTA_LVecBase4f.empty_array(16), noise=gpu.texture("noise", detail_texture()))
        return Arms(seat, shader, (looks[0], looks[-1]))

    return make


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mirrored_arm_is_the_mirror_image_to_the_last_bit(seed: int) -> None:
    held = replace(some(seed), elbow=(0.3, -0.2, -0.7))
    image = mirrored(held)
    for one, other in ((held.shoulder, image.shoulder), (held.wrist, image.wrist), (held.elbow, image.elbow)):
        assert one is not None
        assert other == (-one[0], one[1], one[2])
    flip = np.diag([-1.0, 1.0, 1.0])
    assert np.array_equal(flip @ matrix(held.turn) @ flip, matrix(image.turn))
    assert (image.curl, image.pinch, image.point) == (held.curl, held.pinch, held.point)
    assert mirrored(image) == held


@pytest.mark.parametrize("seed", SEEDS)
def test_the_table_that_is_drawn_holds_the_wrist_and_its_exact_image(seed: int, arms: Callable[..., Arms]) -> None:
    made = arms(Look())
    held = some(seed)
    made.move(mirrored(held), held)
    right, left = (made.table.values[k * ROWS :][3:ROWS].reshape(-1, 3, 4) for k in (1, 0))
    wrist = right[skeleton.PALM]
    assert np.allclose(wrist[:, 3], held.wrist, atol=1e-6)
    assert np.allclose(wrist[:, :3], matrix(held.turn), atol=1e-6)
    assert np.array_equal(skeleton.mirror_image(right.astype(float)).astype(np.float32), left)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_place_of_the_skin_is_the_other_arms_image_within_a_tenth_of_a_millimetre(
    seed: int, arms: Callable[..., Arms]
) -> None:
    made = arms(Look())
    held = some(seed)
    made.move(mirrored(held), held)
    shape = arm_of("long", "whole", False)
    drawn = np.concatenate([shape.positions, np.ones((len(shape.positions), 1))], 1)
    places = []
    for side in (Side.RIGHT, Side.LEFT):
        bones = np.array([made.matrix(side, k) for k in range(skeleton.BONES)], float)
        mine = drawn * ([1, 1, 1, 1] if side is Side.RIGHT else [-1, 1, 1, 1])
        moved = np.einsum("nbij,nj->nbi", bones[shape.joints], mine)
        places.append((moved * shape.weights[..., None]).sum(1))
    assert np.abs(places[0] - places[1] * [-1, 1, 1]).max() < 1e-4
    assert np.isfinite(places[0]).all()


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_grip_makes_the_same_arm_there_and_back(side: Side, seed: int) -> None:
    held = some(seed)
    again = held_of(grip_of(held, side, 1.1), side, held.shoulder, 1.1, held.curl)
    assert np.allclose(again.wrist, held.wrist, atol=1e-6)
    assert np.allclose(matrix(again.turn), matrix(held.turn), atol=1e-6)


def test_hands_that_hold_controllers_side_by_side_look_at_each_other() -> None:
    # a controller that points ahead: what the fist holds stands upright, leaning forward
    q = LQuaternionf()
    q.set_hpr(LVecBase3f(0, 66, 0))
    grips = {side: Grip(LPoint3f(side.sign * 0.2, 0.4, 0.9), q, 1.0) for side in Side}
    held = {side: held_of(grip, side, (side.sign * 0.17, 0.0, 0.95)) for side, grip in grips.items()}
    for side, arm in held.items():
        assert turned(arm.turn, (0.0, 1.0, 0.0)) == pytest.approx((0, 1, 0), abs=1e-6)
        assert turned(arm.turn, (0.0, 0.0, 1.0)) == pytest.approx((side.sign, 0, 0), abs=1e-6)
        assert arm.wrist[1] < 0.4
        assert palm(arm) == pytest.approx(tuple(grips[side].place), abs=0.02)
    assert mirrored(held[Side.LEFT]).wrist == pytest.approx(held[Side.RIGHT].wrist, abs=1e-6)


def test_shoulders_hang_below_the_head_and_turn_less_than_it() -> None:
    head = LPoint3f(0.1, 0.0, 1.2)
    left, right = shoulders(Posture(head, LQuaternionf.ident_quat()))
    assert left[0] + right[0] == pytest.approx(0.2)
    assert 0.9 < left[2] == right[2] < 1.0
    down = LQuaternionf()
    down.set_hpr(LVecBase3f(0, -60, 0))
    assert shoulders(Posture(head, down))[1][1] < right[1]
    aside = LQuaternionf()
    aside.set_hpr(LVecBase3f(40, 0, 0))
    turned_left, turned_right = shoulders(Posture(head, aside))
    assert 0.0 < math.degrees(math.atan2(turned_right[1] - turned_left[1], turned_right[0] - turned_left[0])) < 20


def test_an_arm_that_is_too_short_gives_way_at_the_shoulder_and_keeps_the_wrist() -> None:
    far = Held((0.17, 0.0, 0.95), (0.2, 1.4, 1.3), NO_TURN)
    made = skeleton.bones(far)
    assert np.allclose(made[skeleton.PALM, :, 3], far.wrist)
    assert np.allclose(np.linalg.norm(made[skeleton.FORE_0, :, 1]), 1.0, atol=0.01)


def test_a_hand_at_its_own_shoulder_leaves_the_elbow_whole() -> None:
    held = Held((0.17, 0.0, 1.1), (0.09, 0.02, 1.09), NO_TURN, elbow=(0.3, -0.4, -0.2))
    made = skeleton.bones(held)[:, :, :3]
    assert np.allclose(np.linalg.det(made[skeleton.ELBOW]), 1.0)
    assert made[skeleton.SHOULDER, :, 2] @ made[skeleton.FORE_0, :, 2] == pytest.approx(1.0)


def test_a_larger_arm_and_a_telescoped_one_keep_their_joints_together() -> None:
    held = some(3)
    for size, telescoped in ((0.8, 0.0), (1.25, 0.0), (1.0, 1.0)):
        made = skeleton.bones(held, size, telescoped)
        elbow = np.array([0, -0.255, 0, 1])
        assert np.allclose(made[skeleton.SHOULDER] @ elbow, made[skeleton.FORE_0] @ elbow)
        assert np.allclose(made[skeleton.FORE_3, :, 3], made[skeleton.PALM, :, 3])
    forearm = np.linalg.norm(made[skeleton.PALM, :, 3] - made[skeleton.FORE_0] @ elbow)
    assert forearm < 0.08


@pytest.mark.parametrize("curl", [0.0, 0.5, 1.0])
def test_a_closing_hand_brings_its_finger_tips_to_the_palm(curl: float) -> None:
    tips = skeleton.joints(skeleton.hand(curl, 0.0, 0.0))[1:, 3]
    away = np.linalg.norm(tips - [0.0, 0.070, -0.02], axis=1)
    assert {0.0: away.min() > 0.06, 0.5: 0.03 < away.mean() < 0.09, 1.0: away.max() < 0.045}[curl]


def test_thumb_and_index_finger_meet_in_a_pinch() -> None:
    ends = skeleton.joints(skeleton.hand(0.2, 1.0, 0.0))[:2, 3]
    assert np.linalg.norm(ends[0] - ends[1]) < 0.022


def test_the_way_between_two_holds_ends_at_each() -> None:
    one, other = some(1), some(2)
    assert between(one, other, 0.0).wrist == one.wrist
    assert np.allclose(matrix(between(one, other, 1.0).turn), matrix(other.turn))
    half = between(one, other, 0.5)
    assert np.allclose(np.array(half.wrist) * 2, np.array(one.wrist) + other.wrist)
    assert math.hypot(*half.turn) == pytest.approx(1.0)


@pytest.mark.parametrize("sleeve", Sleeve)
@pytest.mark.parametrize("ends", Ends)
def test_both_arms_have_at_most_twelve_thousand_triangles(sleeve: Sleeve, ends: Ends) -> None:
    shape = arm_of(sleeve, ends, False)
    assert len(shape.triangles) <= 6000
    assert len(arm_of(sleeve, ends, True).triangles) < len(shape.triangles)
    assert np.allclose(shape.weights.sum(1), 1, atol=1e-5)


@pytest.mark.parametrize("wrong", [{"skin": "3"}, {"size": 1.4}, {"opacity": 0.1}, {"telescoped": 2.0}])
def test_a_look_outside_of_its_rule_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Look(**wrong)  # type: ignore[arg-type]


def test_arms_that_are_half_there_let_the_world_through_and_show_no_inner_side(arms: Callable[..., Arms]) -> None:
    """What is seen through both arms is the same wherever they are: one layer, however many lie behind each other."""
    made = arms(Look(sleeve=Sleeve.BARE))
    held = Held((0.17, -0.08, 0.95), (0.12, 0.45, 1.15), turn_of(0, 20, -80), 1.0)
    world = type("World", (), {"seat": made.root.get_parent()})()
    pictures = []
    with Studio((96, 72)) as studio:
        for opacity in (1.0, 0.5):
            for side in Side:
                made.dress(side, Look(sleeve=Sleeve.BARE, opacity=opacity))
            made.move(mirrored(held), held)
            for clear in (0.0, 1.0):
                studio.buffer.set_clear_color((clear, clear, clear, 1))
                studio.aim(world, View(0, -8, 50))
                pictures.append(studio.shoot().astype(float))
    solid, half = pictures[1] - pictures[0], pictures[3] - pictures[2]
    inside = (solid == 0).all(-1)
    assert 0.04 < inside.mean() < 0.6
    assert np.abs(half[inside] - 127.5).max() < 3
