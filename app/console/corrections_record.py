"""Corrections in a session on record: what was another value before, and the form that corrects a rating."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from app.console import charts, wording
from app.console.layout import Visit, told
from app.console.parts import Node, Pick, button
from app.console.sentences import sentence
from app.errors import BadInput, RespiteError
from app.i18n import N_
from app.people.roles import Right
from app.questionnaires import Questionnaire
from app.session import instruments
from app.store.corrections import QUESTIONNAIRE, RATING, Trail
from app.store.models import ENDED
from app.store.records import RatingRecord, SessionRecord

#: what of a questionnaire's row in the trail is no answer
_NO_ANSWERS = ("questionnaire", "moment")


def value(rating: RatingRecord, trail: Trail) -> str:
    """The rating's value, with those before it where it was corrected."""
    before = [change.old["value"] for change in trail.corrected if _of(change.old, rating)]
    return wording.steps([*before, rating.value])


def changes(rating: RatingRecord, found: SessionRecord) -> str:
    """How often the patient chose another value before confirming one, and from what to what where that was recorded."""
    if not rating.corrections:
        return "0"
    for event in found.events:
        same = (event.data.get("phase"), event.data.get("instrument")) == (rating.phase, rating.instrument)
        if event.kind == "rating_changed" and same and abs(event.at_s - rating.at_s) < 1.0:
            return f"{rating.corrections} ({wording.steps(event.data.get('values'))})"
    return str(rating.corrections)


def of_ratings(at: Visit, found: SessionRecord, trail: Trail, names: Mapping[str, str]) -> None:
    """A line for each correction of a rating. names : of the scales, by id"""
    _ = at.translate
    for change in trail.corrected:
        if change.kind == RATING:
            which = wording.word(wording.RATINGS, str(change.old.get("rating")), _)
            scale = names.get(str(change.old.get("scale")), "")
            _line(at, wording.joined((which, scale), _), change.old.get("value"), change.new.get("value"), change)
    if found.ratings and found.row.state in ENDED and at.may(Right.CARE):
        _Form(at, found, names)


def of_questionnaires(at: Visit, trail: Trail, forms: Mapping[str, Questionnaire]) -> None:
    """A line for each answer, or score, that is another than it was."""
    for change in trail.corrected:
        if change.kind != QUESTIONNAIRE:
            continue
        old, new = change.old, change.new or {}
        form = forms.get(str(old.get("questionnaire")))
        words = {item.id: item.words.of(at.language) for item in form.items} if form else {}
        words |= {score.id: score.words.of(at.language) for score in form.scores} if form else {}
        for name in (key for key in {**old, **new} if key not in _NO_ANSWERS and old.get(key) != new.get(key)):
            title = form.name.of(at.language) if form else str(old.get("questionnaire"))
            _line(
                at, wording.joined((title, words.get(name, name)), at.translate), old.get(name), new.get(name), change
            )


def _line(at: Visit, what: str, old: Any, new: Any, change: Any) -> None:
    _ = at.translate
    steps = wording.steps(["–" if one is None else sentence(str(one), _) for one in (old, new)])
    by = _("corrected by {name}").format(name=sentence(change.who, _))
    said = wording.joined((steps, by, wording.moment(change.utc, at.language)), _)
    Node("p", _("{what}: {value}").format(what=what, value=said), "soft own", data_testid="corrected")


def _of(old: Mapping[str, Any], rating: RatingRecord) -> bool:
    return old.get("row") == rating.id


class _Form:
    """Puts another value in the place of one that was entered wrongly."""

    def __init__(self, at: Visit, found: SessionRecord, names: Mapping[str, str]) -> None:
        _ = at.translate
        self._at, self._found = at, found
        self._rating, self._value = found.ratings[0], ""
        with Node("div", look="correcting", role="group", aria_label=_("Correct a rating")):
            with Node("div", look="setting"):
                Node("label", _("Correct a rating"), "heading", for_="correct-which")
                options = {str(r.id): self._named(r, names) for r in found.ratings}
                Pick(options, str(self._rating.id), self._choose, id="correct-which", data_testid="correct-which")
            with Node("div", look="setting"):
                Node("label", _("Right value"), "heading", for_="correct-value")
                self._values = Node("div", look="column")
            button(_("Correct"), self._correct, data_testid="correct")
        self._fault = Node("p", "", "fault", role="alert", hidden=True, data_testid="correct-fault")
        self._show_values()

    def _named(self, rating: RatingRecord, names: Mapping[str, str]) -> str:
        _ = self._at.translate
        when = charts.clock(rating.at_s)
        which = wording.word(wording.RATINGS, rating.phase, _)
        return wording.joined((which, names.get(rating.instrument, rating.instrument), when), _) + f": {rating.value}"

    def _choose(self, rating_id: str) -> None:
        self._rating = next((r for r in self._found.ratings if str(r.id) == rating_id), self._rating)
        self._show_values()

    def _show_values(self) -> None:
        try:
            scale = instruments.load(self._rating.instrument).values
        except BadInput:  # the clinic's own file is gone
            scale = range(11)
        self._value = ""
        self._values.clear()
        with self._values:
            numbers = {str(n): str(n) for n in scale if n != self._rating.value}
            of = str(self._rating.id)
            Pick(
                {"": "–", **numbers},
                "",
                self._take,
                id="correct-value",
                data_testid="correct-value",
                data_rating=of,
            )

    def _take(self, value: str) -> None:
        self._value = value

    async def _correct(self) -> None:
        if not self._value.isdigit():
            self._fault.say(self._at.translate(N_("Choose the right value first.")))
            self._fault.show(True)
            return
        try:
            await self._at.desk.correct_rating(self._found.row.id, self._rating.id, int(self._value))
        except RespiteError as error:
            self._fault.say(told(error, self._at.translate))
            self._fault.show(True)
        else:
            ui.navigate.reload()
