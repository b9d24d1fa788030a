"""The card of a running session's time: what is left of it, and what is done most: pause, ask, talk, recentre, end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from app.console import charts, theme
from app.console.keys import Keyed, Translate
from app.console.parts import Node
from app.session.view import Desk, LiveView

Step = Callable[[], Awaitable[object]]
#: carries out a step and shows what refuses it
Do = Callable[[Step], Awaitable[None]]


class TimeCard:
    """do : see `Do`"""

    def __init__(self, translate: Translate, desk: Desk, do: Do) -> None:
        _ = self._ = translate
        self._desk, self._do, self._paused = desk, do, False
        with Node("section", look="card time") as self._card:
            with Node("div", look="line base"):
                self._title = Node("h2", "", "heading grow", data_testid="time-title")
                self._planned = Node("span", "", "soft")
            self._left = Node("p", "", "clock", data_testid="time-left")
            with Node("div", look="progress", aria_hidden="true"):
                self._bar = Node("div", look="done")
            with Node("div", look="steer"):
                self._pause = Keyed("", self._pause_or_go_on, "p", "button wide", data_testid="pause")
                self._ask = Keyed(_("Ask for a rating"), partial(do, desk.ask_now), "r", data_testid="ask-now")
                self._talk = Keyed(
                    _("Hold to talk"), None, "t", data_testid="talk", data_hold="on", title=_("A short press holds it")
                )
                self._talk.on("talkon", partial(self._say, True), args=[])
                self._talk.on("talkoff", partial(self._say, False), args=[])
                self._recentre = Keyed(_("Recentre"), partial(do, desk.recentre), "c", data_testid="recentre")
                self._finish = Keyed(_("Finish now"), partial(do, desk.finish_exposure), "e", data_testid="finish")
                self._skip = Keyed(
                    _("Skip the sound check"),
                    partial(do, desk.skip_calibration),
                    "k",
                    "button wide",
                    data_testid="skip-calibration",
                )
            self._told = Node("p", "", "tiny", role="status", data_testid="talk-told")
            # said by the page's own script, which knows whether the browser gives its microphone
            self._voice = Node(
                "p",
                "",
                "tiny",
                role="status",
                data_testid="talk-voice",
                data_on=_("You are heard in the headphones, about 0.2 s later."),
                data_refused=_("This browser's microphone can't be used: you are heard in the room alone."),
            )

    def show(self, view: LiveView) -> None:
        """Show the time of this view."""
        _ = self._
        self._paused = view.paused
        exposure = view.phase == "exposure"
        over = view.phase in ("rating_after", "debrief")
        self._title.say(_("Paused, time left") if view.paused else _("Time delivered") if over else _("Time left"))
        self._card.look("card time paused" if view.paused else "card time")
        self._left.say(charts.clock(view.elapsed_s if over else view.planned_s - view.elapsed_s))
        self._planned.say(_("of {planned}").format(planned=charts.clock(view.planned_s)))
        share = min(1.0, view.elapsed_s / view.planned_s) if view.planned_s else 0.0
        self._bar.put(style=f"width: {share:.1%}")
        self._pause.say(_("Go on") if view.paused else _("Pause"))
        self._pause.look("button wide primary" if view.paused else "button wide")
        for node in (self._pause, self._ask, self._finish):
            node.show(exposure)
        self._ask.put(disabled=view.asked is not None)
        # nothing sounds before the exposure, and in a pause: then there is nothing to talk over
        self._talk.show(exposure and not view.paused and view.sound is not None)
        self._talk.put(aria_pressed="true" if view.talking else "false")
        self._skip.show(view.phase == "calibration")
        self._talk.put(data_voice=theme.file_url("talk-voice.js") if view.heard else None)
        lowered = _("Lowered by {db} dB while you talk.")
        alone = _("Lowered by {db} dB while you talk. You are heard in the room, not in the headphones.")
        self._told.say((lowered if view.heard else alone).format(db="12") if view.talking else "")
        self._voice.show(view.talking and view.heard)
        self._told.show(view.talking)

    async def _pause_or_go_on(self) -> None:
        await self._do(self._desk.go_on if self._paused else self._desk.pause)

    async def _say(self, on: bool) -> None:
        await self._do(partial(self._desk.talk, on))
