"""The course of a session on one strip over time: its steps, what was shown, ratings, symptoms, notes and events."""

from __future__ import annotations

from collections.abc import Iterable
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


def strip(
    course: Course, end_s: float, translate: Translate, *, now_s: float | None = None, left_s: float = 0.0
) -> str:
    """The strip as HTML, which keeps its letters as large as they are however wide it gets.

    end_s : what it spans, seconds; now_s : where time stands, None once it is over; left_s : of the exposure, still to come
    """
    _ = translate

    def at(seconds: float) -> str:
        return f"{100.0 * min(1.0, max(0.0, seconds / end_s)):.2f}%"

    def span(stretch: Stretch) -> str:
        ends = stretch.end_s if stretch.end_s is not None else now_s if now_s is not None else end_s
        return f"left:{at(stretch.start_s)};width:{100.0 * max(0.0, min(ends, end_s) - stretch.start_s) / end_s:.2f}%"

    def bars(stretches: Iterable[Stretch], words: dict[str, str], look: str) -> str:
        return "".join(
            f'<i class="{look} {escape(s.kind, quote=True)}" style="{span(s)}" title="{escape(name, quote=True)}">'
            f"<b>{escape(name)}</b></i>"
            for s in stretches
            for name in (wording.word(words, s.kind, _),)
        )

    def mark(seconds: float, look: str, title: str, text: str = "") -> str:
        when = f"{charts.clock(seconds)}: {title}"
        return (
            f'<i class="mark {escape(look, quote=True)}" style="left:{at(seconds)}" title="{escape(when, quote=True)}">'
            f"{escape(text)}</i>"
        )

    steps = [s for s in course.phases if s.kind not in ("complete", "aborted")]
    ahead = (
        f'<i class="ahead" style="left:{at(now_s)};width:{100.0 * left_s / end_s:.2f}%"></i>'
        if now_s and left_s
        else ""
    )
    rows = (
        (_("Step"), bars(steps, wording.PHASES, "bar step-bar")),
        (_("View"), ahead + bars(course.shown, {**wording.MODES, **_SHOWN}, "bar shown-bar")),
        (
            _("Ratings"),
            "".join(
                mark(r.at_s, f"rated {r.phase}", f"{wording.word(wording.RATINGS, r.phase, _)} {r.value}", str(r.value))
                for r in course.ratings
            ),
        ),
        (
            _("Symptoms"),
            "".join(
                mark(
                    s.at_s,
                    f"felt {s.severity}",
                    symptoms_card.told(s, _),
                    "●" * (1 + list(SEVERITIES).index(s.severity)),
                )
                for s in course.symptoms
                if s.severity in SEVERITIES
            ),
        ),
        (
            _("Notes, events"),
            "".join(
                mark(e.at_s, f"event {e.kind}", wording.word(wording.EVENTS | wording.LANES, e.kind, _))
                for e in course.events
            )
            + "".join(mark(n.at_s, "noted", n.text) for n in course.notes),
        ),
    )
    body = "".join(
        f'<div class="lane"><span class="lane-name">{escape(name)}</span><div class="lane-body">{inner}</div></div>'
        for name, inner in rows
    )
    ticks = "".join(
        f'<span style="left:{at(seconds)}">{charts.clock(seconds)}</span>'
        for seconds in charts.minutes(0.0, end_s * 0.97)
    )
    now = f'<i class="now" style="left:{at(now_s)}"></i>' if now_s is not None else ""
    return (
        f'<div class="course-strip" role="img" aria-label="{escape(said(course, now_s, _), quote=True)}">{body}'
        f'<div class="lane axis"><span class="lane-name"></span><div class="lane-body">{ticks}</div></div>'
        f'<div class="lane over"><span class="lane-name"></span><div class="lane-body">{now}</div></div></div>'
    )


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
