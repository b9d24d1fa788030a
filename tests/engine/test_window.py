"""A patient before a screen, with a mouse and keys."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.engine.messages import (
    AskRating,
    ChangeWorld,
    EnterWorld,
    ModeChanged,
    Play,
    RatingGiven,
    SceneHappening,
    StopAsked,
    WorldLeft,
)
from app.rig import VirtualScreen
from tests.engine.hands import Hands
from tests.engine.visit import Visit
from tests.session.slow_room import SLOW


@pytest.fixture
def patient(tmp_path: Path, screen: VirtualScreen) -> Iterator[Visit]:
    with Visit(tmp_path, screen.env, size=(640, 360)) as visit:
        visit.wait(ModeChanged)
        visit.listen(0.3)
        yield visit


@pytest.fixture
def hands(patient: Visit, screen: VirtualScreen) -> Iterator[Hands]:
    hands = Hands(screen.env["DISPLAY"])
    yield hands
    hands.close()


def test_escape_asks_to_stop(patient: Visit, hands: Hands) -> None:
    hands.key("Escape")
    assert patient.wait(StopAsked).source == "keys"


def test_escape_is_heard_while_another_world_is_built(patient: Visit, hands: Hands) -> None:
    patient.send(EnterWorld(world=SLOW.name, seed=5))
    patient.wait(WorldLeft)
    time.sleep(0.2)
    hands.key("Escape")
    assert patient.wait(StopAsked).source == "keys"
    assert "WorldEntered" not in patient.kinds(), "it was heard once the world was there"
    patient.process.kill()  # as the app ends it then


def test_escape_is_heard_while_the_first_world_is_built(tmp_path: Path, screen: VirtualScreen) -> None:
    with Visit(tmp_path, screen.env, world=SLOW.name, size=(640, 360)) as visit:
        hands = Hands(screen.env["DISPLAY"])
        while "StopAsked" not in visit.kinds():  # the first windows of a process only ask what there is to draw with
            assert "Opened" not in visit.kinds(), "it was heard once the world was there"
            if hands.there:
                hands.key("Escape")
            visit.listen(0.1)
        hands.close()
        visit.process.kill()


def test_a_click_throws_at_what_the_mouse_is_on(patient: Visit, hands: Hands) -> None:
    patient.send(Play(on=True))
    hands.move(40, 60)
    patient.listen(0.2)
    hands.move(320, 180)
    hands.click()
    assert patient.wait(SceneHappening).data == {"at": "red"}


def test_the_space_bar_throws_where_the_arrows_point(patient: Visit, hands: Hands) -> None:
    patient.send(Play(on=True))
    for _press in range(6):
        hands.key("Up")
    hands.key("space")
    assert patient.wait(SceneHappening).data == {"at": None}
    for _press in range(6):
        hands.key("Down")
    hands.key("space")
    assert patient.wait(SceneHappening).data == {"at": "red"}


def test_the_world_feels_the_keys_that_are_held_down(patient: Visit, hands: Hands) -> None:
    patient.send(Play(on=True))
    hands.hold("Up")
    hands.hold("d")
    patient.listen(0.2)
    patient.send(ChangeWorld(name="tell", value="posture"))
    felt = patient.wait(SceneHappening, lambda heard: heard.kind == "told").data
    assert felt["stick"] == (1.0, 1.0)
    assert felt["head"] == pytest.approx([0, 0, 1.2])
    hands.let_go("Up")
    hands.let_go("d")
    patient.listen(0.2)
    patient.send(ChangeWorld(name="tell", value="posture"))
    assert patient.wait(SceneHappening, lambda heard: heard.kind == "told").data["stick"] == (0.0, 0.0)


def test_digits_and_enter_give_a_rating(patient: Visit, hands: Hands) -> None:
    patient.send(AskRating(phase="after"))
    patient.listen(1.0)
    for key in ("3", "5"):
        hands.key(key)
        patient.listen(1.2)
    hands.key("Return")
    given = patient.wait(RatingGiven)
    assert (given.value, given.source, given.corrections) == (5, "keys", 1)


def test_stop_can_be_clicked(patient: Visit, hands: Hands) -> None:
    hands.move(590, 315)
    patient.listen(0.2)
    hands.move(585, 312)
    hands.click()
    assert patient.wait(StopAsked).source == "mouse"
