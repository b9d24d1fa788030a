"""Today: who comes next, what is ready, and the session that is begun with a few presses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from app.console import wording
from app.console.asks_fold import AsksFold
from app.console.brief_card import BriefCard
from app.console.calibration_page import readiness
from app.console.comers import ComersCard
from app.console.comfort import ComfortFold
from app.console.confirm import ConfirmCard
from app.console.cutoff import cut_off
from app.console.keys import START, Keyed
from app.console.layout import Visit, framed, running, told
from app.console.listening import ListeningFold
from app.console.parts import Node
from app.console.patient import PatientCard
from app.console.programme_fold import ProgrammeFold
from app.console.readiness import ReadinessStrip
from app.console.sentences import sentence
from app.console.view_card import ViewCard
from app.console.worlds import WorldsCard
from app.engine.messages import Comfort
from app.errors import RespiteError
from app.programmes import Programme
from app.programmes import Visit as Planned
from app.session.kept import Calibration
from app.session.plan import Mode, SessionPlan
from app.session.site import Site
from app.session.view import Hearing
from app.session.wish import Wishes
from app.store.comers import Comer
from scenes.base import Scene
from scenes.registry import WORLDS


@dataclass(frozen=True)
class _House:
    """What there is here. usual : what is heard by somebody of whom nothing is known; timelines, sounds : the clinic's own"""

    site: Site
    comers: Sequence[Comer]
    usual: Hearing
    calibrated: Calibration | None
    worlds: Mapping[str, type[Scene]]
    programmes: Mapping[str, Programme]
    timelines: Sequence[str]
    sounds: Sequence[str]


async def start(at: Visit) -> Response | None:
    """Build the page; a running session is shown instead."""
    desk = at.desk
    if running(desk) is not None:
        return RedirectResponse("/live", 303)
    _ = at.translate
    unfinished, ready = await desk.unfinished(), await desk.readiness()
    house = _House(
        site=await desk.site(),
        comers=await desk.comers(),
        usual=await desk.hearing_of(""),
        calibrated=ready.calibration,
        worlds=await desk.worlds(),
        programmes=await desk.programmes(),
        timelines=await desk.own_timelines(),
        sounds=await desk.own_sounds(),
    )
    with framed(at, _("Today"), "session"):
        with Node("div", look="today-head"):
            with Node("div", look="today-title"):
                Node("h1", _("Today"), "title")
                Node("p", wording.day(date.today(), at.language), "tiny")
            ReadinessStrip(at, ready)
        for row in unfinished:
            cut_off(at, row)
        _Page(at, house)
    return None


class _Page:
    """The form. Nothing is refused while it is filled in; Start says what is still missing."""

    def __init__(self, at: Visit, house: _House) -> None:
        self._at, self._house = at, house
        #: of whom what stands in the form is
        self._whose = ""
        #: whether the world is a programme's: what is known of a patient then stays away
        self._planned = False
        self._starting = False
        self._asked = False
        with Node("div", look="today-page"):
            self._comers = ComersCard(at, house.comers, self._typed, self._picked)
            with Node("div", look="visit"):
                with Node("div", look="column"):
                    self._patient = PatientCard(at, self._recall)
                    self._view = ViewCard(at.translate, self._refresh)
                    self._confirm = ConfirmCard(at.translate, house.site.items(at.translate), self._refresh)
                with Node("div", look="column"):
                    self._plan()
        self._foot()
        self._listening.fill(house.usual.listening)
        self._refresh()
        self._timer = ui.timer(1.0, self._follow)

    # ---- the parts of the form ------------------------------------------------------------------------------------------

    def _plan(self) -> None:
        at, house = self._at, self._house
        self._brief = BriefCard(at.translate, str(house.site.minutes), house.site.reads or at.language, self._refresh)
        self._worlds = WorldsCard(at.translate, house.worlds, house.timelines, self._refresh)
        with Node("section", look="card folds"):
            self._programme = ProgrammeFold(at, house.programmes, self._take, self._moved)
            self._comfort = ComfortFold(at.translate, self._refresh)
            spl = house.calibrated is not None and house.calibrated.kept.mic_full_scale_dba is not None
            self._listening = ListeningFold(at.translate, house.sounds, self._refresh, at.desk.make_usual, spl=spl)
            with self._listening.body:
                readiness(at, house.calibrated)
            self._asks = AsksFold(at.translate, at.language)

    def _foot(self) -> None:
        _ = self._at.translate
        with Node("div", look="foot"):
            with Node("div", look="grow"):
                self._summary = Node("p", "", "strong")
                self._missing = Node("p", "", "soft", role="status", data_testid="missing")
                self._fault = Node("p", "", "fault", role="alert", hidden=True, data_testid="fault")
            self._start = Keyed(_("Start session"), self._press, START, "button primary huge", data_testid="start")

    # ---- what the clinician does ----------------------------------------------------------------------------------------

    async def _typed(self) -> None:
        """Another alias was typed. Whoever is left was known, or chosen: what was confirmed for them is not for this one."""
        if self._whose:
            self._forget()
        self._patient.hears.over_dose = False
        await self._recall()
        self._whose = self._comers.alias if self._comers.comer else ""

    async def _picked(self) -> None:
        """Somebody was pressed: all of this is for them, and a programme's visit that may be had today is opened."""
        self._forget()
        if self._whose:
            self._comfort.touched = self._listening.touched = False
            self._worlds.touched = self._patient.hears.touched = False
        await self._recall()
        self._whose = self._comers.alias
        await self._programme.open_visit()
        self._refresh()

    async def _moved(self) -> None:
        """Somebody was taken into a programme, or has left it."""
        await self._comers.look_again()
        await self._recall()

    def _forget(self) -> None:
        self._asks.forget()
        self._view.choose(None)
        self._brief.touched.clear()
        self._planned = False
        self._confirm.clear()
        self._patient.hears.over_dose = False

    async def _recall(self) -> None:
        """What was right for this patient at the last visit is so again, unless it was chosen for this one."""
        self._refresh()
        alias, desk = self._comers.alias, self._at.desk
        comer, site = self._comers.comer, self._house.site
        known, heard, wishes = None, self._house.usual, Wishes()
        young = self._patient.hears.under_18 if self._patient.hears.touched else None
        if comer is not None:
            known, heard = await desk.comfort_of(alias), await desk.hearing_of(alias, young)
            wishes = await desk.wishes_of(alias)
        elif young is not None:
            heard = replace(heard, under_18=young)
        if alias != self._comers.alias:
            return
        last = comer.last if comer else None
        minutes = f"{last.seconds / 60:g}" if last and last.seconds >= 60 else str(site.minutes)
        self._brief.fill(minutes, last.language if last else site.reads or self._at.language)
        if not self._comfort.touched:
            self._comfort.fill(known or Comfort())
        if not self._listening.touched:
            self._listening.fill(heard.listening)
        if not self._planned:
            self._worlds.fill(wishes)
        self._patient.hears.fill(heard)
        self._listening.cap_for(heard.under_18)
        await self._programme.of(alias)
        self._refresh()

    async def _take(self, visit: Planned, mode: Mode) -> None:
        """Have in the form what a programme's visit shows."""
        self._planned = True
        self._brief.take(str(visit.stretch.minutes))
        if visit.world is not None:
            self._worlds.take(visit.world)
        if visit.stretch.snr_db is not None and not self._listening.touched:
            self._listening.fill(replace(self._listening.listening, target_db=visit.stretch.snr_db))
        self._view.choose(mode)
        self._refresh()

    async def _press(self) -> None:
        self._asked = True
        self._refresh()
        seconds, mode = self._brief.seconds, self._view.mode
        read = self._comfort.readable and self._listening.readable and self._worlds.training.readable
        whole = self._comers.ok and read and not self._confirm.missing
        if self._starting or not whole or seconds is None or mode is None:
            return
        self._starting = True
        self._refresh()
        wish = self._worlds.training.wish
        plan = SessionPlan(
            alias=self._comers.alias,
            world=self._worlds.world,
            seconds=seconds,
            mode=mode,
            language=self._brief.language,
            checklist=self._confirm.confirmed,
            comfort=self._comfort.comfort,
            returns=self._comfort.returns,
            listening=self._listening.listening,
            under_18=self._patient.hears.under_18,
            over_dose=self._patient.hears.over_dose,
            training=wish.training,
            timeline=wish.timeline,
            chosen=wish.chosen,
            asks=self._asks.asks,
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

    def _follow(self) -> None:
        """Another browser may have started a session, or the processes have become ready."""
        if running(self._at.desk) is not None and not self._starting:
            self._timer.cancel()
            ui.navigate.to("/live")
            return
        self._refresh()

    def _refresh(self) -> None:
        _, seconds, mode = self._at.translate, self._brief.seconds, self._view.mode
        self._comers.show(self._asked)
        self._patient.show(self._comers.alias if self._comers.ok else "", self._comers.comer)
        self._worlds.training.last(seconds or 0.0)
        length = wording.minutes(seconds, _) if seconds is not None else ""
        view = wording.mode(mode, _) if mode else ""
        parts = (self._comers.alias, _(WORLDS[self._worlds.world].title), length, view)
        self._summary.say(wording.joined(parts, _))
        self._missing.say(self._what_is_missing())
        self._start.say(_("Starting…") if self._starting else _("Start session"))
        self._start.put(disabled=self._starting or bool(self._at.desk.ready))

    def _what_is_missing(self) -> str:
        _ = self._at.translate
        if self._at.desk.ready:
            return sentence(self._at.desk.ready, _)
        missing = []
        if not self._comers.ok:
            missing.append(_("the alias"))
        if self._brief.seconds is None:
            missing.append(_("the length"))
        if self._view.mode is None:
            missing.append(_("the view"))
        if not self._worlds.training.readable:
            missing.append(_("the training"))
        if not self._comfort.readable:
            missing.append(_("the comfort"))
        if not self._listening.readable:
            missing.append(_("the sound"))
        if self._confirm.missing:
            missing.append(_("{n} to confirm").format(n=self._confirm.missing))
        return (
            _("Still missing: {things}").format(things=_(", ").join(missing)) if missing else _("Everything is there.")
        )
