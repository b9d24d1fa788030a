"""Who may use this Respite: people, the browsers that were paired with it, and who must wait after wrong passwords."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, String, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import Session as Work

from app.people.lockout import FORGOTTEN, Lock
from app.store.models import Base


class Person(Base):
    """Somebody who works here. key : the name without its capitals, which no two share

    password, pin : Argon2 hashes; pin is null until one is chosen
    renew : the password was given by somebody else and must be changed at the next login
    """

    __tablename__ = "people"
    __table_args__ = (CheckConstraint("length(name) between 2 and 32", name="name"),)

    name: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    password: Mapped[str]
    pin: Mapped[str | None]
    renew: Mapped[bool] = mapped_column(server_default=text("0"))
    disabled: Mapped[bool] = mapped_column(server_default=text("0"))
    made_utc: Mapped[datetime]
    seen_utc: Mapped[datetime | None]


class Device(Base):
    """A browser that was paired. token : SHA-256 of what it holds; revoked_utc : null while it is welcome"""

    __tablename__ = "devices"

    name: Mapped[str] = mapped_column(String(60))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    paired_utc: Mapped[datetime]
    seen_utc: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64))
    revoked_utc: Mapped[datetime | None]


class Lockout(Base):
    """Wrong passwords of a person ("person ada") or from an address ("address 10.0.0.7"), as `app.people.lockout.Lock`."""

    __tablename__ = "lockouts"

    key: Mapped[str] = mapped_column(String(120), unique=True)
    failures: Mapped[int]
    until_utc: Mapped[datetime | None]
    last_utc: Mapped[datetime]


def lock(reading: Work, key: str) -> Lock:
    """Where a person or an address stands."""
    row = reading.scalar(select(Lockout).where(Lockout.key == key))
    return Lock() if row is None else Lock(row.failures, row.until_utc, row.last_utc)


def set_lock(work: Work, key: str, found: Lock, now: datetime) -> None:
    """Keep it; what is long past is forgotten."""
    work.execute(delete(Lockout).where(Lockout.last_utc < now - FORGOTTEN))
    row = work.scalar(select(Lockout).where(Lockout.key == key))
    if row is None:
        row = Lockout(key=key)
        work.add(row)
    row.failures, row.until_utc, row.last_utc = found.failures, found.until, now
    work.flush()


def unlock(work: Work, key: str) -> None:
    """Whoever it was may try again at once."""
    work.execute(delete(Lockout).where(Lockout.key == key))
