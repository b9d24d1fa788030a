"""What patients say: ratings, those from before Respite, and questionnaires."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import MODES, PHASES, Base


class Rating(Base):
    """A rating as given. Of each instrument one before, one after and one at a follow-up; as many during as were asked for."""

    __tablename__ = "ratings"
    __table_args__ = (
        CheckConstraint("typeof(value) = 'integer' and value between 0 and 100", name="value"),
        CheckConstraint(f"phase in ({PHASES})", name="phase"),
        CheckConstraint(f"mode in ({MODES})", name="mode"),
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
        CheckConstraint(f"phase in ({PHASES})", name="phase"),
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
