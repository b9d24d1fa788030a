"""What a frame costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from panda3d.core import GeomNode

import assets
from app.look import Studio, View
from tests.scenes.conftest import Visit
from tests.scenes.drawn import attrib, work
from tests.scenes.fetches import most

FRAGMENTS = sorted(p.stem for p in Path(assets.path("shaders")).glob("*.frag"))


def test_no_eye_draws_more_than_300000_triangles_in_60_draws(studio: Studio, begin: Visit) -> None:
    scene = begin()
    dearest = []
    for at in range(0, 1240, 80):
        scene.update(float(at), 0.0)
        for right in (-90, -45, -20, 0, 20, 45, 90, 180):
            # 100 degrees wide and about as high: what a headset's eye sees
            studio.aim(scene, View(right, 0, 100))
            studio.camera.node().get_lens().set_aspect_ratio(1.0)
            cost = work(scene.root, studio.camera)
            dearest.append((cost.triangles, cost.draws, at, right))
    assert max(dearest)[0] <= 300_000, max(dearest)
    assert max(d[1] for d in dearest) <= 60, max(dearest, key=lambda d: d[1])


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_no_pixel_fetches_more_than_24_texels(fragment: str) -> None:
    assert most(fragment, frozenset({"ICE", "AURORA"})) <= 24
    assert most(fragment, frozenset({"PLAIN"})) <= most(fragment)


def test_the_dearest_pixel_is_counted_right() -> None:
    # by hand: three ripples, sky, ring, haze, ten steps, three looks, depth, light, two of ice, fog
    assert most("water", frozenset({"ICE", "AURORA"})) == 24


@pytest.mark.parametrize("detail", [1.0, 0.5])
def test_every_shader_compiles(studio: Studio, begin: Visit, detail: float) -> None:
    scene = begin(detail=detail)
    for right in (0, 120, 240):
        studio.aim(scene, View(right, 0, 100))
        studio.shoot()
    paths = [p for p in scene.root.find_all_matches("**") if isinstance(p.node(), GeomNode)]
    assert paths
    wrong = {p.get_name() for p in paths if attrib(p).get_shader() is None or attrib(p).get_shader().get_error_flag()}
    assert not wrong


def test_less_detail_draws_less(studio: Studio, begin: Visit) -> None:
    full, plain = begin(detail=1.0), begin(detail=0.5)
    costs = []
    for scene in (full, plain):
        studio.aim(scene, View())
        costs.append(work(scene.root, studio.camera).triangles)
    assert costs[1] < costs[0]
