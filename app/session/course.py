"""The course of a session so far, as a glance takes it in: where it stood, what was shown, and what happened when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.session.instruments import PAIN_NOW
from app.session.symptoms import Note, Symptom

if TYPE_CHECKING:
    from app.store.records import SessionRecord

#: what is shown during a pause, in the place of a mode
PAUSED = "paused"
#: events that a glance should find; the world's own are among them, but for what happens every few seconds
TOLD = frozenset(
    {
        "fault",
        "silent",
        "capped",
        "comfort",
        "world",
        "world_entered",
        "recentred",
        "rating_left_out",
        "awaited",
        "resumed",
        "event",
        "reached",
        "world_phase",
    }
)
#: so many marks of events are kept: the first ones are dropped
MOST = 400


@dataclass(frozen=True, slots=True)
class Stretch:
    """kind : a phase, a mode, or "paused"; start_s, end_s : seconds from the session's start, `end_s` None while it lasts"""

    kind: str
    start_s: float
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating: `phase` "before", "during" or "after", and its value."""

    at_s: float
    phase: str
    value: int


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of one of the kinds that are `TOLD`, or "talk" with the seconds it lasted."""

    at_s: float
    kind: str


@dataclass(frozen=True, slots=True)
class Course:
    """Everything in the order of time; stretches of a kind follow each other without a gap or with one, never one over another."""

    phases: tuple[Stretch, ...] = ()
    shown: tuple[Stretch, ...] = ()
    ratings: tuple[Rated, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    notes: tuple[Note, ...] = ()
    events: tuple[Happened, ...] = ()

    @staticmethod
    def of(record: SessionRecord) -> Course:
        """The course of a session that is on record."""
        course = Course()
        for event in record.events:
            course = course.event(event.at_s, event.kind, event.data)
        shown = [
            *(
                Stretch(s.mode, s.start_s, None if s.seconds is None else s.start_s + s.seconds)
                for s in record.segments
            ),
            *course.shown,
        ]
        return replace(
            course,
            shown=tuple(sorted(shown, key=lambda stretch: stretch.start_s)),
            # the scale of pain is what the strip is drawn for
            ratings=tuple(Rated(r.at_s, r.phase, r.value) for r in record.ratings if r.instrument == PAIN_NOW),
            symptoms=record.symptoms,
            notes=record.notes,
        )

    @property
    def end_s(self) -> float:
        """The last second of which something is known."""
        ends = [stretch.end_s or stretch.start_s for stretch in (*self.phases, *self.shown)]
        marks: Iterable[Rated | Happened | Symptom | Note] = (*self.ratings, *self.events, *self.symptoms, *self.notes)
        return max([0.0, *ends, *(mark.at_s for mark in marks)])

    def phase(self, at_s: float, phase: str) -> Course:
        """The session stands at `phase` from now on."""
        shown = self.shown if phase == "exposure" else _ended(self.shown, at_s)
        return replace(self, phases=(*_ended(self.phases, at_s), Stretch(phase, at_s)), shown=shown)

    def show(self, at_s: float, kind: str) -> Course:
        """A mode is shown from now on, or "paused"."""
        return replace(self, shown=(*_ended(self.shown, at_s), Stretch(kind, at_s)))

    def hide(self, at_s: float) -> Course:
        """Nothing of the exposure is shown now."""
        return replace(self, shown=_ended(self.shown, at_s))

    def event(self, at_s: float, kind: str, data: Mapping[str, Any]) -> Course:
        """An event, as it goes on record."""
        match kind:
            case "phase":
                return self.phase(at_s, str(data.get("phase", "")))
            case "paused":
                return self.show(at_s, PAUSED)
            case "went_on":
                return self.hide(at_s)
            case "talk":
                return self._with(Happened(at_s, kind)) if data.get("on") else self
            case "mode":
                # a switch is seen where the stretches meet; a change by itself is worth a mark
                return self._with(Happened(at_s, kind)) if data.get("by_itself") else self
        return self._with(Happened(at_s, kind)) if kind in TOLD else self

    def rated(self, at_s: float, phase: str, value: int) -> Course:
        return replace(self, ratings=(*self.ratings, Rated(at_s, phase, value)))

    def noted(self, note: Note) -> Course:
        return replace(self, notes=(*self.notes, note))

    def felt(self, symptom: Symptom) -> Course:
        return replace(self, symptoms=(*self.symptoms, symptom))

    def _with(self, mark: Happened) -> Course:
        return replace(self, events=(*self.events[1 - MOST :], mark))


def _ended(stretches: tuple[Stretch, ...], at_s: float) -> tuple[Stretch, ...]:
    if stretches and stretches[-1].end_s is None:
        return (*stretches[:-1], replace(stretches[-1], end_s=at_s))
    return stretches
