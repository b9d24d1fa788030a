"""The mode that the world is shown in: the switch to another, and the way back to one that was lost."""

from __future__ import annotations

import asyncio
import time

from app.engine import messages as picture
from app.errors import IllegalStep, RespiteError
from app.processes.station import Station
from app.session.audience import Audience
from app.session.comeback import Comeback
from app.session.log import SessionLog
from app.session.plan import Mode, SessionPlan

#: seconds granted to the first picture of a mode, for which the graphics driver translates every shader of the world at once
FIRST_S = 10.0
#: seconds after which a switch is given up
SWITCH_S = 28.0


class Modes:
    """The mode in force in the picture of `station`.

    A headset that was lost is gone back to by itself where the plan says so: the mode is asked for again and again, without a word
    about refusals. Not after the whole process was lost with it: what ended it could end the next one too.
    """

    def __init__(self, station: Station, log: SessionLog, audience: Audience, plan: SessionPlan) -> None:
        self._station, self._log, self._audience = station, log, audience
        self._request = 0
        self._answer: asyncio.Future[picture.ModeChanged] | None = None
        self._comeback = Comeback(plan.returns)
        # what was asked for quietly, by request, and until when its answer is waited for; the refusal heard last
        self._quiet: dict[int, float] = {}
        self._refusal = ""
        #: the mode in force, None before the first picture
        self.shown: picture.ModeChanged | None = None
        #: the mode that the next process begins in
        self.next = plan.mode
        #: the mode that a switch under way leads to
        self.wanted: Mode | None = None

    @property
    def mode(self) -> Mode:
        return Mode(self.shown.mode) if self.shown else self.next

    @property
    def recorded(self) -> str | None:
        """The mode in force as the record has it, None before the first picture."""
        return self.shown.mode if self.shown else None

    @property
    def awaited(self) -> Mode | None:
        """The mode that comes back by itself once the headset is there again."""
        return self._comeback.awaited

    async def switch(self, mode: Mode) -> None:
        """Show the world in `mode`; returns when it is shown.

        Raises
        ------
        RespiteError
            It can't be: the line says why and what to do.
        """
        if self._answer is not None:
            raise IllegalStep("a switch is under way: wait until the picture has changed")
        if self.shown is None:
            raise IllegalStep("nothing is shown yet: wait for the first picture, then switch")
        if self.awaited is not None and not mode.worn:
            self._call_off()
        self._comeback.instead(mode)
        if self.shown.mode == mode:
            return
        self._request += 1
        self._answer, self.wanted = asyncio.get_running_loop().create_future(), mode
        self._log.event("switch_asked", {"mode": mode.value})
        self._station.expect(patience_s=FIRST_S)
        try:
            if not self._station.send(picture.SetMode(mode=mode.value, request=self._request)):
                raise RespiteError("the picture is being started again: wait for it, then switch")
            changed = await asyncio.wait_for(self._answer, SWITCH_S)
        except TimeoutError as error:
            raise RespiteError(
                f"the picture did not change within {SWITCH_S:.0f} s: try again, or stop the session"
            ) from error
        finally:
            self._answer = self.wanted = None
            self._comeback.tried(time.monotonic())
        if changed.mode != mode:
            raise RespiteError(changed.reason or f"the picture stays in {Mode(changed.mode).spoken}")

    def come_back(self, now: float) -> None:
        """Ask for the mode that is waited for, if it is time to; to be called again and again. `now` : seconds, monotonic"""
        mode = self._comeback.due(now)
        if (
            mode is None
            or self.shown is None
            or self._answer is not None
            or now < max(self._quiet.values(), default=0.0)
        ):
            return
        self._ask_quietly(mode, now)

    def stay(self) -> None:
        """From now on nothing comes back by itself."""
        if self.awaited is not None:
            self._call_off()
        self._comeback.close()

    def _ask_quietly(self, mode: Mode, now: float) -> None:
        self._request += 1
        if self._station.send(picture.SetMode(mode=mode.value, request=self._request)):
            self._quiet[self._request] = now + SWITCH_S
            self._station.expect(patience_s=FIRST_S)
        self._comeback.tried(now)

    def _call_off(self) -> None:
        """Nothing is waited for any longer; an attempt that is under way is taken back."""
        self._log.event("await_ended", {})
        if self._quiet:
            self._ask_quietly(self.mode, time.monotonic())

    # ---- what the picture tells -----------------------------------------------------------------------------------

    def changed(self, message: picture.ModeChanged) -> None:
        """Another mode is shown, or the same one still."""
        before, now = self.shown, time.monotonic()
        quiet = self._quiet.pop(message.request, None) is not None
        self._refusal = message.reason if quiet else ""
        if quiet and before is not None and before.mode == message.mode:
            self._comeback.tried(now)
            return
        self.shown = message
        self.next = mode = Mode(message.mode)
        self._log.event(
            "mode",
            {
                "mode": message.mode,
                "display": message.display,
                "runtime": message.runtime,
                "system": message.system,
                "reason": message.reason,
                "took_s": message.took_s,
                "request": message.request,
                "by_itself": quiet or (before is not None and not message.request),
                "state": message.state,
            },
            message.t_ns,
        )
        if message.reason:
            self._log.notice("warning", message.reason)
        self._await(before, mode, message, now)
        if quiet:
            self._log.notice("info", f"the headset is back: {mode.spoken} is shown again")
        self._audience.picture_changed(before, message, returned=quiet)
        if self._answer is not None and not self._answer.done() and message.request == self._request:
            self._answer.set_result(message)

    def _await(self, before: picture.ModeChanged | None, mode: Mode, message: picture.ModeChanged, now: float) -> None:
        """Wait for the mode that was lost just now; stop waiting for one that is there."""
        if mode.worn:
            self._comeback.over()
        elif (
            before is not None
            and (message.reason or not message.request)  # a loss may overtake a switch, and answers it then
            and self._comeback.lost(Mode(before.mode), now)
        ):
            self._log.event("awaited", {"mode": before.mode})
            self._log.notice("info", f"{Mode(before.mode).spoken} comes back by itself once the headset is there again")

    def news(self, fault: str) -> bool:
        """Whether a fault is to be told: what a quiet attempt came to was told when the headset was lost."""
        return fault != self._refusal

    def lost(self, why: str) -> None:
        """The process is gone, and the mode with it."""
        lost, self.shown = self.shown, None
        if self._quiet or (lost is not None and Mode(lost.mode).worn):
            self._comeback.over()
        self._quiet.clear()
        if lost is not None and Mode(lost.mode).worn:
            self.next = Mode.D2
            where = f"{why} (headset {lost.system}, runtime {lost.runtime})"
            todo = "the session goes on in 2D; press 3D to try the headset again"
        else:
            where, todo = why, "it starts again by itself"
        self._log.fault("the picture was lost", where, todo)
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(RespiteError(f"the picture was lost while it switched: {todo}"))
