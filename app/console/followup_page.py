"""A visit that only asks: a minute on one page, without a world, a picture or a sound."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from urllib.parse import quote

from nicegui import ui

from app.console.form_fields import FormFields
from app.console.layout import Visit, framed, told
from app.console.parts import Field, Node, button
from app.console.questionnaire_page import how_segments
from app.errors import RespiteError
from app.questionnaires import Given, How, Moment, Questionnaire, load
from app.session import instruments
from app.session.asking import Ask, Asked
from app.session.followup import USUAL, Followup, of_programme
from app.session.plan import ALIAS_RULE

#: where it is
PATH = "/visit"
_SUGGESTED = 8


def href(alias: str = "") -> str:
    """The address of the page, for one participant."""
    return f"{PATH}?alias={quote(alias)}" if alias else PATH


async def followup(at: Visit, alias: str) -> None:
    """Build the page."""
    _ = at.translate
    with framed(at, _("Visit of ratings alone"), "session"):
        if ALIAS_RULE.fullmatch(alias):
            planned, about = await _planned(at, alias)
            _Page(at, alias, planned, about)
        else:
            _Who(at, await at.desk.aliases())


async def _planned(at: Visit, alias: str) -> tuple[tuple[Ask, ...], str]:
    """What the participant's programme asks today, and which visit that is; the usual where it asks nothing."""
    _ = at.translate
    try:
        part = await at.desk.part(alias)
    except RespiteError:  # its file is gone or broken: they may be asked all the same
        return USUAL, ""
    visit = part.standing.next if part else None
    if part is None or visit is None:
        return USUAL, ""
    title = part.programme.title.of(at.language)
    many = sum(stretch.count for stretch in part.programme.visits)
    if visit.stretch.minutes or not part.standing.open(date.today()):
        return USUAL, _(
            "{programme}: no visit of ratings alone is due today. What is kept here stands beside it."
        ).format(programme=title)
    said = _("{programme}: visit {n} of {many}").format(programme=title, n=visit.number, many=many)
    return of_programme(visit.asks), said


class _Who:
    """Whose visit it is."""

    def __init__(self, at: Visit, known: Sequence[str]) -> None:
        _ = at.translate
        self._alias = ""
        Node("h1", _("Visit of ratings alone"), "title")
        with Node("section", look="card"):
            with Node("div", look="line base"):
                Node("label", _("Patient's alias"), "heading", for_="alias")
                Node("span", _("A code such as P-014, never a name"), "soft")
            with Node("div", look="line"):
                Field(
                    "", self._typed, "field grow", id="alias", maxlength="40", autocomplete="off", data_testid="alias"
                )
                button(_("Go on"), self._go, "button primary", data_testid="visit-alias")
            with Node("div", look="chips", role="group", aria_label=_("Known aliases")):
                for alias in known[:_SUGGESTED]:
                    Node("a", alias, "chip", href=href(alias))

    def _typed(self, text: str) -> None:
        self._alias = text.strip()

    def _go(self) -> None:
        if ALIAS_RULE.fullmatch(self._alias):
            ui.navigate.to(href(self._alias))


class _Page:
    """What is rated so far. Nothing is kept before all of it is."""

    def __init__(self, at: Visit, alias: str, asks: tuple[Ask, ...], about: str) -> None:
        self._at, self._alias = at, alias
        self._how = How.VOICE
        self._note = ""
        self._ratings: dict[str, int | None] = {}
        self._scales: dict[str, dict[int, Node]] = {}
        self._forms: dict[str, tuple[Questionnaire, FormFields]] = {}
        self._keeping = False
        _ = at.translate
        with Node("div", look="who"):
            Node("h1", alias, "title")
            Node("p", _("Visit of ratings alone"), "soft grow")
        with Node("section", look="card followup"):
            if about:
                Node("p", about, "soft", data_testid="visit-about")
            self._hows = how_segments(_, self._given)
            for ask in asks:
                if not ask.form:
                    self._scale(ask.what)
            self._more = Node("div", look="column")
            self._chips = self._others([ask.what for ask in asks])
        for ask in asks:
            if ask.form:
                self._form(load(ask.what))
        with Node("section", look="card"):
            Node("label", _("Note"), "heading", for_="note")
            Field("", self._noted, "field area", "textarea", id="note", rows="2", data_testid="note")
            self._problem = Node("p", "", "fault", role="alert", hidden=True, data_testid="problem")
            with Node("div", look="actions"):
                Node("a", _("Back"), "button", href="/")
                button(_("Keep the visit"), self._keep, "button primary", data_testid="keep")
        self._given(How.VOICE)

    def _scale(self, name: str) -> None:
        scale, language = instruments.load(name), self._at.language
        words = scale.wording(language)
        self._ratings[name] = None
        with Node("div", look="question", role="group", aria_labelledby=f"scale-{name}"):
            Node("h2", words.question, "heading", id=f"scale-{name}")
            with Node("div", look="answers many"):
                self._scales[name] = {
                    value: button(
                        str(value), partial(self._rate, name, value), "chip answer", data_testid=f"rate-{name}-{value}"
                    )
                    for value in scale.values
                }
            with Node("div", look="ends"):
                for end in words.anchors:
                    Node("span", end, "soft")

    def _others(self, asked: Sequence[str]) -> dict[str, Node]:
        """What can be asked beside."""
        _ = self._at.translate
        language, chips = self._at.language, {}
        others = [name for name in instruments.available() if name not in asked]
        with Node("div", look="chips", role="group", aria_label=_("Ask more")):
            for name in others:
                scale = instruments.load(name)
                if Asked.FOLLOWUP.value in scale.asked:
                    title = "+ " + scale.name.of(language)
                    chips[name] = button(title, partial(self._add, name), "chip", data_testid=f"add-{name}")
        return chips

    def _form(self, form: Questionnaire) -> None:
        with Node("section", look="card"):
            Node("h2", form.name.of(self._at.language), "heading")
            Node("p", form.about.of(self._at.language), "soft")
            self._forms[form.id] = form, FormFields(form, self._at.language, self._at.translate)

    # ---- what is done -------------------------------------------------------------------------------------------------

    def _add(self, name: str) -> None:
        with self._more:
            self._scale(name)
        self._chips.pop(name).show(False)

    def _rate(self, name: str, value: int) -> None:
        # pressed again, it is taken back
        self._ratings[name] = None if self._ratings[name] == value else value
        for other, node in self._scales[name].items():
            node.put(aria_pressed="true" if other == self._ratings[name] else "false")

    def _given(self, how: How) -> None:
        self._how = how
        for other, node in self._hows.items():
            node.put(aria_pressed="true" if other is how else "false")

    def _noted(self, text: str) -> None:
        self._note = text

    async def _keep(self) -> None:
        if self._keeping:
            return
        self._keeping = True
        try:
            answered = tuple(
                Given(form, Moment.LATER, self._at.language, fields.answers, fields.scores, self._how)
                for form, fields in self._forms.values()
                if not fields.empty
            )
            ratings = tuple(self._ratings.items())
            visit = Followup(self._alias, self._at.language, self._how, ratings, answered, self._note)
            session_id = await self._at.desk.keep_followup(visit)
        except RespiteError as error:
            self._problem.say(told(error, self._at.translate))
            self._problem.show(True)
        else:
            ui.navigate.to(f"/sessions/{session_id}")
        finally:
            self._keeping = False
