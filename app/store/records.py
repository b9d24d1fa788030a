"""What the store hands out: frozen copies of rows, free of the database.

Times: `started_utc` is the one wall-clock time of a session, UTC; `at_s` and `start_s` are seconds from the session's
start, counted by the monotonic clock. A session that was cut off and resumed goes on where its record ended.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from app.engine.messages import Comfort
from app.session.listening import Listening
from app.session.symptoms import Note, Symptom
from app.session.wish import Wish

#: nominal centre frequencies of the third octaves that are measured (IEC 61260-1), Hz
THIRD_OCTAVES_HZ = (
    *(100, 125, 160, 200, 250, 315, 400, 500, 630, 800),
    *(1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000, 10000),
)


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """A stretch of the exposure in one mode on one display. `seconds` is None while it runs.

    world : what was shown, None where that was not recorded: it was the session's own
    """

    id: int
    mode: str
    display: str
    runtime: str | None
    system: str | None
    start_s: float
    seconds: float | None
    ended_by: str | None
    world: str | None = None


@dataclass(frozen=True, slots=True)
class RatingRecord:
    """A rating as given. `at_s` in seconds from the session's start; `source` may be "clinician"."""

    id: int
    phase: str
    instrument: str
    value: int
    anchors: tuple[str, str]
    language: str
    source: str
    latency_s: float | None
    corrections: int
    mode: str | None
    at_s: float


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A transition ("phase"), switch, fault, stop, note, or a world's happening, with plain data."""

    at_s: float
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class LevelRecord:
    """One second of sound, as `audio.messages.Level`; a third octave that was no finite number is None."""

    at_s: float
    target_db: float
    definition: str
    ambient_db: float | None
    layer_db: float | None
    ambient_z_db: float | None
    layer_z_db: float | None
    snr_db: float | None
    gain_db: float
    method: str
    calibrated: bool
    flags: tuple[str, ...]
    world_db: float | None = None
    total_db: float | None = None
    uncertainty_db: float | None = None
    spl_db: float | None = None
    cap_db: float | None = None
    ambient_bands_db: tuple[float | None, ...] = ()
    layer_bands_db: tuple[float | None, ...] = ()

    @property
    def layer_share(self) -> float | None:
        """The layer's part of the power of all that was played, 0 to 1."""
        return share(self.layer_db, self.total_db)


@dataclass(frozen=True, slots=True)
class FrameRecord:
    """One second of pictures, as `app.engine.messages.FrameStats`; `samples` holds its frame times, float32 milliseconds.

    late, scale : None where they were not counted
    """

    at_s: float
    mode: str
    count: int
    missed: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    period_ms: float
    late: int | None
    scale: float | None
    samples: bytes = b""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session in a list. `state` is the phase it stands at; `modes` in the order delivered.

    before, after, followup : the ratings of pain right now
    kind : "exposure", or "ratings" for a visit that only asked: it has no world and nothing planned or delivered
    visit : of the participant's programme, None where it was none
    """

    id: int
    alias: str
    world: str
    planned_s: float
    delivered_s: float
    modes: tuple[str, ...]
    state: str
    reason: str | None
    started_utc: datetime
    before: int | None
    after: int | None
    simulated: bool
    followup: int | None = None
    kind: str = "exposure"
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session with all that was recorded.

    mode : the one it was planned to begin in, None for a visit that only asked
    comfort : what it began with, None where that was not recorded
    returns : whether a headset that was lost was gone back to by itself
    listening, under_18, wish : as planned, None where they were not recorded
    checklist : what was confirmed before it began, as `SessionPlan.checklist`
    notes, symptoms : what was noted while it went on; `note` is the one at its end
    """

    row: SessionRow
    mode: str | None
    language: str
    seed: int
    note: str
    comfort: Comfort | None
    returns: bool
    listening: Listening | None
    under_18: bool | None
    wish: Wish | None
    segments: tuple[SegmentRecord, ...]
    ratings: tuple[RatingRecord, ...]
    events: tuple[EventRecord, ...]
    levels: tuple[LevelRecord, ...]
    frames: tuple[FrameRecord, ...]
    checklist: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    symptoms: tuple[Symptom, ...] = ()


def share(part_db: float | None, total_db: float | None) -> float | None:
    """A part's share of a power, from the levels of both; None where one is not known."""
    return None if part_db is None or total_db is None else float(10.0 ** ((part_db - total_db) / 10.0))


def frame_time_ms(frames: Iterable[FrameRecord], percent: float) -> float | None:
    """The time in milliseconds within which `percent` of all frames came; None where no frame time was kept."""
    times = np.frombuffer(b"".join(frame.samples for frame in frames), np.float32)
    return float(np.percentile(times, percent)) if times.size else None
