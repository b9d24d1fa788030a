"""Who takes part, in what, and what this site is used to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import Base


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
