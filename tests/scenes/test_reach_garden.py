"""A visit to the Reach Garden, by hand and by looking."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from panda3d.core import LPoint3f, LQuaternionf

from app import i18n
from app.studio import EYE_HEIGHT, Visitor, visit
from scenes.base import Grip, Happening, Level, Line, Posture, Request, Training, Value
from scenes.kit.holding import Side
from scenes.kit.movement import Movement, Place, Rests, Track
from scenes.kit.reaching import Grading
from scenes.kit.smoothness import sparc
from scenes.reach_garden import RISE, ReachGarden
from scenes.reach_garden_boughs import FAN, NEAREST, fan, on_arc
from tests.scenes.conftest import Visit

RESTS: dict[Side, Place] = {Side.LEFT: (-0.20, 0.28, 0.78), Side.RIGHT: (0.21, 0.26, 0.76)}
Way = Callable[[float], Place]


def smooth(t: float) -> float:
    """A reach of least jerk from 0 to 1: Flash and Hogan, Journal of Neuroscience 5 (1985), 1688-1703."""
    t = min(max(t, 0.0), 1.0)
    return t * t * t * (t * (6 * t - 15) + 10)


def between(a: Place, b: Place, share: float) -> Place:
    x, y, z = (p + (q - p) * share for p, q in zip(a, b, strict=True))
    return x, y, z


def exploring(side: Side, metres: float) -> Way:
    """A hand that rests for two seconds, and then goes out to each side in turn, so far and back."""

    def at(time: float) -> Place:
        rest = RESTS[side]
        t = time - 2.0
        if t < 0:
            return rest
        x, y, z = (np.array(rest) + metres * fan(side)[int(t / 2.0) % len(FAN)]).tolist()
        return between(rest, (x, y, z), smooth(1 - abs(t % 2.0 - 1.0)))

    return at


def alone(rest: Place, places: list[Place]) -> Place:
    """The place whose way from `rest` is farthest from the others."""

    def clear(place: Place) -> float:
        way = np.linspace(0, 1, 20)[:, None] * (np.array(place) - rest) + rest
        return min(float(np.linalg.norm(way - other, axis=1).min()) for other in places if other != place)

    return max(places, key=clear)


class Player(Visitor):
    """A patient whose hands are tracked and go their own ways."""

    def __init__(self, garden: ReachGarden, told: list[Request], step: float = 1 / 30) -> None:
        super().__init__(garden, step)
        self.garden, self.told = garden, told
        self.ways: dict[Side, Way] = {}

    def wait(self, dt: float) -> None:
        hands = {
            side: Grip(LPoint3f(*way(self.time + dt)), LQuaternionf.ident_quat()) for side, way in self.ways.items()
        }
        head = LPoint3f(0, 0, EYE_HEIGHT)
        self.posture = Posture(head, LQuaternionf.ident_quat(), hands.get(Side.LEFT), hands.get(Side.RIGHT))
        super().wait(dt)

    def go(self, side: Side, goal: Place, seconds: float) -> None:
        """That hand goes from where it is to `goal` in so many seconds, and stays there."""
        start, since = self.ways[side](self.time), self.time
        self.ways[side] = lambda time: between(start, goal, smooth((time - since) / seconds))

    def heard(self, kind: str) -> list[dict[str, object]]:
        return [r.data for r in self.told if isinstance(r, Happening) and r.kind == kind]

    def places(self, side: Side) -> list[Place]:
        """Where that arm's targets hang, in the seat's frame."""
        mine = [t.position for t in self.garden.targets() if t.key.startswith(side.value)]
        return [(float(p[0]), float(p[1]), float(p[2]) - RISE) for p in mine]


@contextmanager
def playing(baked: Path, **chosen: Value) -> Iterator[Player]:
    told: list[Request] = []
    with visit("reach-garden", baked, 1, 0.5, told.append, Training(level=Level.CALM), chosen) as scene:
        assert isinstance(scene, ReachGarden)
        yield Player(scene, told)


@contextmanager
def measured(baked: Path, metres: float = 0.30, **chosen: Value) -> Iterator[Player]:
    """The right arm's range is known: so many metres."""
    with playing(baked, arms="right", **chosen) as player:
        player.ways = {Side.RIGHT: exploring(Side.RIGHT, metres)}
        player.until(26.0)
        player.go(Side.RIGHT, RESTS[Side.RIGHT], 1.0)
        player.until(28.0)
        yield player


# ---- the range, and where targets hang --------------------------------------------------------------------------------


def test_the_range_of_each_arm_is_measured_and_targets_hang_inside_it(baked: Path) -> None:
    with playing(baked) as player:
        comes = {Side.LEFT: 0.16, Side.RIGHT: 0.32}
        player.ways = {side: exploring(side, metres) for side, metres in comes.items()}
        player.until(50.0)
        told = {str(r["arm"]): r["metres"] for r in player.heard("range")}
        for side, metres in comes.items():
            assert told[side] == pytest.approx(metres, abs=0.005)
            away = [math.dist(RESTS[side], place) for place in player.places(side)]
            assert away
            assert max(away) < metres
            assert float(np.median(away)) == pytest.approx(Grading.FIRST * metres, rel=0.12)
        said = [r.text for r in player.told if isinstance(r, Line)]
        assert len(said) == 2
        assert i18n.untranslated("reach-garden", said) == []
        ranges = {m["measure"]: m["value"] for m in player.heard("measured")}
        assert ranges["left-range"] == pytest.approx(16.0, abs=0.5)


def test_targets_that_are_reached_go_outward_beyond_the_range_and_missed_ones_come_back() -> None:
    grading = Grading()
    assert grading.share < 1.0
    for _ in range(20):
        grading.reached()
    assert 1.0 < grading.share <= Grading.MOST
    before = grading.share
    grading.missed()
    assert before - grading.share == pytest.approx(Grading.OUT * 0.8 / 0.2)


@pytest.mark.parametrize("able", [0.6, 1.0])
def test_the_rule_keeps_four_of_five_targets_reached(able: float) -> None:
    """Of a patient who reaches out to `able` of the range, more or less."""
    grading, random, reached = Grading(), np.random.default_rng(4), []
    for _ in range(3000):
        reached.append(grading.share < able * random.lognormal(0, 0.2))
        (grading.reached if reached[-1] else grading.missed)()
    assert float(np.mean(reached[200:])) == pytest.approx(Grading.REACHED, abs=0.03)


def test_nothing_hangs_too_near_to_the_eyes_for_whoever_rests_the_hands_high(baked: Path) -> None:
    with playing(baked, arms="right") as player:
        near = (0.15, 0.30, 1.05)
        player.ways = {
            Side.RIGHT: lambda t: between(near, (0.10, 0.44, 1.12), smooth(math.sin(t) ** 2 if t > 2 else 0))
        }
        player.until(27.0)
        assert player.heard("range")
        for place in player.places(Side.RIGHT):
            assert math.dist(place, (0, 0, EYE_HEIGHT)) >= NEAREST - 0.001


# ---- what a hand does -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gain", [0.8, 1.0, 1.4, 2.0])
def test_a_movement_looks_exactly_as_many_times_larger_as_the_gain_says(baked: Path, gain: float) -> None:
    with playing(baked, gain=gain) as player:
        player.ways = {Side.LEFT: exploring(Side.LEFT, 0.2), Side.RIGHT: exploring(Side.RIGHT, 0.3)}
        for time in (2.2, 2.6, 3.0, 3.7):
            player.until(time)
            for side, hand in player.garden.hands_now().items():
                assert hand.real == pytest.approx(player.ways[side](player.time), abs=1e-6)
                wanted = [r + gain * (p - r) for r, p in zip(hand.rest, hand.real, strict=True)]
                assert hand.virtual == pytest.approx(wanted, abs=1e-9)
                assert hand.gain == gain


def test_another_gain_comes_within_a_second_without_a_jump(baked: Path) -> None:
    with playing(baked, gain=1.0) as player:
        player.ways = {Side.RIGHT: exploring(Side.RIGHT, 0.3)}
        player.until(3.0)
        held = player.ways[Side.RIGHT](3.0)
        player.ways = {Side.RIGHT: lambda _: held}
        player.until(3.2)
        player.garden.change("gain", 2.0)
        seen = [player.garden.hands_now()[Side.RIGHT]]
        for _ in range(36):
            player.wait(1 / 30)
            seen.append(player.garden.hands_now()[Side.RIGHT])
        steps = [math.dist(a.virtual, b.virtual) for a, b in pairwise(seen)]
        assert max(steps) < 0.015
        assert seen[-1].gain == 2.0
        assert math.dist(seen[-1].rest, seen[-1].virtual) == pytest.approx(2 * math.dist(seen[-1].rest, held))


@pytest.mark.parametrize("gain", [1.0, 1.6])
def test_a_reach_is_recorded_as_it_was(baked: Path, gain: float) -> None:
    with measured(baked, gain=gain) as player:
        rest = RESTS[Side.RIGHT]
        goal = between(rest, alone(rest, player.places(Side.RIGHT)), 1 / gain)
        metres = math.dist(rest, goal)
        before = len(player.heard("reach"))
        player.go(Side.RIGHT, goal, 1.2)
        player.until(player.time + 2.0)
        reach = player.heard("reach")[before:][0]
        assert (reach["arm"], reach["by"], reach["reached"], reach["gain"]) == ("right", "hand", True, gain)
        assert reach["metres"] == pytest.approx(metres, abs=0.003)
        assert reach["virtual_metres"] == pytest.approx(gain * metres, abs=0.005)
        assert reach["seconds"] == pytest.approx(1.2, abs=0.2)
        # a reach of least jerk is fastest in its middle: 15/8 of its mean speed
        assert reach["peak_speed"] == pytest.approx(15 / 8 * metres / 1.2, rel=0.03)
        t = np.linspace(0, 1, 73)
        assert reach["sparc"] == pytest.approx(sparc(30 * t**2 * (1 - t) ** 2, 60.0), abs=0.06)
        told = [m["value"] for m in player.heard("measured") if m["measure"] == "right-reaches"]
        assert sum(map(float, map(str, told))) == len([r for r in player.heard("reach") if r["reached"]])


def test_frames_that_come_unevenly_make_no_reach_less_smooth() -> None:
    random = np.random.default_rng(2)
    times = np.cumsum(random.uniform(0.006, 0.028, 160))
    track, ended = Track(), []
    for time in times.tolist():
        movement = track.feed(time, (0.0, 0.3 * smooth((time - 0.5) / 0.9), 0.0))
        ended += [movement] if movement else []
    (movement,) = ended
    assert isinstance(movement, Movement)
    assert movement.farthest((0, 0, 0)) == pytest.approx(0.3, abs=0.002)
    assert movement.peak_speed() == pytest.approx(15 / 8 * 0.3 / 0.9, rel=0.05)
    t = np.linspace(0, 1, 55)
    assert movement.smoothness() == pytest.approx(sparc(30 * t**2 * (1 - t) ** 2, 60.0), abs=0.06)


def test_a_hand_that_touches_and_comes_back_at_once_is_measured_on_its_way_out() -> None:
    track, ended = Track(), []
    for k in range(200):
        time = k / 72
        place = (0.0, 0.24 * smooth(1 - abs((time - 0.3) / 0.9 - 1)), 0.0)
        movement = track.feed(time, place)
        ended += [movement] if movement else []
    whole = ended[0]
    out = whole.until_it_turns(0.3 + 0.75)
    assert whole.seconds > 1.6
    assert out.seconds == pytest.approx(0.9, abs=0.15)
    assert out.farthest((0, 0, 0)) == pytest.approx(0.24, abs=0.002)
    smoothness, both = out.smoothness(), whole.smoothness()
    assert smoothness is not None
    assert both is not None
    assert smoothness > both + 0.1


def test_a_pause_of_five_seconds_is_a_rest_and_a_shorter_one_is_none() -> None:
    rests, ended = Rests(), []
    for k in range(300):
        time = k / 10
        ended.append(rests.feed(time, time < 2.0 or 6.0 < time < 8.0 or time > 15.0))
    (rest,) = [e for e in ended if e is not None]
    assert rest == pytest.approx(7.2, abs=0.15)


def test_a_rest_is_recorded(baked: Path) -> None:
    with measured(baked) as player:
        assert not player.heard("rest")
        player.until(36.0)
        player.go(Side.RIGHT, on_arc(Side.RIGHT, 0), 1.0)
        player.until(37.0)
        (rest,) = player.heard("rest")
        assert rest["seconds"] == pytest.approx(9.9, abs=0.3)


def test_what_is_not_reached_in_time_is_on_record_and_nothing_is_lost(baked: Path) -> None:
    with measured(baked) as player:
        before = player.garden.state()
        near = [math.dist(RESTS[Side.RIGHT], p) for p in player.places(Side.RIGHT)]
        player.until(75.0)
        missed = [r for r in player.heard("reach") if not r["reached"]]
        assert missed
        assert missed[0]["sparc"] is None
        after = player.garden.state()
        assert after["missed"] > before["missed"]
        assert all(after[key] >= before[key] for key in ("blossoms", "lanterns", "lit", "hits"))
        assert np.mean([math.dist(RESTS[Side.RIGHT], p) for p in player.places(Side.RIGHT)]) < np.mean(near)


# ---- one arm, and none ------------------------------------------------------------------------------------------------


def test_with_one_arm_everything_hangs_for_that_one_and_the_other_hand_does_nothing(baked: Path) -> None:
    with playing(baked, arms="left") as player:
        assert {t.key.partition("-")[0] for t in player.garden.targets()} == {"left"}
        player.ways = {Side.RIGHT: exploring(Side.RIGHT, 0.6)}
        player.until(12.0)
        assert not player.heard("range")
        assert not player.heard("reach")


def test_a_hand_that_hardly_moves_changes_nothing(baked: Path) -> None:
    with playing(baked) as player:
        rest = RESTS[Side.RIGHT]
        player.ways = {Side.RIGHT: lambda t: (rest[0], rest[1], rest[2] + 0.02 * math.sin(t))}
        player.until(8.0)
        assert not player.garden.hands_now()[Side.RIGHT].by_itself
        assert player.places(Side.RIGHT)[0] == pytest.approx(on_arc(Side.RIGHT, 0), abs=0.02)


def test_a_hand_is_measured_from_where_it_came_to_rest_first(baked: Path) -> None:
    with playing(baked, arms="right") as player:
        rest, up = RESTS[Side.RIGHT], (0.3, 0.5, 1.3)
        player.ways = {Side.RIGHT: lambda t: between(up, rest, smooth(t / 1.5))}
        player.until(4.0)
        hand = player.garden.hands_now()[Side.RIGHT]
        assert not hand.by_itself
        assert hand.rest == pytest.approx(rest, abs=0.02)


def test_a_hand_whose_seat_was_put_elsewhere_rests_where_it_is_then_and_keeps_its_range(baked: Path) -> None:
    with measured(baked) as player:
        before, asked = player.heard("range")[-1], len([r for r in player.told if isinstance(r, Line)])
        old, new = RESTS[Side.RIGHT], (0.30, 0.10, 0.90)
        # the body has moved, and the hand with it: from one frame to the next it is elsewhere in the seat's frame
        player.garden.recentred()
        player.ways = {Side.RIGHT: lambda _: new}
        player.wait(1 / 30)
        assert not player.garden.hands_now()[Side.RIGHT].by_itself
        player.until(player.time + 2.0)
        hand = player.garden.hands_now()[Side.RIGHT]
        assert hand.rest == hand.virtual == pytest.approx(new, abs=1e-6)
        player.go(Side.RIGHT, between(new, old, 0.3), 1.0)
        player.until(player.time + 2.0)
        assert player.garden.hands_now()[Side.RIGHT].by_itself
        away = [math.dist(new, place) for place in player.places(Side.RIGHT)]
        assert float(np.median(away)) == pytest.approx(Grading.FIRST * 0.30, rel=0.2)
        assert player.heard("range")[-1] == before
        assert len([r for r in player.told if isinstance(r, Line)]) == asked


def test_by_looking_alone_the_garden_opens_and_lights_up(begin: Visit) -> None:
    told: list[Request] = []
    visitor = Visitor(begin(request=told.append, world="reach-garden", detail=0.5))
    for time in range(3, 60, 3):
        visitor.until(float(time))
        visitor.act()
    state = visitor.scene.state()
    assert state["blossoms"] + state["lanterns"] >= 15
    assert state["lit"] > 3
    reaches = [r.data for r in told if isinstance(r, Happening) and r.kind == "reach"]
    assert {r["by"] for r in reaches} == {"look"}
    assert {r["arm"] for r in reaches} == {"left", "right"}


def test_everything_can_be_reached_with_a_glance(begin: Visit) -> None:
    visitor = Visitor(begin(world="reach-garden", detail=0.5))
    visitor.until(1.0)
    targets = visitor.scene.targets()
    assert len(targets) == 12
    for target in targets:
        met = visitor.scene.pick(visitor.ray(target))
        assert met is not None
        assert met.key == target.key
        to = target.position - visitor.eyes()
        assert abs(math.degrees(math.atan2(to[0], to[1]))) <= 32
        assert to.length() - target.radius > 0.5
