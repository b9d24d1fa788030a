"""The report on one participant: visit by visit what was rated and what was delivered, for a talk with the patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session as Reading

from app.errors import BadInput
from app.exports.choice import Choice
from app.i18n import translator
from app.programmes import visits as plan_of
from app.reports import figures, sections, words
from app.reports.document import Facts, Figures, Heading, Paragraph, Part, Report, Table
from app.reports.seen import Seen, seen
from app.session import measured
from app.session.symptoms import SEVERITIES, SYMPTOMS
from app.store import earlier, enrolments
from app.store.earlier import Earlier

Translate = Callable[[str], str]

#: imported ratings that are listed
_MOST_EARLIER = 40


def participant(
    reading: Reading, data: Path, alias: str, language: str, on: date, simulated: bool, told: Callable[[], None]
) -> Report:
    """data : the folder that a clinic's own programmes lie in. Raises `BadInput` where there is no such participant."""
    _ = translator(language)
    every = sorted(seen(reading, Choice(aliases=(alias,)), told), key=lambda visit: (visit.on, visit.id))
    visits = [visit for visit in every if visit.simulated == simulated]
    imported = [] if simulated else earlier.of(reading, alias)
    left_out = len(every) - len(visits)
    if not visits and not imported:
        kind, other = ("of a simulated patient", "leave out") if simulated else ("of a person", "add")
        raise BadInput(f"{alias} has no visit {kind} to report on: choose somebody else, or {other} --simulated")
    parts: list[Part] = [sections.about(_), *_programme(reading, data, alias, language, on, _)]
    if visits:
        parts += [*_summary(visits, _), *_rated(visits, language, _), *_delivered(visits, language, _)]
        parts += [*_told(visits, language, _), *_measured(visits, language, _), *_every(visits, language, _)]
    parts += _imported(imported, language, _)
    if left_out and not simulated:
        text = _("Visits of simulated patients, which are left out: {n}")
        parts.append(Paragraph(text.format(n=left_out), small=True))
    parts += sections.published(None, language, _)
    return Report(
        title=_("Report on {alias}").format(alias=words.plain(alias)),
        under=_under(visits, language, on, _),
        language=language,
        on=on,
        foot=_("Respite · {what} · made on {day}").format(what=words.plain(alias), day=words.day(on, language)),
        warning=_("Simulated: no person took part in these visits.") if simulated else "",
        parts=tuple(parts),
    )


def _programme(reading: Reading, data: Path, alias: str, language: str, on: date, _: Translate) -> list[Part]:
    """Where they stand in their programme; nothing is said of what is next."""
    try:
        part = enrolments.part(reading, data, alias, on)
    except BadInput:  # the programme's file is gone or broken: the rest of the report does without
        return []
    if part is None:
        return []
    title, many = part.programme.title.of(language), len(plan_of(part.programme))
    text = _("Programme: {title}, {n} of {many} visits complete.")
    return [Paragraph(text.format(title=title, n=len(part.standing.done), many=many))]


def _under(visits: Sequence[Seen], language: str, on: date, _: Translate) -> str:
    made = _("Made on {day}").format(day=words.day(on, language))
    if not visits:
        return made
    first, last = words.day(visits[0].on, language), words.day(visits[-1].on, language)
    if first == last:
        return _("Visits: {n}, {day} · {made}").format(n=len(visits), day=first, made=made)
    return _("Visits: {n}, {first} to {last} · {made}").format(n=len(visits), first=first, last=last, made=made)


def _summary(visits: Sequence[Seen], _: Translate) -> list[Part]:
    changes = [visit.change for visit in visits if visit.change]
    whole = sum(visit.state == "complete" for visit in visits)
    delivered, planned = (sum(of) for of in ([v.delivered_s for v in visits], [v.planned_s for v in visits]))
    given = _("{delivered} of {planned}").format(delivered=words.minutes(delivered), planned=words.minutes(planned))
    facts = (
        (_("Visits completed"), _("{n} of {all}").format(n=whole, all=len(visits))),
        (_("Minutes of those planned"), given),
        *sections.response(changes, _),
    )
    return [Facts(facts), *sections.unknown(changes, _)]


def _rated(visits: Sequence[Seen], language: str, _: Translate) -> list[Part]:
    parts: list[Part] = [
        Heading(_("Pain")),
        Figures((figures.course(visits, language, _),)),
    ]
    if not any(visit.change for visit in visits):
        return [*parts, Paragraph(_("No visit has both ratings."))]
    parts.append(Figures((figures.points(visits, language, _), figures.percent(visits, language, _))))
    parts.append(sections.bands(_))
    aside = figures.side_by_side(visits, _)
    if aside is not None:
        parts.append(Figures((aside,)))
        text = _(
            "What differs between these visits besides the mode (the day, the world, how strong the pain was) is "
            "not taken out here: two averages beside each other are no comparison of treatments."
        )
        parts.append(Paragraph(text, small=True))
    return parts


def _delivered(visits: Sequence[Seen], language: str, _: Translate) -> list[Part]:
    heard = figures.snr(visits, language, _)
    width = figures.HALF if heard else figures.WIDE
    row = (figures.minutes(visits, language, _, width), *([heard] if heard else []))
    parts: list[Part] = [Heading(_("What was delivered")), Figures(row)]
    if heard is None:
        parts.append(Paragraph(_("No sound over the room was measured in these visits."), small=True))
    return parts


def _told(visits: Sequence[Seen], language: str, _: Translate) -> list[Part]:
    """Symptoms, questionnaires, other scales, early ends and notes."""

    def named(visit: Seen) -> str:
        return words.day(visit.on, language)

    tables = sections.questionnaires(visits, named, language, _)
    others = _others(visits, language, _)
    parts: list[Part] = [Heading(_("Symptoms and questionnaires"))]
    felt = _felt(visits, language, _)
    if tables or others or felt:
        parts += [*felt, *tables, *others]
    else:
        parts.append(Paragraph(_("None was noted or answered in these visits.")))
    rows = []
    for visit in visits:
        if visit.state == "aborted":
            rows.append((named(visit), _("Ended early"), words.plain(visit.reason or "") or words.NONE))
        rows += [(named(visit), _("Note"), words.plain(note)) for note in visit.notes if words.plain(note)]
    if rows:
        parts += [
            Heading(_("Notes")),
            Table(_("What was written down"), (_("Visit"), _("Kind"), _("Text")), tuple(rows), "lll"),
        ]
    return parts


def _felt(visits: Sequence[Seen], language: str, _: Translate) -> list[Part]:
    """The symptoms that were noted while the visits went on."""
    rows = tuple(
        (
            words.day(visit.on, language),
            _("{minutes} min").format(minutes=words.number(felt.at_s / 60, 0)),
            _(SYMPTOMS.get(felt.symptom, felt.symptom)),
            _(SEVERITIES.get(felt.severity, felt.severity)),
            words.NONE if felt.mode is None else words.mode(felt.mode, _),
        )
        for visit in visits
        for felt in visit.felt
    )
    if not rows:
        return []
    head = (_("Visit"), _("Time"), _("Symptom"), _("Severity"), _("Mode"))
    return [Table(_("Symptoms that were noted"), head, rows, "lrlll")]


def _others(visits: Sequence[Seen], language: str, _: Translate) -> list[Part]:
    """Ratings on other scales than that of the figures: a row for each visit and scale."""
    rows = []
    for visit in visits:
        for scale in dict.fromkeys(name for name, _phase, _value in visit.others):
            given = {
                phase: [str(value) for name, at, value in visit.others if (name, at) == (scale, phase)]
                for phase in words.PHASES
            }
            told = (_(", ").join(values) or words.NONE for values in given.values())
            rows.append((words.day(visit.on, language), sections.scale_name(scale, language), *told))
    if not rows:
        return []
    head = (_("Visit"), _("Scale"), *(_(phase) for phase in words.PHASES.values()))
    return [Table(_("Other ratings"), head, tuple(rows), "ll" + "r" * len(words.PHASES))]


def _measured(visits: Sequence[Seen], language: str, _: Translate) -> list[Part]:
    """What the worlds measured of the patient's doing: a table for each world."""
    days = [words.day(visit.on, language) for visit in visits]
    head = (_("Measure"), _("Visits"), _("First"), _("Last"), _("Lowest"), _("Highest"))
    parts: list[Part] = []
    for world, found in measured.over(visit.measured for visit in visits).items():
        rows = []
        for of, values in found:
            (first, one), (last, other) = values[0], values[-1]
            ends = [f"{measured.spoken(of, value, _)} ({days[at]})" for at, value in ((first, one), (last, other))]
            extent = [measured.spoken(of, pick(value for _at, value in values), _) for pick in (min, max)]
            rows.append((_(of.title), str(len(values)), *ends, *extent))
        parts.append(Table(words.world(world, _), head, tuple(rows), "lrrrrr"))
    if not parts:
        return []
    text = _("Measured by the world while the visit went on, one value for each visit. It is no assessment.")
    return [Heading(_("Measured in the worlds")), *parts, Paragraph(text, small=True)]


def _every(visits: Sequence[Seen], language: str, _: Translate) -> list[Part]:
    rows = tuple(_row(visit, language, _) for visit in visits)
    head = (
        *(_("Visit"), _("World"), _("Mode"), _("Minutes"), _("Before"), _("After"), _("Points"), _("Percent")),
        *(_("SNR, dB"), _("Uncertainty"), _("Stated"), _("Ended")),
    )
    return [Heading(_("Every visit")), Table(_("The numbers behind the figures"), head, rows, "lllrrrrrrrrl")]


def _row(visit: Seen, language: str, _: Translate) -> tuple[str, ...]:
    change = visit.change
    given = _("{delivered} of {planned}").format(
        delivered=words.minutes(visit.delivered_s), planned=words.minutes(visit.planned_s)
    )
    percent = words.NONE
    if change is not None:
        percent = _("n/a") if change.percent is None else f"{words.signed(change.percent, 0)} %"
    return (
        words.day(visit.on, language),
        words.world(visit.world, _),
        _("asked only: {value}").format(value=visit.followup)
        if visit.followup is not None
        else words.modes(visit.seconds, _),
        given if visit.planned_s else words.NONE,
        words.number(visit.before),
        words.number(visit.after),
        words.signed(change.points if change else None),
        percent,
        *(sections.heard(visit, _) if visit.planned_s else (words.NONE,) * 3),
        {"complete": _("Complete"), "aborted": _("Ended early")}.get(visit.state, _("Not finished")),
    )


def _imported(found: Sequence[Earlier], language: str, _: Translate) -> list[Part]:
    if not found:
        return []
    shown = found[-_MOST_EARLIER:]
    rows = tuple(
        (
            words.day((one.given_utc if one.date_only else one.given_utc.astimezone()).date(), language),
            _(words.PHASES.get(one.phase, one.phase)),
            str(one.value),
            words.plain(one.file),
        )
        for one in shown
    )
    parts: list[Part] = [
        Heading(_("Ratings from files")),
        Table(
            _("Ratings that were imported; no visit here belongs to them"),
            (_("Day"), _("When"), _("Rating"), _("File")),
            rows,
            "llrl",
        ),
    ]
    if len(found) > len(shown):
        text = _("The last {n} of {all}.").format(n=len(shown), all=len(found))
        parts.append(Paragraph(text, small=True))
    return parts
