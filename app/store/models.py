"""The tables. What is measured hangs on a session by seconds from that session's start (`at_s`)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

#: the phases that end a session
ENDED = ("complete", "aborted")

_STATES = "'checklist','calibration','rating_before','exposure','rating_after','debrief','complete','aborted'"
_MODES = "'3d','2d','flat'"
#: what sessions are filtered by
_LISTED = ("world", "state", "shown", "simulated", "rated_before", "rated_after", "enrolment_id")
_PHASES = "'before','during','after','followup'"


class Utc(TypeDecorator[datetime]):
    """A moment with its zone. SQLite keeps no zone, so it goes in as UTC and comes out as UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment must carry its time zone, got {value!r}: use datetime.now(UTC)")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)

    type_annotation_map = {dict[str, Any]: JSON, list[str]: JSON, datetime: Utc}  # noqa: RUF012


class Participant(Base):
    """A person, known by an alias only.

    comfort : the fields of `app.engine.messages.Comfort` as they were last; null where nothing is known
    listening : the same of `app.session.listening.Listening`
    worlds : what was wished for of each world, and the world of the last visit, as `app.store.wishes.remembered` makes it
    """

    __tablename__ = "participants"
    __table_args__ = (CheckConstraint("length(alias) between 1 and 32", name="alias"),)

    alias: Mapped[str] = mapped_column(String(32), unique=True)
    comfort: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    listening: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    under_18: Mapped[bool] = mapped_column(server_default=text("0"))
    worlds: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class Setting(Base):
    """What this site is used to: `value` is a plain value."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(String(32), unique=True)
    value: Mapped[dict[str, Any]]


class Session(Base):
    """A session.

    t0_ns, base_s : the anchor of its seconds: ``at_s = base_s + (t_ns - t0_ns) / 1e9``. A session that goes on in a
        later run of the machine, where the monotonic clock begins anew, gets a new anchor.
    last_s : the last second that has evidence: every row of the session moves it on
    comfort : the fields of `app.engine.messages.Comfort` it began with; null where they were not recorded
    returns : whether a headset that was lost was gone back to by itself
    listening : the fields of `app.session.listening.Listening`; null where they were not recorded
    under_18 : whether the patient was; null where it was not recorded
    over_dose : the clinician confirmed that sound is played although the weekly allowance was used up
    enrolment_id, visit : which visit of a participant's programme it was; null where it was none
    training, chosen : how the visit trained and what was chosen for its world, as `app.store.wishes` makes it; null where it was
        not recorded
    rated_before, rated_after, rated_followup, shown : the rating of pain and what was shown, as bits; kept by `app.store.listed`
    kind : "exposure", or "ratings" for a visit that only asks: it has no world, no mode and nothing planned
    asks : what was to be asked, as `app.session.asking` keeps it; null for the usual
    """

    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint(f"state in ({_STATES})", name="state"),
        CheckConstraint(f"mode in ({_MODES})", name="mode"),
        CheckConstraint("(state = 'aborted') = (reason is not null)", name="reason"),
        CheckConstraint("kind in ('exposure','ratings')", name="kind"),
        CheckConstraint("(kind = 'exposure') = (planned_s > 0)", name="planned"),
        CheckConstraint("(kind = 'exposure') = (mode is not null)", name="shown"),
        # All that is filtered by, and the order: a list is found in an index alone, however wide a session is.
        Index("ix_sessions_listed", "started_utc", "id", "participant_id", *_LISTED),
        Index("ix_sessions_of_participant", "participant_id", "started_utc", "id", *_LISTED),
        Index("ix_sessions_enrolment", "enrolment_id", sqlite_where=text("enrolment_id is not null")),
        Index("ix_sessions_unfinished", "id", sqlite_where=text("state not in ('complete','aborted')")),
    )

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"))
    world: Mapped[str]
    planned_s: Mapped[float]
    mode: Mapped[str | None]
    language: Mapped[str]
    seed: Mapped[int]
    checklist: Mapped[list[str]]
    simulated: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    state: Mapped[str]
    reason: Mapped[str | None]
    note: Mapped[str]
    started_utc: Mapped[datetime]
    t0_ns: Mapped[int]
    base_s: Mapped[float]
    last_s: Mapped[float]
    comfort: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    returns: Mapped[bool] = mapped_column(server_default=text("0"))
    listening: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    under_18: Mapped[bool | None]
    over_dose: Mapped[bool] = mapped_column(server_default=text("0"))
    training: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    chosen: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    enrolment_id: Mapped[int | None]
    visit: Mapped[int | None]
    rated_before: Mapped[int | None]
    rated_after: Mapped[int | None]
    shown: Mapped[int] = mapped_column(server_default=text("0"))
    kind: Mapped[str] = mapped_column(server_default=text("'exposure'"))
    asks: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))
    rated_followup: Mapped[int | None]


class Enrolment(Base):
    """A participant's part in a programme. left_utc : null while it goes on, of which there is one at most

    digest : of the programme's file as it was then
    seed : the allocation's, a whole number as text (it may be larger than SQLite's)
    stratum, number : the place in the allocation list
    """

    __tablename__ = "enrolments"
    __table_args__ = (
        CheckConstraint("number >= 0", name="number"),
        Index("ix_enrolments_place", "programme", "stratum", "number", unique=True),
        Index("ix_enrolments_current", "participant_id", unique=True, sqlite_where=text("left_utc is null")),
    )

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"))
    programme: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64))
    seed: Mapped[str] = mapped_column(String(24))
    stratum: Mapped[str]
    number: Mapped[int]
    enrolled_utc: Mapped[datetime]
    left_utc: Mapped[datetime | None]


class Telling(Base):
    """Somebody was told what a visit shows; until then nobody was. `by` : how it was asked ("command line", "session")"""

    __tablename__ = "tellings"
    __table_args__ = (Index(None, "enrolment_id", "utc"),)

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    utc: Mapped[datetime]
    visit: Mapped[int]
    arm: Mapped[str | None] = mapped_column(String(16))
    mode: Mapped[str | None]
    by: Mapped[str]


class Answered(Base):
    """A questionnaire as it was answered at one time. It grows by an answer at a time until it is `finished`, then it stays.

    answers : by item; scores : by score, null where an answer is missing
    how : where it was given: in the "world", on the "console", by "voice" through the clinician, or "mixed" of world and voice
    declined : items that were not to be answered
    """

    __tablename__ = "questionnaires"
    __table_args__ = (
        CheckConstraint("moment in ('baseline','before','after','later')", name="moment"),
        CheckConstraint("how in ('world','console','voice','mixed')", name="how"),
        Index(None, "session_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    questionnaire: Mapped[str] = mapped_column(String(40))
    moment: Mapped[str]
    language: Mapped[str]
    entered_utc: Mapped[datetime]
    answers: Mapped[dict[str, Any]]
    scores: Mapped[dict[str, Any]]
    how: Mapped[str] = mapped_column(String(16), server_default=text("'console'"))
    declined: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    finished: Mapped[bool] = mapped_column(server_default=text("1"))


class Noted(Base):
    """A line that the clinician wrote while the session went on. by : who, null where nobody had to say"""

    __tablename__ = "notes"
    __table_args__ = (Index(None, "session_id", "at_s"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    at_s: Mapped[float]
    noted_utc: Mapped[datetime]
    by: Mapped[str | None]
    text: Mapped[str]


class NotedSymptom(Base):
    """What a patient felt, as `app.session.symptoms.Symptom`. mode : null where nothing was shown"""

    __tablename__ = "symptoms"
    __table_args__ = (
        CheckConstraint("severity in ('mild','moderate','severe')", name="severity"),
        CheckConstraint(f"mode in ({_MODES})", name="mode"),
        Index(None, "session_id", "at_s"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    at_s: Mapped[float]
    noted_utc: Mapped[datetime]
    by: Mapped[str | None]
    symptom: Mapped[str] = mapped_column(String(24))
    severity: Mapped[str]
    phase: Mapped[str]
    mode: Mapped[str | None]


class Segment(Base):
    """A stretch of the exposure in one mode on one display. `end_s` is null while it runs.

    world : what was shown; null where it was not recorded, and was the session's own
    """

    __tablename__ = "segments"
    __table_args__ = (
        CheckConstraint(f"mode in ({_MODES})", name="mode"),
        CheckConstraint("end_s >= start_s", name="order"),
        CheckConstraint("(end_s is null) = (ended_by is null)", name="ended"),
        Index(None, "session_id", "start_s"),
        Index("ix_segments_open", "session_id", unique=True, sqlite_where=text("end_s is null")),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    mode: Mapped[str]
    display: Mapped[str]
    runtime: Mapped[str | None]
    system: Mapped[str | None]
    start_s: Mapped[float]
    end_s: Mapped[float | None]
    ended_by: Mapped[str | None]
    world: Mapped[str | None]


class Rating(Base):
    """A rating as given. Of each instrument one before, one after and one at a follow-up; as many during as were asked for."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("typeof(value) = 'integer' and value between 0 and 100", name="value"),
        CheckConstraint(f"phase in ({_PHASES})", name="phase"),
        CheckConstraint(f"mode in ({_MODES})", name="mode"),
        CheckConstraint("corrections >= 0", name="corrections"),
        Index(None, "session_id", "at_s"),
        Index(
            "ix_ratings_once", "session_id", "phase", "instrument", unique=True, sqlite_where=text("phase <> 'during'")
        ),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    at_s: Mapped[float]
    phase: Mapped[str]
    instrument: Mapped[str]
    value: Mapped[int]
    anchor_low: Mapped[str]
    anchor_high: Mapped[str]
    language: Mapped[str]
    source: Mapped[str]
    latency_s: Mapped[float | None]
    corrections: Mapped[int]
    mode: Mapped[str | None]


class EarlierRating(Base):
    """A rating from before Respite, or from beside it, taken from a file: no session belongs to it.

    given_utc : when it was given; the first moment of the day (UTC) where `date_only`
    file, line : where it stood, the file by its name alone
    """

    __tablename__ = "earlier_ratings"
    __table_args__ = (
        CheckConstraint("typeof(value) = 'integer'", name="value"),
        CheckConstraint(f"phase in ({_PHASES})", name="phase"),
        UniqueConstraint("participant_id", "given_utc", "instrument", "phase"),
    )

    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id"))
    given_utc: Mapped[datetime]
    date_only: Mapped[bool]
    instrument: Mapped[str]
    phase: Mapped[str]
    value: Mapped[int]
    file: Mapped[str]
    line: Mapped[int]
    imported_utc: Mapped[datetime]


class Event(Base):
    """A transition, switch, fault, stop, or a world's happening."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "session_id", "at_s"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    at_s: Mapped[float]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]


class SoundLevel(Base):
    """One second of sound, as `audio.messages.Level`; null where it was not known, or not recorded.

    ambient_bands, layer_bands : (21,) little-endian float32, dB; not a number where a third octave is not known
    """

    __tablename__ = "sound_levels"
    __table_args__ = (Index(None, "session_id", "at_s"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    at_s: Mapped[float]
    target_db: Mapped[float]
    definition: Mapped[str]
    ambient_db: Mapped[float | None]
    layer_db: Mapped[float | None]
    ambient_z_db: Mapped[float | None]
    layer_z_db: Mapped[float | None]
    snr_db: Mapped[float | None]
    gain_db: Mapped[float]
    method: Mapped[str]
    calibrated: Mapped[bool]
    flags: Mapped[list[str]]
    world_db: Mapped[float | None]
    total_db: Mapped[float | None]
    uncertainty_db: Mapped[float | None]
    spl_db: Mapped[float | None]
    cap_db: Mapped[float | None]
    ambient_bands: Mapped[bytes | None] = mapped_column(LargeBinary)
    layer_bands: Mapped[bytes | None] = mapped_column(LargeBinary)


class SoundCalibration(Base):
    """A calibration of two devices, as `app.session.kept.Calibration`. None is ever changed: a newer one takes its place."""

    __tablename__ = "sound_calibrations"
    __table_args__ = (
        CheckConstraint("wearing in ('loudspeaker','open','closed')", name="wearing"),
        Index("ix_sound_calibrations_output_microphone", "output", "microphone", "id"),
    )

    made_utc: Mapped[datetime]
    output: Mapped[str]
    microphone: Mapped[str]
    rate: Mapped[int]
    output_volume: Mapped[str | None]
    microphone_volume: Mapped[str | None]
    output_rate: Mapped[int | None]
    microphone_rate: Mapped[int | None]
    wearing: Mapped[str]
    mic_full_scale_db: Mapped[float | None]
    microphone_utc: Mapped[datetime | None]
    ear_full_scale_db: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    ear_gain_db: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    insertion_loss_db: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    headphones_utc: Mapped[datetime | None]
    sources: Mapped[dict[str, Any]]
    ambient_db: Mapped[float | None]
    path_db: Mapped[float | None]
    path_uncertainty_db: Mapped[float | None]
    path_bands_db: Mapped[list[float]] = mapped_column(JSON)
    note: Mapped[str]


class FrameTime(Base):
    """One second of pictures, as `app.engine.messages.FrameStats`.

    late, scale : null where they were not counted
    samples : (frames,) little-endian float32, every frame time of the second in milliseconds
    """

    __tablename__ = "frame_times"
    __table_args__ = (CheckConstraint(f"mode in ({_MODES})", name="mode"), Index(None, "session_id", "at_s"))

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id"))
    at_s: Mapped[float]
    mode: Mapped[str]
    count: Mapped[int]
    missed: Mapped[int]
    p50_ms: Mapped[float]
    p99_ms: Mapped[float]
    max_ms: Mapped[float]
    period_ms: Mapped[float]
    late: Mapped[int | None]
    scale: Mapped[float | None]
    samples: Mapped[bytes] = mapped_column(LargeBinary)


class HeadMotion(Base):
    """A chunk of head poses.

    samples : (rows, columns) little-endian float32: seconds since `at_s`, x y z in metres, qx qy qz qw
    """

    __tablename__ = "head_motion"
    __table_args__ = (
        CheckConstraint("length(samples) = rows * columns * 4", name="shape"),
        Index(None, "session_id", "at_s"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id"))
    at_s: Mapped[float]
    rows: Mapped[int]
    columns: Mapped[int]
    samples: Mapped[bytes] = mapped_column(LargeBinary)
