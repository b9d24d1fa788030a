"""What of the record is meant: everything, or the sessions that were chosen. Lists and exports choose by the same rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session as Reading

from app.errors import BadInput
from app.store import listed
from app.store.models import ENDED, EarlierRating, Enrolment, Participant, Session

#: a state of `Choice.states`: neither complete nor ended early
OPEN = "open"
_POINTS = Session.rated_after - Session.rated_before
#: how the rating of pain went, by name; whole points as digits are known as well ("-3")
CHANGES: dict[str, ColumnElement[bool]] = {
    "down": _POINTS < 0,
    "down30": and_(Session.rated_before > 0, 3 * Session.rated_before <= -10 * _POINTS),
    "down50": and_(Session.rated_before > 0, Session.rated_before <= -2 * _POINTS),
    "same": _POINTS == 0,
    "up": _POINTS > 0,
    "none": or_(Session.rated_before.is_(None), Session.rated_after.is_(None)),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Sessions by what they are. What is empty or None limits nothing.

    since, until : the session began at or after, and before; with a time zone
    modes : at least one of them was shown
    starts : the alias begins so, capital or small
    states : phases, or `OPEN`
    programmes : the session was a visit of one of them
    change : one of `CHANGES`, or points after minus before
    simulated : whether the patient was
    """

    aliases: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    worlds: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    starts: str = ""
    states: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    change: str = ""
    simulated: bool | None = None

    @property
    def everything(self) -> bool:
        return self == Choice()

    def of_persons(self) -> Choice:
        """The same persons, whatever else was asked for."""
        return Choice(aliases=self.aliases, starts=self.starts)

    def limits(self) -> list[ColumnElement[bool]]:
        """What holds for a chosen session."""
        limits = self._between(Session.started_utc)
        if self.aliases or self.starts:
            limits.append(Session.participant_id.in_(select(Participant.id).where(*self._persons())))
        if self.worlds:
            limits.append(Session.world.in_(self.worlds))
        if self.modes:
            limits.append(Session.shown.op("&")(listed.mask(self.modes)) != 0)
        if self.states:
            over = Session.state.in_([state for state in self.states if state != OPEN])
            limits.append(or_(over, Session.state.not_in(ENDED)) if OPEN in self.states else over)
        if self.programmes:
            parts = select(Enrolment.id).where(Enrolment.programme.in_(self.programmes))
            limits.append(Session.enrolment_id.in_(parts))
        if self.change:
            limits.append(_changed(self.change))
        if self.simulated is not None:
            limits.append(Session.simulated.is_not(None) if self.simulated else Session.simulated.is_(None))
        return limits

    def sessions(self) -> Select[int] | None:
        """The ids of the chosen sessions; None: of all."""
        return None if self.everything else select(Session.id).where(*self.limits())

    def narrow(self, query: Select[*tuple[Any, ...]], session: InstrumentedAttribute[int]) -> Select[*tuple[Any, ...]]:
        """`query` with the rows alone whose column `session` is the id of a chosen session."""
        chosen = self.sessions()
        return query if chosen is None else query.where(session.in_(chosen))

    def narrow_earlier(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The same for ratings from a file, which are of no session; joined with their participants."""
        query = query.where(*self._between(EarlierRating.given_utc), *self._persons())
        of_a_session = (self.worlds, self.modes, self.states, self.programmes, self.change, self.simulated is not None)
        return query.where(false()) if any(of_a_session) else query

    def count(self, reading: Reading) -> int:
        """How many sessions are chosen.

        Raises
        ------
        BadInput
            There is no participant of a name that is asked for.
        """
        if self.aliases:
            known = set(reading.scalars(select(Participant.alias).where(Participant.alias.in_(self.aliases))))
            unknown = [alias for alias in self.aliases if alias not in known]
            if unknown:
                raise BadInput(
                    f"alias must be one in the record, got {', '.join(unknown)}: see the list in the console"
                )
        return reading.scalar(self.narrow(select(func.count(Session.id)), Session.id)) or 0

    def _persons(self) -> list[ColumnElement[bool]]:
        limits: list[ColumnElement[bool]] = []
        if self.aliases:
            limits.append(Participant.alias.in_(self.aliases))
        if self.starts:
            limits.append(Participant.alias.istartswith(self.starts, autoescape=True))
        return limits

    def _between(self, moment: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
        limits: list[ColumnElement[bool]] = []
        if self.since is not None:
            limits.append(moment >= self.since)
        if self.until is not None:
            limits.append(moment < self.until)
        return limits


def _changed(change: str) -> ColumnElement[bool]:
    if change in CHANGES:
        return CHANGES[change]
    try:
        points = int(change)
    except ValueError:
        known = ", ".join(CHANGES)
        raise BadInput(f"change must be one of {known}, or whole points like -3, got {change!r}") from None
    return _POINTS.in_((points,))
