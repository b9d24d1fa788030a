"""A visit to Forest Walk, as the patient and the stage know it."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from panda3d.core import LPoint3f, LQuaternionf, NodePath

from app.studio import Studio, View, Visitor, visit
from app.visual.motion import Track
from scenes import forest_walk_land as land
from scenes.base import Cue, Grip, Happening, Posture, Ray, Request, Scene, Value
from scenes.forest_walk import ForestWalk
from scenes.kit.gait import Gait
from scenes.kit.pace import Pace, Rest
from scenes.kit.walker import Stance, pose
from tests.scenes.conftest import Visit


def straight(metres: float, aside: float) -> tuple[float, float, float]:
    return aside, metres, 0.0


def walked(speed: float, seconds: float = 8.0, rate: float = 90.0) -> tuple[list[float], list[tuple[float, float]]]:
    """How far each planted foot slid in each frame, and both knees' bend, on a straight path."""
    gait, metres = Gait(0.0), 0.0
    slides, knees = [], []
    before: dict[int, tuple[float, float, float]] = {}
    for _ in range(int(seconds * rate)):
        metres += speed / rate
        gait.walk(metres, speed, 1 / rate)
        knees.append(pose(Stance(0.0, metres, 0.0, 0.0, 0.0), gait, straight, speed).knees)
        for foot in gait.feet:
            if foot.planted and foot.side in before:
                slides.append(abs(foot.at - before[foot.side][1]))
            before[foot.side] = (0.0, foot.at, 0.0)
            if not foot.planted:
                before.pop(foot.side)
    return slides, knees[int(3 * rate) :]


@pytest.mark.parametrize("speed", [0.4, 0.8, 1.2])
def test_a_planted_foot_never_slides_and_the_knees_bend_as_in_a_walk(speed: float) -> None:
    slides, knees = walked(speed)
    assert max(slides) == 0.0
    bend = np.degrees(np.array(knees))
    assert 40 < bend.max() < 85
    assert bend.min() < 12


def test_who_walks_comes_to_a_stand_gently_and_goes_on() -> None:
    pace = Pace(700.0, [Rest(10.0, 5.0)])
    pace.asked = 1.2
    speeds, reached = [0.0], []
    for _ in range(60 * 30):
        reached += pace.go(1 / 60)
        speeds.append(pace.speed)
    assert reached == [0]
    assert pace.metres > 14
    assert np.abs(np.diff(speeds)).max() * 60 < 0.5
    assert speeds.count(0.0) >= 4 * 60


def run(scene: Scene, start: float, seconds: float, step: float = 1 / 20) -> float:
    for k in range(1, int(seconds / step) + 1):
        scene.update(start + k * step, step)
    return start + int(seconds / step) * step


def test_steps_are_heard_where_they_fall_and_a_view_is_arrived_at(begin: Visit) -> None:
    heard: list[Request] = []
    scene = begin(request=heard.append, world="forest-walk")
    scene.update(45.0, 0.0)
    heard.clear()
    run(scene, 45.0, 14.0)
    steps = [r for r in heard if isinstance(r, Cue) and r.sound == "step-path"]
    assert 10 < len(steps) < 25
    assert Happening("reached", {"view": "old-mirror"}) in heard
    assert {r.sound for r in heard if isinstance(r, Cue)} <= set(ForestWalk.sounds)


def test_everyone_met_answers_and_rests_before_it_can_be_met_again(begin: Visit) -> None:
    heard: list[Request] = []
    scene = begin(request=heard.append, world="forest-walk")
    scene.change("pace", "clinician")
    scene.change("speed", 0.0)
    target = scene.targets()[0]
    eye = scene.root.get_relative_point(scene.seat, (0, 0, 1.2))
    way = target.position - eye
    way.normalize()
    ray = Ray(eye, way)
    assert scene.pick(ray) == target
    scene.act(ray, target)
    assert any(isinstance(r, Happening) and r.kind == "hit" and r.data["target"] == target.key for r in heard)
    assert target.key not in {t.key for t in scene.targets()}
    scene.update(70.0, 0.0)
    assert target.key in {t.key for t in scene.targets()}


def test_the_arms_alone_can_walk(begin: Visit) -> None:
    scene = begin(world="forest-walk")
    scene.change("pace", "arms")
    run(scene, 0.0, 2.0)
    assert scene.state()["speed"] == 0.0
    still = LQuaternionf.ident_quat()
    for k in range(8 * 60):
        y = 0.28 * math.sin(2 * math.pi * 0.9 * k / 60)
        scene.feel(Posture(LPoint3f(0, 0, 1.2), still, left=Grip(LPoint3f(-0.25, 0.1 + y, 0.7), still)))
        scene.update(2.0 + k / 60, 1 / 60)
    assert 0.4 < scene.state()["speed"] <= 1.2


def test_the_patient_meets_a_whole_body_in_the_mirror_and_their_own_on_looking_down(
    studio: Studio, begin: Visit
) -> None:
    scene = begin(world="forest-walk")
    scene.update(66.0, 0.0)
    studio.aim(scene, View(0, -8, 40))
    whole = np.asarray(studio.shoot(), float)
    for image in scene.root.find_all_matches("**/image"):
        image.hide()
    assert (np.abs(whole - studio.shoot()).max(-1) > 12).mean() > 0.02
    studio.aim(scene, View(0, -75, 80))
    below = np.asarray(studio.shoot(), float)
    scene.root.find("**/body").hide()
    assert (np.abs(below - studio.shoot()).max(-1) > 12).mean() > 0.05


def leant(scene: Scene) -> Visitor:
    """A patient who has come to the bridge, looks down, and leans over its rail."""
    visitor = Visitor(scene)
    visitor.look(View(0, -75))
    there = next(view.at for view in land.VIEWS if view.rail)
    while scene.state()["metres"] < there - 0.1:
        visitor.skip(visitor.time + 2.0)
    visitor.until(visitor.time + 16.0)
    return visitor


def differing(studio: Studio, hidden: NodePath) -> np.ndarray:
    """(height, width): which pixels change where `hidden` goes."""
    whole = studio.shoot().astype(int)
    hidden.hide()
    without = studio.shoot().astype(int)
    hidden.show()
    return np.asarray(np.abs(whole - without).max(-1) > 8)


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"skin": "10", "clothes": "cream", "build": "broad", "hair": "none"},
        {"skin": "2", "clothes": "sky", "build": "slender", "hair": "long-red"},
    ],
)
def test_who_leans_over_the_rail_sees_their_own_face_in_the_stream(
    studio: Studio, baked: Path, chosen: dict[str, Value]
) -> None:
    with visit("forest-walk", baked, chosen=chosen) as scene:
        visitor = leant(scene)
        image = next(path for path in scene.root.find_all_matches("**/image") if not path.is_hidden())
        studio.aim(scene, View(0, -89.5, 24))
        seen = differing(studio, image)
        # straight below the eyes, where the face is, and no little of the picture
        assert seen[70:86, 114:126].mean() > 0.9
        assert seen.mean() > 0.05
        # next to nothing of the head and shoulders is hidden by the patient's own body
        own = scene.root.find("**/body")
        own.hide()
        assert seen.sum() > 0.8 * differing(studio, image).sum()
        visitor.until(visitor.time + 60.0)
        assert scene.state()["metres"] > 236.0


def test_who_leans_and_pushes_the_stick_is_soon_on_the_way_and_never_jolted(begin: Visit) -> None:
    scene = begin(world="forest-walk")
    visitor = leant(scene)
    scene.change("pace", "stick")
    visitor.until(visitor.time + 1.0)
    track = Track()
    visitor.watchers.append(track.add)
    visitor.posture = replace(visitor.posture, stick=(0.0, 1.0))
    start = scene.state()["metres"]
    visitor.until(visitor.time + 6.0)
    assert scene.state()["metres"] > start + 0.5
    visitor.until(visitor.time + 20.0)
    assert all(figure.met for figure in track.figures())


def test_the_path_is_gentle_everywhere() -> None:
    path = land.loop()
    heading = np.unwrap(path.heading(path.samples))
    turn = np.degrees(np.abs(np.gradient(heading, path.samples[1])))
    assert turn.max() * 1.2 < 6.0
    slope = np.abs(np.gradient(land.walkway(), path.samples[1]))
    assert slope.max() < 0.25
    assert 600 < path.length < 900
