"""What a frame of each world costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from panda3d.core import GeomNode

from app.bench import views
from app.bench.drawn import attrib, work
from app.bench.fetches import most
from app.bench.worlds import DRAWS, FETCHES, TRIANGLES
from app.studio import Studio, View
from scenes.registry import WORLDS
from tests.scenes.conftest import Visit


@pytest.mark.parametrize("world", WORLDS)
def test_no_eye_draws_and_no_pixel_fetches_more_than_it_may(baked: Path, world: str) -> None:
    found = views.run(world, str(baked))
    assert found["triangles"] <= TRIANGLES, found
    assert found["draws"] <= DRAWS, found
    assert found["fetches"] <= FETCHES, found


@pytest.mark.parametrize("detail", [1.0, 0.5])
@pytest.mark.parametrize("world", WORLDS)
def test_every_shader_compiles(studio: Studio, begin: Visit, world: str, detail: float) -> None:
    scene = begin(detail=detail, world=world)
    for right in (0, 120, 240):
        studio.aim(scene, View(right, 0, 100))
        studio.shoot()
    paths = [p for p in scene.root.find_all_matches("**") if isinstance(p.node(), GeomNode)]
    assert paths
    wrong = {p.get_name() for p in paths if attrib(p).get_shader() is None or attrib(p).get_shader().get_error_flag()}
    assert not wrong


@pytest.mark.parametrize("world", WORLDS)
def test_less_detail_draws_less(studio: Studio, begin: Visit, world: str) -> None:
    costs = []
    for detail in (1.0, 0.5):
        scene = begin(detail=detail, world=world)
        studio.aim(scene, View())
        costs.append(work(scene.root, studio.camera).triangles)
    assert costs[1] < costs[0]


@pytest.mark.parametrize(
    ("body", "fetches"),
    [
        ("c = texture(a, p) + texelFetch(b, i);", 2),
        ("for (int i = 0; i < 4; i++) { c += texture(a, p); }", 4),
        ("for (int i = 1; i <= STEPS; i++) c += texture(a, p);", 6),
        ("if (x > 0.5) { c = texture(a, p); } else { c = texture(a, p) + texture(b, p); }", 2),
        ("if (x > 0.5) { c = texture(a, p); return; } c = texture(a, p) + texture(a, q);", 2),
        ("c = twice(p) + twice(q);", 4),
        ("c = LOOK(p) + LOOK(q);", 2),
        (
            "int n = 0; for (int i = 0; i < 9; i++) { if (x > 0.1 && n < 2) { c += twice(p); n++; } c += texture(a, p); }",
            13,
        ),
        ("#ifdef PLAIN\nc = texture(a, p);\n#else\nc = twice(p);\n#endif\n// texture(a, p)", 2),
    ],
)
def test_the_dearest_way_through_a_shader_is_counted(body: str, fetches: int) -> None:
    head = "#version 330\n#define LOOK(p) texture(a, p)\nconst int STEPS = 6;\nuniform sampler2D a, b;\nin vec2 p, q;\n"
    twice = "vec4 twice(vec2 at) { return texture(a, at) + texture(b, at); }\n"
    assert most(f"{head}{twice}void main() {{\n{body}\n}}\n") == fetches


def test_a_loop_without_a_known_end_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="constant"):
        most("void main() { for (int i = 0; i < n; i++) { c += texture(a, p); } }")
