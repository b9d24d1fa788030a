"""A session, the stretches of its exposure, and what happened in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import MODES, Base

#: the phases that end a session
ENDED = ("complete", "aborted")

_STATES = "'checklist','calibration','rating_before','exposure','rating_after','debrief','complete','aborted'"
#: what sessions are filtered by
_LISTED = ("world", "state", "shown", "simulated", "rated_before", "rated_after", "enrolment_id")


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
        CheckConstraint(f"mode in ({MODES})", name="mode"),
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


class Segment(Base):
    """A stretch of the exposure in one mode on one display. `end_s` is null while it runs.

    world : what was shown; null where it was not recorded, and was the session's own
    """

    __tablename__ = "segments"
    __table_args__ = (
        CheckConstraint(f"mode in ({MODES})", name="mode"),
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


class Event(Base):
    """A transition, switch, fault, stop, or a world's happening."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "session_id", "at_s"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    at_s: Mapped[float]
    kind: Mapped[str]
    data: Mapped[dict[str, Any]]


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
        CheckConstraint(f"mode in ({MODES})", name="mode"),
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
