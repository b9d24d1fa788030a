"""A patient who sits, lies, is small, or feels unwell when the world moves: what they see, on a real runtime and on a screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from app.engine.messages import (
    ChangeWorld,
    Comfort,
    ModeChanged,
    Play,
    Recentre,
    SceneHappening,
    SetComfort,
    SetMode,
    StopAsked,
)
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.hands import Hands
from tests.engine.quiet_room import BOAT
from tests.engine.visit import Visit
from tests.openxr.turns import Quaternion, times

Begin = Callable[..., Visit]

HALF = 0.5**0.5
#: straight up, the feet to the tracking's -x; on the left side, facing -z; face down, the feet to +z
ON_THE_BACK: Quaternion = (0.5, 0.5, 0.5, 0.5)
ON_THE_SIDE: Quaternion = (0.0, 0.0, HALF, HALF)
FACE_DOWN: Quaternion = (-HALF, 0.0, 0.0, HALF)
LYING = Comfort(posture="lying", eye_height_m=1.2)


def _where(picture: Image.Image, channel: int) -> tuple[float, float] | None:
    """The middle of the thing of this colour, from -1 to 1 to the right and up."""
    pixels = np.asarray(picture, np.int16)
    others = [c for c in range(3) if c != channel]
    rows, columns = np.nonzero((pixels[..., channel] > 150) & (pixels[..., others].max(axis=-1) < 90))
    if not len(rows):
        return None
    return 2 * columns.mean() / picture.width - 1, 1 - 2 * rows.mean() / picture.height


def _aside(picture: Image.Image) -> bool:
    """Whether the patient looks well past the red thing."""
    red = _where(picture, 0)
    return red is None or abs(red[0]) > 0.5


def _lie(headset: VirtualHeadset, head: Quaternion) -> None:
    headset.remote.tracking.orientation = head
    headset.remote.tracking.position = (0.3, 0.6, -0.2)
    headset.remote.send()


# ---- lying --------------------------------------------------------------------------------------------------------------


def test_who_lies_has_the_world_ahead_and_upright(visit: Begin, headset: VirtualHeadset) -> None:
    _lie(headset, ON_THE_BACK)
    with visit(comfort=LYING) as patient:
        patient.wait(ModeChanged)
        patient.listen(0.8)
        for head in (ON_THE_BACK, ON_THE_SIDE, FACE_DOWN):
            _lie(headset, head)
            patient.listen(0.2)
            patient.send(Recentre())
            picture = patient.picture(0.4)
            assert _where(picture, 0) == pytest.approx((0, 0), abs=0.06), head
            # the floor is below: the world's up is the head's
            across = np.asarray(picture.convert("L"), np.float64)
            wall, floor = across[picture.height // 4].mean(), across[-picture.height // 8].mean()
            assert wall > floor + 20, head


def test_who_lies_finds_stop_by_looking_toward_the_feet(visit: Begin, headset: VirtualHeadset) -> None:
    _lie(headset, ON_THE_BACK)
    with visit(comfort=LYING) as patient:
        patient.wait(ModeChanged)
        patient.listen(0.5)
        down = -0.2419  # the sine of half of 28 degrees
        _lie(headset, times(ON_THE_BACK, (down, 0.0, 0.0, (1 - down * down) ** 0.5)))
        assert patient.wait(StopAsked, within_s=12).source == "gaze"


def test_lying_down_in_the_middle_of_a_session_turns_the_world_at_once(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.3)
        _lie(headset, ON_THE_BACK)
        assert _where(patient.picture(0.6), 0) is None
        patient.send(SetComfort(comfort=LYING))
        assert _where(patient.picture(0.6), 0) == pytest.approx((0, 0), abs=0.06)


def test_the_flat_picture_hangs_before_who_lies(visit: Begin, headset: VirtualHeadset) -> None:
    _lie(headset, ON_THE_SIDE)
    with visit("flat", comfort=LYING) as patient:
        assert patient.wait(ModeChanged).mode == "flat"
        patient.listen(0.5)
        patient.send(Play(on=True))
        # in the middle of it, where the head points, is the red thing
        assert patient.wait(SceneHappening, within_s=12).data == {"at": "red"}


# ---- height and scale ---------------------------------------------------------------------------------------------------


def test_another_height_of_the_eyes_leaves_the_world_where_it_is(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.3)
        headset.remote.look((1, 0, -1))
        level = _where(patient.picture(0.8), 1)
        assert level == pytest.approx((0, 0), abs=0.06)
        patient.send(SetComfort(comfort=Comfort(eye_height_m=0.7)))
        lower = _where(patient.picture(0.6), 1)
        assert lower is not None
        assert abs(lower[0]) < 0.06  # who looks aside still looks at the same thing,
        assert lower[1] > 0.07  # which is higher now


def test_the_height_of_the_eyes_holds_on_the_screen_too(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, comfort=Comfort(eye_height_m=0.7)) as patient:
        patient.wait(ModeChanged)
        seen = [_where(patient.picture(1.0), 0)]
        patient.send(SetComfort(comfort=Comfort(eye_height_m=1.7)))
        seen.append(_where(patient.picture(0.5), 0))
        patient.send(Recentre())
        seen.append(_where(patient.picture(0.5), 0))
        low, high, still = (place[1] if place else None for place in seen)
        assert low is not None
        assert high is not None
        assert low > 0.15
        assert high < -0.15
        assert still == pytest.approx(high, abs=0.02)


def test_what_cannot_be_comfortable_changes_nothing(tmp_path: Path) -> None:
    with Visit(tmp_path, {}) as patient:
        patient.wait(ModeChanged)
        patient.send(SetComfort(comfort=Comfort(eye_height_m=9.0)))
        assert _where(patient.picture(1.0), 0) == pytest.approx((0, 0), abs=0.06)


# ---- what moves ---------------------------------------------------------------------------------------------------------


def test_a_boat_that_rolls_leaves_the_patients_horizon_level(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, world=BOAT.name) as patient:
        patient.wait(ModeChanged)
        picture = patient.picture(1.2).convert("L")
        # where the floor meets the wall, at the left and at the right
        edges = []
        for column in (8, picture.width - 8):
            values = np.asarray(picture, np.int16)[:, column]
            edges.append(int(np.argmax(np.abs(np.diff(values[picture.height // 3 :])))))
        assert abs(edges[0] - edges[1]) <= 2


def _corners(picture: Image.Image) -> npt.NDArray[np.float64]:
    """How bright the picture's upper corners are, and its middle."""
    pixels = np.asarray(picture.convert("L"), np.float64)
    return np.array(
        [pixels[2:8, 2:8].mean(), pixels[2:8, -8:-2].mean(), pixels[len(pixels) // 2 - 3 :][:6, 150:170].mean()]
    )


def test_the_edge_darkens_while_the_world_moves_and_clears_when_it_is_held(visit: Begin) -> None:
    with visit(world=BOAT.name, comfort=Comfort(vignette_deg=60.0)) as patient:
        patient.wait(ModeChanged)
        patient.send(Play(on=True))
        moving = _corners(patient.picture(2.2))
        assert moving[:2].max() < 20 < moving[2]
        patient.send(Play(on=False))
        held = _corners(patient.picture(1.2))
        assert held[:2].min() > 60
        patient.send(SetComfort(comfort=Comfort()))
        patient.send(Play(on=True))
        assert _corners(patient.picture(1.2))[:2].min() > 60
        # a screen does not fill the view
        patient.send(SetComfort(comfort=Comfort(vignette_deg=60.0)))
        patient.send(SetMode(mode="2d", request=1))
        patient.wait(ModeChanged)
        assert _corners(patient.picture(1.2))[:2].min() > 60


# ---- recentring ---------------------------------------------------------------------------------------------------------


def test_a_key_recentres(visit: Begin, headset: VirtualHeadset, screen: VirtualScreen) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.5)
        hands = Hands(screen.env["DISPLAY"])
        for key, direction in (("Home", (1.0, 0.0, -1.0)), ("c", (0.0, 0.0, -1.0))):
            headset.remote.look(direction)
            assert _aside(patient.picture(0.5))
            hands.key(key)
            assert _where(patient.picture(0.5), 0) == pytest.approx((0, 0), abs=0.06)
        patient.send(ChangeWorld(name="tell", value="posture"))
        # the world has been told each time, and when the headset was centred first
        felt = patient.wait(SceneHappening, lambda heard: heard.kind == "told").data
        assert felt["recentred"] == 3
        hands.close()


def test_a_thumbstick_held_in_recentres_once_and_a_tap_does_not(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        headset.remote.point((0, 0, -1))
        patient.listen(0.5)
        headset.remote.look((1, 0, -1))
        headset.remote.stick(True)
        patient.listen(0.3)
        headset.remote.stick(False)
        assert _aside(patient.picture(1.0))
        headset.remote.stick(True)
        assert _where(patient.picture(1.6), 0) == pytest.approx((0, 0), abs=0.06)
        # it counts once, however long it is held
        headset.remote.look((0, 0, -1))
        assert _aside(patient.picture(1.4))
