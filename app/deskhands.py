"""The hands on a running session: each reaches for it anew, since it may be over by now."""

from __future__ import annotations

from app.engine.messages import Comfort
from app.questionnaires import Moment
from app.session.instruments import PAIN_NOW
from app.session.plan import Mode
from app.session.runner import Runner
from scenes.base import Value


class LocalHands:
    """See `app.session.hands.Hands`."""

    def _running(self) -> Runner:
        """The session that runs. Raises `IllegalStep` when there is none."""
        raise NotImplementedError

    async def switch(self, mode: Mode) -> None:
        await self._running().switch(mode)

    async def enter_rating(self, value: int) -> None:
        await self._running().enter_rating(value)

    async def ask_now(self, instrument: str = PAIN_NOW) -> None:
        await self._running().ask_now(instrument)

    async def give(self, questionnaire: str, moment: Moment) -> None:
        await self._running().give(questionnaire, moment)

    async def enter_answer(self, value: int | None) -> None:
        await self._running().enter_answer(value)

    async def item_before(self) -> None:
        await self._running().item_before()

    async def leave_rest_out(self) -> None:
        await self._running().leave_rest_out()

    async def ask_again(self) -> None:
        await self._running().ask_again()

    async def skip_rating(self) -> None:
        await self._running().skip_rating()

    async def skip_calibration(self) -> None:
        await self._running().skip_calibration()

    async def pause(self) -> None:
        await self._running().pause()

    async def go_on(self) -> None:
        await self._running().go_on()

    async def recentre(self) -> None:
        await self._running().recentre()

    async def set_comfort(self, comfort: Comfort) -> None:
        await self._running().set_comfort(comfort)

    async def change_world(self, name: str, value: Value) -> None:
        await self._running().change_world(name, value)

    async def enter_world(self, world: str) -> None:
        await self._running().enter_world(world)

    async def remark(self, text: str) -> bool:
        return await self._running().remark(text)

    async def symptom(self, symptom: str, severity: str) -> bool:
        return await self._running().symptom(symptom, severity)

    async def talk(self, on: bool) -> None:
        await self._running().talk(on)

    def speak(self, samples: bytes) -> None:
        self._running().speak(samples)

    async def finish_exposure(self) -> None:
        await self._running().finish_exposure()

    async def stop(self, reason: str) -> None:
        await self._running().stop(reason)

    async def complete(self, note: str) -> None:
        await self._running().complete(note)
