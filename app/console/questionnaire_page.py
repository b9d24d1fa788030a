"""A questionnaire on a page: its items with their answers, or its scores to enter, for one session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from nicegui import ui

from app.console import wording
from app.console.layout import Visit, framed, lone, told
from app.console.parts import Field, Node, button
from app.errors import BadInput, RespiteError
from app.i18n import N_
from app.questionnaires import Moment, Questionnaire, load
from app.questionnaires.questionnaire import Item, Score
from app.store.answered import AnsweredRecord
from app.store.records import SessionRecord

MOMENTS = {
    Moment.BASELINE: N_("At the baseline"),
    Moment.BEFORE: N_("Before the exposure"),
    Moment.AFTER: N_("After the exposure"),
    Moment.LATER: N_("Later"),
}


async def questionnaire(at: Visit, session_id: int, name: str) -> None:
    """Build the page."""
    _ = at.translate
    try:
        form, found = load(name), await at.desk.session(session_id)
        earlier = await at.desk.answered(session_id)
    except RespiteError as error:
        ui.context.client.status_code = 404
        lone(at, N_("There is no such questionnaire"), told(error, _))
        return
    with framed(at, form.name.of(at.language), "records"):
        _Page(at, form, found, earlier)


class _Page:
    """What is answered so far, and what shows it."""

    def __init__(self, at: Visit, form: Questionnaire, found: SessionRecord, earlier: Sequence[AnsweredRecord]) -> None:
        self._at, self._form, self._found = at, form, found
        self._earlier = {record.moment: record for record in earlier if record.questionnaire == form.id}
        self._moment = Moment.AFTER
        self._answers: dict[str, int] = {}
        self._scores: dict[str, str] = {}
        self._pressed: dict[tuple[str, int], Node] = {}
        self._fields: dict[str, Field] = {}
        _, language = at.translate, at.language
        with Node("div", look="who"):
            Node("h1", form.name.of(language), "title")
            moment = wording.moment(found.row.started_utc, language)
            Node("p", wording.joined((found.row.alias, moment), _), "soft grow")
        with Node("section", look="card"):
            Node("p", form.about.of(language))
            with Node("div", look="segments wide", role="group", aria_label=_("When it was answered")):
                self._moments = {
                    m: button(_(text), partial(self._at_moment, m), "segment", data_testid=f"moment-{m}")
                    for m, text in MOMENTS.items()
                }
            for item in form.items:
                self._item(item)
            if not form.items:
                for score in form.scores:
                    self._score(score)
            self._worth = Node("p", "", "big-heading", aria_live="polite", data_testid="worth")
            self._problem = Node("p", "", "notice problem", role="alert", data_testid="problem")
            with Node("div", look="actions"):
                Node("a", _("Back to the record"), "button", href=f"/sessions/{found.row.id}")
                button(_("Keep the answers"), self._keep, "button primary", data_testid="keep")
            Node("p", form.source, "soft own", lang="en-US")
            Node("p", form.licence, "soft own", lang="en-US")
        self._problem.show(False)
        self._at_moment(next(iter(self._earlier), Moment.AFTER))

    def _item(self, item: Item) -> None:
        language = self._at.language
        choices = self._form.choices(item)
        many = len(choices) > 7
        look = "question" if many else "question side"
        with Node("div", look=look, role="group", aria_labelledby=f"item-{item.id}"):
            Node("h2", item.words.of(language), "heading", id=f"item-{item.id}")
            with Node("div", look="answers many" if many else "answers"):
                for choice in choices:
                    worded = choice.words.of(language) if choice.words else ""
                    # on a scale of numbers the ends alone have words, which stand below it
                    numbers = any(c.words is None for c in choices)
                    text = str(choice.value) if numbers else worded
                    self._pressed[item.id, choice.value] = button(
                        text,
                        partial(self._answer, item.id, choice.value),
                        "chip answer",
                        aria_label=f"{choice.value} {worded}".strip() if numbers else None,
                        data_testid=f"answer-{item.id}-{choice.value}",
                    )
            ends = [choices[0].words, choices[-1].words]
            if any(c.words is None for c in choices) and all(ends):
                with Node("div", look="ends"):
                    for end in ends:
                        Node("span", end.of(language) if end else "", "soft")

    def _score(self, score: Score) -> None:
        _, language = self._at.translate, self._at.language
        with Node("div", look="question"):
            Node("label", score.words.of(language), "heading", for_=f"score-{score.id}")
            self._fields[score.id] = Field(
                "",
                partial(self._typed, score.id),
                "field number",
                id=f"score-{score.id}",
                inputmode="decimal",
                autocomplete="off",
                data_testid=f"score-{score.id}",
            )
            range_ = _("{low} to {high}; {higher}").format(
                low=f"{score.low:g}", high=f"{score.high:g}", higher=score.higher.of(language)
            )
            Node("p", range_, "soft")

    # ---- what is done -----------------------------------------------------------------------------------------------

    def _at_moment(self, moment: Moment) -> None:
        """Show what was answered at this moment, or an empty page."""
        self._moment = moment
        for other, node in self._moments.items():
            node.put(aria_pressed="true" if other is moment else "false")
        kept = self._earlier.get(moment)
        self._answers = dict(kept.answers) if kept else {}
        self._scores = {k: f"{v:g}" for k, v in kept.scores.items() if v is not None} if kept else {}
        for name, field in self._fields.items():
            field.fill(self._scores.get(name, ""))
        self._show()

    def _answer(self, item: str, value: int) -> None:
        # pressed again, an answer is taken back
        if self._answers.get(item) == value:
            del self._answers[item]
        else:
            self._answers[item] = value
        self._show()

    def _typed(self, score: str, text: str) -> None:
        self._scores[score] = text

    def _show(self) -> None:
        for (item, value), node in self._pressed.items():
            node.put(aria_pressed="true" if self._answers.get(item) == value else "false")
        if self._form.items:
            self._worth.say(told_scores(self._form, self._form.scored(self._answers).values, self._at))

    async def _keep(self) -> None:
        try:
            scores = {name: _number(name, text) for name, text in self._scores.items() if text.strip()}
            await self._at.desk.answer(
                self._found.row.id,
                self._form,
                self._moment,
                self._at.language,
                self._answers,
                {} if self._form.items else scores,
            )
        except RespiteError as error:
            self._problem.say(told(error, self._at.translate))
            self._problem.show(True)
            return
        ui.navigate.to(f"/sessions/{self._found.row.id}")


def told_scores(form: Questionnaire, values: Mapping[str, float | None], at: Visit) -> str:
    """The scores in a line; "–" for one that misses an answer."""
    _ = at.translate
    parts = []
    for score in form.scores:
        value = values.get(score.id)
        parts.append(f"{score.words.of(at.language)} {'–' if value is None else f'{round(value, 1):g}'}")
    return wording.joined(parts, _)


def _number(name: str, text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        raise BadInput(f"{name} must be a number, got {text!r}: enter one, or leave it empty") from None
