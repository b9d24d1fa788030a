"""A visit to Dusk Lagoon, as the patient and the clinician know it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from panda3d.core import LVector3f

from app.studio import Visitor, visit
from scenes.base import Cue, Happening, Ray, Request
from scenes.dusk_lagoon import DuskLagoon
from tests.scenes.conftest import Visit

KINDS = ("lily", "fireflies", "fish", "lantern", "chime", "owl", "heron")


def test_whoever_is_called_by_a_look_answers_counts_and_can_be_called_again(begin: Visit) -> None:
    heard: list[Request] = []
    visitor = Visitor(begin(request=heard.append, world="dusk-lagoon"))
    for kind in KINDS:
        target = next(t for t in visitor.scene.targets() if t.key.startswith(kind))
        met = visitor.scene.pick(visitor.ray(target))
        assert met is not None
        visitor.scene.act(visitor.ray(met), met)
        assert met.key not in {t.key for t in visitor.scene.targets()}
    visitor.until(3.0)
    hits = [h.data["kind"] for h in heard if isinstance(h, Happening) and h.kind == "hit"]
    assert sorted(hits) == sorted(KINDS)
    assert {c.sound for c in heard if isinstance(c, Cue)} <= set(DuskLagoon.sounds)
    before = len(visitor.scene.targets())
    visitor.until(42.0)
    assert len(visitor.scene.targets()) == before + len(KINDS)


def test_everyone_can_be_reached_with_a_glance(begin: Visit) -> None:
    visitor = Visitor(begin(world="dusk-lagoon"))
    for at in (0.0, 37.0, 400.0, 1200.0):
        visitor.scene.update(at, 0.0)
        for target in visitor.scene.targets():
            to = target.position - visitor.eyes()
            assert abs(math.degrees(math.atan2(to[0], to[1]))) <= 36
            assert -21 <= math.degrees(math.asin(to[2] / to.length())) <= 36
            assert math.degrees(math.atan2(target.radius, to.length())) >= 1.99
            assert to.length() - target.radius > 1.5


def test_a_look_at_open_water_lets_a_ring_spread_there(begin: Visit) -> None:
    heard: list[Request] = []
    visitor = Visitor(begin(request=heard.append, world="dusk-lagoon"))
    down = LVector3f(0.02, 1, -0.62)
    down.normalize()
    ray = Ray(visitor.eyes(), down)
    visitor.scene.act(ray, None)
    drop = next(c for c in heard if isinstance(c, Cue) and c.sound == "drop")
    assert drop.position is not None
    assert drop.position[1] == pytest.approx(1.7 / 0.62, abs=0.05)
    visitor.scene.act(Ray(visitor.eyes(), LVector3f(0, 0, 1)), None)
    assert visitor.scene.state()["rings"] == 1


def test_nobody_calls_where_the_visit_is_deep(begin: Visit) -> None:
    heard: list[Request] = []
    visitor = Visitor(begin(request=heard.append, world="dusk-lagoon"), 0.1)

    def called(start: float, end: float) -> int:
        visitor.scene.update(start, 0.0)
        visitor.time = start
        heard.clear()
        visitor.until(end)
        return sum(isinstance(h, Happening) and h.kind == "appeared" for h in heard)

    assert called(1.0, 40.0) > 0
    missed = visitor.scene.state()["missed"]
    assert called(450.0, 480.0) == 0
    assert visitor.scene.state()["missed"] == missed
    assert called(880.0, 920.0) > 0


def test_a_world_without_words_says_none_and_stays_light(baked: Path) -> None:
    heard: list[Request] = []
    with visit("dusk-lagoon", baked, request=heard.append, chosen={"script": "none", "minutes": "10"}) as scene:
        visitor = Visitor(scene)
        deepest = 0.0
        for at in range(0, 600, 20):
            visitor.scene.update(float(at), 0.0)
            deepest = max(deepest, scene.state()["depth"])
    assert {type(r) for r in heard} <= {Cue, Happening}
    assert 0.3 < deepest < 0.5


def test_another_pace_of_breathing_takes_hold_at_once_and_is_on_record(begin: Visit) -> None:
    heard: list[Request] = []
    visitor = Visitor(begin(request=heard.append, world="dusk-lagoon"))
    visitor.until(20.0)
    visitor.scene.change("breaths", 10.0)
    visitor.until(80.0)
    turns = [h.data["a_minute"] for h in heard if isinstance(h, Happening) and h.kind == "breath_in"]
    assert turns[0] == pytest.approx(6.0)
    assert turns[-1] == pytest.approx(10.0, abs=0.01)


def test_a_breath_does_not_depend_on_the_frame_rate(begin: Visit) -> None:
    fast, slow = (Visitor(begin(world="dusk-lagoon"), step) for step in (1 / 60, 1 / 10))
    fast.until(30.0)
    slow.until(30.0)
    assert fast.scene.state()["breaths"] == pytest.approx(slow.scene.state()["breaths"], abs=0.002)
