"""The simulated patient: smooth, repeatable, and rating like anyone."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator

from panda3d.core import LPoint3f, LVector3f, NodePath

from app.engine.choice import Choice
from app.engine.messages import RatingGiven
from app.engine.panels import RatingPanel
from app.engine.patient import MOST_SPEED, SimulatedPatient
from app.engine.pointer import Pointer, Selection
from app.engine.text import Texts
from app.session.instruments import load
from scenes.base import Ray, Target

DT = 1 / 60
HEAD = Ray(LPoint3f(0, 0, 1.2), LVector3f(0, 1, 0))
THINGS = [Target(f"thing-{i}", LPoint3f(2.0 * i - 4, 6, 0.5 + i % 2), 0.4) for i in range(5)]


def nearest(ray: Ray) -> Target | None:
    for thing in THINGS:
        way = thing.position - ray.origin
        way.normalize()
        if ray.direction.angle_rad(way) < math.radians(4):
            return thing
    return None


def frames(patient: SimulatedPatient, seconds: float) -> Iterator[tuple[Ray, Selection | None]]:
    pointer, choice = Pointer(), Choice()
    for frame in range(round(seconds / DT)):
        (aim,) = patient.aims(HEAD, None, THINGS, None, frame * DT, DT)
        assert choice.choose([aim], DT) is aim
        yield aim.ray, pointer.update(aim, nearest(aim.ray), 1.0, DT)


def test_it_rates_what_it_is_told_to_in_each_phase() -> None:
    given: list[RatingGiven] = []
    clock = [0.0]
    patient, pointer = SimulatedPatient(1, {"before": 6, "after": 10}), Pointer()
    for phase in ("before", "after"):
        top = NodePath("top")
        panel = RatingPanel(top, Texts("en"), load("nrs-pain-now"), "en", lambda: clock[0], given.append, phase)
        panel.root.set_pos(0, 1.75, 1.2)
        for _ in range(round(8 / DT)):
            clock[0] += DT
            (aim,) = patient.aims(HEAD, panel, THINGS, phase, clock[0], DT)
            target = panel.pick(aim.ray)
            chosen = pointer.update(aim, target, panel.dwell_s, DT)
            if chosen:
                panel.press(chosen.target, aim.kind)
            panel.update(DT, target, pointer.progress)
        panel.close()
    assert [(g.phase, g.value, g.source, g.corrections) for g in given] == [
        ("before", 6, "simulated", 0),
        ("after", 10, "simulated", 0),
    ]


def test_its_head_turns_no_faster_than_a_person_would() -> None:
    rays = [ray for ray, _ in frames(SimulatedPatient(2, {}), 20)]
    steps = [a.direction.angle_rad(b.direction) for a, b in itertools.pairwise(rays)]
    assert 0 < max(steps) <= MOST_SPEED * DT * 1.001


def test_it_acts_on_one_thing_after_the_other() -> None:
    chosen = [s.target.key for _, s in frames(SimulatedPatient(3, {}), 30) if s and s.target]
    assert len(chosen) >= 5
    assert set(chosen) == {"thing-0", "thing-1", "thing-2"}  # the most inviting, in turn
    assert all(a != b for a, b in itertools.pairwise(chosen))


def test_the_same_seed_looks_the_same_way_and_another_does_not() -> None:
    def path(seed: int) -> list[tuple[float, ...]]:
        return [tuple(ray.direction) for ray, _ in frames(SimulatedPatient(seed, {}), 10)]

    assert path(4) == path(4) != path(5)
