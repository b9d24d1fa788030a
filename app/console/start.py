"""The first page: who, where, how long, in which view, and what must be confirmed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from app.console import icons, wording
from app.console.calibration_page import readiness
from app.console.comfort import ComfortFold
from app.console.cutoff import cut_off
from app.console.layout import Visit, framed, running, told
from app.console.listening import ListeningFold
from app.console.parts import Field, Node, button
from app.console.patient import PatientCard
from app.console.programme_fold import ProgrammeFold
from app.console.sentences import sentence
from app.console.worlds import WorldsCard
from app.engine.messages import Comfort
from app.errors import RespiteError
from app.i18n import LANGUAGES
from app.programmes import Programme
from app.programmes import Visit as Planned
from app.session.checklist import CHECKLIST
from app.session.kept import Calibration
from app.session.plan import MINUTES, Mode, SessionPlan
from app.session.view import Hearing
from app.session.wish import Wishes
from scenes.base import Scene
from scenes.registry import WORLDS

LENGTHS = (10, 15, 20)


@dataclass
class _Form:
    """What has been chosen so far."""

    minutes: str = "15"
    mode: Mode | None = None  # neither view is the usual one: it is chosen for each session
    language: str = "en"
    confirmed: set[str] = field(default_factory=set)

    @property
    def seconds(self) -> float | None:
        try:
            minutes = float(self.minutes.strip().replace(",", "."))
        except ValueError:
            return None
        return minutes * 60 if MINUTES[0] <= minutes <= MINUTES[1] else None


async def start(at: Visit) -> Response | None:
    """Build the page; a running session is shown instead."""
    if running(at.desk) is not None:
        return RedirectResponse("/live", 303)
    _ = at.translate
    unfinished = await at.desk.unfinished()
    known, own = await at.desk.aliases(), await at.desk.own_sounds()
    usual, calibrated = await at.desk.hearing_of(""), await at.desk.kept_calibration()
    worlds, timelines = await at.desk.worlds(), await at.desk.own_timelines()
    with framed(at, _("New session"), "session"):
        for row in unfinished:
            cut_off(at, row)
        Node("h1", _("New session"), "title")
        page = _Page(at, known, usual)
        page.build(worlds, timelines, own, calibrated, await at.desk.programmes())
    return None


class _Page:
    """The form. Nothing is refused while it is filled in; Start says what is still missing."""

    def __init__(self, at: Visit, known: Sequence[str], usual: Hearing) -> None:
        self._at = at
        self._known, self._usual = known, usual
        self._form = _Form(language=at.language)
        self._lengths: dict[str, Node] = {}
        self._modes: dict[Mode, Node] = {}
        self._languages: dict[str, Node] = {}
        self._checks: dict[str, Node] = {}
        self._starting = False
        self._asked = False

    def build(
        self,
        worlds: Mapping[str, type[Scene]],
        timelines: Sequence[str],
        own: Sequence[str],
        calibrated: Calibration | None,
        programmes: Mapping[str, Programme],
    ) -> None:
        """Put it on the page. timelines, own : the clinic's own, and its own sounds"""
        at = self._at
        with Node("div", look="form"):
            with Node("div", look="column"):
                self._patient = PatientCard(at.translate, self._known, self._recall)
                self._worlds = WorldsCard(at.translate, worlds, timelines, self._refresh)
                with Node("section", look="card folds"):
                    self._programme = ProgrammeFold(at, programmes, self._take)
                    self._comfort = ComfortFold(at.translate, self._refresh)
                    spl = calibrated is not None and calibrated.kept.mic_full_scale_dba is not None
                    self._listening = ListeningFold(at.translate, own, self._refresh, at.desk.make_usual, spl=spl)
                    with self._listening.body:
                        readiness(at, calibrated)
            with Node("div", look="column"):
                self._mode()
                with Node("section", look="card brief"):
                    self._length()
                    self._language()
                self._checklist()
        self._foot()
        self._listening.fill(self._usual.listening)
        self._refresh()
        self._timer = ui.timer(1.0, self._follow)

    # ---- the parts of the form ------------------------------------------------------------------------------------------

    def _length(self) -> None:
        _ = self._at.translate
        with Node("div", look="line lengths"):
            Node("h2", _("Length in minutes"), "heading grow")
            with Node("div", look="row", role="group", aria_label=_("Length in minutes")):
                for length in LENGTHS:
                    text = str(length)
                    self._lengths[text] = button(
                        text,
                        partial(self._pick_length, text),
                        "chip tall",
                        data_testid=f"minutes-{text}",
                    )
                self._minutes = Field(
                    self._form.minutes,
                    self._typed_length,
                    "field short",
                    id="minutes",
                    inputmode="numeric",
                    maxlength="4",
                    autocomplete="off",
                    aria_label=_("Minutes, 1 to 60"),
                    data_testid="minutes",
                )
            self._length_fault = Node("p", _("The length must be 1 to 60 minutes."), "fault", role="alert", hidden=True)

    def _mode(self) -> None:
        _ = self._at.translate
        with Node("section", look="card"):
            Node("h2", _("View"), "heading")
            with Node("div", look="trio", role="group", aria_label=_("View")):
                for mode, icon in (
                    (Mode.D3, icons.HEADSET),
                    (Mode.D2, icons.SCREEN),
                    (Mode.FLAT, icons.HEADSET_FLAT),
                ):
                    node = button("", partial(self._choose, mode=mode), "option", data_testid=f"mode-{mode.value}")
                    self._modes[mode] = node
                    with node:
                        with Node("span", look="line"):
                            ui.html(icon, sanitize=False, tag="span").classes("icon")
                            Node("span", wording.mode(mode, _), "big")
                        Node("span", _(wording.VIEWS[mode]), "soft")

    def _language(self) -> None:
        _ = self._at.translate
        with Node("div", look="line"):
            Node("h2", _("The patient reads"), "heading grow")
            with Node("div", look="segments", role="group", aria_label=_("The patient reads")):
                for language, name in LANGUAGES.items():
                    self._languages[language] = button(
                        name,
                        partial(self._choose, language=language),
                        "segment",
                        data_testid=f"patient-{language}",
                        lang=language.replace("_", "-"),
                    )

    def _checklist(self) -> None:
        _ = self._at.translate
        with Node("section", look="card"):
            Node("h2", _("Confirm before starting"), "heading")
            with Node("div", look="checks", role="group", aria_label=_("Confirm before starting")):
                for item, text in CHECKLIST.items():
                    node = button(
                        "",
                        partial(self._confirm, item),
                        "check",
                        role="checkbox",
                        data_testid=f"check-{item}",
                    )
                    self._checks[item] = node
                    with node:
                        ui.html(icons.TICK, sanitize=False, tag="span").classes("box")
                        Node("span", _(text))

    def _foot(self) -> None:
        _ = self._at.translate
        with Node("div", look="foot"):
            with Node("div", look="grow"):
                self._summary = Node("p", "", "strong")
                self._missing = Node("p", "", "soft", role="status", data_testid="missing")
                self._fault = Node("p", "", "fault", role="alert", hidden=True, data_testid="fault")
            self._start = button(_("Start session"), self._press, "button primary huge", data_testid="start")

    # ---- what the clinician does ----------------------------------------------------------------------------------------

    async def _recall(self) -> None:
        """What was right for this patient at the last visit is so again, unless it was chosen for this one."""
        self._refresh()
        alias = self._patient.alias
        known, heard, wishes = None, self._usual, Wishes()
        young = self._patient.hears.under_18 if self._patient.hears.touched else None
        if alias in self._known:
            known, heard = await self._at.desk.comfort_of(alias), await self._at.desk.hearing_of(alias, young)
            wishes = await self._at.desk.wishes_of(alias)
        elif young is not None:
            heard = replace(heard, under_18=young)
        if alias != self._patient.alias:
            return
        if not self._comfort.touched:
            self._comfort.fill(known or Comfort())
        if not self._listening.touched:
            self._listening.fill(heard.listening)
        self._worlds.fill(wishes)
        self._patient.hears.fill(heard)
        self._listening.cap_for(heard.under_18)
        await self._programme.of(alias)

    async def _take(self, visit: Planned, mode: Mode) -> None:
        """Have in the form what a programme's visit shows."""
        self._pick_length(str(visit.stretch.minutes))
        if visit.world is not None:
            self._worlds.pick(visit.world)
        if visit.stretch.snr_db is not None and not self._listening.touched:
            self._listening.fill(replace(self._listening.listening, target_db=visit.stretch.snr_db))
        self._choose(mode=mode)

    def _typed_length(self, text: str) -> None:
        self._form.minutes = text
        self._refresh()

    def _pick_length(self, text: str) -> None:
        self._form.minutes = text
        self._minutes.fill(text)
        self._refresh()

    def _choose(self, mode: Mode | None = None, language: str | None = None) -> None:
        self._form.mode = mode or self._form.mode
        self._form.language = language or self._form.language
        self._refresh()

    def _confirm(self, item: str) -> None:
        self._form.confirmed ^= {item}
        self._refresh()

    async def _press(self) -> None:
        self._asked = True
        self._refresh()
        seconds = self._form.seconds
        mode = self._form.mode
        read = self._comfort.readable and self._listening.readable and self._worlds.training.readable
        whole = self._patient.ok and read and not self._unconfirmed()
        if self._starting or not whole or seconds is None or mode is None:
            return
        self._starting = True
        self._refresh()
        wish = self._worlds.training.wish
        plan = SessionPlan(
            alias=self._patient.alias,
            world=self._worlds.world,
            seconds=seconds,
            mode=mode,
            language=self._form.language,
            checklist=tuple(item for item in CHECKLIST if item in self._form.confirmed),
            comfort=self._comfort.comfort,
            returns=self._comfort.returns,
            listening=self._listening.listening,
            under_18=self._patient.hears.under_18,
            over_dose=self._patient.hears.over_dose,
            training=wish.training,
            timeline=wish.timeline,
            chosen=wish.chosen,
        )
        try:
            await self._at.desk.start(plan)
        except RespiteError as error:
            self._fault.say(told(error, self._at.translate))
            self._fault.show(True)
        else:
            self._timer.cancel()
            ui.navigate.to("/live")
        finally:
            self._starting = False
            self._refresh()

    # ---- what is shown ----------------------------------------------------------------------------------------------------

    def _unconfirmed(self) -> int:
        return len(CHECKLIST) - len(self._form.confirmed)

    def _follow(self) -> None:
        """Another browser may have started a session, or the processes have become ready."""
        if running(self._at.desk) is not None and not self._starting:
            self._timer.cancel()
            ui.navigate.to("/live")
            return
        self._refresh()

    def _refresh(self) -> None:
        _, form = self._at.translate, self._form
        for text, node in self._lengths.items():
            _press(node, text == form.minutes.strip())
        for mode, node in self._modes.items():
            _press(node, mode is form.mode)
        for language, node in self._languages.items():
            _press(node, language == form.language)
        for item, node in self._checks.items():
            node.put(aria_checked="true" if item in form.confirmed else "false")
        self._patient.show(self._asked)
        self._length_fault.show(form.seconds is None)
        self._worlds.training.last(form.seconds or 0.0)
        length = wording.minutes(form.seconds, _) if form.seconds is not None else ""
        view = wording.mode(form.mode, _) if form.mode else ""
        parts = (self._patient.alias, _(WORLDS[self._worlds.world].title), length, view)
        self._summary.say(wording.joined(parts, _))
        self._missing.say(self._what_is_missing())
        self._start.say(_("Starting…") if self._starting else _("Start session"))
        self._start.put(disabled=self._starting or bool(self._at.desk.ready))

    def _what_is_missing(self) -> str:
        _ = self._at.translate
        if self._at.desk.ready:
            return sentence(self._at.desk.ready, _)
        missing = []
        if not self._patient.ok:
            missing.append(_("the alias"))
        if self._form.seconds is None:
            missing.append(_("the length"))
        if self._form.mode is None:
            missing.append(_("the view"))
        if not self._worlds.training.readable:
            missing.append(_("the training"))
        if not self._comfort.readable:
            missing.append(_("the comfort"))
        if not self._listening.readable:
            missing.append(_("the sound"))
        if self._unconfirmed():
            missing.append(_("{n} to confirm").format(n=self._unconfirmed()))
        return (
            _("Still missing: {things}").format(things=_(", ").join(missing)) if missing else _("Everything is there.")
        )


def _press(node: Node, on: bool) -> None:
    node.put(aria_pressed="true" if on else "false")
