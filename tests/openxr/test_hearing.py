"""The sound follows the head in the headset, and is the same in every mode."""

from __future__ import annotations

import math
from collections.abc import Callable

from app.engine.messages import Facing, ModeChanged, Play, SceneCue, SetMode
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.hands import Hands
from tests.engine.visit import Visit

Begin = Callable[..., Visit]


def _direction(cue: SceneCue) -> list[int]:
    """Azimuth and elevation, in steps of 3 degrees."""
    return [round(math.degrees(angle) / 3) for angle in (cue.azimuth, cue.elevation)]


def test_what_sounds_is_the_same_in_3d_flat_and_2d(
    visit: Begin, headset: VirtualHeadset, screen: VirtualScreen
) -> None:
    hands = Hands(screen.env["DISPLAY"])
    with visit("3d", size=(640, 360)) as patient:
        patient.wait(ModeChanged)
        patient.send(Play(on=True))
        headset.remote.tracking.right.position = (0.0, 1.6, 0.0)
        headset.remote.point((0, 0, -1))
        heard = []
        for request, mode in enumerate(("3d", "flat", "2d")):
            if request:
                patient.send(SetMode(mode=mode, request=request))
                assert patient.wait(ModeChanged).mode == mode
            patient.listen(0.5)
            if mode == "2d":
                hands.move(320, 180)
                hands.click()
            else:
                headset.remote.trigger(True)
                patient.listen(0.2)
                headset.remote.trigger(False)
            cues = [message for message in patient.heard if isinstance(message, SceneCue)][2 * request :]
            while len(cues) < 2:
                cues.append(patient.wait(SceneCue))
            heard.append([(cue.sound, cue.gain_db, round(cue.distance, 1), *_direction(cue)) for cue in cues])
        # the arm that throws, and the red thing that is hit
        assert heard == [[("throw", 0.0, 1.0, 0, 0), ("throw", 0.0, 4.0, 0, 0)]] * 3
    hands.close()


def test_the_sound_is_told_where_the_head_turns(visit: Begin, headset: VirtualHeadset) -> None:
    with visit("3d") as patient:
        patient.wait(ModeChanged)
        patient.listen(0.3)
        headset.remote.look((1, 1, -1))
        patient.wait(
            Facing,
            lambda facing: (
                abs(math.degrees(facing.azimuth) - 45) < 2 and abs(math.degrees(facing.elevation) - 35.3) < 2
            ),
        )
        assert not [message for message in patient.listen(0.6)[20:] if isinstance(message, Facing)]
        # on the screen nobody's head is known: what is shown is ahead
        patient.send(SetMode(mode="2d", request=1))
        patient.wait(ModeChanged)
        patient.wait(Facing, lambda facing: abs(facing.azimuth) + abs(facing.elevation) < 0.01)
