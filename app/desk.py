"""The clinician's desk on this machine: the store, at most one running session, and a warm process of each kind for the next.

It is the one implementation of `app.session.view.Desk`; the console and the demonstration act through it.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import secrets
import threading
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime

from app import programmes
from app.browsing import LocalBrowsing
from app.config import Devices, cache_folder
from app.deskhands import LocalHands
from app.engine import messages as picture
from app.engine.options import RenderOptions
from app.errors import IllegalStep
from app.processes.station import Kind, Spare
from app.programmes import Programme, Visit
from app.questionnaires import How, Moment, Questionnaire
from app.reception import LocalReception
from app.session import listening, timelines
from app.session.checklist import check
from app.session.followup import Followup
from app.session.kept import Calibration
from app.session.listening import Listening
from app.session.plan import Mode, SessionPlan
from app.session.protocol import Phase, Protocol, Rated
from app.session.runner import Runner
from app.session.view import Hearing, LiveView
from app.session.wish import Wishes, world_of
from app.sound.calibrating import Calibrating
from app.store import Store
from app.store.answered import AnsweredRecord, Baseline
from app.store.earlier import Earlier
from app.store.enrolments import Part
from app.store.records import SessionRecord, SessionRow
from audio import messages as sound
from audio.options import AudioOptions
from scenes.base import Scene, Training
from scenes.registry import WORLDS

#: pictures a second while somebody looks
MIRROR_FPS = 15


def _worlds() -> dict[str, type[Scene]]:
    return {name: world_of(name) for name in WORLDS}


class LocalDesk(LocalReception, LocalBrowsing, LocalHands):
    """See `app.session.view.Desk`. Everything runs on the event loop it is used on."""

    def __init__(self, store: Store, devices: Devices | None = None, log_level: int = logging.WARNING) -> None:
        LocalReception.__init__(self, store, devices or Devices())
        LocalBrowsing.__init__(self, store)
        self._spares = (
            Spare(
                Kind(
                    "picture",
                    "app.engine.process:main",
                    RenderOptions(str(cache_folder()), log_level, self._devices.worlds, str(store.path.parent)),
                    farewell=picture.Quit(),
                    env=self._devices.env,
                    chatter=cache_folder() / "log" / "picture.log",
                )
            ),
            Spare(
                Kind(
                    "sound",
                    "audio.process:main",
                    AudioOptions(log_level=log_level),
                    farewell=sound.Quit(),
                    env=self._devices.env,
                    chatter=cache_folder() / "log" / "sound.log",
                )
            ),
        )
        self._runner: Runner | None = None
        self._calibrating: Calibrating | None = None
        self._worlds_known = False
        self._viewers: set[asyncio.Queue[bytes]] = set()

    def warm(self) -> None:
        """Have the next session's processes ready, and the worlds known before the first page asks for them."""
        for spare in self._spares:
            spare.warm()
        if not self._worlds_known:
            self._worlds_known = True
            threading.Thread(target=_worlds, name="worlds", daemon=True).start()

    async def close(self) -> None:
        """The program ends. A running session stays where it stands and is offered again."""
        if self._calibrating is not None:
            await self._calibrating.close()
        if self._runner is not None:
            await self._runner.leave()
        await asyncio.gather(self.leave_work(), *(spare.dismiss() for spare in self._spares))

    # ---- what is there --------------------------------------------------------------------------------------------

    @property
    def live(self) -> LiveView | None:
        """The running session, None when none runs."""
        return self._runner.view if self._runner is not None else None

    @property
    def ready(self) -> str:
        """Why no session can start now, "" when one can."""
        if self._runner is not None:
            return "a session is running: stop or complete it first"
        return "the sound is being calibrated: finish that first" if self._calibrating is not None else ""

    @property
    def pids(self) -> dict[str, int]:
        """The process ids of the running session's picture and sound."""
        return self._runner.pids if self._runner is not None else {}

    async def sessions(self, limit: int = 50, offset: int = 0, alias: str | None = None) -> Sequence[SessionRow]:
        return await asyncio.to_thread(self._store.sessions, limit, offset, alias)

    async def session(self, session_id: int) -> SessionRecord:
        return await asyncio.to_thread(self._store.session, session_id)

    async def answered(self, session_id: int) -> Sequence[AnsweredRecord]:
        return await asyncio.to_thread(self._store.answered, session_id)

    async def answer(
        self,
        session_id: int,
        questionnaire: Questionnaire,
        moment: Moment,
        language: str,
        answers: Mapping[str, int],
        scores: Mapping[str, float],
        how: How = How.CONSOLE,
    ) -> None:
        await asyncio.to_thread(self._store.answer, session_id, questionnaire, moment, language, answers, scores, how)

    async def correct_rating(self, session_id: int, rating_id: int, value: int) -> None:
        await asyncio.to_thread(self._store.correct_rating, session_id, rating_id, value)

    async def baselines(self, session_id: int) -> Mapping[str, Baseline]:
        return await asyncio.to_thread(self._store.baselines, session_id)

    async def keep_followup(self, followup: Followup) -> int:
        return await asyncio.to_thread(self._store.keep_followup, followup, datetime.now(UTC))

    async def unfinished(self) -> Sequence[SessionRow]:
        running = self._runner.view.session_id if self._runner is not None else None
        return [row for row in await asyncio.to_thread(self._store.unfinished) if row.id != running]

    async def aliases(self) -> Sequence[str]:
        return await asyncio.to_thread(self._store.aliases)

    async def earlier_of(self, alias: str) -> Sequence[Earlier]:
        return await asyncio.to_thread(self._store.earlier, alias)

    async def comfort_of(self, alias: str) -> picture.Comfort | None:
        return await asyncio.to_thread(self._store.comfort_of, alias)

    async def hearing_of(self, alias: str, under_18: bool | None = None) -> Hearing:
        def read() -> Hearing:
            heard, young = self._store.hearing(alias)
            young = young if under_18 is None else under_18
            return Hearing(heard, young, self._store.dose(alias, datetime.now(UTC), under_18=young))

        return await asyncio.to_thread(read)

    async def wishes_of(self, alias: str) -> Wishes:
        return await asyncio.to_thread(self._store.wishes, alias)

    async def worlds(self) -> Mapping[str, type[Scene]]:
        return await asyncio.to_thread(_worlds)

    async def programmes(self) -> Mapping[str, Programme]:
        return await asyncio.to_thread(programmes.readable, self._store.path.parent)

    async def part(self, alias: str) -> Part | None:
        return await asyncio.to_thread(self._store.part, alias, date.today())

    async def enrol(self, alias: str, programme: Programme, strata: Mapping[str, str]) -> None:
        await asyncio.to_thread(self._store.enrol, alias, programme, strata)

    async def leave(self, alias: str) -> None:
        await asyncio.to_thread(self._store.leave, alias)

    async def tell_next(self, alias: str) -> tuple[Visit, Mode | None]:
        return await asyncio.to_thread(self._store.tell_next, alias, date.today(), "console")

    async def own_timelines(self) -> Sequence[str]:
        return await asyncio.to_thread(timelines.own, self._store.path.parent)

    async def own_sounds(self) -> Sequence[str]:
        return await asyncio.to_thread(listening.own_files, self._store.path.parent)

    async def make_usual(self, usual: Listening) -> None:
        await asyncio.to_thread(self._store.make_usual, listening.checked(usual))

    async def pictures(self) -> AsyncIterator[bytes]:
        """JPEGs of what the patient sees, as they come."""
        queue: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1)
        self._viewers.add(queue)
        self._mirror()
        try:
            while True:
                yield await queue.get()
        finally:
            self._viewers.discard(queue)
            self._mirror()

    # ---- what the clinician does ----------------------------------------------------------------------------------

    async def start(self, plan: SessionPlan) -> int:
        self._refuse_when_busy()
        required = (await self.site()).required
        plan = await asyncio.to_thread(self._store.asked, plan, date.today())
        plan = await asyncio.to_thread(check, plan, self._store.path.parent, required)
        self._refuse_when_busy()  # another press may have come meanwhile
        runner = self._new_runner(plan)
        session_id = await runner.begin(secrets.randbelow(2**31))
        self._runner = runner
        self._mirror()
        return session_id

    async def resume(self, session_id: int) -> int:
        self._refuse_when_busy()
        record = await self.session(session_id)
        row = record.row
        if Phase(row.state).terminal:
            raise IllegalStep(f"session {session_id} is {row.state}: it can't be resumed; start a new one")
        planned = await asyncio.to_thread(self._store.plan, session_id)
        await asyncio.to_thread(world_of, planned.world)
        mode = Mode(row.modes[-1]) if row.modes else planned.mode
        plan = dataclasses.replace(planned, mode=mode)
        world = next((s.world for s in reversed(record.segments) if s.world), planned.world)
        if world != planned.world:  # another one had been entered: what was chosen for the first is not for it
            await asyncio.to_thread(world_of, world)
            plan = dataclasses.replace(plan, world=world, training=Training(), timeline="", chosen={})
        protocol = Protocol.restore(
            row.planned_s,
            mode,
            planned.checklist,
            phase=row.state,
            before=row.before,
            after=row.after,
            delivered_s=row.delivered_s,
            asks=plan.asks,
            others=_answered(record, await self.answered(session_id)),
        )
        self._refuse_when_busy()  # another press may have come while this one was reading
        runner = self._new_runner(plan)
        await runner.take_up(session_id, record.seed, protocol)
        self._runner = runner
        self._mirror()
        return session_id

    async def abandon(self, session_id: int, reason: str) -> None:
        if self._runner is not None and self._runner.view.session_id == session_id:
            raise IllegalStep(f"session {session_id} is running: stop it instead")
        if Phase((await self.session(session_id)).row.state).terminal:
            raise IllegalStep(f"session {session_id} is over already: there is nothing to end")
        now_ns = time.monotonic_ns()
        self._store.re_anchor(session_id, now_ns)
        self._store.phase(session_id, now_ns, Phase.ABORTED, reason.strip() or "ended after it was cut off")

    @property
    def calibrating(self) -> Calibrating | None:
        return self._calibrating

    async def calibrate(self) -> Calibrating:
        if self._calibrating is None:
            self._refuse_when_busy()
            output, microphone, env = self._devices.output, self._devices.microphone, dict(self._devices.env)
            self._calibrating = Calibrating(self._store, output, microphone, env, self._calibrated)
        return self._calibrating

    async def finish_calibration(self) -> bool:
        calibrating = self._calibrating
        if calibrating is None:
            raise IllegalStep("the sound is not being calibrated: begin anew")
        return await calibrating.finish(self._devices.ambient_s, self._devices.noise_s)

    async def kept_calibration(self) -> Calibration | None:
        return await asyncio.to_thread(self._store.latest_calibration)

    # ---- inside ---------------------------------------------------------------------------------------------------

    def _new_runner(self, plan: SessionPlan) -> Runner:
        return Runner(self._store, plan, self._devices, self._spares, self._seen, self._ended)

    def _running(self) -> Runner:
        if self._runner is None:
            raise IllegalStep("no session is running: start one")
        return self._runner

    def _refuse_when_busy(self) -> None:
        if self.ready:
            raise IllegalStep(self.ready)

    def _seen(self, jpeg: bytes) -> None:
        for queue in self._viewers:
            # whoever is slow sees the newest picture, not an old one
            with contextlib.suppress(asyncio.QueueEmpty):
                queue.get_nowait()
            queue.put_nowait(jpeg)

    def _mirror(self) -> None:
        if self._runner is not None:
            self._runner.mirror(MIRROR_FPS if self._viewers else 0)

    def _calibrated(self) -> None:
        self._calibrating = None

    def _ended(self) -> None:
        self._runner = None
        self.warm()


def _answered(record: SessionRecord, answered: Sequence[AnsweredRecord]) -> list[Rated]:
    """What a session that was cut off has answered of what it asks."""
    forms = [form for form in answered if form.finished and form.moment is not Moment.LATER]
    return [
        *(Rated(rating.phase, rating.value, rating.instrument) for rating in record.ratings),
        *(Rated("after" if form.moment is Moment.AFTER else "before", None, form.questionnaire) for form in forms),
    ]
