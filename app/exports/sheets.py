"""What leaves as tables: each sheet's columns, said in full, and where its rows come from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.exports import around, earlier, happenings, measured, remarks, sound
from app.exports.choice import Choice
from app.exports.sheet import (
    AT,
    MODES,
    SEGMENT,
    SESSION,
    Column,
    Kind,
    Sheet,
    counted,
    integer,
    number,
    selected,
    text,
)
from app.session.listening import DEFINITIONS
from app.store import queries
from app.store.models import Event, FrameTime, HeadMotion, Rating, Segment, Session
from scenes.base import Level, TrainingKind

PHASES = "checklist; calibration; rating_before; exposure; rating_after; debrief; complete; aborted"

#: the fields of `app.engine.messages.Comfort`
COMFORT = ("posture", "eye_height_m", "world_scale", "vignette_deg")
#: the same of `app.session.listening.Listening`
LISTENING = ("layer", "target_db", "definition")
#: and what `app.store.wishes.training` makes, without its moments
TRAINING = ("kind", "level", "goal", "timeline")


def _sessions(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    for session, row in queries.every_session(reading, among=choice.sessions()):
        yield (
            row.id,
            row.alias,
            row.started_utc,
            row.world,
            session.language,
            session.seed,
            row.simulated,
            session.checklist,
            row.planned_s,
            row.delivered_s,
            session.mode,
            row.modes,
            row.state,
            row.reason,
            row.before,
            row.after,
            session.note,
            *(None if session.comfort is None else session.comfort[name] for name in COMFORT),
            session.returns,
            session.under_18,
            *(None if session.listening is None else session.listening[name] for name in LISTENING),
            session.over_dose,
            *(None if session.training is None else session.training[name] for name in TRAINING),
            session.chosen,
            session.enrolment_id,
            session.visit,
            session.kind,
            session.asks,
            row.followup,
        )


def _poses(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    query = select(
        HeadMotion.session_id, HeadMotion.segment_id, HeadMotion.at_s, HeadMotion.columns, HeadMotion.samples
    ).order_by(HeadMotion.session_id, HeadMotion.at_s, HeadMotion.id)
    chosen = choice.narrow(query, HeadMotion.session_id)
    for session_id, segment_id, at_s, columns, samples in reading.execute(chosen, execution_options={"yield_per": 100}):
        for since_s, *pose in shortest(samples, columns):
            yield session_id, segment_id, round(at_s + since_s, 6), *pose


def shortest(samples: bytes, columns: int) -> list[list[float]]:
    """Rows of float32 as the numbers with the fewest digits that are the same float32."""
    poses = np.frombuffer(samples, dtype="<f4").reshape(-1, columns)
    rows: list[list[float]] = orjson.loads(orjson.dumps(poses, option=orjson.OPT_SERIALIZE_NUMPY))
    return rows


#: of a segment's frames, the last that state one
PERIOD = (
    select(FrameTime.period_ms)
    .where(FrameTime.session_id == Segment.session_id, FrameTime.segment_id == Segment.id, FrameTime.period_ms > 0)
    .order_by(FrameTime.at_s.desc())
    .limit(1)
    .scalar_subquery()
)

SHEETS = (
    Sheet(
        "sessions",
        (
            integer("session_id", "the session"),
            text("alias", "the participant's alias; no name is kept", "1 to 32 letters, digits, - or _"),
            Column("started_utc", Kind.MOMENT, "", "when the session began; the one wall-clock time of a session"),
            text("world", "the world shown; empty for a visit that only asked"),
            text("language", "the language the patient read", "en; zh_CN"),
            integer("seed", "the seed of the visit: the same seed gives the same visit"),
            Column(
                "simulated",
                Kind.BOOLEAN,
                "",
                "whether a simulated patient took part in place of a person",
                "true; false",
            ),
            Column("checklist", Kind.LIST, "", "the items of the checklist that were confirmed"),
            number("planned_s", "s", "exposure planned; 0 for a visit that only asked", "0 or more"),
            number("delivered_s", "s", "exposure delivered: the sum of its segments", "0 or more"),
            text("planned_mode", "the mode it was planned to begin in; empty for a visit that only asked", MODES),
            Column("modes", Kind.LIST, "", "the modes in the order delivered", MODES),
            text("state", "the phase the session stands at", PHASES),
            text("reason", "why it was aborted; empty otherwise"),
            integer(
                "rating_before",
                "the rating of pain right now before the exposure; empty where it was left out",
                "0 to 10",
            ),
            integer("rating_after", "the same after the exposure; empty where it was left out", "0 to 10"),
            text("note", "the clinician's note"),
            text(
                "posture",
                "how the patient was placed at the beginning; empty where it was not recorded",
                "sitting; lying",
            ),
            number("eye_height_m", "m", "the eyes above the seat, as set at the beginning", "0.6 to 1.8"),
            number("world_scale", "", "how large the world seemed, as set at the beginning", "0.5 to 2"),
            number(
                "vignette_deg",
                "degree",
                "what stayed clear while the world moved, as set at the beginning; 0: everything",
                "0; 40 to 120",
            ),
            Column("returns", Kind.BOOLEAN, "", "whether a lost headset was gone back to by itself", "true; false"),
            Column(
                "under_18",
                Kind.BOOLEAN,
                "",
                "whether the patient was under 18, which lowers the cap and the weekly allowance of sound; "
                "empty where it was not recorded",
                "true; false",
            ),
            text(
                "layer",
                "what was held over the room, or the name of the clinic's own file; empty where it was not recorded",
            ),
            number("target_db", "dB", "the signal-to-noise ratio to hold, as planned", "0 to 15"),
            text("definition", "what the ratio is of, as planned", "; ".join(DEFINITIONS)),
            Column(
                "over_dose",
                Kind.BOOLEAN,
                "",
                "whether it was confirmed that sound is played although the weekly allowance was used up",
                "true; false",
            ),
            text(
                "training",
                "how the visit was to train; goal: so many hits, then a small event; timed: by a timeline; "
                "empty where it was not recorded",
                "; ".join(TrainingKind),
            ),
            text("level", "how much was to go on at the beginning; adaptive follows the patient", "; ".join(Level)),
            integer("goal", "hits until each small event, where it trained by goals", "1 to 100"),
            text("timeline", "the timeline's name, where it trained by one; empty for the world's own"),
            Column("chosen", Kind.JSON, "", "what was chosen for the world, by name; what is not there was as usual"),
            integer(
                "enrolment_id", "the part in a programme that it belongs to, as in enrolments; empty where to none"
            ),
            integer("visit", "the visit of the programme; empty where it was none"),
            text("kind", "ratings: a visit that only asked, without a world, a mode or a length", "exposure; ratings"),
            Column("asks", Kind.JSON, "", "what was to be asked, and when; empty for pain right now before and after"),
            integer("rating_followup", "the rating of pain right now of a visit that only asked", "0 to 10"),
        ),
        _sessions,
        counted(Session.id),
    ),
    Sheet(
        "segments",
        (
            integer("segment_id", "a stretch of the exposure in one mode on one display"),
            SESSION,
            text(
                "mode",
                "how the world was shown: 3d in the headset with depth, 2d on a screen, flat in the headset as a flat picture",
                MODES,
            ),
            text("display", "where it was shown", "openxr; window; offscreen"),
            text("runtime", "the OpenXR runtime by name; empty without one"),
            text("system", "the headset by name; empty without one"),
            number("start_s", "s", "its beginning, from the session's start", "0 or more"),
            number("end_s", "s", "its end, from the session's start; empty while it runs", "start_s or more"),
            text(
                "ended_by",
                "what ended it; cut_off: the program or the machine, and the end is the last moment with evidence; "
                "display_lost: the headset; headset_back: the mode that was lost came back by itself; "
                "paused: by the clinician; world_changed: another world was chosen",
            ),
            number(
                "period_ms",
                "ms",
                "the display's own period as its runtime said it last; empty where it is not known",
                "more than 0",
            ),
            text("world", "the world shown; empty where it was not recorded, and was the session's"),
        ),
        selected(
            select(
                Segment.id,
                Segment.session_id,
                Segment.mode,
                Segment.display,
                Segment.runtime,
                Segment.system,
                Segment.start_s,
                Segment.end_s,
                Segment.ended_by,
                PERIOD,
                Segment.world,
            ).order_by(Segment.session_id, Segment.start_s, Segment.id),
            Segment.session_id,
        ),
        counted(Segment.session_id),
    ),
    Sheet(
        "ratings",
        (
            integer("rating_id", "the rating"),
            SESSION,
            AT,
            text(
                "phase",
                "when it was asked: around or within the exposure; followup: in a visit that only asked",
                "before; during; after; followup",
            ),
            text("instrument", "the scale that was shown"),
            integer("value", "the rating as given, on the instrument's own scale", "0 to 100"),
            text("anchor_low", "the words at the low end, as shown"),
            text("anchor_high", "the words at the high end, as shown"),
            text("language", "the language it was shown in", "en; zh_CN"),
            text(
                "source",
                "how it was given; gaze: by the head; clinician: spoken by the patient and entered by the clinician; "
                "console: by the patient on a page",
                "gaze; eyes; controller; hand; mouse; keys; clinician; console; simulated",
            ),
            number(
                "latency_s",
                "s",
                "from the panel's appearing to the confirmation; empty where none was timed",
                "0 or more",
            ),
            integer("corrections", "how often the value was changed before it was confirmed", "0 or more"),
            text("mode", "the mode in force; empty where nothing was shown", MODES),
        ),
        selected(
            select(
                Rating.id,
                Rating.session_id,
                Rating.at_s,
                Rating.phase,
                Rating.instrument,
                Rating.value,
                Rating.anchor_low,
                Rating.anchor_high,
                Rating.language,
                Rating.source,
                Rating.latency_s,
                Rating.corrections,
                Rating.mode,
            ).order_by(Rating.session_id, Rating.at_s, Rating.id),
            Rating.session_id,
        ),
        counted(Rating.session_id),
    ),
    earlier.SHEET,
    *around.SHEETS,
    *remarks.SHEETS,
    Sheet(
        "events",
        (
            SESSION,
            AT,
            text("kind", "what happened; phase: the session came to another phase; fault: something failed"),
            Column("data", Kind.JSON, "", "what is known of it, an object of plain values"),
        ),
        selected(
            select(Event.session_id, Event.at_s, Event.kind, Event.data).order_by(
                Event.session_id, Event.at_s, Event.id
            ),
            Event.session_id,
        ),
        counted(Event.session_id),
    ),
    happenings.SHEET,
    measured.SHEET,
    *sound.SHEETS,
    Sheet(
        "frame_times",
        (
            SESSION,
            SEGMENT,
            AT,
            text("mode", "the mode in force", MODES),
            integer("count", "new frames shown in this second", "0 or more"),
            integer("missed", "periods of the display that passed without a new frame", "0 or more"),
            number("p50_ms", "ms", "median of the frame times"),
            number("p99_ms", "ms", "99th percentile of the frame times"),
            number("max_ms", "ms", "the longest frame time"),
            number("period_ms", "ms", "the display's own period; 0 where it is not known"),
            integer(
                "late",
                "frames that came after their own period and were shown in a later one; empty where it was not counted",
                "0 or more",
            ),
            number(
                "scale",
                "",
                "the resolution the eyes were drawn at, as a share of what the headset's runtime recommends (each way); "
                "empty where it was not recorded",
                "more than 0",
            ),
        ),
        selected(
            select(
                FrameTime.session_id,
                FrameTime.segment_id,
                FrameTime.at_s,
                FrameTime.mode,
                FrameTime.count,
                FrameTime.missed,
                FrameTime.p50_ms,
                FrameTime.p99_ms,
                FrameTime.max_ms,
                FrameTime.period_ms,
                FrameTime.late,
                FrameTime.scale,
            ).order_by(FrameTime.session_id, FrameTime.at_s, FrameTime.id),
            FrameTime.session_id,
        ),
        counted(FrameTime.session_id),
    ),
    Sheet(
        "head_motion",
        (
            SESSION,
            SEGMENT,
            AT,
            *(
                number(f"{axis}_m", "m", f"the head's place, {where} (OpenXR axes)")
                for axis, where in (("x", "to the right"), ("y", "up"), ("z", "backward"))
            ),
            *(number(name, "", f"the head's turn, a unit quaternion: {name[1]}") for name in ("qx", "qy", "qz", "qw")),
        ),
        _poses,
        counted(HeadMotion.session_id, HeadMotion.rows),
    ),
)
