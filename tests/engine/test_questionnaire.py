"""A questionnaire in the render process as the app gives it: item by item, then a rating, and a stop in the middle."""

from __future__ import annotations

from pathlib import Path

from app.engine.messages import AskItem, AskRating, CloseItems, ItemAnswered, ModeChanged, RatingGiven, Stop, Stopped
from tests.engine.test_question_panel import item
from tests.engine.visit import Visit


def asked(number: int) -> AskItem:
    return item("vrsq", number)


def test_items_come_one_after_the_other_a_rating_waits_for_the_thanks_and_a_stop_is_a_stop(tmp_path: Path) -> None:
    patient = {"vrsq/fatigue": 2, "during": 12}
    with Visit(tmp_path, {}, offscreen=True, simulated=patient) as visit:
        visit.wait(ModeChanged)
        told = []
        for number in (1, 2):
            visit.send(asked(number))
            told.append(visit.wait(ItemAnswered))
        assert [(t.item, t.value, t.move, t.source) for t in told] == [
            ("general-discomfort", 0, "on", "simulated"),
            ("fatigue", 2, "on", "simulated"),
        ]
        visit.send(CloseItems())
        visit.send(AskRating(phase="during", instrument="fms-now"))
        rated = visit.wait(RatingGiven)
        assert (rated.instrument, rated.value, rated.anchors) == (
            "fms-now",
            12,
            ("no sickness at all", "frank sickness"),
        )
        visit.send(asked(3))
        visit.listen(0.3)
        visit.send(Stop())
        visit.wait(Stopped)
        assert not [heard for heard in visit.listen(1.5) if isinstance(heard, ItemAnswered)]
