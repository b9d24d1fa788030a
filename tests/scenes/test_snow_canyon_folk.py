"""Who lives in Snow Canyon: where they stand, and what follows when they are hit."""

from __future__ import annotations

import numpy as np
import pytest

from scenes import snow_canyon_course as route
from scenes import snow_canyon_folk as folk
from scenes.base import Cue, Happening, Request
from scenes.kit.cast import Kind
from scenes.kit.terrain import Drawn
from scenes.kit.throwing import Flight
from scenes.kit.weather import Weather
from scenes.snow_canyon import SnowCanyon
from tests.scenes.conftest import Visit


def canyon(begin: Visit, heard: list[Request] | None = None) -> SnowCanyon:
    scene = begin(request=(heard if heard is not None else []).append)
    assert isinstance(scene, SnowCanyon)
    return scene


def hit(scene: SnowCanyon, kind: Kind, number: int) -> None:
    """As if a snowball had just arrived."""
    who = scene.cast.index(f"{kind}-{number}")
    assert who is not None
    scene._arrive(Flight(scene.clock, scene.cast.centres[who], who))


def test_nobody_hovers_over_the_ground_that_is_drawn(begin: Visit) -> None:
    scene = canyon(begin)
    drawn = Drawn(scene.ground, route.centre, route.columns(route.ROWS), route.ROWS)
    for kind in (Kind.SNOWMAN, Kind.FOX, Kind.REINDEER):
        rows = scene.folk.rows[kind]
        assert np.abs(rows[:, 2] - drawn.at(rows[:, 0], rows[:, 1])).max() < 0.08


def test_the_light_runs_along_a_string_of_lanterns(begin: Visit) -> None:
    scene = canyon(begin)
    scene.update(5.0, 0.0)
    string = np.flatnonzero(scene.folk.lamps[:, 4] == 2)
    hit(scene, Kind.LANTERN, int(string[0]))
    shines = scene.folk.rows[Kind.LANTERN][string, 6]
    assert shines[0] == pytest.approx(5.0)
    assert np.diff(shines) == pytest.approx(folk.ALONG_S, abs=1e-3)


def test_what_a_snowman_throws_back_lands_in_the_water_well_aside(begin: Visit) -> None:
    heard: list[Request] = []
    scene = canyon(begin, heard)
    row = scene.folk.rows[Kind.SNOWMAN][1]
    answers = set()
    for k in range(40):
        scene.update(10.0 * k, 0.0)
        hit(scene, Kind.SNOWMAN, 1)
        answers.add(int(row[9]))
        if int(row[9]) == folk.THROWS_BACK:
            break
    assert int(row[9]) == folk.THROWS_BACK, answers
    heard.clear()
    start = scene.clock
    for k in range(1, 50):
        scene.update(start + 0.1 * k, 0.1)
    seat = np.array(tuple(scene.seat.get_pos()))
    landed = [r for r in heard if isinstance(r, Cue) and r.sound == "splash" and r.gain_db == -6.0]
    assert landed
    assert all(np.linalg.norm(np.array(r.position) - seat) > 3.0 for r in landed)
    # it is not the patient's own
    assert not any(isinstance(r, Happening) and r.kind == "landed" for r in heard)


def test_a_penguin_goes_into_water_that_is_deep_enough(begin: Visit) -> None:
    scene = canyon(begin)
    ponds = np.array([scene.folk.pond(k) for k in range(len(scene.folk.rows[Kind.PENGUIN]))])
    assert (scene.ground.at(ponds[:, 0], ponds[:, 1]) < 0.0).mean() > 0.9


def test_the_weather_follows_from_the_seed_and_the_clock_alone() -> None:
    steady, jumpy = (Weather(np.random.default_rng(3)) for _ in range(2))
    along = [steady.at(t) for t in np.arange(0, 1200, 0.5).tolist()]
    assert jumpy.at(1199.5) == along[-1]
    assert jumpy.at(300.0) == along[600]
    values = np.array([(a.mist, a.cloud, a.snow, a.clear) for a in along])
    assert np.abs(np.diff(values, axis=0)).max() < 0.05
    assert (np.ptp(values, axis=0) > 0.3).all()
