"""Seconds of sound in the record: `audio.messages.Level` as a row, a row as what is handed out, and a week of them."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.session import dose
from app.session.dose import Dose
from app.store.models import Event, Participant, Session, SoundLevel
from app.store.records import LevelRecord
from audio.messages import Level

WEEK = timedelta(days=7)
#: no session is longer than this, its pauses included: how far before a week its first session may have begun
_LONGEST = timedelta(days=1)
#: the numbers of a level that may be missing
_OPTIONAL = (
    "ambient_db",
    "layer_db",
    "ambient_z_db",
    "layer_z_db",
    "snr_db",
    "world_db",
    "total_db",
    "uncertainty_db",
    "spl_db",
    "cap_db",
)
_CERTAIN = ("target_db", "definition", "gain_db", "method", "calibrated")


def row(session_id: int, at_s: float, level: Level) -> SoundLevel:
    """The row of a second. A level that isn't a finite number is stored as none."""
    return SoundLevel(
        session_id=session_id,
        at_s=at_s,
        **{name: getattr(level, name) for name in _CERTAIN},
        **{name: _finite(getattr(level, name)) for name in _OPTIONAL},
        ambient_bands=_packed(level.ambient_bands_db),
        layer_bands=_packed(level.layer_bands_db),
        flags=list(level.flags),
    )


def record(found: SoundLevel) -> LevelRecord:
    """A row as it is handed out."""
    return LevelRecord(
        at_s=found.at_s,
        **{name: getattr(found, name) for name in (*_CERTAIN, *_OPTIONAL)},
        ambient_bands_db=bands(found.ambient_bands),
        layer_bands_db=bands(found.layer_bands),
        flags=tuple(found.flags),
    )


def bands(packed: bytes | None) -> tuple[float | None, ...]:
    """Third octaves as they were kept, () where there were none; None for one that was no finite number."""
    if packed is None:
        return ()
    return tuple(None if math.isnan(value) else float(value) for value in np.frombuffer(packed, "<f4").astype(float))


def week(reading: Reading, alias: str, now_utc: datetime, under_18: bool) -> Dose:
    """What was played to a participant in the seven days up to `now_utc`. What a simulated patient heard nobody did."""
    query = (
        select(
            Session.started_utc,
            SoundLevel.at_s,
            SoundLevel.ambient_db,
            SoundLevel.total_db,
            SoundLevel.spl_db,
            SoundLevel.flags,
        )
        .join(Session, SoundLevel.session_id == Session.id)
        .join(Participant, Session.participant_id == Participant.id)
        .where(
            Participant.alias == alias,
            Session.simulated.is_(None),
            Session.started_utc > now_utc - WEEK - _LONGEST,
            Session.started_utc <= now_utc,
        )
        .order_by(SoundLevel.id)
    )
    since, found = now_utc - WEEK, _checks(reading, alias, now_utc, under_18)
    for started_utc, at_s, ambient_db, total_db, spl_db, flags in reading.execute(query):
        if started_utc + timedelta(seconds=at_s) > since:
            found = found.plus(dose.at_ear_dba(ambient_db, total_db, spl_db, flags))
    return found


def _checks(reading: Reading, alias: str, now_utc: datetime, under_18: bool) -> Dose:
    """What was heard of the noise of sound checks."""
    query = (
        select(Session.started_utc, Event.at_s, Event.data)
        .join(Session, Event.session_id == Session.id)
        .join(Participant, Session.participant_id == Participant.id)
        .where(
            Participant.alias == alias,
            Event.kind == "calibrated",
            Session.simulated.is_(None),
            Session.started_utc > now_utc - WEEK - _LONGEST,
            Session.started_utc <= now_utc,
        )
    )
    found = Dose(under_18=under_18)
    for started_utc, at_s, data in reading.execute(query):
        noise_dba = data.get("noise_dba")
        if noise_dba is not None and started_utc + timedelta(seconds=at_s) > now_utc - WEEK:
            found = found.plus(float(noise_dba), float(data["noise_s"]))
    return found


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _packed(levels_db: tuple[float, ...]) -> bytes | None:
    """Little-endian float32; what is no finite number as not a number."""
    if not levels_db:
        return None
    values = np.asarray(levels_db, "<f4")
    return np.where(np.isfinite(values), values, np.float32(np.nan)).astype("<f4").tobytes()
