"""The darkened edge, pixel by pixel, in eyes of many a headset."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from panda3d.core import LVector3f, NodePath

from app.engine.displays.openxr_view import Eye, Pose, stereo
from app.engine.messages import Comfort
from app.engine.veil import DARK
from app.engine.vignette import SOFT_DEG, Vignette
from app.look import Studio

SIZE = 160
CLEAR_DEG = 60.0


def _expected(eye: Eye, cant: float) -> npt.NDArray[np.float64]:
    """How bright each pixel of a white world is, top row first, by the angle between its direction and the head's forward."""
    left, right, up, down = (math.tan(angle) for angle in eye.fov)
    steps = (np.arange(SIZE) + 0.5) / SIZE
    x, y = np.meshgrid(left + steps * (right - left), up + steps * (down - up))
    # the eye is turned about the vertical by `cant`, counter-clockwise seen from above; its forward is -z
    ahead = x * math.sin(cant) + math.cos(cant)
    away = np.degrees(np.arccos(ahead / np.sqrt(x * x + y * y + 1)))
    t = np.clip((away - CLEAR_DEG / 2) / SOFT_DEG, 0, 1)
    dark = t * t * (3 - 2 * t)
    return np.asarray(255 * (1 - dark) + 255 * DARK[0] * dark, np.float64)


@pytest.mark.parametrize("cant", [0.0, math.radians(6)], ids=["parallel", "canted"])
@pytest.mark.parametrize(
    "fovs",
    [((-0.7, 0.7, 0.7, -0.7),) * 2, ((-0.93, 0.79, 0.75, -0.95), (-0.79, 0.93, 0.75, -0.95))],
    ids=["symmetric", "asymmetric"],
)
def test_both_eyes_see_the_same_edge_around_the_heads_forward(
    fovs: tuple[tuple[float, float, float, float], ...], cant: float
) -> None:
    eyes = []
    for side, fov in zip((-1, 1), fovs, strict=True):
        turn = -side * cant
        pose = Pose((side * 0.032, 0.0, 0.0), (0.0, math.sin(turn / 2), 0.0, math.cos(turn / 2)))
        eyes.append(Eye(pose, fov))
    view = stereo(eyes, 0.1, 100.0)
    lens = view.lens()
    root = NodePath("stage")
    seat = root.attach_new_node("seat")
    with Studio((SIZE, SIZE), stereo=True) as studio:
        studio.buffer.set_clear_color((1, 1, 1, 1))
        studio.camera.node().set_lens(lens)
        studio.camera.reparent_to(seat)
        # wherever the head is and however large the world seems, the edge goes with it
        studio.camera.set_pos_hpr_scale(0.3, 0.1, 1.2, 25, -10, 5, 0.5, 0.5, 0.5)
        vignette = Vignette(root, seat)
        seat.set_y(1.0)
        vignette.update(Comfort(vignette_deg=CLEAR_DEG), 1.0)
        picture = studio.shoot()[..., 0].astype(np.float64)
    for eye, side, seen in zip(eyes, (-1, 1), (picture[:, :SIZE], picture[:, SIZE:]), strict=True):
        difference = np.abs(seen - _expected(eye, -side * cant))
        assert difference.max() < 4
        assert seen.min() < 20
        assert seen.max() == 255


def _after(comfort: Comfort | None, *, metres: float = 0.0, degrees: float = 0.0) -> bool:
    """Whether an edge is there after a second of this movement."""
    root = NodePath("stage")
    seat = root.attach_new_node("seat")
    vignette = Vignette(root, seat)
    for frame in range(60):
        seat.set_pos(LVector3f(0, frame * metres / 60, 0))
        seat.set_h(frame * degrees / 60)
        vignette.update(comfort, 1 / 60)
    return not root.find("vignette").is_hidden()


def test_the_edge_is_there_only_while_the_seat_moves_and_only_where_it_is_asked_for() -> None:
    asked = Comfort(vignette_deg=80.0)
    assert _after(asked, metres=0.2)
    assert _after(asked, degrees=3.0)
    assert not _after(asked)
    assert not _after(Comfort(vignette_deg=0.0), metres=0.2)
    assert not _after(None, metres=0.2)  # on a screen
