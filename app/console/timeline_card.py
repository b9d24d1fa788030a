"""The course of a session on one strip over time: its steps, what was shown, ratings, symptoms, notes and events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from app.console import charts, symptoms_card, wording
from app.console.keys import Translate
from app.console.parts import Node, drawing
from app.i18n import N_
from app.session.course import PAUSED, Course, Stretch
from app.session.symptoms import SEVERITIES
from app.session.view import LiveView

#: seconds of room that the strip keeps after what is planned, for the rating that follows
_AFTER_S = 20.0
#: the shortest time that a strip spans, seconds
_SHORTEST_S = 60.0
#: what a strip's mode is called where it is none
_SHOWN = {PAUSED: N_("Pause")}


class TimelineCard:
    """Drawn anew when something happened, and each few seconds as time goes on."""

    def __init__(self, translate: Translate) -> None:
        self._ = translate
        self._drawn: tuple[object, ...] = ()
        with Node("section", look="card course", data_testid="course"):
            self._box = drawing("", "course-box")

    def show(self, view: LiveView) -> None:
        """Show the course so far."""
        left = max(0.0, view.planned_s - view.elapsed_s) if view.phase not in ("rating_after", "debrief") else 0.0
        end = max(_SHORTEST_S, view.now_s + left + _AFTER_S)
        # a five-hundredth of the strip is what can be told apart
        step = max(1.0, end / 500.0)
        drawn = (view.course, view.paused, view.phase, int(view.now_s / step))
        if drawn != self._drawn:
            self._drawn = drawn
            self._box.set_content(strip(view.course, end, self._, now_s=view.now_s, left_s=left))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Seconds as places on the strip. end_s : what it spans; now_s : where time stands, None once it is over"""

    end_s: float
    now_s: float | None

    def at(self, seconds: float) -> str:
        return f"{100.0 * min(1.0, max(0.0, seconds / self.end_s)):.2f}%"

    def long(self, seconds: float) -> str:
        return f"{100.0 * max(0.0, seconds) / self.end_s:.2f}%"

    def bars(self, stretches: Iterable[Stretch], look: str, words: dict[str, str], translate: Translate) -> str:
        """Stretches with their names, as far as these have room."""
        out = []
        for stretch in stretches:
            name = escape(wording.word(words, stretch.kind, translate), quote=True)
            ends = stretch.end_s if stretch.end_s is not None else self.end_s if self.now_s is None else self.now_s
            place = f"left:{self.at(stretch.start_s)};width:{self.long(min(ends, self.end_s) - stretch.start_s)}"
            kind = escape(stretch.kind, quote=True)
            out.append(f'<i class="{look} {kind}" style="{place}" title="{name}"><b>{name}</b></i>')
        return "".join(out)

    def mark(self, seconds: float, look: str, title: str, text: str = "") -> str:
        """What happened at one moment. title : what it was, for a pointer that rests on it"""
        told, kind = escape(f"{charts.clock(seconds)}: {title}", quote=True), escape(look, quote=True)
        return f'<i class="mark {kind}" style="left:{self.at(seconds)}" title="{told}">{escape(text)}</i>'


def strip(
    course: Course, end_s: float, translate: Translate, *, now_s: float | None = None, left_s: float = 0.0
) -> str:
    """The strip as HTML, which keeps its letters as large as they are however wide it gets.

    end_s : what it spans, seconds; now_s : where time stands, None once it is over; left_s : of the exposure, still to come
    """
    _, scale = translate, _Scale(end_s, now_s)
    ahead = (
        f'<i class="ahead" style="left:{scale.at(now_s)};width:{scale.long(left_s)}"></i>' if now_s and left_s else ""
    )
    steps = [stretch for stretch in course.phases if stretch.kind not in ("complete", "aborted")]
    lanes = (
        (_("Step"), scale.bars(steps, "step-bar", wording.PHASES, _)),
        (_("View"), ahead + scale.bars(course.shown, "shown-bar", {**wording.MODES, **_SHOWN}, _)),
        (_("Ratings"), _ratings(course, scale, _)),
        (_("Symptoms"), _symptoms(course, scale, _)),
        (_("Notes, events"), _others(course, scale, _)),
    )
    ticks = "".join(
        f'<span style="left:{scale.at(seconds)}">{charts.clock(seconds)}</span>'
        for seconds in charts.minutes(0.0, end_s * 0.97)
    )
    now = "" if now_s is None else f'<i class="now" style="left:{scale.at(now_s)}"></i>'
    body = "".join(_lane(escape(name), inner) for name, inner in lanes)
    label = escape(said(course, now_s, _), quote=True)
    return (
        f'<div class="course-strip" role="img" aria-label="{label}">'
        f"{body}{_lane('', ticks, ' axis')}{_lane('', now, ' over')}</div>"
    )


def _lane(name: str, inner: str, look: str = "") -> str:
    return f'<div class="lane{look}"><span class="lane-name">{name}</span><div class="lane-body">{inner}</div></div>'


def _ratings(course: Course, scale: _Scale, translate: Translate) -> str:
    return "".join(
        scale.mark(
            rated.at_s,
            f"rated {rated.phase}",
            f"{wording.word(wording.RATINGS, rated.phase, translate)} {rated.value}",
            str(rated.value),
        )
        for rated in course.ratings
    )


def _symptoms(course: Course, scale: _Scale, translate: Translate) -> str:
    """How strong one was is told by its dots, not by its hue alone."""
    dots = {severity: "●" * strength for strength, severity in enumerate(SEVERITIES, 1)}
    return "".join(
        scale.mark(
            felt.at_s, f"felt {felt.severity}", symptoms_card.told(felt, translate), dots.get(felt.severity, "●")
        )
        for felt in course.symptoms
    )


def _others(course: Course, scale: _Scale, translate: Translate) -> str:
    words = wording.EVENTS | wording.LANES
    events = (scale.mark(e.at_s, f"event {e.kind}", wording.word(words, e.kind, translate)) for e in course.events)
    return "".join((*events, *(scale.mark(note.at_s, "noted", note.text) for note in course.notes)))


def said(course: Course, now_s: float | None, translate: Translate) -> str:
    """The same in words, for those who don't see it."""
    _ = translate
    parts = [
        _("The session's course up to {clock}").format(clock=charts.clock(course.end_s if now_s is None else now_s))
    ]
    parts += [f"{wording.word(wording.RATINGS, r.phase, _)} {r.value} ({charts.clock(r.at_s)})" for r in course.ratings]
    parts += [f"{symptoms_card.told(s, _)} ({charts.clock(s.at_s)})" for s in course.symptoms]
    pauses, notes = sum(s.kind == PAUSED for s in course.shown), len(course.notes)
    if pauses:
        parts.append(_("pauses: {n}").format(n=pauses))
    if notes:
        parts.append(_("notes: {n}").format(n=notes))
    return wording.joined(parts, _)
