"""What the console shows of a running session, and the desk it acts through."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from app.engine.messages import Comfort
from app.programmes import Programme
from app.programmes import Visit as Planned
from app.questionnaires import How, Moment, Questionnaire
from app.session.asking import Giving, Rating
from app.session.browsing import Browsing
from app.session.course import Course
from app.session.doings import Doings
from app.session.dose import Dose
from app.session.followup import Followup
from app.session.hands import Hands
from app.session.kept import Calibration
from app.session.listening import Listening
from app.session.measured import Measured
from app.session.plan import Mode, SessionPlan
from app.session.reception import Reception
from app.session.wish import Wish, Wishes
from app.sound.calibrating import Calibrating
from app.store.answered import AnsweredRecord, Baseline
from app.store.earlier import Earlier
from app.store.enrolments import Part
from app.store.records import SessionRecord, SessionRow
from audio.messages import Level
from scenes.base import Scene

#: dB off the target within which the SNR counts as held
HELD_DB = 1.0
#: dB of uncertainty above which it is not said that the SNR is held, or where it stands
CERTAIN_DB = 2.0


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the clinician should know. `text` is a whole translated-ready sentence in English with its names filled in.

    level : "info", "warning" or "problem"
    seconds : when, from the session's start
    """

    level: str
    text: str
    seconds: float


class SoundState(Enum):
    """How the sound stands over the room, in one word."""

    HELD = "held"
    MOVING = "moving"
    UNCERTAIN = "uncertain"
    OUT_OF_REACH = "out_of_reach"
    NOT_CALIBRATED = "not_calibrated"
    NOT_STATED = "not_stated"
    SILENT = "silent"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class SoundView:
    """The sound in this second.

    level : what the audio process said of it
    listening : what is held over the room
    dose : of the last seven days, this session so far among them
    out_of_reach : the target has stood above the cap for some seconds
    """

    level: Level
    listening: Listening
    dose: Dose
    out_of_reach: bool = False

    @property
    def state(self) -> SoundState:
        level = self.level
        if "silent" in level.flags:
            return SoundState.SILENT
        if not level.calibrated:
            return SoundState.NOT_CALIBRATED
        if self.out_of_reach:
            return SoundState.OUT_OF_REACH
        if "fading" in level.flags:
            return SoundState.MOVING
        if level.snr_db is None:
            return SoundState.NOT_STATED
        if level.uncertainty_db is not None and level.uncertainty_db > CERTAIN_DB:
            return SoundState.UNCERTAIN
        if "slewing" in level.flags:
            return SoundState.MOVING
        return SoundState.HELD if abs(level.snr_db - level.target_db) <= HELD_DB else SoundState.MOVING


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is known of a participant before a session: what was heard over the room last, or is usual here, and how much."""

    listening: Listening
    under_18: bool
    dose: Dose


@dataclass(frozen=True, slots=True)
class Breath:
    """How a world leads the breath just now; it is the guide, not what the patient does.

    inward : in or out; seconds : that this half takes; a_minute : breaths
    """

    inward: bool
    seconds: float
    a_minute: float


@dataclass(frozen=True, slots=True)
class LiveView:
    """The running session, as of now.

    phase : "checklist", "calibration", "rating_before", "exposure", "rating_after", "debrief", "complete", "aborted"
    mode : the mode in force; `display` "openxr", "window" or "offscreen"
    wanted : the mode that a switch under way leads to, None while there is none
    awaited : the mode that comes back by itself once the headset is there again, None where none is waited for
    elapsed_s, planned_s : seconds of exposure delivered and planned
    before, after : the ratings, None until given
    sound : None while nothing is played
    sound_off : no sound is played in this session, because the weekly allowance is used up
    wish : how the visit trains and what is chosen for it, as of now; doings : what came of it so far; measured : by the worlds
    paused : the exposure rests; asked : the rating that waits for its answer; talking : the sound is lowered for the clinician
    course : what happened when; now_s : seconds from the session's start
    breath : how the world leads the breath, None where it doesn't; points : what the patient points with, "" before anything
    rating : as `asked`, with its instrument; giving : the questionnaire that is being given
    heard : whether the clinician's microphone is to be heard in the patient's headphones
    worn : whether the headset is worn, None where that can't be told or none is in use
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
    sound_off: bool = False
    wish: Wish = field(default_factory=Wish)
    doings: Doings = field(default_factory=Doings)
    measured: Measured = field(default_factory=lambda: Measured(""))
    paused: bool = False
    asked: str | None = None
    talking: bool = False
    course: Course = field(default_factory=Course)
    now_s: float = 0.0
    breath: Breath | None = None
    points: str = ""
    rating: Rating | None = None
    giving: Giving | None = None
    worn: bool | None = None
    heard: bool = False


class Desk(Reception, Browsing, Hands, Protocol):
    """Everything a clinician can do. All methods raise `app.errors.RespiteError` with one clear line when they can't."""

    #: the console refreshes from this as often as it likes; None when no session runs
    @property
    def live(self) -> LiveView | None: ...

    #: every reason why no session can start now ("" when one can)
    @property
    def ready(self) -> str: ...

    #: the calibration of the sound that is under way, None when none is
    @property
    def calibrating(self) -> Calibrating | None: ...

    async def calibrate(self) -> Calibrating:
        """Begin to calibrate the sound, or go on with it; no session may run meanwhile."""

    async def finish_calibration(self) -> bool:
        """Measure room and path, and keep all that was found; hands back whether that came to something."""

    async def kept_calibration(self) -> Calibration | None:
        """The newest kept calibration of the sound; None where there is none."""

    async def start(self, plan: SessionPlan) -> int:
        """Begin a session; hands back its id once it is on disk."""

    async def resume(self, session_id: int) -> int:
        """Go on with a session that was cut off."""

    async def abandon(self, session_id: int, reason: str) -> None:
        """End a session that was cut off, as aborted."""

    async def sessions(self, limit: int = 50, offset: int = 0, alias: str | None = None) -> Sequence[SessionRow]: ...

    async def session(self, session_id: int) -> SessionRecord: ...

    async def answered(self, session_id: int) -> Sequence[AnsweredRecord]:
        """What was answered beside the ratings; the newest of each questionnaire and moment."""

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
        """Keep the answers of a questionnaire, or the scores of one whose items are licensed, once they are on disk."""

    async def correct_rating(self, session_id: int, rating_id: int, value: int) -> None:
        """A rating of a session that is over was entered wrongly; returns once the right one is on disk, with who corrected it."""

    async def baselines(self, session_id: int) -> Mapping[str, Baseline]:
        """By questionnaire, what this visit's scores are held against: its own baseline, else that of an earlier visit."""

    async def keep_followup(self, followup: Followup) -> int:
        """Keep a visit that only asked, all of it or nothing; hands back its id once it is on disk."""

    async def unfinished(self) -> Sequence[SessionRow]: ...

    async def aliases(self) -> Sequence[str]: ...

    async def earlier_of(self, alias: str) -> Sequence[Earlier]:
        """This participant's ratings that were imported from files, the oldest first."""

    async def comfort_of(self, alias: str) -> Comfort | None:
        """How this participant was comfortable last; None where nothing is known."""

    async def hearing_of(self, alias: str, under_18: bool | None = None) -> Hearing:
        """What is known of this participant's hearing; the dose by the allowance of `under_18`, or as it is on record."""

    async def wishes_of(self, alias: str) -> Wishes:
        """What this participant's last visits to each world were like."""

    async def worlds(self) -> Mapping[str, type[Scene]]:
        """Every world's class, by name, for what it offers to choose."""

    async def programmes(self) -> Mapping[str, Programme]:
        """The programmes that there are, by id; one whose file breaks a rule is left out."""

    async def part(self, alias: str) -> Part | None:
        """Where this participant stands in a programme; None where they are in none."""

    async def enrol(self, alias: str, programme: Programme, strata: Mapping[str, str]) -> None:
        """Take a participant into a programme, at the next place of its allocation list."""

    async def leave(self, alias: str) -> None:
        """The participant's programme is over for them."""

    async def tell_next(self, alias: str) -> tuple[Planned, Mode | None]:
        """The participant's next visit and what it shows; that it was told is on disk."""

    async def own_timelines(self) -> Sequence[str]:
        """The clinic's own timelines, by name."""

    async def own_sounds(self) -> Sequence[str]:
        """The clinic's own files that can be held over the room, by name."""

    async def make_usual(self, usual: Listening) -> None:
        """What is heard over the room here by somebody of whom nothing else is known."""

    def pictures(self) -> AsyncIterator[bytes]:
        """JPEGs of what the patient sees, as they come, for as long as somebody iterates (it costs nothing otherwise)."""
