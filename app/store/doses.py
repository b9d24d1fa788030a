"""What each session's sound came to as a dose, of many sessions at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session as Reading

from app.session import dose
from app.session.dose import Dose
from app.store.models import Event

#: read as plain rows: a session has a thousand of them and more
_SECONDS = text(
    "select session_id, ambient_db, total_db, spl_db, instr(flags, '\"silent\"') > 0, instr(flags, '\"masked\"') > 0 "
    "from sound_levels where session_id in :ids"
).bindparams(bindparam("ids", expanding=True))


def of_sessions(reading: Reading, under_18: Mapping[int, bool]) -> dict[int, Dose]:
    """The dose of each of these sessions, its sound check among it; none of a session without sound.

    under_18 : by a session's id, by which allowance
    """
    found: dict[int, Dose] = {}
    seconds: dict[int, list[tuple[float | None, ...]]] = defaultdict(list)
    for session_id, *second in reading.execute(_SECONDS, {"ids": list(under_18)}):
        seconds[session_id].append(tuple(second))
    for session_id, rows in seconds.items():
        found[session_id] = _sum(rows, under_18[session_id])
    checks = select(Event.session_id, Event.data).where(Event.session_id.in_(under_18), Event.kind == "calibrated")
    for session_id, data in reading.execute(checks):
        noise_dba = data.get("noise_dba")
        if noise_dba is not None:
            so_far = found.get(session_id, Dose(under_18=under_18[session_id]))
            found[session_id] = so_far.plus(float(noise_dba), float(data["noise_s"]))
    return found


def _sum(rows: Sequence[tuple[float | None, ...]], under_18: bool) -> Dose:
    """As `dose.at_ear_dba` and `Dose.plus` would have it, second by second."""
    room, played, spl, silent, masked = np.array(rows, dtype=float).T
    room = np.where(np.isnan(room) & (masked > 0), -np.inf, room)
    played = np.where(silent > 0, -np.inf, played)
    with np.errstate(divide="ignore", invalid="ignore"):
        level = spl + 10.0 * np.log10(10.0 ** (room / 10.0) + 10.0 ** (played / 10.0))
        known = np.isfinite(level)
        exceeds = (level[known] - dose.allowed_dba(under_18)) / dose.EXCHANGE_DB
    used = float(np.exp2(exceeds).sum()) / 3600.0 / dose.WEEK_H
    return Dose(used, float(known.sum()), float(len(rows) - known.sum()), under_18)
