"""One participant: the course over the visits, what was rated under each mode, what was delivered, and what else was said.

What was rated is shown as it is. Nothing on this page says what a change came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from nicegui import ui

from app.analysis.modes import Figures, by_mode
from app.analysis.participant import Course as Trend
from app.analysis.participant import course as trend
from app.console import course_chart, wording
from app.console.course_chart import Spot
from app.console.filters import points
from app.console.layout import Visit as At
from app.console.layout import lone, told
from app.console.marks import NAMES, ORDER
from app.console.measured_record import over_visits
from app.console.participants_page import legend
from app.console.parts import Node, button, drawing
from app.console.questionnaire_scores import scores
from app.console.report_maker import ReportMaker
from app.console.shelves import shelf
from app.errors import RespiteError
from app.i18n import N_
from app.people.roles import Right
from app.session.dose import Dose
from app.session.symptoms import SEVERITIES, SYMPTOMS
from app.store.earlier import Earlier
from app.store.enrolments import Part
from app.store.participants import Course, Visit
from scenes.registry import WORLDS

#: visits that a drawing holds, and that a printed page does
_DRAWN, _PRINTED = 60, 8


async def participant(at: At, alias: str) -> None:
    """Build the page."""
    _ = at.translate
    try:
        found = await at.desk.course_of(alias)
        await at.desk.worlds()  # whose measures are told below
    except RespiteError as error:
        ui.context.client.status_code = 404
        lone(at, N_("There is no such participant"), told(error, _))
        return
    try:
        part = await at.desk.part(alias)
    except RespiteError:  # the programme's file is gone or broken: the rest of the page does without
        part = None
    real = [visit for visit in found.visits if not visit.simulated]
    with shelf(at, alias, "participants"), Node("div", look="participant"):
        _head(at, found, part)
        if found.visits and not real:
            Node("p", _("All sessions of this alias were simulated: no person was in them."), "notice info")
        shown = real or list(found.visits)
        _course(at, found, shown)
        _by_mode(at, shown)
        week = _doses(at, shown)
        over_visits(shown, lambda visit: _day(at, visit.started_utc), _)
        scores(at, found)
        cells = _visits(at, found)
        _earlier(at, found.earlier)
        Node("p", _("Printed {day}").format(day=wording.moment(datetime.now(UTC), at.language)), "soft printed")

    async def add_up() -> None:
        # every second of every visit is added up: the page is there meanwhile
        for visit_id, dose in (await at.desk.sound_of(found)).items():
            if visit_id in cells:
                cells[visit_id].say(_share(dose))
        week.say(wording.dose((await at.desk.hearing_of(alias)).dose, _))

    ui.timer(0.01, add_up, once=True)


def _head(at: At, found: Course, part: Part | None) -> None:
    _ = at.translate
    days = [_day(at, visit.started_utc) for visit in found.visits]
    span = "" if not days else days[0] if days[0] == days[-1] else f"{days[0]} – {days[-1]}"
    many = len(found.visits)
    said = _("no visit yet") if not many else _("1 visit") if many == 1 else _("{n} visits").format(n=many)
    with Node("div", look="who"):
        Node("h1", found.alias, "title")
        Node("p", wording.joined((said, span), _), "soft grow", data_testid="span")
        with Node("div", look="row"):
            query = urlencode({"alias": found.alias})
            Node("a", _("Sessions"), "button", href=f"/sessions?{query}")
            if at.may(Right.EXPORT):
                Node("a", _("Export"), "button", href=f"/exports?{query}&exact=1", data_testid="export")
            simulated = bool(found.visits) and all(visit.simulated for visit in found.visits)
            ReportMaker(at, "participant", found.alias, simulated=simulated)
            press = button(_("Print"), None, "button", data_testid="print")
            press.on("click", js_handler="() => window.print()")
    if part is not None:
        Node("p", _standing(at, part), "soft programme-line", data_testid="programme")


def _standing(at: At, part: Part) -> str:
    """Where the participant stands in the programme."""
    _, now = at.translate, part.standing
    many = sum(stretch.count for stretch in part.programme.visits)
    parts = [
        _("{title}: {n} of {many} visits").format(
            title=part.programme.title.of(at.language), n=len(now.done), many=many
        )
    ]
    if now.next is None:
        parts.append(_("over"))
    elif now.due is not None:
        parts.append(_("next due on {day}").format(day=wording.day(now.due, at.language)))
    if now.missed:
        parts.append(_("missed: {visits}").format(visits=", ".join(map(str, now.missed))))
    return wording.joined(parts, _)


# ---- drawings -------------------------------------------------------------------------------------------------------


def _course(at: At, found: Course, visits: Sequence[Visit]) -> None:
    _ = at.translate
    spots = sorted(
        [(visit.started_utc, _spot(at, visit)) for visit in visits] + _imported(at, found.earlier),
        key=lambda one: one[0],
    )
    if not spots:
        return
    drawn = [spot for _utc, spot in spots[-_DRAWN:]]
    with Node("section", look="card", aria_labelledby="course-title"):
        with Node("div", look="line wrap"):
            Node("h2", _("Before and after each visit"), "heading grow", id="course-title")
            modes = {visit.mode for visit in visits if visit.mode}
            legend(at, modes, imported=bool(found.earlier))
        drawing(course_chart.course(drawn, _("Pain before and after each visit, from 0 to 10"), _("Pain, 0 to 10")))
        if len(spots) > _DRAWN:
            line = _("The last {n} of {all} are drawn; the list below has all.")
            Node("p", line.format(n=_DRAWN, all=len(spots)), "soft")
        _trend(at, visits)
    rated = [spot for spot in drawn if spot.mode and spot.before is not None and spot.after is not None]
    if rated:
        with Node("section", look="card", aria_labelledby="percent-title"):
            with Node("div", look="line wrap"):
                Node("h2", _("Change in percent of before"), "heading grow", id="percent-title")
                with Node("div", look="legend"):
                    for share in (30, 50):
                        with Node("span", look="entry"):
                            Node("span", "", f"band-swatch response-{share}")
                            Node("span", _("at least {n} % less").format(n=share))
            label = _("Change within each visit, in percent of the rating before")
            drawing(course_chart.percent(drawn, label, _("n/a")))
            if any(spot.before == 0 for spot in rated):
                Node("p", _("n/a: before was 0, of which nothing is a percentage."), "soft")


def _spot(at: At, visit: Visit) -> Spot:
    _ = at.translate
    world = _(WORLDS[visit.world].title) if visit.world in WORLDS else visit.world or _("Ratings alone")
    mode = _(NAMES[visit.mode]) if visit.mode in NAMES else ""
    day = visit.started_utc.astimezone().date()
    title = wording.joined(
        (_day(at, visit.started_utc), mode, world, wording.rated(visit.before, visit.after, visit.followup)), _
    )
    before = visit.before if visit.followup is None else visit.followup
    return Spot(_short(at, day), title, visit.mode or "none", before, visit.after, f"/sessions/{visit.id}")


def _imported(at: At, rows: Sequence[Earlier]) -> list[tuple[datetime, Spot]]:
    """Ratings from files, those of one moment together."""
    _ = at.translate
    moments: dict[datetime, dict[str, int]] = {}
    for row in rows:
        moments.setdefault(row.given_utc, {})[row.phase] = row.value
    return [
        (
            utc,
            Spot(
                _short(at, utc.astimezone().date()),
                wording.joined(
                    (_day(at, utc), _("imported"), wording.rated(values.get("before"), values.get("after"))), _
                ),
                "",
                values.get("before"),
                values.get("after"),
            ),
        )
        for utc, values in moments.items()
        if "before" in values or "after" in values
    ]


def _trend(at: At, visits: Sequence[Visit]) -> None:
    """How the rating before the visits went, in a line."""
    _ = at.translate
    rated = [(visit, visit.change) for visit in visits]
    changes = [(visit, change) for visit, change in rated if change is not None]
    if len(changes) < 2:
        return
    first = changes[0][0].started_utc
    days = [(visit.started_utc - first).total_seconds() / 86400 for visit, _change in changes]
    over: Trend = trend(days, [change for _visit, change in changes])
    parts = [_("within a visit {points} points on average").format(points=points(over.mean_points, 1))]
    if over.first_to_last is not None:
        line = _("before the first visit {first}, before the last {last}")
        parts.append(line.format(first=f"{over.first_to_last.before:g}", last=f"{over.first_to_last.after:g}"))
    Node("p", _("Rated twice in {n} visits: {parts}.").format(n=over.visits, parts=_("; ").join(parts)), "soft")


# ---- figures --------------------------------------------------------------------------------------------------------


def _by_mode(at: At, visits: Sequence[Visit]) -> None:
    _ = at.translate
    given = [(visit.mode, visit.change) for visit in visits if visit.mode is not None]
    figures = by_mode((mode, change) for mode, change in given if change is not None)
    heads = (_("View"), _("Visits"), _("Before"), _("After"), _("Points"), _("Percent"), "−30 %", "−50 %")
    with Node("section", look="card"):
        Node("h2", _("Before and after by view"), "heading")
        if not figures:
            Node("p", _("No visit has both ratings yet."), "soft")
            return
        lines = [_figures(at, figures[mode]) for mode in ORDER if mode in figures]
        _table(heads, lines, "table numbers", test="by-mode")
        notes = [
            _("Means over the visits with both ratings; −30 % and −50 %: visits after which that much less was rated.")
        ]
        if any(one.responders.unknown for one in figures.values()):
            notes.append(_("Visits with 0 before have no percentage and are not counted there."))
        notes.append(_("What was rated, not what caused it."))
        Node("p", " ".join(notes), "soft")


def _figures(at: At, one: Figures) -> tuple[str, ...]:
    _ = at.translate
    known = one.responders.known
    share = _("{n} of {known}")
    return (
        _(NAMES[one.mode]),
        str(one.n),
        f"{one.before:.1f}",
        f"{one.after:.1f}",
        points(one.points, 1),
        _("n/a") if one.percent is None else f"{points(one.percent)} %",
        share.format(n=one.responders.by30, known=known) if known else _("n/a"),
        share.format(n=one.responders.by50, known=known) if known else _("n/a"),
    )


def _doses(at: At, visits: Sequence[Visit]) -> Node:
    """Hands back where the week's sound is told."""
    _ = at.translate
    total = sum(visit.delivered_s for visit in visits)
    longest = max((visit.delivered_s for visit in visits), default=0.0)
    facts = (
        (_("Exposure in all"), _minutes(at, total)),
        (_("On average"), _minutes(at, total / len(visits)) if visits else "–"),
        (_("The longest"), _minutes(at, longest) if visits else "–"),
        (_("Symptoms noted"), _symptoms(at, visits)),
    )
    with Node("section", look="card"):
        Node("h2", _("What was delivered"), "heading")
        with Node("dl", look="facts"):
            for name, value in facts:
                with Node("div"):
                    Node("dt", name, "soft")
                    Node("dd", value, "strong")
            with Node("div"):
                Node("dt", _("Sound in the last seven days"), "soft")
                return Node("dd", "…", "strong", data_testid="week")


def _symptoms(at: At, visits: Sequence[Visit]) -> str:
    """In how many visits which symptom was noted."""
    _ = at.translate
    counted = Counter(symptom for visit in visits for symptom in {symptom for symptom, _severity in visit.symptoms})
    parts = [
        _("{symptom} in {n} of {all} visits").format(symptom=wording.word(SYMPTOMS, symptom, _), n=n, all=len(visits))
        for symptom, n in counted.most_common()
    ]
    return wording.joined(parts, _) or _("none")


def _visits(at: At, found: Course) -> dict[int, Node]:
    """Hands back where each visit's sound is told, by the visit."""
    _ = at.translate
    cells: dict[int, Node] = {}
    if not found.visits:
        return cells
    heads = (
        _("Date"),
        _("View"),
        _("World"),
        _("Minutes"),
        _("Before → after"),
        _("Points"),
        _("Percent"),
        _("Sound, % of a week"),
        _("Symptoms and notes"),
    )
    newest = list(reversed(found.visits))
    with Node("section", look="card"):
        Node("h2", _("Visits"), "heading")
        with Node("div", look="scroll"), Node("table", look="table visits", data_testid="visits"):
            with Node("thead"), Node("tr"):
                for head in heads:
                    Node("th", head, scope="col")
            with Node("tbody"):
                for number, visit in enumerate(newest):
                    with Node("tr", look="" if number < _PRINTED else "unprinted"):
                        cells[visit.id] = _visit(at, visit)
        if len(newest) > _PRINTED:
            line = _("{n} earlier visits are in the record.").format(n=len(newest) - _PRINTED)
            Node("p", line, "soft printed")
    return cells


def _visit(at: At, visit: Visit) -> Node:
    """A row; hands back where its sound is told."""
    _ = at.translate
    change = visit.change
    percent = "" if change is None else _("n/a") if change.percent is None else f"{points(change.percent)} %"
    with Node("td"):
        Node("a", _day(at, visit.started_utc), "cover-plain", href=f"/sessions/{visit.id}")
    Node("td", wording.modes(visit.modes, _), "figures")
    Node("td", _(WORLDS[visit.world].title) if visit.world in WORLDS else visit.world or _("Ratings alone"))
    Node("td", f"{visit.delivered_s / 60:.0f}", "figures")
    Node("td", wording.rated(visit.before, visit.after, visit.followup), "figures strong")
    Node("td", points(change.points) if change else "–", "figures")
    Node("td", percent or "–", "figures")
    cell = Node("td", "–", "figures")
    with Node("td"):
        if visit.simulated:
            Node("span", _("Simulated"), "state simulated")
        if visit.state != "complete":
            Node("span", wording.word(wording.PHASES, visit.state, _), f"state {visit.state}")
        for symptom, severity in visit.symptoms:
            Node("span", _felt(at, symptom, severity), f"state felt-{severity}")
        for note in (*visit.notes, visit.note):
            if note:
                Node("span", note, "note own")
    return cell


def _felt(at: At, symptom: str, severity: str) -> str:
    _ = at.translate
    return wording.joined((wording.word(SYMPTOMS, symptom, _), wording.word(SEVERITIES, severity, _).lower()), _)


def _share(dose: Dose) -> str:
    """Of the week's allowance; "?" where no level was known."""
    if dose.percent is None:
        return "?"
    return f"{dose.percent:.1f}" if dose.percent >= 0.1 or not dose.percent else "< 0.1"


def _earlier(at: At, rows: Sequence[Earlier]) -> None:
    """Ratings that were imported: marked, and with the file they stood in."""
    _ = at.translate
    if not rows:
        return
    with Node("section", look="card unprinted", data_testid="earlier"):
        Node("h2", _("Earlier ratings"), "heading")
        lines = []
        for row in rows:
            day = _day(at, row.given_utc) if row.date_only else wording.moment(row.given_utc, at.language)
            phase = wording.word(wording.RATINGS, row.phase, _)
            lines.append((day, phase, str(row.value), row.file, _("Imported")))
        _table((_("Date"), _("Rating"), _("Value"), _("File"), _("State")), lines, "table", own=3)


def _table(
    heads: Sequence[str], lines: Sequence[Sequence[str]], look: str, test: str | None = None, own: int | None = None
) -> None:
    """own : the column whose words are the record's own"""
    with Node("div", look="scroll"), Node("table", look=look, data_testid=test):
        with Node("thead"), Node("tr"):
            for head in heads:
                Node("th", head, scope="col")
        with Node("tbody"):
            for line in lines:
                with Node("tr"):
                    for number, cell in enumerate(line):
                        Node("td", cell, "own" if number == own else "")


def _minutes(at: At, seconds: float) -> str:
    return at.translate("{m} min").format(m=round(seconds / 60))


def _day(at: At, utc: datetime) -> str:
    return wording.day(utc.astimezone().date(), at.language)


def _short(at: At, day: date) -> str:
    """A day without its year, as its readers write it."""
    full = wording.day(day, at.language)
    return full.split("年", 1)[1] if at.language == "zh_CN" else full.rsplit(" ", 1)[0]
