"""Runs one session with real processes: where the protocol stands is told to picture and sound, what they say is recorded.

Everything happens on one event loop, one step after the other. What is acknowledged has been handed to the `SessionLog` first.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from app.config import Devices
from app.engine import messages
from app.engine.comfort import checked
from app.errors import IllegalStep
from app.processes.station import Spare
from app.questionnaires import Moment
from app.session import listening
from app.session.direction import Direction
from app.session.dose import Dose
from app.session.instruments import PAIN_NOW
from app.session.log import SessionLog
from app.session.picture import Picture
from app.session.plan import Mode, SessionPlan
from app.session.protocol import Phase, Protocol
from app.session.remarks import Remarks
from app.session.sound import Sound
from app.session.stay import Stay
from app.session.view import LiveView
from app.session.wish import Wish, world_of
from app.store import Store
from scenes.base import Training, Value

log = logging.getLogger(__name__)

#: seconds that a stop may take, all in all; whatever still shows or sounds then is ended by force
STOP_WITHIN_S = 0.45


class Runner:
    """One session, from its first row in the store to its last.

    seen : called with each picture (JPEG)
    ended : called once, when the session is over and its processes are gone
    """

    def __init__(
        self,
        store: Store,
        plan: SessionPlan,
        devices: Devices,
        spares: tuple[Spare, Spare],
        seen: Callable[[bytes], None],
        ended: Callable[[], None],
    ) -> None:
        self._plan = plan
        self._seen, self._ended = seen, ended
        self._log = SessionLog(store)
        self._picture = Picture(spares[0], devices, self._log, plan, self)
        self._sound = Sound(
            spares[1], devices, self._log, plan, listening.source(plan.listening.layer, store.path.parent)
        )
        self._store = store
        self._stay = Stay(self._log, plan, self._picture, self._sound, store.path.parent)
        protocol = Protocol.begin(plan.seconds, plan.mode, plan.checklist, plan.asks)
        self._direction = Direction(self._log, self._picture, self._sound, self._stay, plan, protocol)
        self._remarks = Remarks(self._log, self._sound)
        self._tasks: set[asyncio.Task[None]] = set()
        self._over = False

    # ---- what the clinician does ----------------------------------------------------------------------------------

    async def begin(self, seed: int) -> int:
        """Put the session on disk and start it; hands back its id.

        Raises
        ------
        StoreError
            It can't be put on disk; nothing has begun.
        """
        self._direction.protocol = self._direction.protocol.confirm_checklist(self._plan.checklist, _now())
        dose = self._dose()
        self._log.begin(self._plan, seed)
        self._direction.record()
        self._start(seed, dose)
        return self._log.id

    async def take_up(self, session_id: int, seed: int, protocol: Protocol) -> int:
        """Go on with a session that was cut off, where `protocol` stands."""
        dose = self._dose()
        self._log.take_up(session_id)
        self._direction.protocol = protocol
        if protocol.phase is Phase.CHECKLIST:
            self._direction.protocol = protocol.confirm_checklist(self._plan.checklist, _now())
            self._direction.record()
        self._log.event("resumed", {"phase": protocol.phase.value})
        self._start(seed, dose)
        return session_id

    async def switch(self, mode: Mode) -> None:
        """Show the world in `mode`; returns when it is shown. Raises `RespiteError` with the reason when it can't be."""
        self._refuse_when_over("switch")
        await self._picture.modes.switch(mode)

    async def enter_rating(self, value: int) -> None:
        """The patient said `value`; it stands for the rating that is open."""
        self._direction.questions.enter(value)

    async def ask_now(self, instrument: str = PAIN_NOW) -> None:
        """Ask for a rating within the exposure, or its pause."""
        self._direction.ask_now(instrument)

    async def give(self, questionnaire: str, moment: Moment) -> None:
        """Give a questionnaire in the world and by voice, whichever the patient answers in."""
        self._refuse_when_over("give a questionnaire")
        self._direction.questions.give(questionnaire, moment)

    async def enter_answer(self, value: int | None) -> None:
        """The patient said the answer to the item that is asked, or that they would rather not."""
        self._direction.questions.interview.enter(value)

    async def item_before(self) -> None:
        """Ask the item before again."""
        self._direction.questions.interview.back()

    async def leave_rest_out(self) -> None:
        """The rest of the questionnaire stays without an answer."""
        self._direction.questions.interview.leave_out()

    async def ask_again(self) -> None:
        """Show the rating panel anew, before the patient's present forward."""
        self._direction.questions.again()

    async def skip_rating(self) -> None:
        """Leave the open rating out; the record says so."""
        self._direction.questions.leave_out()

    async def pause(self) -> None:
        """The world comes to rest and dims, and the sound fades out."""
        self._direction.pause()

    async def go_on(self) -> None:
        """The pause is over."""
        self._direction.go_on()

    async def remark(self, text: str) -> bool:
        """Note a line; hands back whether it is on disk."""
        self._refuse_when_over("note")
        return self._remarks.note(text)

    async def symptom(self, symptom: str, severity: str) -> bool:
        """The patient feels something; hands back whether it is on disk."""
        self._refuse_when_over("symptom")
        return self._remarks.symptom(
            symptom, severity, self._direction.protocol.phase.value, self._picture.modes.recorded
        )

    async def talk(self, on: bool) -> None:
        """The sound makes way for the clinician's voice, or comes back."""
        self._refuse_when_over("talk")
        self._remarks.talk(on)

    def speak(self, samples: bytes) -> None:
        """A piece of the clinician's voice, for as long as `talk` is on."""
        if not self._over:
            self._remarks.speak(samples)

    async def skip_calibration(self) -> None:
        """Go on without a stated SNR."""
        if not self._sound.preparing:
            raise IllegalStep("the sound calibration is over: there is nothing to skip")
        self._sound.skip("the calibration was skipped by the clinician")

    async def recentre(self) -> None:
        self._refuse_when_over("recentre")
        self._picture.recentre()

    async def set_comfort(self, comfort: messages.Comfort) -> None:
        """Be comfortable in this way from now on. Raises `BadInput` when it breaks a rule."""
        self._refuse_when_over("comfort")
        if checked(comfort) != self._picture.comfort:
            self._log.comfort(comfort)
            self._picture.set_comfort(comfort)

    async def change_world(self, name: str, value: Value) -> None:
        """Another level, or another value of a live choice. Raises `BadInput` when it breaks a rule."""
        self._refuse_when_over("change the world")
        self._stay.change(name, value)

    async def enter_world(self, world: str) -> None:
        """Show another world, as this participant had it last. Raises `BadInput` for one that is not there."""
        self._refuse_when_over("another world")
        await asyncio.to_thread(world_of, world)
        wish = self._picture.wish
        known = await asyncio.to_thread(self._store.wishes, self._plan.alias)
        chosen = known.of[world].chosen if world in known.of else {}
        self._direction.enter_world(world, Wish(training=Training(level=wish.training.level), chosen=chosen))

    async def finish_exposure(self) -> None:
        """End the exposure now and go on to the rating after."""
        self._direction.step(self._direction.protocol.finish_exposure(_now()), ended_by="finished_early")

    async def stop(self, reason: str) -> None:
        """Picture and sound end within half a second; the session ends as aborted."""
        self._refuse_when_over("stop")
        limit = time.monotonic() + STOP_WITHIN_S
        self._picture.stop()
        self._sound.stop()
        self._log.close_segment("stopped")
        self._direction.questions.drop()
        self._direction.protocol = self._direction.protocol.abort(reason, _now())
        self._direction.record()
        for name, part in (("picture", self._picture), ("sound", self._sound)):
            if part.there:
                try:
                    await asyncio.wait_for(part.stopped.wait(), max(0.01, limit - time.monotonic()))
                except TimeoutError:
                    self._log.event("fault", {"what": f"the {name} did not stop in {STOP_WITHIN_S} s and was ended"})
                    part.kill()
        if self._picture.building:
            self._picture.kill()  # it would not hear that it is to end before the world is there
        await self._end()

    async def complete(self, note: str) -> None:
        """Close the debrief; the session is complete."""
        finished = self._direction.protocol.complete(_now())
        self._direction.questions.drop()
        if note.strip():
            self._log.note(note.strip())
        self._direction.protocol = finished
        self._direction.record()
        await self._end()

    async def leave(self) -> None:
        """The program ends: the session stays where it stands and is offered again at the next start."""
        if not self._over:
            self._log.close_segment("program_ended")
            await self._end()

    def mirror(self, fps: int) -> None:
        """Pictures of what the patient sees, `fps` a second (0: none)."""
        self._picture.mirror(fps)

    @property
    def over(self) -> bool:
        return self._over

    @property
    def pids(self) -> dict[str, int]:
        """The process ids of picture and sound."""
        return {"picture": self._picture.pid, "sound": self._sound.pid}

    @property
    def view(self) -> LiveView:
        shown, protocol = self._picture.modes.shown, self._direction.protocol
        worn = self._picture.modes.mode.worn
        return LiveView(
            session_id=self._log.id,
            alias=self._plan.alias,
            world=self._picture.world,
            language=self._plan.language,
            phase=protocol.phase.value,
            mode=self._picture.modes.mode,
            wanted=self._picture.modes.wanted,
            awaited=self._picture.modes.awaited,
            display=shown.display if shown else None,
            runtime=shown.runtime if shown and worn else None,
            system=shown.system if shown and worn else None,
            elapsed_s=self.delivered_s,
            planned_s=protocol.planned_s,
            before=protocol.before,
            after=protocol.after,
            sound=self._sound.view,
            sound_off=self._sound.safety.off,
            notices=self._log.notices,
            recording=self._log.durable,
            comfort=self._picture.comfort,
            wish=self._picture.wish,
            doings=self._stay.doings,
            measured=self._stay.measured,
            paused=protocol.paused,
            asked=self._direction.questions.open,
            rating=self._direction.questions.rating,
            giving=self._direction.questions.interview.view,
            talking=self._remarks.talking,
            heard=self._remarks.heard,
            course=self._log.course,
            now_s=self._log.at_s(),
            breath=self._stay.breath,
            points=self._picture.points,
            worn=self._picture.worn,
        )

    # ---- the session's own course ---------------------------------------------------------------------------------

    def _dose(self) -> Dose:
        """What the patient heard in the last week. Raises `StoreError`: without it no session begins."""
        if self._plan.simulated is not None:
            return Dose(under_18=self._plan.under_18)
        return self._store.dose(self._plan.alias, datetime.now(UTC), under_18=self._plan.under_18)

    def _start(self, seed: int, dose: Dose) -> None:
        self._sound.safety.begin(dose)
        self._picture.start(seed, self._direction.protocol.mode)
        self._spawn(self._preparing())
        self._spawn(self._ticking())

    async def _preparing(self) -> None:
        """The sound first; then on to where the session stands."""
        why = await self._sound.prepare()
        if why:
            self._log.notice("info", f"the SNR is not stated in this session: {why}")
        if self._direction.protocol.phase is not Phase.CALIBRATION:
            self._direction.direct()
        elif why:
            self._direction.step(self._direction.protocol.calibration_skipped(why, _now()))
        else:
            self._direction.step(self._direction.protocol.calibrated(_now()))

    async def _ticking(self) -> None:
        beat = 0
        while True:
            await asyncio.sleep(0.1)
            self._direction.tick()
            self._picture.modes.come_back(_now())
            self._remarks.tick(_now())
            beat += 1
            if beat % 10 == 0:
                self._log.retry()

    async def _end(self) -> None:
        self._over = True
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()
        await asyncio.gather(self._picture.close(), self._sound.close())
        self._log.retry()
        self._ended()

    # ---- what the picture tells -----------------------------------------------------------------------------------

    def picture_opened(self) -> None:
        self._direction.opened()

    def picture_changed(
        self, before: messages.ModeChanged | None, now: messages.ModeChanged, *, returned: bool
    ) -> None:
        if not self._over:
            self._direction.changed(before, now, returned=returned)

    def picture_lost(self) -> None:
        self._direction.lost()

    def picture_seen(self, jpeg: bytes) -> None:
        self._seen(jpeg)

    def rating_given(self, rating: messages.RatingGiven) -> None:
        if not self._over:
            self._direction.questions.given(rating)

    def item_answered(self, told: messages.ItemAnswered) -> None:
        if not self._over:
            self._direction.questions.interview.answered(told)

    def world_asks(self, told: messages.SceneAsks) -> None:
        if not self._over:
            self._direction.questions.world_asks(told)

    def patient_stops(self, source: str) -> None:
        if not self._over and not self._direction.protocol.phase.terminal:
            self._spawn(self.stop(f"stopped by the patient ({source})"))

    def happened(self, happening: messages.SceneHappening) -> None:
        self._stay.happened(happening)

    def line_said(self, line: messages.SceneLine) -> None:
        self._stay.said(line)

    @property
    def delivered_s(self) -> float:
        """Seconds of the exposure so far."""
        return self._direction.protocol.elapsed(_now())

    def sound_asked(self, cue: messages.SceneCue) -> None:
        self._sound.cue(cue.sound, cue.azimuth, cue.elevation, cue.distance, cue.gain_db)

    def head_turned(self, facing: messages.Facing) -> None:
        self._sound.face(facing.azimuth, facing.elevation, facing.ahead)

    # ---- small things ---------------------------------------------------------------------------------------------

    def _refuse_when_over(self, step: str) -> None:
        if self._over or self._direction.protocol.phase.terminal:
            raise IllegalStep(f"{step}: the session is over; start another one")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        with contextlib.suppress(asyncio.CancelledError):
            error = task.exception()
            if error is not None:
                log.error("the session stumbled", exc_info=error)
                self._log.fault("Respite stumbled", str(error), "stop the session and start it again")


def _now() -> float:
    return time.monotonic()
