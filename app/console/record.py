"""One session's record: what was rated and what was delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from app.console import charts, timeline_card, wording
from app.console.answers_record import questionnaires, ratings
from app.console.confirmed_record import confirmed
from app.console.layout import Visit, framed, lone, told
from app.console.measured_record import measures
from app.console.parts import Node, drawing
from app.console.remarks_record import remarks
from app.console.sentences import sentence
from app.console.sound_record import sound
from app.console.world_record import of_the_world, world
from app.errors import RespiteError
from app.i18n import N_
from app.session.course import Course
from app.session.measured import MEASURED
from app.store.records import FrameRecord, SessionRecord, frame_time_ms
from scenes.base import Scene
from scenes.registry import WORLDS

_MOST_EVENTS = 200
#: events of which the world knows what they are called
_IN_WORLD = ("world", "world_opened")


async def record(at: Visit, session_id: int) -> None:
    """Build the page."""
    _ = at.translate
    try:
        found, worlds = await at.desk.session(session_id), await at.desk.worlds()
        answered, baselines = await at.desk.answered(session_id), await at.desk.baselines(session_id)
        trail = await at.desk.trail_of(session_id)
    except RespiteError as error:
        ui.context.client.status_code = 404
        lone(at, N_("There is no such record"), told(error, _))
        return
    exposure = found.row.kind == "exposure"
    with framed(at, found.row.alias, "records"):
        _head(at, found)
        with Node("div", look="record"):
            _ratings(at, found)
            if exposure:
                _course(at, found)
                world(found, worlds.get(found.row.world), _)
                measures(found, _)
                sound(found, _)
                remarks(found, _)
                _pictures(at, found)
            ratings(at, found, trail, _table)
            questionnaires(at, found, answered, baselines, trail, _table)
            if exposure:
                confirmed(at, found, trail)
            _events(at, found, worlds.get(found.row.world))


def _head(at: Visit, found: SessionRecord) -> None:
    _, row = at.translate, found.row
    with Node("div", look="who"):
        Node("h1", row.alias, "title")
        world = _(WORLDS[row.world].title) if row.world in WORLDS else row.world or _("Ratings alone")
        Node("p", wording.joined((world, wording.moment(row.started_utc, at.language)), _), "soft grow")
        Node("span", wording.word(wording.PHASES, row.state, _), f"state {row.state}", data_testid="state")
        if row.simulated:
            Node("span", _("Simulated"), "state simulated")
    if row.simulated:
        Node(
            "p",
            _("This session was simulated: no person was in it, and its ratings were set beforehand."),
            "notice info",
        )
    if row.reason:
        Node(
            "p",
            _("Ended early: {reason}").format(reason=sentence(row.reason, _)),
            "notice warning",
            data_testid="reason",
        )


def _ratings(at: Visit, found: SessionRecord) -> None:
    _, row = at.translate, found.row
    if row.kind == "ratings":
        with Node("section", look="card outcome", aria_label=_("Ratings")):
            with Node("div", look="figure"):
                Node("p", _("Pain right now"), "soft")
                Node("p", "–" if row.followup is None else str(row.followup), "number", data_testid="followup")
            _note(found, _)
        return
    with Node("section", look="card outcome", aria_label=_("Ratings")):
        for title, value, test in ((_("Before"), row.before, "before"), (_("After"), row.after, "after")):
            with Node("div", look="figure"):
                Node("p", title, "soft")
                Node("p", "–" if value is None else str(value), "number", data_testid=test)
        with Node("div", look="figure"):
            Node("p", _("Difference"), "soft")
            if row.before is not None and row.after is not None:
                change = f"{row.after - row.before:+d}".replace("-", "−").replace("+0", "0")
                Node("p", change, "number", data_testid="change")
                Node("p", _("points on the scale from 0 to 10"), "soft")
            else:
                Node("p", "–", "number", data_testid="change")
        _note(found, _)


def _note(found: SessionRecord, translate: Callable[[str], str]) -> None:
    _ = translate
    with Node("div", look="grow aside"):
        Node("h2", _("Note"), "heading")
        Node("p", found.note or _("No note"), "note" if found.note else "soft", data_testid="note")


def _course(at: Visit, found: SessionRecord) -> None:
    _, row = at.translate, found.row
    with Node("section", look="card"):
        with Node("div", look="line"):
            Node("h2", _("Exposure"), "heading")
            Node("p", "" if found.comfort is None else wording.comfort(found.comfort, _), "soft grow")
            delivered = _("{delivered} of {planned} delivered")
            Node(
                "p",
                delivered.format(delivered=charts.clock(row.delivered_s), planned=charts.clock(row.planned_s)),
                "soft",
            )
        if not found.segments:
            Node("p", _("Nothing was shown in this session."), "soft")
            return
        course = Course.of(found)
        drawing(timeline_card.strip(course, course.end_s * 1.02, _), "course-box")
        lines = []
        for s in found.segments:
            display = wording.word(wording.DISPLAYS, s.display, _)
            names = wording.joined((display, s.runtime, s.system), _)
            ended = wording.word(wording.ENDS, s.ended_by, _) if s.ended_by else "–"
            lines.append(
                (
                    charts.clock(s.start_s),
                    wording.mode(s.mode, _),
                    names,
                    charts.clock(s.seconds or 0.0),
                    ended,
                )
            )
        _table((_("From"), _("View"), _("Display"), _("Duration"), _("Ended by")), lines)


def _pictures(at: Visit, found: SessionRecord) -> None:
    _ = at.translate
    heads = (
        _("View"),
        _("Shown"),
        _("Missed"),
        _("Late"),
        _("99 % of the pictures within"),
        _("The display's own period"),
        _("Lowest resolution"),
    )
    lines = [
        _picture_line(wording.mode(mode, _), of_mode, _)
        for mode in wording.MODES
        if (of_mode := [frame for frame in found.frames if frame.mode == mode])
    ]
    with Node("section", look="card"):
        Node("h2", _("Pictures"), "heading")
        if lines:
            _table(heads, lines)
        else:
            Node("p", _("No picture was counted."), "soft")


def _picture_line(name: str, frames: Sequence[FrameRecord], translate: Callable[[str], str]) -> tuple[str, ...]:
    """Of one mode: what was shown, what was not, and how fine."""
    _ = translate

    def ms(value: float | None) -> str:
        return _("{ms} ms").format(ms=f"{value:.1f}") if value else "–"

    count, missed = sum(f.count for f in frames), sum(f.missed for f in frames)
    counted = [f.late for f in frames if f.late is not None]
    scales = [f.scale for f in frames if f.scale is not None]
    # a display may change its own beat; what stands here is the one it had for the longest
    periods = Counter(round(f.period_ms, 1) for f in frames if f.period_ms)
    return (
        name,
        f"{count:,}".replace(",", " "),
        f"{missed} ({missed / (count + missed):.1%})" if count and periods else "–",
        str(sum(counted)) if counted else "–",
        ms(frame_time_ms(frames, 99)),
        ms(periods.most_common(1)[0][0] if periods else None),
        f"{min(scales):.0%}" if scales else "–",
    )


def _events(at: Visit, found: SessionRecord, cls: type[Scene] | None) -> None:
    _ = at.translate
    happened = Counter(e.kind for e in found.events if of_the_world(e) and e.kind != MEASURED)
    listed = [event for event in found.events if not of_the_world(event)]
    with Node("section", look="card"):
        Node("h2", _("Events"), "heading")
        if happened:
            words = {**wording.HAPPENINGS, **dict(cls.happenings if cls is not None else ())}
            counts = _(", ").join(f"{wording.word(words, kind, _)} {n}" for kind, n in happened.items())
            Node("p", _("In the world: {counts}").format(counts=counts), "soft")
        lines = [
            (
                charts.clock(e.at_s),
                wording.word(wording.EVENTS, e.kind, _),
                wording.in_world(cls, e.data, _) if e.kind in _IN_WORLD else wording.happened(e.kind, e.data, _),
            )
            for e in listed[:_MOST_EVENTS]
        ]
        if lines:
            _table((_("At"), _("Event"), _("What")), lines, "table log")
        if len(listed) > _MOST_EVENTS:
            Node("p", _("{n} more in the export").format(n=len(listed) - _MOST_EVENTS), "soft")


def _table(heads: Sequence[str], lines: Sequence[Sequence[Any]], look: str = "table") -> None:
    with Node("div", look="scroll"), Node("table", look=look):
        with Node("thead"), Node("tr"):
            for head in heads:
                Node("th", head, scope="col")
        with Node("tbody"):
            for line in lines:
                with Node("tr"):
                    for cell in line:
                        Node("td", str(cell))
