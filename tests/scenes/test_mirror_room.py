"""A visit to the Mirror Room: by hand, by looking and by watching."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from panda3d.core import LPoint3f, LQuaternionf, NodePath

from app.studio import EYE_HEIGHT, Visitor, visit
from scenes.base import Ask, Grip, Happening, Level, Posture, Request, Training, Value
from scenes.kit.holding import Side, grip_of, mirrored, shoulders
from scenes.kit.limbs import Ends
from scenes.mirror_room import MirrorRoom
from scenes.mirror_room_body import follow
from scenes.mirror_room_shapes import BRIM
from scenes.mirror_room_tasks import JUG, Motion, Pose, Task, pose_at, watched
from scenes.mirror_room_things import BOWL, OF_TASK

#: seconds of each phase of the shortest visit, and of what one's own hand takes to lead
STROKING_S, SETTLED_S, BLOCK_S, LEADS_S = 30.0, 60.0, 105.0, 1.0
HEAD = Posture(LPoint3f(0, 0, EYE_HEIGHT), LQuaternionf.ident_quat())


class Player(Visitor):
    """A patient whose good hand moves as `motion` says, from `since` on."""

    def __init__(self, room: MirrorRoom, told: list[Request], side: Side) -> None:
        super().__init__(room)
        self.room, self.told, self.side = room, told, side
        self.motion: Motion | None = None
        self.since = 0.0

    def grip(self, pose: Pose) -> Grip:
        """The good hand's, in a pose that is told of a right one."""
        _, right = shoulders(HEAD)
        held = pose.held(right)
        # What a fist holds is squeezed as far as the hand is closed.
        squeeze = min(max((pose.curl - 0.30) / 0.62, 0.0), 1.0)
        return grip_of(held if self.side is Side.RIGHT else mirrored(held), self.side, squeeze=squeeze)

    def wait(self, dt: float) -> None:
        if self.motion is not None:
            grip = self.grip(pose_at(self.motion, self.time + dt - self.since))
            hands = {self.side: grip}
            self.posture = Posture(HEAD.head, HEAD.turn, hands.get(Side.LEFT), hands.get(Side.RIGHT))
        super().wait(dt)

    def do(self, motion: Motion) -> None:
        self.motion, self.since = motion, self.time
        self.until(self.time + motion[-1][0])

    def heard(self, kind: str) -> list[dict[str, Any]]:
        return [r.data for r in self.told if isinstance(r, Happening) and r.kind == kind]

    def measured(self, name: str) -> list[float]:
        return [float(m["value"]) for m in self.heard("measured") if m["measure"] == name]

    def begin(self, task: Task) -> None:
        """On to the task's own part of the visit."""
        for phase in range(list(Task).index(task) + 1):
            self.skip(SETTLED_S + phase * BLOCK_S + 0.1)
        self.until(self.time + LEADS_S)
        assert self.room.state()["phase"] == task


@contextmanager
def playing(baked: Path, side: Side = Side.RIGHT, **chosen: Value) -> Iterator[Player]:
    told: list[Request] = []
    values: dict[str, Value] = {"settling": 1.0, "side": str(side), **chosen}
    with visit("mirror-room", baked, 1, 0.5, told.append, Training(level=Level.CALM), values) as scene:
        assert isinstance(scene, MirrorRoom)
        yield Player(scene, told, side)


# ---- the image ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", list(Side))
def test_the_other_arm_is_the_leading_ones_image_in_the_same_frame(baked: Path, side: Side) -> None:
    with playing(baked, side) as player:
        player.skip(SETTLED_S)
        player.motion = ((0.0, Pose((0.2, 0.4, 0.9))), (1.0, Pose((0.2, 0.4, 0.9))))
        player.until(player.time + LEADS_S)
        random = np.random.default_rng(2)
        for _ in range(40):
            # A hand that is somewhere else in every frame leaves nothing to follow late.
            x, y, z, roll, pitch, curl = random.uniform((0.05, 0.3, 0.8, -1, -0.5, 0.3), (0.4, 0.6, 1.2, 2.5, 0.6, 0.9))
            pose = Pose((x, y, z), roll, pitch, curl)
            player.motion = ((0.0, pose), (1.0, pose))
            player.wait(1 / 60)
            _, right = shoulders(HEAD)
            moved = pose.held(right)
            lead, image = (moved, mirrored(moved)) if side is Side.RIGHT else (mirrored(moved), moved)
            shown = dict(zip(Side, player.room.limbs_now(), strict=True))
            for arm, wanted in ((shown[side], lead), (shown[side.other], image)):
                assert math.dist(arm.wrist, wanted.wrist) < 0.001
                assert abs(float(np.dot(arm.turn, wanted.turn))) == pytest.approx(1.0, abs=1e-5)
                assert arm.curl == pytest.approx(curl, abs=0.01)
            assert shown[side.other] == mirrored(shown[side])


def test_a_hand_that_is_found_or_lost_makes_no_arm_jump(baked: Path) -> None:
    with playing(baked) as player:
        player.skip(SETTLED_S)
        far = Pose((0.35, 0.60, 1.15), 0.8)
        before = None
        for frame in range(180):
            if frame == 20:
                player.motion = ((0.0, far), (1.0, far))
            if frame == 100:
                player.motion, player.posture = None, HEAD
            player.wait(1 / 60)
            wrist = player.room.limbs_now()[1].wrist
            assert before is None or math.dist(before, wrist) < 0.05
            before = wrist


# ---- the visit ----------------------------------------------------------------------------------------------------------


def test_stroking_and_following_come_first_and_how_strong_it_was_is_asked_once(baked: Path) -> None:
    with playing(baked, drive="watched") as player:
        for time in np.arange(0.0, SETTLED_S + 6 * BLOCK_S, 5.0).tolist():
            player.skip(time)
            if time < SETTLED_S - 0.5:
                assert not any(isinstance(r, Ask) for r in player.told)
        phases = [p["phase"] for p in player.heard("phase")]
        assert phases == ["stroking", "matching", *Task, Task.OPEN]
        asked = [r.instruments for r in player.told if isinstance(r, Ask)]
        assert asked == [("illusion-ownership", "illusion-agency")]


def test_both_arms_are_stroked_at_mirrored_places(baked: Path) -> None:
    with playing(baked) as player:
        player.until(12.0)
        assert player.heard("stroked")
        assert player.room.things.stroke is not None
        left, right = player.room.things.feathers
        assert right == pytest.approx((-left[0], left[1], left[2]), abs=1e-6)


def test_arms_without_a_hand_follow_the_light_and_the_minutes_are_measured(baked: Path) -> None:
    with playing(baked) as player:
        player.skip(STROKING_S + 0.1)
        player.until(STROKING_S + 8.0)
        away = [math.dist(a, b) for a, b in zip(player.room.pair.palms(), player.room.things.lights, strict=True)]
        assert max(away) < 0.10
        player.skip(SETTLED_S + 0.1)
        assert player.measured("watched")[0] == pytest.approx(8.0 / 60, abs=0.01)


@pytest.mark.parametrize("side", list(Side))
@pytest.mark.parametrize("task", list(Task))
def test_each_task_is_done_by_ones_own_hand(baked: Path, task: Task, side: Side) -> None:
    with playing(baked, side) as player:
        player.motion = ((0.0, watched(task)[0][1]), (1.0, watched(task)[0][1]))
        player.begin(task)
        player.do(watched(task))
        assert player.measured("repetitions") == [1.0]
        (reach,) = player.measured("range")
        assert 0.02 < reach < 0.7
        assert player.room.state()["repetitions"] == 1


@pytest.mark.parametrize("task", list(Task))
def test_a_look_at_a_tasks_thing_lets_both_arms_do_it(baked: Path, task: Task) -> None:
    with playing(baked) as player:
        player.begin(task)
        player.act([t.key for t in player.room.targets()].index(f"{OF_TASK[task]}-0"))
        player.until(player.time + watched(task)[-1][0] + 0.2)
        assert player.room.state()["hits"] == 1
        assert player.measured("repetitions") == []
        assert player.measured("watched") == [pytest.approx(watched(task)[-1][0] / 60, abs=0.001)]


def test_who_only_watches_is_shown_movement_after_movement(baked: Path) -> None:
    with playing(baked, drive="watched") as player:
        player.begin(Task.REACH)
        player.motion = ((0.0, Pose((0.2, 0.2, 1.3))), (1.0, Pose((0.2, 0.2, 1.3))))
        player.until(player.time + 32.0)
        assert player.room.state()["watched"] >= 2
        assert player.measured("repetitions") == []


def test_what_is_poured_falls_into_the_bowl_and_the_jug_is_put_back(baked: Path) -> None:
    with playing(baked) as player:
        player.begin(Task.POUR)
        player.act([t.key for t in player.room.targets()].index("jug-0"))
        start, falls = player.room.bench.level, []
        for _ in range(12 * 30):
            player.wait(1 / 30)
            if player.room.bench.pouring > 0.5:
                falls += player.room.things.threads
            # the hand goes back to the table without it
            assert player.room.bench.jug[2] >= JUG[2] - 0.01
        assert player.room.bench.jug == pytest.approx(JUG, abs=0.01)
        assert falls
        assert max(math.dist(place[:2], BOWL[:2]) for place in falls) < 0.8 * BRIM
        assert player.room.bench.level > start


# ---- looks --------------------------------------------------------------------------------------------------------------


def test_the_other_arm_ends_where_it_is_said_to_and_the_good_one_is_whole(baked: Path) -> None:
    with playing(baked, Side.LEFT, ends="forearm", telescoped=40.0) as player:
        player.until(0.5)
        looks = player.room.pair.looks
        assert (looks[Side.LEFT].ends, looks[Side.LEFT].telescoped) == (Ends.WHOLE, 0.0)
        assert (looks[Side.RIGHT].ends, looks[Side.RIGHT].telescoped) == (Ends.FOREARM, 0.4)


def test_another_look_comes_gently(baked: Path) -> None:
    with playing(baked) as player:
        player.until(1.0)
        player.room.change("transparency", 75.0)
        player.room.change("size", 120.0)
        player.room.change("skin", "10")
        seen = []
        for _ in range(60 * 3):
            player.wait(1 / 60)
            look = player.room.pair.looks[Side.LEFT]
            seen.append((look.opacity, look.size))
        assert max(abs(np.diff(np.array(seen), axis=0)).ravel()) < 0.012
        assert seen[-1] == pytest.approx((0.25, 1.2))
        assert look.skin == "10"


def test_the_chest_goes_where_the_shoulders_are_and_never_up_to_the_eyes() -> None:
    chest, turn = NodePath("chest"), LQuaternionf()
    for head, hpr, rises in (((0.0, 0.0, EYE_HEIGHT), (0, 0, 0), 0.0), ((0.12, 0.2, 1.0), (40, 0, 0), -0.2)):
        turn.set_hpr(hpr)
        posture = Posture(LPoint3f(*head), turn)
        follow(chest, posture)
        for built, now in zip(shoulders(HEAD), shoulders(posture), strict=True):
            assert tuple(chest.get_mat().xform_point(LPoint3f(*built))) == pytest.approx(now, abs=1e-4)
        assert chest.get_z() == pytest.approx(rises, abs=1e-4)
    turn.set_hpr((0, -70, 0))
    follow(chest, Posture(HEAD.head, turn))
    assert chest.get_z() <= 0.02
