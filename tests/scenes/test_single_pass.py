"""Both eyes drawn at once look like the eyes drawn one after the other, in every shader there is."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
from panda3d.core import LPoint3f, NodePath

from app.engine.canvas import FAR, NEAR, Canvas
from app.engine.displays.openxr_view import Eye, Pose, stereo
from app.engine.fade import Fade
from app.engine.panels import Cursor, RatingPanel, StopPanel
from app.engine.single_pass import both_eyes, dress
from app.engine.text import Texts
from app.look import Studio, visit
from app.session.instruments import load
from scenes.base import Ray, Scene, Target

Pixels = npt.NDArray[np.uint8]

SIZE = (320, 180)
#: asymmetric, canted outward, 64 mm apart, the head turned and tilted: degrees and metres in OpenXR's axes
_FOV = (math.radians(-46), math.radians(38), math.radians(34), math.radians(-40))


def _eyes() -> list[Eye]:
    eyes = []
    for side in (-1, 1):
        left, right, up, down = _FOV
        fov = (left, right, up, down) if side < 0 else (-right, -left, up, down)
        half = math.radians(-4) * side / 2
        eyes.append(Eye(Pose((0.032 * side, 0.0, 0.0), (0.0, math.sin(half), 0.0, math.cos(half))), fov))
    return eyes


def _drawn(studio: Studio, root: NodePath, seat: NodePath, *, one_pass: bool, scale: float = 1.0) -> Pixels:
    """Both eyes side by side, (height, 2 width, 3), the lowest row first."""
    view = stereo(_eyes(), NEAR, FAR)
    lens = view.lens()
    size = (2 * SIZE[0], SIZE[1])
    canvas = Canvas(studio.engine, studio.buffer, "eyes", size, lens, eyes=2, one_pass=one_pass)
    canvas.camera.reparent_to(seat)
    canvas.camera.set_pos_quat(LPoint3f(0, 0, 1.2) + view.point, view.quat)
    canvas.active = True
    canvas.use(scale)
    if canvas.both is not None:
        canvas.both.lens_changed(lens)
        canvas.both.moved()
    studio.engine.render_frame()
    studio.engine.render_frame()
    gsg = studio.buffer.get_gsg()
    assert studio.engine.extract_texture_data(canvas.texture, gsg)
    width, height = canvas.used
    pixels = np.frombuffer(canvas.texture.get_ram_image_as("RGB"), np.uint8).reshape(size[1], size[0], 3)
    canvas.close()
    return pixels[:height, : 2 * width].copy()


def test_a_world_with_its_panels_looks_the_same_drawn_at_once(baked: Path) -> None:
    with Studio(SIZE) as studio, visit("snow-canyon", baked, seed=3) as scene:
        root = NodePath("stage")
        scene.root.reparent_to(root)
        for step in range(30):
            scene.update(step / 10, 0.1)
        scene.act(*_throw(scene))
        for step in range(30, 34):
            scene.update(step / 10, 0.1)
        panel = RatingPanel(scene.seat, Texts("en"), load("nrs-pain-now"), "en", lambda: 0.0, lambda _: None, "before")
        panel.root.set_pos(0, 1.75, 1.2)
        stop = StopPanel(scene.seat, Texts("en"), lambda _: None)
        stop.root.set_pos(0.5, 1.4, 0.8)
        cursor = Cursor(root)
        for _ in range(20):
            panel.update(0.1, None, 0.0)
            stop.update(0.1, None, 0.0)
        fade = Fade(root)
        fade.to(0.2, 0.0)
        fade.update(0.1)
        dress(root)
        for scale in (1.0, 0.6):
            _compare(*(_drawn(studio, root, scene.seat, one_pass=one_pass, scale=scale) for one_pass in (False, True)))
        cursor.close()


def _compare(in_turn: Pixels, at_once: Pixels) -> None:
    half = in_turn.shape[1] // 2
    assert in_turn.std() > 15  # there is something to be seen
    assert np.abs(in_turn[:, :half].astype(np.int16) - in_turn[:, half:]).mean() > 1  # and each eye sees its own
    apart = np.abs(at_once.astype(np.int16) - in_turn)
    assert apart.mean() < 0.2
    assert (apart.max(axis=-1) > 12).mean() < 0.004


def _throw(scene: Scene) -> tuple[Ray, Target]:
    target = scene.targets()[0]
    origin = scene.seat.get_pos(scene.root) + LPoint3f(0, 0, 1.2)
    ray = Ray(LPoint3f(origin), (target.position - origin).normalized())
    return ray, target


def test_a_shader_keeps_its_version_first_and_its_own_instances() -> None:
    made = both_eyes(
        "#version 330\nuniform mat4 p3d_ModelViewProjectionMatrix;\nin vec4 p3d_Vertex;\n"
        "void main(void) { gl_Position = p3d_ModelViewProjectionMatrix * p3d_Vertex + float(gl_InstanceID); }\n"
    )
    assert made.startswith("#version 330\n#extension")
    assert "uniform mat4 p3d_ModelViewProjectionMatrix;" not in made
    assert "float(INSTANCE)" in made
    assert made.count("void main(") == 1
