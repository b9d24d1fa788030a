"""What of the record leaves: everything, or the sessions that were chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session as Reading

from app.errors import BadInput
from app.store.models import EarlierRating, Participant, Segment, Session


@dataclass(frozen=True, slots=True)
class Choice:
    """Sessions by what they are. What is empty or None limits nothing.

    since, until : the session began at or after, and before; with a time zone
    modes : at least one of them was shown
    """

    aliases: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    worlds: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()

    @property
    def everything(self) -> bool:
        return self == Choice()

    def of_persons(self) -> Choice:
        """The same persons, whatever else was asked for."""
        return Choice(aliases=self.aliases)

    def sessions(self) -> Select[int] | None:
        """The ids of the chosen sessions; None: of all."""
        if self.everything:
            return None
        query = select(Session.id).where(*self._between(Session.started_utc))
        if self.aliases:
            query = query.join(Participant).where(Participant.alias.in_(self.aliases))
        if self.worlds:
            query = query.where(Session.world.in_(self.worlds))
        if self.modes:
            query = query.where(
                select(Segment.id).where(Segment.session_id == Session.id, Segment.mode.in_(self.modes)).exists()
            )
        return query

    def narrow(self, query: Select[*tuple[Any, ...]], session: InstrumentedAttribute[int]) -> Select[*tuple[Any, ...]]:
        """`query` with the rows alone whose column `session` is the id of a chosen session."""
        chosen = self.sessions()
        return query if chosen is None else query.where(session.in_(chosen))

    def narrow_earlier(self, query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
        """The same for ratings from a file, which no world and no mode belong to; joined with their participants."""
        query = query.where(*self._between(EarlierRating.given_utc))
        if self.aliases:
            query = query.where(Participant.alias.in_(self.aliases))
        if self.worlds or self.modes:
            query = query.where(EarlierRating.id < 0)
        return query

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

    def _between(self, moment: InstrumentedAttribute[datetime]) -> list[ColumnElement[bool]]:
        limits = []
        if self.since is not None:
            limits.append(moment >= self.since)
        if self.until is not None:
            limits.append(moment < self.until)
        return limits
