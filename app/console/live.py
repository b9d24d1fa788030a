"""The session that runs: what the patient sees, and everything that can be done about it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from nicegui import ui

from app.console import charts, wording
from app.console.comfort import ComfortSwitches
from app.console.keys import VIEW_KEYS, Keyed
from app.console.layout import Visit, framed, running, told
from app.console.notes_card import NotesCard
from app.console.parts import Field, Node, button
from app.console.questionnaire_card import QuestionnaireCard
from app.console.rating_card import RatingCard
from app.console.sentences import sentence
from app.console.sound_card import SoundCard
from app.console.strip import escapes, stop_button
from app.console.symptoms_card import SymptomsCard
from app.console.time_card import Step, TimeCard
from app.console.timeline_card import TimelineCard
from app.console.world_card import WorldCard
from app.errors import IllegalStep, RespiteError
from app.session.plan import Mode
from app.session.view import LiveView, Notice
from scenes.base import Scene, Value
from scenes.registry import WORLDS

STEPS = ("calibration", "rating_before", "exposure", "rating_after", "debrief")
_REFRESH_S = 0.2
_NO_PICTURE_S = 1.5
#: seconds for which a warning or a problem lies over the picture; it stays in the list below
_NEWS_S = 15.0
#: seconds for which it is said that something was not the time for, or was done by somebody else already
_CALM_S = 8.0


async def live(at: Visit) -> None:
    """Build the page."""
    _ = at.translate
    worlds = await at.desk.worlds()
    with framed(at, _("Session"), "session"):
        view = running(at.desk)
        if view is None:
            _nothing(at)
        else:
            _Page(at, view, worlds)


def _nothing(at: Visit) -> None:
    _ = at.translate
    with Node("section", look="card lone"):
        Node("h1", _("No session is running"), "title")
        with Node("div", look="actions"):
            Node("a", _("New session"), "button primary", href="/")
            Node("a", _("Records"), "button", href="/sessions")

    def follow() -> None:
        if running(at.desk) is not None:
            timer.cancel()
            ui.navigate.to("/live")

    timer = ui.timer(1.0, follow)


class _Page:
    """The page of one session. It refreshes from the desk's view five times a second, so that every browser shows the same."""

    def __init__(self, at: Visit, view: LiveView, worlds: Mapping[str, type[Scene]]) -> None:
        self._at, self._worlds, self._shown_world = at, worlds, view.world
        self._id = view.session_id
        self._note = ""
        self._calm_until = 0.0
        self._newest: Notice | None = None
        self._news_until = 0.0
        self._gone = False
        with Node("div", look="live"):
            with Node("div", look="column sight"):
                self._head(view)
                self._mirror()
                self._rating = RatingCard(at.translate, at.language, at.desk, self._do)
                self._debrief()
                self._timeline = TimelineCard(at.translate)
                with Node("div", look="remarking"):
                    self._symptoms = SymptomsCard(at.translate, at.desk, self._do)
                    self._notes = NotesCard(at.translate, at.desk, self._do)
                self._questionnaires = QuestionnaireCard(at.translate, at.language, at.desk, self._do)
                self._world_box = Node("div", look="world-box")
                self._world = self._world_card(worlds.get(view.world))
                self._comfort()
                self._notice_list()
            with Node("div", look="column hands"):
                with Node("div", look="stopping"):
                    self._stop_button = stop_button(at.translate, "stop", escape=escapes(view))
                    Node("p", "", "fault", role="alert", hidden=True, data_testid="stop-fault")
                    self._calm = Node("p", "", "calm", role="status", hidden=True, data_testid="calm")
                self._time = TimeCard(at.translate, at.desk, self._do)
                self._view()
                self._sound = SoundCard(at.translate, at.house.history)
        self._timer = ui.timer(_REFRESH_S, self._refresh)

    # ---- the parts of the page ------------------------------------------------------------------------------------------

    def _head(self, view: LiveView) -> None:
        _ = self._at.translate
        with Node("div", look="who"):
            Node("h1", view.alias, "title")
            self._where = Node("p", self._title(view.world), "soft grow", data_testid="world-shown")
            self._recorded = Node("p", "", "recorded", role="status", data_testid="recorded")
        with Node("ol", look="steps", aria_label=_("Phase"), data_testid="phase"):
            self._steps = {step: Node("li", _(wording.PHASES[step]), "step") for step in STEPS}

    def _mirror(self) -> None:
        _ = self._at.translate
        with Node("figure", look="mirror", data_testid="mirror"):
            Node("img", src="/mirror", alt=_("What the patient sees"))
            self._blind = Node("figcaption", "", "blind", role="status")
            self._over = Node("p", "", "over-picture", hidden=True, data_testid="breath")
            with self._over:
                self._ring = Node("span", "", "ring", aria_hidden="true")
                self._breath = Node("span", "")
            self._resting = Node("p", _("Paused"), "resting", hidden=True, data_testid="resting")
            self._news = Node("div", "", "news", role="alert", hidden=True)

    def _debrief(self) -> None:
        _ = self._at.translate
        with Node("section", look="card debrief") as self._debrief_card:
            with Node("div", look="duo"):
                with Node("div", look="figure"):
                    Node("p", _("Before"), "soft")
                    self._before = Node("p", "–", "number", data_testid="before")
                with Node("div", look="figure"):
                    Node("p", _("After"), "soft")
                    self._after = Node("p", "–", "number", data_testid="after")
                with Node("div", look="grow"):
                    Node("label", _("Note"), "heading", for_="note")
                    Field("", self._noted, "field area", "textarea", id="note", rows="3", data_testid="note")
            button(_("Complete"), self._complete, "button primary", data_testid="complete")

    def _view(self) -> None:
        _ = self._at.translate
        with Node("section", look="card view"):
            Node("h2", _("View"), "heading")
            with Node("div", look="segments wide", role="group", aria_label=_("View")):
                self._modes = {
                    mode: Keyed(
                        wording.mode(mode, _),
                        partial(self._switch, mode),
                        VIEW_KEYS[mode],
                        "segment",
                        title=_(wording.VIEWS[mode]),
                        data_testid=f"switch-{mode.value}",
                    )
                    for mode in (Mode.D3, Mode.D2, Mode.FLAT)
                }
            self._shown = Node("p", "", "soft", role="status", data_testid="shown")
            self._worn = Node("p", "", "worn", role="status", hidden=True, data_testid="worn")
            self._awaited = Node("p", "", "awaited", role="status", hidden=True, data_testid="awaited")
            self._fault = Node("p", "", "fault", role="alert", hidden=True, data_testid="fault")

    def _comfort(self) -> None:
        with Node("section", look="card comfort"):
            self._ease = ComfortSwitches(self._at.translate, self._set_comfort, key="l")

    def _notice_list(self) -> None:
        _ = self._at.translate
        with Node("section", look="notices", aria_label=_("Notices"), role="log", data_testid="notices"):
            self._notice_box = Node("div", look="column")

    # ---- what the clinician does ----------------------------------------------------------------------------------------

    async def _do(self, step: Step) -> None:
        """Carry out `step`; what refuses it is shown as one line. That it was not the time for it is no fault: another tablet may
        have been quicker."""
        try:
            await step()
        except IllegalStep as error:
            self._calm.say(told(error, self._at.translate))
            self._calm.show(True)
            self._calm_until = time.monotonic() + _CALM_S
        except RespiteError as error:
            self._fault.say(told(error, self._at.translate))
            self._fault.show(True)
        else:
            self._fault.show(False)
        self._refresh()

    async def _switch(self, mode: Mode) -> None:
        await self._do(partial(self._at.desk.switch, mode))

    async def _set_comfort(self, **change: str | float) -> None:
        view = running(self._at.desk)
        if view is not None:
            await self._do(partial(self._at.desk.set_comfort, replace(view.comfort, **change)))  # type: ignore[arg-type]

    def _title(self, world: str) -> str:
        return self._at.translate(WORLDS[world].title) if world in WORLDS else world

    def _world_card(self, world: type[Scene] | None) -> WorldCard:
        with self._world_box:
            return WorldCard(self._at.translate, world, self._change_world, self._enter_world)

    async def _enter_world(self, world: str) -> None:
        await self._do(partial(self._at.desk.enter_world, world))

    async def _change_world(self, name: str, value: Value) -> None:
        await self._do(partial(self._at.desk.change_world, name, value))

    def _noted(self, text: str) -> None:
        self._note = text

    async def _complete(self) -> None:
        await self._do(partial(self._at.desk.complete, self._note))

    # ---- what is shown ----------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if self._gone:
            return
        view = running(self._at.desk)
        if view is None or view.session_id != self._id:
            self._gone = True  # once is enough: each call would begin the navigation anew
            self._timer.cancel()
            ui.navigate.to(f"/sessions/{self._id}")
            return
        _ = self._at.translate
        self._at.house.history.observe(view)
        self._show_steps(view)
        self._show_picture(view)
        self._time.show(view)
        self._show_view(view)
        self._ease.show(view.comfort)
        if view.world != self._shown_world:  # another one was entered, which has other choices
            self._shown_world = view.world
            self._where.say(self._title(view.world))
            self._world_box.clear()
            self._world = self._world_card(self._worlds.get(view.world))
        self._world.show(view)
        self._sound.show(view)
        self._rating.show(view)
        self._questionnaires.show(view)
        self._timeline.show(view)
        self._symptoms.show(view)
        self._notes.show(view)
        self._debrief_card.show(view.phase == "debrief")
        self._before.say("–" if view.before is None else str(view.before))
        self._after.say("–" if view.after is None else str(view.after))
        self._recorded.say(_("Recorded on disk") if view.recording else _("Not yet on disk"))
        self._recorded.look("recorded" if view.recording else "recorded waiting")
        self._stop_button.put(data_escape="on" if escapes(view) else None)
        if time.monotonic() > self._calm_until:
            self._calm.show(False)
        self._show_notices(view)

    def _show_steps(self, view: LiveView) -> None:
        at = STEPS.index(view.phase) if view.phase in STEPS else -1
        for place, node in enumerate(self._steps.values()):
            node.look("step" + (" past" if place < at else " here" if place == at else ""))
            node.put(aria_current="step" if place == at else None)

    def _show_picture(self, view: LiveView) -> None:
        _ = self._at.translate
        blind = self._at.house.mirror.age_s > _NO_PICTURE_S
        self._blind.show(blind)
        if blind:
            self._blind.say(_("No picture just now") if view.display else _("The world is being opened…"))
        self._resting.show(view.paused and not blind)
        breath = view.breath
        self._over.show(breath is not None and not blind)
        if breath is not None:
            half = _("Breathing guide: in") if breath.inward else _("Breathing guide: out")
            self._breath.say(wording.joined([half, _("{n} a minute").format(n=f"{breath.a_minute:g}")], _))
            self._ring.look("ring in" if breath.inward else "ring out")
            self._ring.put(style=f"transition-duration: {breath.seconds:.1f}s")

    def _show_view(self, view: LiveView) -> None:
        _ = self._at.translate
        for mode, node in self._modes.items():
            node.put(aria_pressed="true" if mode is view.mode else "false", disabled=view.wanted is not None)
        if view.wanted is not None:
            self._shown.say(_("Switching to {mode}…").format(mode=wording.mode(view.wanted, _)))
        elif view.display is None:
            self._shown.say(_("Nothing is shown yet"))
        else:
            names = [wording.word(wording.DISPLAYS, view.display, _), view.runtime or "", view.system or ""]
            shown = wording.joined(names, _)
            self._shown.say(_("{mode} is shown: {display}").format(mode=wording.mode(view.mode, _), display=shown))
        self._worn.show(view.mode.worn and view.display is not None)
        self._worn.say(_(wording.WORN[view.worn]))
        self._worn.put(data_worn={True: "yes", False: "no", None: "unknown"}[view.worn])
        self._awaited.show(view.awaited is not None)
        if view.awaited is not None:
            line = _("{mode} comes back by itself. Press 2D to stay in 2D.")
            self._awaited.say(line.format(mode=wording.mode(view.awaited, _)))

    def _show_notices(self, view: LiveView) -> None:
        newest = view.notices[-1] if view.notices else None
        if newest == self._newest:
            if time.monotonic() > self._news_until:
                self._news.show(False)
            return
        _ = self._at.translate
        self._newest = newest
        if newest is not None and newest.level != "info":
            self._news.say(sentence(newest.text, _))
            # While the list below the picture is in sight, a line over the picture would say it twice.
            in_sight = "" if view.asked is not None or view.phase == "debrief" else " twice"
            self._news.look(f"news {newest.level}{in_sight}")
            self._news.show(True)
            self._news_until = time.monotonic() + _NEWS_S
        self._notice_box.clear()
        with self._notice_box:
            for notice in reversed(view.notices[-6:]):
                with Node("div", look=f"notice {notice.level}"):
                    Node("span", charts.clock(notice.seconds), "when")
                    Node("span", sentence(notice.text, _), "grow")
