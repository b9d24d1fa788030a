"""What can be done about the session that runs, by whoever sits at the console; each is done once it returns."""

from __future__ import annotations

from typing import Protocol

from app.engine.messages import Comfort
from app.questionnaires import Moment
from app.session.instruments import PAIN_NOW
from app.session.plan import Mode
from scenes.base import Value


class Hands(Protocol):
    """All methods raise `app.errors.RespiteError` with one clear line when they can't: `IllegalStep` where it is not the time
    for it, `Already` where somebody else has done it.
    """

    async def switch(self, mode: Mode) -> None:
        """Show the world in this mode from now on."""

    async def enter_rating(self, value: int) -> None:
        """The patient said the value; it stands for the rating that is open."""

    async def ask_now(self, instrument: str = PAIN_NOW) -> None:
        """Ask for a rating within the exposure, which goes on meanwhile."""

    async def give(self, questionnaire: str, moment: Moment) -> None:
        """Give a questionnaire, in the world and by voice at once."""

    async def enter_answer(self, value: int | None) -> None:
        """The patient said the answer to the item that is asked, or that they would rather not (None)."""

    async def item_before(self) -> None:
        """Ask the item before again."""

    async def leave_rest_out(self) -> None:
        """The rest of the questionnaire stays without an answer."""

    async def ask_again(self) -> None:
        """Show the rating panel again (recentred)."""

    async def skip_rating(self) -> None:
        """The open rating is left out, and the record says so."""

    async def skip_calibration(self) -> None:
        """Go on at the fixed level, without a stated SNR."""

    async def pause(self) -> None:
        """The world comes to rest and dims, the sound fades out, no exposure is counted."""

    async def go_on(self) -> None:
        """The pause is over."""

    async def recentre(self) -> None:
        """The patient's present forward becomes the world's."""

    async def set_comfort(self, comfort: Comfort) -> None:
        """Be comfortable in this way from now on; it is kept for the participant's next visit."""

    async def change_world(self, name: str, value: Value) -> None:
        """The world's "level", or one of its live choices, is another from now on; it is kept for the participant's next visit."""

    async def enter_world(self, world: str) -> None:
        """Show another world from here on, behind a fade; no exposure is counted until it is there."""

    async def remark(self, text: str) -> bool:
        """Note a line, at this second; hands back whether it is on disk."""

    async def symptom(self, symptom: str, severity: str) -> bool:
        """The patient feels something, of `app.session.symptoms`; hands back whether it is on disk."""

    async def talk(self, on: bool) -> None:
        """The sound makes way for the clinician's voice; to be said again each second or two for as long as it should."""

    def speak(self, samples: bytes) -> None:
        """A piece of the clinician's voice, as `audio.messages.Voice`; it goes nowhere while `talk` is not on."""

    async def finish_exposure(self) -> None:
        """End the exposure now and go on to the rating after."""

    async def stop(self, reason: str) -> None:
        """Stop: picture and sound are gone within half a second; the session ends as aborted."""

    async def complete(self, note: str) -> None:
        """Close the debrief; the session is complete."""
