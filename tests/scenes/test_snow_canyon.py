"""A visit to Snow Canyon, as the patient and the stage know it."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest
from panda3d.core import LPoint3f, LVector3f

from app.look import EYE_HEIGHT, Studio, View
from scenes.base import Cue, Happening, Ray, Request, Scene, Target
from scenes.kit.journey import Journey
from scenes.snow_canyon import SnowCanyon
from tests.scenes.conftest import Visit

Grey = npt.NDArray[np.float64]


def eye(scene: Scene) -> LPoint3f:
    return scene.root.get_relative_point(scene.seat, (0, 0, EYE_HEIGHT))


def ray_to(scene: Scene, place: LPoint3f, off_degrees: float = 0.0) -> Ray:
    direction = LVector3f(place - eye(scene))
    direction.normalize()
    aside = direction.cross(LVector3f(0, 0, 1))
    aside.normalize()
    direction += aside * math.tan(math.radians(off_degrees))
    direction.normalize()
    return Ray(eye(scene), direction)


def first(scene: Scene, kind: str) -> Target:
    """The first of a kind with nobody else in front of it."""
    return next(t for t in scene.targets() if t.key.startswith(kind) and scene.pick(ray_to(scene, t.position)) == t)


def alone(scene: SnowCanyon, target: Target, degrees: float) -> bool:
    """Whether nobody else who can be hit is so near to it for the eye."""
    to = scene.cast.centres - np.array(tuple(eye(scene)), np.float32)
    to /= np.linalg.norm(to, axis=1, keepdims=True)
    own = scene.cast.index(target.key)
    assert own is not None
    away = np.degrees(np.arccos(np.clip(to @ to[own], -1, 1)))
    others = np.delete(np.arange(len(to)), own)
    near, _ = scene.cast.near(np.array(tuple(eye(scene)), np.float32), scene.clock)
    return bool((away[np.intersect1d(others, near)] > degrees).all())


def solitary(scene: SnowCanyon) -> Target:
    """Somebody with nobody else beside, at the first moment when there is one."""
    for at in range(0, 600, 5):
        scene.update(float(at), 0.0)
        for target in scene.targets():
            if not target.key.startswith("pine") and alone(scene, target, 11.0):
                return target
    raise AssertionError("everybody is in company all the time")


def grey(studio: Studio) -> Grey:
    return np.asarray(studio.shoot() @ np.array([0.2126, 0.7152, 0.0722]))


def run(scene: Scene, start: float, seconds: float, step: float = 1 / 20) -> float:
    for k in range(1, int(seconds / step) + 1):
        scene.update(start + k * step, step)
    return start + int(seconds / step) * step


@pytest.mark.parametrize("kind", ["snowman", "penguin", "lantern", "pine"])
def test_a_thrown_snowball_hits_what_was_picked_and_it_recovers(begin: Visit, kind: str) -> None:
    heard: list[Request] = []
    scene = begin(request=heard.append)
    target = first(scene, kind)
    ray = ray_to(scene, target.position)
    scene.act(ray, scene.pick(ray))
    assert heard == [Cue("throw"), Happening("thrown", {"target": target.key})]
    now = run(scene, 0.0, 3.5)
    assert Happening("hit", {"target": target.key, "kind": kind, "called": False}) in heard
    assert any(isinstance(r, Cue) and r.sound in ("hit-snow", "chime") and r.position for r in heard)
    assert target.key not in {t.key for t in scene.targets()}
    run(scene, now, 24.0, 0.1)
    assert target.key in {t.key for t in scene.targets()}


@pytest.mark.parametrize("kind", ["snowman", "penguin", "lantern", "pine"])
def test_who_is_hit_answers_where_it_can_be_seen(studio: Studio, begin: Visit, kind: str) -> None:
    pictures = []
    for thrown in (False, True):
        scene = begin()
        scene.root.find("bursts").hide()
        target = first(scene, kind)
        if thrown:
            scene.act(ray_to(scene, target.position), target)
        run(scene, 0.0, 4.2)
        studio.aim(scene, View(fov=20))
        studio.camera.look_at(scene.root, target.position)
        pictures.append(grey(studio))
    assert np.abs(pictures[1] - pictures[0]).max() > 20


def test_a_pick_forgives_four_degrees_and_no_more(begin: Visit) -> None:
    scene = begin()
    assert isinstance(scene, SnowCanyon)
    target = solitary(scene)
    wide = math.degrees(math.atan2(target.radius, (target.position - eye(scene)).length()))
    near, far = (
        scene.pick(ray_to(scene, target.position, wide + 3)),
        scene.pick(ray_to(scene, target.position, wide + 9)),
    )
    assert near == target
    assert far != target


def test_a_throw_into_the_water_splashes(begin: Visit) -> None:
    heard: list[Request] = []
    scene = begin(request=heard.append)
    forward = scene.root.get_relative_vector(scene.seat, (0, 1, 0.0))
    scene.act(Ray(eye(scene), forward), None)
    run(scene, 0.0, 4.0)
    assert Happening("landed", {"on": "water"}) in heard
    splash = next(r for r in heard if isinstance(r, Cue) and r.sound == "splash")
    assert splash.position is not None
    assert splash.position[2] == pytest.approx(0.0, abs=0.05)
    assert scene.state()["landed"] == 1


def test_every_sound_asked_for_is_declared(begin: Visit) -> None:
    heard: list[Request] = []
    scene = begin(request=heard.append)
    for target in list(scene.targets())[:7]:
        scene.act(ray_to(scene, target.position), target)
    scene.act(Ray(eye(scene), LVector3f(0, 0, 1)), None)
    run(scene, 0.0, 6.0)
    assert {r.sound for r in heard if isinstance(r, Cue)} <= set(SnowCanyon.sounds)


def test_the_first_targets_are_in_front(begin: Visit) -> None:
    scene = begin()
    for at in range(0, 1200, 100):
        scene.update(float(at), 0.0)
        inviting = scene.targets()[:4]
        assert len(inviting) == 4
        for target in inviting:
            place = scene.seat.get_relative_point(scene.root, target.position)
            assert abs(math.degrees(math.atan2(place[0], place[1]))) <= 35.5
            assert scene.pick(ray_to(scene, target.position)) is not None


def test_nothing_happens_without_time(studio: Studio, begin: Visit) -> None:
    heard: list[Request] = []
    scene = begin(request=heard.append)
    scene.update(5.0, 0.0)
    target = first(scene, "lantern")
    scene.act(ray_to(scene, target.position), target)
    asked = len(heard)
    studio.aim(scene, View())
    before, state = grey(studio), scene.state()
    for _ in range(20):
        scene.update(5.0, 0.0)
    assert np.array_equal(before, grey(studio))
    assert scene.state() == state
    assert len(heard) == asked


def test_the_same_seed_gives_the_same_visit(studio: Studio, begin: Visit) -> None:
    pictures = []
    for seed in (4, 4, 5):
        scene = begin(seed)
        run(scene, 0.0, 2.0, 0.1)
        studio.aim(scene, View(0, 12))
        pictures.append(grey(studio))
    assert np.array_equal(pictures[0], pictures[1])
    assert not np.array_equal(pictures[0], pictures[2])


def test_a_moment_does_not_depend_on_the_frame_rate(begin: Visit) -> None:
    fast, slow = begin(), begin()
    run(fast, 0.0, 30.0, 1 / 90)
    run(slow, 0.0, 30.0, 1 / 10)
    assert fast.state()["metres"] == pytest.approx(slow.state()["metres"], abs=0.02)


def test_a_rating_finds_the_world_dim_and_slow(studio: Studio, begin: Visit) -> None:
    scene = begin()
    now = run(scene, 0.0, 60.0, 0.1)
    studio.aim(scene, View())
    awake = grey(studio).mean()
    gone = scene.state()["seconds"]
    scene.quiet(True)
    levels = []
    for k in range(1, 61):
        scene.update(now + k / 10, 0.1)
        levels.append(grey(studio).mean())
    assert levels[-1] < 0.85 * awake
    assert np.abs(np.diff([awake, *levels])).max() < 255 * 0.03
    begun = scene.state()["seconds"]
    now = run(scene, now + 6.0, 10.0, 0.1)
    assert scene.state()["seconds"] - begun < 4.0
    scene.quiet(False)
    run(scene, now, 8.0, 0.1)
    # the boat has gone on meanwhile
    assert grey(studio).mean() == pytest.approx(awake, rel=0.09)
    assert scene.state()["seconds"] > gone


def test_a_journey_turns_round_where_it_ends_and_never_goes_stern_first() -> None:
    journey = Journey(570.0, 0.45, 32.0, back=90.0)
    times = np.arange(0.0, 4200.0, 0.25)
    places, turned = (np.array([of(float(t)) for t in times]) for of in (journey.at, journey.turned))
    speed = np.diff(places) / 0.25
    ahead = speed * np.cos(turned[1:])
    assert ahead.min() > -1e-6
    assert speed.min() == pytest.approx(-0.45)
    assert np.abs(np.diff(speed)).max() / 0.25 < 0.05
    assert np.degrees(np.diff(turned)).max() / 0.25 < 5.0
    assert turned[-1] == pytest.approx(3 * math.pi)
    assert places[times > 1500.0].min() == pytest.approx(90.0)


def test_a_switch_of_camera_keeps_the_state(studio: Studio, begin: Visit) -> None:
    scene = begin()
    target = first(scene, "snowman")
    scene.act(ray_to(scene, target.position), target)
    run(scene, 0.0, 3.0)
    state = scene.state()
    studio.aim(scene, View())
    flat = studio.shoot()
    with Studio((240, 135), stereo=True, beside=studio) as headset:
        headset.aim(scene, View())
        both = headset.shoot()
    assert scene.state() == state
    studio.aim(scene, View())
    assert np.array_equal(studio.shoot(), flat)
    left, right = (both[:, half].astype(float) for half in (slice(0, 240), slice(240, 480)))
    assert np.abs(left - right).mean() > 1
    # each eye sees nearly what one camera in the middle sees
    assert np.abs(left - flat).mean() < 12
    assert np.abs(right - flat).mean() < 12


def test_the_sky_is_far_away_for_both_eyes(begin: Visit) -> None:
    scene = begin()
    scene.root.find("snowfall").hide()
    with Studio((200, 200), stereo=True) as headset:
        headset.aim(scene, View(-150, 70, 60))
        both = headset.shoot().astype(float)
    assert np.abs(both[:, :200] - both[:, 200:]).mean() < 0.5
    assert both.max() > 60  # there is something to see


def test_a_reflection_lies_as_deep_as_what_it_mirrors(begin: Visit) -> None:
    """The sun's glitter on the water has next to no parallax, the water's surface would have a clear one."""
    scene = begin()
    scene.root.find("snowfall").hide()
    shifts = []
    with Studio((240, 240), stereo=True) as headset:
        headset.aim(scene, View(-37, -14, 24))
        scene.seat.find("**/boat").hide()
        both = headset.shoot() @ np.array([0.2126, 0.7152, 0.0722])
    left, right = both[120:200, :240], both[120:200, 240:]
    for row_l, row_r in itertools.islice(zip(left, right, strict=True), 0, 80, 8):
        errors = [np.abs(row_l[12:-12] - np.roll(row_r, k)[12:-12]).mean() for k in range(12)]
        shifts.append(int(np.argmin(errors)))
    # a surface 5 m away would be 7 pixels apart
    assert np.median(shifts) <= 3
