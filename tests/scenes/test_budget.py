"""What a frame of each world costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from panda3d.core import GeomNode, LColorf

from app.bench import views
from app.bench.drawn import attrib, work
from app.bench.fetches import most
from app.bench.worlds import DRAWS, FETCHES, TRIANGLES
from app.studio import Studio, View
from scenes.registry import WORLDS
from tests.scenes.conftest import Visit

#: a colour that no world comes to
NOTHING = (1.0, 0.0, 1.0, 1.0)


@pytest.mark.parametrize("world", WORLDS)
def test_no_eye_draws_and_no_pixel_fetches_more_than_it_may(baked: Path, world: str) -> None:
    found = views.run(world, str(baked))
    assert found["triangles"] <= TRIANGLES, found
    assert found["draws"] <= DRAWS, found
    assert found["fetches"] <= FETCHES, found


@pytest.mark.parametrize("detail", [1.0, 0.5])
@pytest.mark.parametrize("world", WORLDS)
def test_every_shader_compiles_and_no_way_to_look_meets_nothing(
    studio: Studio, begin: Visit, world: str, detail: float
) -> None:
    scene = begin(detail=detail, world=world)
    studio.buffer.set_clear_color(LColorf(*NOTHING))
    for right, up in ((0, 0), (120, 0), (240, 0), (0, -90), (0, 90)):
        studio.aim(scene, View(right, up, 100))
        bare = (studio.shoot() == np.array(NOTHING[:3]) * 255).all(-1).mean()
        assert bare == 0.0, f"{bare:.2%} of a look {right} degrees right, {up} up meet nothing at all: is there ground?"
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
