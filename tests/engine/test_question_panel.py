"""The question panel as a patient meets it: looked at, pointed at, typed at, and gone back on."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.engine.messages import AskItem, ItemAnswered, RatingGiven
from app.engine.panels import QuestionPanel, RatingPanel
from app.engine.text import Texts
from app.questionnaires import available
from app.questionnaires import load as load_form
from app.session.instruments import load
from tests.engine.looker import Looker, ray_to

#: metres that make a degree at the panel's distance
DEGREE = 0.0305


def item(name: str, number: int, language: str = "en", **known: Any) -> AskItem:
    """An item as a session asks it."""
    form = load_form(name)
    one = form.items[number - 1]
    asked: dict[str, Any] = {
        "questionnaire": name,
        "item": one.id,
        "title": form.name.of(language),
        "lead": form.lead.of(language) if form.lead else "",
        "text": one.words.of(language),
        "options": tuple((a.value, a.words.of(language) if a.words else "") for a in form.choices(one)),
        "number": number,
        "of": len(form.items),
        **known,
    }
    return AskItem(**asked)


@dataclass
class Patient(Looker):
    """Someone in front of the panel, and a session that asks on when an answer comes."""

    name: str = "vrsq"
    told: list[ItemAnswered] = field(default_factory=list)
    rated: list[RatingGiven] = field(default_factory=list)

    def panel(self, number: int = 1, **known: Any) -> QuestionPanel:
        self._panel = QuestionPanel(
            self.top, Texts("en"), item(self.name, number, **known), lambda: self.seconds, self.hear
        )
        self._panel.root.set_y(1.75)
        return self._panel

    def hear(self, told: ItemAnswered) -> None:
        self.told.append(told)
        number = self._panel.ask.number + (-1 if told.move == "back" else 1)
        if number <= self._panel.ask.of:
            chosen = next(
                (t.value for t in reversed(self.told) if t.item == load_form(self.name).items[number - 1].id), None
            )
            self._panel.show(item(self.name, number, chosen=chosen))
        else:
            self._panel.thank()


@pytest.fixture
def patient() -> Patient:
    return Patient()


def test_a_gaze_that_rests_on_an_answer_answers_and_the_next_item_comes(patient: Patient) -> None:
    panel = patient.panel()
    patient.wait(panel, 0.8)
    patient.wait(panel, 1.2, panel.target(2).position)
    (told,) = patient.told
    assert (told.item, told.value, told.move, told.source) == ("general-discomfort", 2, "on", "gaze")
    assert told.latency_s == pytest.approx(1.8, abs=0.3)
    assert panel.ask.number == 2


def test_a_gaze_left_where_it_chose_does_not_answer_what_came_since(patient: Patient) -> None:
    panel = patient.panel()
    patient.wait(panel, 0.8)
    patient.wait(panel, 3.2, panel.target(2).position)
    assert len(patient.told) == 1
    patient.wait(panel, 0.4)
    patient.wait(panel, 1.3, panel.target(2).position)
    assert [(t.item, t.value) for t in patient.told] == [("general-discomfort", 2), ("fatigue", 2)]


def test_who_looks_idly_ahead_answers_nothing(patient: Patient) -> None:
    panel = patient.panel()
    patient.wait(panel, 10.0)
    assert patient.told == []


def test_an_item_is_gone_back_to_changed_or_kept(patient: Patient) -> None:
    panel = patient.panel()
    patient.wait(panel, 0.8)
    assert "back" not in panel._plates_by_name()
    patient.press(panel, panel.target(3))
    patient.wait(panel, 0.5)
    patient.press(panel, panel.target("back"))
    assert (panel.ask.number, panel.ask.chosen) == (1, 3)
    patient.wait(panel, 0.5)
    patient.press(panel, panel.target("next"))
    assert [t.move for t in patient.told] == ["on", "back", "keep"]
    assert panel.ask.number == 2


def test_somebody_may_rather_not_answer_where_that_is_allowed(patient: Patient) -> None:
    panel = patient.panel()
    patient.wait(panel, 0.8)
    patient.press(panel, panel.target("decline"))
    assert [(t.value, t.move) for t in patient.told] == [(None, "on")]
    assert "decline" not in patient.panel(declinable=False)._plates_by_name()


def test_nothing_counts_while_an_item_is_new(patient: Patient) -> None:
    panel = patient.panel()
    patient.wait(panel, 0.8)
    patient.press(panel, panel.target(1))
    patient.press(panel, panel.target(1))
    assert len(patient.told) == 1, "a second press came before the item was seen"


def test_keys_move_and_choose_and_go_back(patient: Patient) -> None:
    panel = patient.panel()
    patient.wait(panel, 0.8)
    for name in ("arrow_right", "arrow_right", "enter"):
        assert panel.key(name)
    patient.wait(panel, 0.5)
    assert panel.key("3")
    assert panel.key("enter")
    patient.wait(panel, 0.5)
    assert panel.key("backspace")
    assert [(t.value, t.move, t.source) for t in patient.told] == [
        (1, "on", "keys"),
        (3, "on", "keys"),
        (None, "back", "keys"),
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_answer_of_every_item_is_met_large_enough_and_within_the_card(patient: Patient, language: str) -> None:
    for name in available():
        for number, _ in enumerate(load_form(name).items, 1):
            panel = QuestionPanel(
                patient.top,
                Texts(language),
                item(name, number, language, chosen=None),
                lambda: patient.seconds,
                patient.told.append,
            )
            panel.root.set_y(1.75)
            patient.wait(panel, 0.75)
            plates = panel._plates_by_name()
            for what, plate in plates.items():
                met = panel.pick(ray_to(panel.target(what).position))
                assert met is not None
                assert met.key.endswith(f"/{what}")
                assert 2 * min(plate.half_width, plate.half_height) > 3 * DEGREE
            card = panel._card
            for plate in plates.values():
                assert plate.z - plate.half_height > card.z - card.half_height
            # above where Stop lies for who lies down, and seen without turning the head far
            for edge in (card.z + card.half_height, card.z - card.half_height):
                assert abs(math.degrees(math.atan2(edge, 1.75))) < 22.0, f"{name} {number}"
            panel.close()


def test_a_rating_from_0_to_20_stands_in_two_rows_and_takes_two_digits(patient: Patient) -> None:
    scale = load("fms-now")
    panel = RatingPanel(patient.top, Texts("en"), scale, "en", lambda: patient.seconds, patient.rated.append, "during")
    panel.root.set_y(1.75)
    patient.wait(panel, 0.8)
    met = [panel.pick(ray_to(panel.target(value).position)) for value in scale.values]
    assert [target and target.key for target in met] == [f"during/{value}" for value in scale.values]
    for key in ("1", "7", "enter"):
        assert panel.key(key)
    assert [(r.instrument, r.value, r.corrections) for r in patient.rated] == [("fms-now", 17, 0)]
