"""A questionnaire on a page: its items with their answers, or its scores to enter, for one session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from nicegui import ui

from app.console import wording
from app.console.form_fields import FormFields
from app.console.layout import Visit, framed, lone, told
from app.console.parts import Node, button
from app.errors import RespiteError
from app.i18n import N_
from app.questionnaires import How, Moment, Questionnaire, load
from app.store.answered import AnsweredRecord
from app.store.records import SessionRecord

MOMENTS = {
    Moment.BASELINE: N_("At the baseline"),
    Moment.BEFORE: N_("Before the exposure"),
    Moment.AFTER: N_("After the exposure"),
    Moment.LATER: N_("Later"),
}
HOWS = {
    How.WORLD: N_("In the world"),
    How.CONSOLE: N_("By the patient, on this page"),
    How.VOICE: N_("Spoken by the patient"),
    How.MIXED: N_("In the world, partly spoken"),
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
        self._moment, self._how = Moment.AFTER, How.CONSOLE
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
            self._hows = how_segments(_, self._given)
            self._fields = FormFields(form, language, _, self._show)
            self._worth = Node("p", "", "big-heading worth", aria_live="polite", data_testid="worth")
            self._problem = Node("p", "", "notice problem", role="alert", data_testid="problem")
            with Node("div", look="actions"):
                Node("a", _("Back to the record"), "button", href=f"/sessions/{found.row.id}")
                button(_("Keep the answers"), self._keep, "button primary", data_testid="keep")
            Node("p", form.source, "soft own", lang="en-US")
            Node("p", form.licence.of(language), "soft")
        self._problem.show(False)
        self._given(How.CONSOLE)
        usual = Moment.LATER if found.row.kind == "ratings" else Moment.AFTER
        self._at_moment(next(iter(self._earlier), usual))

    # ---- what is done -----------------------------------------------------------------------------------------------

    def _at_moment(self, moment: Moment) -> None:
        """Show what was answered at this moment, or an empty page."""
        self._moment = moment
        for other, node in self._moments.items():
            node.put(aria_pressed="true" if other is moment else "false")
        kept = self._earlier.get(moment)
        self._fields.fill(kept.answers if kept else {}, kept.scores if kept else {})
        self._show()

    def _given(self, how: How) -> None:
        self._how = how
        for other, node in self._hows.items():
            node.put(aria_pressed="true" if other is how else "false")

    def _show(self) -> None:
        if self._form.items:
            scores = self._form.scored(self._fields.answers).values
            self._worth.say(told_scores(self._form, scores, self._at.translate, self._at.language))

    async def _keep(self) -> None:
        try:
            await self._at.desk.answer(
                self._found.row.id,
                self._form,
                self._moment,
                self._at.language,
                self._fields.answers,
                self._fields.scores,
                self._how,
            )
        except RespiteError as error:
            self._problem.say(told(error, self._at.translate))
            self._problem.show(True)
            return
        ui.navigate.to(f"/sessions/{self._found.row.id}")


def how_segments(translate: Callable[[str], str], press: Callable[[How], None]) -> dict[How, Node]:
    """Who answers on a page: the patient, or the clinician what the patient says."""
    _ = translate
    with Node("div", look="segments wide", role="group", aria_label=_("How it was answered")):
        return {
            how: button(_(HOWS[how]), partial(press, how), "segment", data_testid=f"how-{how}")
            for how in (How.CONSOLE, How.VOICE)
        }


def told_scores(
    form: Questionnaire, values: Mapping[str, float | None], translate: Callable[[str], str], language: str
) -> str:
    """The scores in a line; "–" for one that misses an answer."""
    parts = []
    for score in form.scores:
        value = values.get(score.id)
        parts.append(f"{score.words.of(language)} {'–' if value is None else f'{round(value, 1):g}'}")
    return wording.joined(parts, translate)


def told_change(
    form: Questionnaire,
    values: Mapping[str, float | None],
    baseline: Mapping[str, float | None],
    translate: Callable[[str], str],
    language: str,
) -> str:
    """Each score's change from the baseline in a line; "–" for one that is missing at either time."""
    parts = []
    for score in form.scores:
        now, then = values.get(score.id), baseline.get(score.id)
        change = (
            "–" if now is None or then is None else f"{round(now - then, 1):+g}".replace("-", "−").replace("+0", "0")
        )
        parts.append(f"{score.words.of(language)} {change}")
    return wording.joined(parts, translate)
