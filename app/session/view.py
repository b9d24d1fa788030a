"""What the console shows of a running session, and the desk it acts through."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.engine.messages import Comfort
from app.session.plan import Mode, SessionPlan
from app.store.records import SessionRecord, SessionRow


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the clinician should know. `text` is a whole translated-ready sentence in English with its names filled in.

    level : "info", "warning" or "problem"
    seconds : when, from the session's start
    """

    level: str
    text: str
    seconds: float


@dataclass(frozen=True, slots=True)
class SoundView:
    """The sound in this second. `snr_db` is None where it can't be stated; `ambient_db` and `layer_db` are dB(A) re full scale."""

    snr_db: float | None
    target_db: float
    ambient_db: float | None
    layer_db: float | None
    calibrated: bool
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LiveView:
    """The running session, as of now.

    phase : "checklist", "calibration", "rating_before", "exposure", "rating_after", "debrief", "complete", "aborted"
    mode : the mode in force; `display` "openxr", "window" or "offscreen"
    wanted : the mode that a switch under way leads to, None while there is none
    awaited : the mode that comes back by itself once the headset is there again, None where none is waited for
    elapsed_s, planned_s : seconds of exposure delivered and planned
    before, after : the ratings, None until given
    """

    session_id: int
    alias: str
    world: str
    language: str
    phase: str
    mode: Mode
    wanted: Mode | None
    awaited: Mode | None
    display: str | None
    runtime: str | None
    system: str | None
    elapsed_s: float
    planned_s: float
    before: int | None
    after: int | None
    sound: SoundView | None
    notices: tuple[Notice, ...]
    recording: bool
    comfort: Comfort


class Desk(Protocol):
    """Everything a clinician can do. All methods raise `app.errors.RespiteError` with one clear line when they can't."""

    #: the console refreshes from this as often as it likes; None when no session runs
    @property
    def live(self) -> LiveView | None: ...

    #: every reason why no session can start now ("" when one can)
    @property
    def ready(self) -> str: ...

    async def start(self, plan: SessionPlan) -> int:
        """Begin a session; hands back its id once it is on disk."""

    async def switch(self, mode: Mode) -> None:
        """Show the world in this mode from now on."""

    async def enter_rating(self, value: int) -> None:
        """The patient said the value; it stands for the rating that is open."""

    async def ask_again(self) -> None:
        """Show the rating panel again (recentred)."""

    async def skip_rating(self) -> None:
        """The open rating is left out, and the record says so."""

    async def skip_calibration(self) -> None:
        """Go on at the fixed level, without a stated SNR."""

    async def recentre(self) -> None:
        """The patient's present forward becomes the world's."""

    async def set_comfort(self, comfort: Comfort) -> None:
        """Be comfortable in this way from now on; it is kept for the participant's next visit."""

    async def finish_exposure(self) -> None:
        """End the exposure now and go on to the rating after."""

    async def stop(self, reason: str) -> None:
        """Stop: picture and sound are gone within half a second; the session ends as aborted."""

    async def complete(self, note: str) -> None:
        """Close the debrief; the session is complete."""

    async def resume(self, session_id: int) -> int:
        """Go on with a session that was cut off."""

    async def abandon(self, session_id: int, reason: str) -> None:
        """End a session that was cut off, as aborted."""

    async def sessions(self, limit: int = 50, offset: int = 0, alias: str | None = None) -> Sequence[SessionRow]: ...

    async def session(self, session_id: int) -> SessionRecord: ...

    async def unfinished(self) -> Sequence[SessionRow]: ...

    async def aliases(self) -> Sequence[str]: ...

    async def comfort_of(self, alias: str) -> Comfort | None:
        """How this participant was comfortable last; None where nothing is known."""

    def pictures(self) -> AsyncIterator[bytes]:
        """JPEGs of what the patient sees, as they come, for as long as somebody iterates (it costs nothing otherwise)."""
