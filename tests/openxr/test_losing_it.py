"""Whatever happens to the headset, the patient is left with a picture, and the clinician with the reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.engine.messages import AskRating, Fault, FrameStats, ModeChanged, Play, SetMode
from app.rig import VirtualHeadset, VirtualScreen
from tests.engine.visit import Visit

Begin = Callable[..., Visit]


def _in_2d(patient: Visit) -> bool:
    """Whether pictures go on in 2D."""
    return patient.wait(FrameStats, lambda stats: stats.mode == "2d" and stats.count > 5).count > 5


def test_a_killed_runtime_leaves_the_patient_in_2d(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        assert patient.wait(ModeChanged).mode == "3d"
        patient.send(Play(on=True))
        patient.listen(0.6)
        headset.kill()
        change = patient.wait(ModeChanged)
        assert (change.request, change.mode, change.display) == (0, "2d", "window")
        assert "Monado" in change.reason
        assert change.state["seconds"] > 0.3
        assert "3D" in patient.wait(Fault).do
        assert _in_2d(patient)
        # and the way back is open once the runtime is there again
        headset.start()
        patient.send(SetMode(mode="3d", request=4))
        assert patient.wait(ModeChanged).mode == "3d"


def test_a_rating_begun_on_the_headset_is_finished_on_the_screen(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.3)
        headset.remote.look((-1, 0.2, 0.4))
        patient.send(Play(on=False))
        patient.listen(0.3)
        patient.send(AskRating(phase="before"))
        patient.listen(0.6)
        headset.kill()
        patient.wait(ModeChanged)
        # the card is in the middle of the screen, not behind the patient's back: it is dark between question and numbers
        picture = patient.picture(0.8).convert("L")
        assert picture.size == (320, 180)
        assert max(picture.crop((80, 86, 240, 94)).tobytes()) < 80


def test_a_hung_runtime_leaves_the_patient_in_2d(visit: Begin, headset: VirtualHeadset) -> None:
    with visit() as patient:
        patient.wait(ModeChanged)
        patient.listen(0.5)
        headset.suspend()
        change = patient.wait(ModeChanged, within_s=8)
        assert (change.request, change.mode) == (0, "2d")
        assert "not answered" in change.reason
        assert _in_2d(patient)
        patient.send(SetMode(mode="3d", request=7))
        refused = patient.wait(ModeChanged, within_s=8)
        assert (refused.request, refused.mode) == (7, "2d")
        assert "Monado" in refused.reason
        headset.resume()
        patient.listen(0.2)
        patient.send(SetMode(mode="3d", request=8))
        assert patient.wait(ModeChanged).mode == "3d"
        headset.suspend()
    assert patient.process.exitcode == 0  # it ends when it is told to, whatever hangs


@pytest.mark.parametrize(
    ("runtime", "words"),
    [
        ("missing", "No OpenXR runtime is installed"),
        ("asleep", "Monado is installed, but it is not running"),
    ],
)
def test_without_a_headset_the_session_begins_in_2d_and_says_why(
    tmp_path: Path, screen: VirtualScreen, runtime: str, words: str
) -> None:
    env = screen.env | {"XDG_RUNTIME_DIR": str(tmp_path)}
    env |= {"XR_RUNTIME_JSON": str(tmp_path / "none.json")} if runtime == "missing" else {}
    with Visit(tmp_path, env, "3d") as patient:
        change = patient.wait(ModeChanged)
        assert (change.request, change.mode, change.display) == (0, "2d", "window")
        assert words in change.reason
        fault = patient.wait(Fault)
        assert fault.do.endswith("then press 3D.")


def test_a_machine_without_a_screen_shows_2d_through_the_mirror(tmp_path: Path) -> None:
    with Visit(tmp_path, {}, "3d") as patient:
        change = patient.wait(ModeChanged)
        assert (change.mode, change.display) == ("2d", "offscreen")
        assert "screen" in change.reason
        picture = patient.picture()
        assert len(picture.getcolors(picture.width * picture.height) or ()) > 3


def test_a_second_wish_replaces_the_first_and_each_is_answered(visit: Begin) -> None:
    with visit("2d") as patient:
        patient.wait(ModeChanged)
        for request, mode in ((1, "3d"), (2, "2d"), (3, "3d"), (4, "3d")):
            patient.send(SetMode(mode=mode, request=request))
        answers = [patient.wait(ModeChanged) for _ in range(4)]
        assert [answer.request for answer in answers] == [1, 2, 3, 4]
        assert answers[-1].mode == "3d"
