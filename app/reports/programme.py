"""The report on a programme: who took part, what was delivered and rated, and what can be said of it, or can't."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.analysis.participant import Change
from app.exports.choice import Choice
from app.i18n import translator
from app.programmes import Programme, load
from app.programmes import visits as plan_of
from app.reports import comparison, group_figures, sections, words
from app.reports.document import Facts, Figures, Heading, Paragraph, Part, Report, Table
from app.reports.figures import HALF, WIDE
from app.reports.part import Fate, Taking, takings
from app.reports.seen import Seen, seen
from app.session.symptoms import SYMPTOMS
from app.store.models import Enrolment, Participant

Translate = Callable[[str], str]

#: visits that have room in half a figure
_FEW = 8
#: participants that are listed one by one
_MOST = 200


def programme(
    reading: Reading, data: Path, name: str, language: str, on: date, simulated: bool, told: Callable[[], None]
) -> Report:
    """data : the folder that a clinic's own programmes lie in. Raises `BadInput` where there is no such programme."""
    _, plan = translator(language), load(name, data)
    aliases = reading.scalars(
        select(Participant.alias).join(Enrolment).where(Enrolment.programme == plan.id).distinct().order_by("alias")
    )
    every = seen(reading, Choice(aliases=tuple(aliases) or ("",)), told) if _anybody(reading, plan) else iter(())
    visits = [visit for visit in every if visit.enrolment is not None]
    counted = [visit for visit in visits if visit.simulated == simulated]
    taking = takings(reading, plan, counted, on)
    parts: list[Part] = [
        sections.about(_),
        Paragraph(plan.purpose.of(language)),
        *_took_part(taking, plan, _),
    ]
    if any(one.had for one in taking):
        parts += [*_rated(taking, plan, _), *_compared(taking, plan, _)]
        parts += [*_delivered(taking, _), *_symptoms(taking, language, _), *_each(taking, plan, language, _)]
    else:
        parts.append(Paragraph(_("No visit of this programme has taken place.")))
    if len(visits) > len(counted) and not simulated:
        text = _("Visits of simulated patients, which are left out: {n}")
        parts.append(Paragraph(text.format(n=len(visits) - len(counted)), small=True))
    parts.append(Paragraph(_("What the programme follows: {source}").format(source=plan.source), small=True))
    parts += sections.published(comparison.ours(taking, plan), language, _)
    title = plan.title.of(language)
    return Report(
        title=_("Report on a programme: {title}").format(title=title),
        under=_("Participants: {n} · {plan} · made on {day}").format(
            n=len(taking), plan=plan.id, day=words.day(on, language)
        ),
        language=language,
        on=on,
        foot=_("Respite · {what} · made on {day}").format(what=title, day=words.day(on, language)),
        warning=_("Simulated: no person took part in these visits.") if simulated else "",
        parts=tuple(parts),
    )


def _anybody(reading: Reading, plan: Programme) -> bool:
    return reading.scalar(select(Enrolment.id).where(Enrolment.programme == plan.id).limit(1)) is not None


# ---- who ------------------------------------------------------------------------------------------------------------------


def _took_part(taking: Sequence[Taking], plan: Programme, _: Translate) -> list[Part]:
    fates = [fate for one in taking for fate in one.fates]
    due = sum(fate is not Fate.AHEAD for fate in fates)
    facts = (
        (_("Enrolled"), str(len(taking))),
        (_("Finished"), str(sum(one.over and one.left is None for one in taking))),
        (_("Left before the end"), str(sum(Fate.LEFT in one.fates for one in taking))),
        (_("Visits of those due"), _("{n} of {all}").format(n=fates.count(Fate.DONE), all=due)),
        (_("Visits missed"), str(fates.count(Fate.MISSED))),
        (_("Visits that ended early"), str(fates.count(Fate.EARLY))),
    )
    parts: list[Part] = [Heading(_("Who took part")), Facts(facts)]
    if taking:
        parts.append(Figures((group_figures.flow(taking, len(plan_of(plan)), _),)))
    parts += _allocation(taking, plan, _)
    changed = sum(one.changed for one in taking)
    if changed:
        text = _("The programme's file has changed since {n} of the enrolments.")
        parts.append(Paragraph(text.format(n=changed), small=True))
    return parts


def _allocation(taking: Sequence[Taking], plan: Programme, _: Translate) -> list[Part]:
    if plan.allocation is None:
        return []
    rows = []
    for arm in plan.allocation.arms:
        own = [one for one in taking if one.arm == arm.name]
        rows.append((arm.name, words.modes(arm.modes, _), *_counts(own)))
    untold = [one for one in taking if one.arm is None]
    rows.append((_("Not told yet"), words.NONE, *_counts(untold)))
    head = (_("Order"), _("Modes"), _("Enrolled"), _("Finished"), _("Left before the end"))
    parts: list[Part] = [Table(_("Orders that were drawn, as far as they were told"), head, tuple(rows), "llrrr")]
    strata = sorted({one.stratum for one in taking if one.stratum})
    if strata:
        each = tuple((name, str(sum(one.stratum == name for one in taking))) for name in strata)
        parts.append(Table(_("Strata"), (_("Stratum"), _("Enrolled")), each, "lr"))
    text = _("What an order is becomes known at its first visit, and stands nowhere before.")
    return [*parts, Paragraph(text, small=True)]


def _counts(own: Sequence[Taking]) -> tuple[str, str, str]:
    finished = sum(one.over and one.left is None for one in own)
    return str(len(own)), str(finished), str(sum(Fate.LEFT in one.fates for one in own))


# ---- what was rated ---------------------------------------------------------------------------------------------------------


def _by_mode(taking: Sequence[Taking]) -> dict[str, list[Seen]]:
    """The visits by what was to be shown."""
    found: dict[str, list[Seen]] = defaultdict(list)
    for one in taking:
        for visit in one.had.values():
            found[visit.planned_mode].append(visit)
    return {mode: found[mode] for mode in words.MODES if mode in found}


def _changes(visits: Sequence[Seen]) -> list[Change]:
    return [visit.change for visit in visits if visit.change is not None]


def _rated(taking: Sequence[Taking], plan: Programme, _: Translate) -> list[Part]:
    by_mode = {mode: _changes(visits) for mode, visits in _by_mode(taking).items()}
    by_mode = {mode: changes for mode, changes in by_mode.items() if changes}
    every = [change for changes in by_mode.values() for change in changes]
    parts: list[Part] = [Heading(_("Pain")), Facts(sections.response(every, _)), *sections.unknown(every, _)]
    if not by_mode:
        return [*parts, Paragraph(_("No visit has both ratings."))]
    many = len(plan_of(plan))
    if many <= _FEW:
        row = (group_figures.means(taking, many, HALF, _), group_figures.responses(by_mode, HALF, _))
        parts.append(Figures(row))
    else:
        parts.append(Figures((group_figures.means(taking, many, WIDE, _),)))
        parts.append(Figures((group_figures.responses(by_mode, WIDE, _),)))
    if len(by_mode) > 1:
        parts.append(Figures((group_figures.modes(by_mode, _),)))
    parts.append(sections.bands(_))
    return parts


def _compared(taking: Sequence[Taking], plan: Programme, _: Translate) -> list[Part]:
    parts: list[Part] = [Heading(_("What can be said of the modes")), *comparison.told(taking, plan, _)]
    ahead = sum(not one.over for one in taking)
    if ahead:
        text = _(
            "The programme goes on: {n} participants have visits to come. Whoever looks before the end, and stops or goes on by "
            "what they see, is easily misled."
        )
        parts.append(Paragraph(text.format(n=ahead), small=True))
    return parts


# ---- what was delivered -----------------------------------------------------------------------------------------------------


def _delivered(taking: Sequence[Taking], _: Translate) -> list[Part]:
    rows = []
    for mode, visits in _by_mode(taking).items():
        means = [v.sound.mean_db for v in visits if v.sound is not None and v.sound.mean_db is not None]
        seconds = sum(v.sound.seconds for v in visits if v.sound is not None)
        stated = sum(v.sound.stated for v in visits if v.sound is not None)
        unsure = [v.sound.uncertainty_db for v in visits if v.sound is not None and v.sound.uncertainty_db is not None]
        given = _("{delivered} of {planned}").format(
            delivered=words.minutes(sum(v.delivered_s for v in visits)),
            planned=words.minutes(sum(v.planned_s for v in visits)),
        )
        rows.append(
            (
                words.mode(mode, _),
                str(len(visits)),
                given,
                f"{fmean(means):+.1f}".replace("-", "−") if means else _("not stated"),
                f"± {fmean(unsure):.1f}" if unsure else words.NONE,
                words.share(stated, seconds),
                str(sum(v.sound is None or v.sound.mean_db is None for v in visits)),
            )
        )
    head = (
        *(_("Mode"), _("Visits"), _("Minutes of those planned"), _("SNR, dB")),
        *(_("Uncertainty"), _("Seconds stated"), _("Visits not stated")),
    )
    text = _("SNR: sound over the room, the mean of the visits' means; uncertainty (95 %) of a visit, on average.")
    return [
        Heading(_("What was delivered")),
        Table(_("Delivered by mode"), head, tuple(rows), "lrrrrrr"),
        Paragraph(text, small=True),
    ]


def _symptoms(taking: Sequence[Taking], language: str, _: Translate) -> list[Part]:
    values: dict[str, dict[tuple[str, str], list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in taking:
        for visit in one.had.values():
            for answered in visit.scores:
                for score, value in answered.values.items():
                    if value is not None:
                        values[answered.questionnaire][score, answered.moment].append(value)
    parts: list[Part] = [Heading(_("Symptoms and questionnaires"))]
    for name, scores in sorted(values.items()):
        title, names = sections.score_names(name, {score for score, _moment in scores}, language)
        order = list(names)
        moments = list(words.MOMENTS)
        rows = tuple(
            (
                names[score],
                _(words.MOMENTS.get(moment, moment)),
                *sections.spread(found, _),
            )
            for (score, moment), found in sorted(
                scores.items(), key=lambda entry: (order.index(entry[0][0]), moments.index(entry[0][1]))
            )
        )
        head = (_("Score"), _("When"), "n", _("Mean"), _("SD"), _("Range"))
        parts += [Table(title, head, rows, "llrrrr"), *sections.meaning(name, language, _)]
    parts += [*_felt(taking, _), *_scales(taking, language, _)]
    if len(parts) == 1:
        parts.append(Paragraph(_("None was noted or answered in these visits.")))
    early = tuple(
        (words.plain(one.alias), str(number), words.plain(visit.reason or "") or words.NONE)
        for one in taking
        for number, visit in sorted(one.had.items())
        if visit.state == "aborted"
    )
    if early:
        parts.append(Table(_("Visits that ended early"), (_("Participant"), _("Visit"), _("Reason")), early, "lrl"))
    return parts


def _felt(taking: Sequence[Taking], _: Translate) -> list[Part]:
    """In how many visits a symptom was noted, by mode, and how many of them severe."""
    by_mode = _by_mode(taking)
    rows = []
    for symptom, name in SYMPTOMS.items():
        found = [
            [{felt.severity for felt in visit.felt if felt.symptom == symptom} for visit in visits]
            for visits in by_mode.values()
        ]
        if any(severities for visits in found for severities in visits):
            counts = (
                _("{n} of {all} ({severe})").format(
                    n=sum(map(bool, visits)), all=len(visits), severe=sum("severe" in one for one in visits)
                )
                for visits in found
            )
            rows.append((_(name), *counts))
    if not rows:
        return []
    head = (_("Symptom"), *(words.mode(mode, _) for mode in by_mode))
    return [Table(_("Visits in which a symptom was noted (severe)"), head, tuple(rows), "l" + "r" * len(by_mode))]


def _scales(taking: Sequence[Taking], language: str, _: Translate) -> list[Part]:
    """Ratings on other scales than that of the figures, over all visits."""
    values: dict[tuple[str, str], list[float]] = defaultdict(list)
    for one in taking:
        for visit in one.had.values():
            for scale, phase, value in visit.others:
                values[scale, phase].append(float(value))
    if not values:
        return []
    order = list(words.PHASES)
    rows = tuple(
        (sections.scale_name(scale, language), _(words.PHASES.get(phase, phase)), *sections.spread(found, _))
        for (scale, phase), found in sorted(values.items(), key=lambda entry: (entry[0][0], order.index(entry[0][1])))
    )
    head = (_("Scale"), _("When"), "n", _("Mean"), _("SD"), _("Range"))
    return [Table(_("Other ratings"), head, rows, "llrrrr")]


# ---- one by one -------------------------------------------------------------------------------------------------------------


def _each(taking: Sequence[Taking], plan: Programme, language: str, _: Translate) -> list[Part]:
    names = group_figures.fates(_)
    rows = []
    for one in taking[:_MOST]:
        told = []
        for number, fate in enumerate(one.fates, 1):
            visit = one.had.get(number)
            if visit is not None and visit.change is not None:
                shown = f"{words.mode(visit.planned_mode, _)} {visit.before}→{visit.after}"
            elif visit is not None and visit.followup is not None:
                shown = _("asked only: {value}").format(value=visit.followup)
            else:
                shown = names[fate]
            told.append(shown)
        if len(told) > 12:
            told = [*told[:12], "…"]
        left = words.NONE if one.left is None else words.day(one.left, language)
        arm = (one.arm or _("not told"),) if plan.allocation else ()
        rows.append((words.plain(one.alias), *arm, words.day(one.on, language), left, _(", ").join(told)))
    order = (_("Order"),) if plan.allocation else ()
    head = (_("Participant"), *order, _("Enrolled"), _("Left on"), _("Visits: mode, pain before→after"))
    parts: list[Part] = [
        Heading(_("Every participant")),
        Table(_("The numbers behind the figures"), head, tuple(rows), "l" * len(head)),
    ]
    if len(taking) > _MOST:
        text = _("The first {n} of {all}; an export has them all.").format(n=_MOST, all=len(taking))
        parts.append(Paragraph(text, small=True))
    return parts
