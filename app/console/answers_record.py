"""What was rated and answered in a session on record, and how far it is from the baseline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.console import charts, corrections_record, wording
from app.console.layout import Visit
from app.console.parts import Node
from app.console.questionnaire_page import HOWS, MOMENTS, told_change, told_scores
from app.errors import BadInput
from app.people.roles import Right
from app.questionnaires import Moment, Questionnaire, available, load
from app.session import instruments
from app.store.answered import AnsweredRecord, Baseline
from app.store.corrections import Trail
from app.store.records import SessionRecord

Table = Callable[[Sequence[str], Sequence[Sequence[Any]]], None]


def ratings(at: Visit, found: SessionRecord, trail: Trail, table: Table) -> None:
    """The section of the ratings. table : puts one on the page"""
    _ = at.translate
    lines = []
    for r in found.ratings:
        latency = _("{s} s").format(s=f"{r.latency_s:.1f}") if r.latency_s is not None else "–"
        source = wording.word(wording.SOURCES, r.source, _)
        mode = wording.mode(r.mode, _) if r.mode else "–"
        phase = wording.word(wording.RATINGS, r.phase, _)
        what = scale_name(r.instrument, at.language)
        value, changes = corrections_record.value(r, trail), corrections_record.changes(r, found)
        lines.append((charts.clock(r.at_s), phase, what, value, source, latency, changes, mode))
    heads = (
        *(_("At"), _("Rating"), _("Scale"), _("Value"), _("Given by")),
        *(_("Time taken"), _("Changes"), _("View")),
    )
    with Node("section", look="card", data_testid="ratings"):
        Node("h2", _("Ratings"), "heading")
        if not lines:
            Node("p", _("No rating was given."), "soft")
            return
        table(heads, lines)
        told = dict.fromkeys((r.instrument, r.anchors) for r in found.ratings)
        for name, (low, high) in told:
            ends = _ends(name)
            line = _("{lowest}: {low}; {highest}: {high}").format(lowest=ends[0], low=low, highest=ends[1], high=high)
            text = line if len(told) == 1 else wording.joined((scale_name(name, at.language), line), _)
            Node("p", text, "soft own")
        corrections_record.of_ratings(
            at, found, trail, {name: scale_name(name, at.language) for name, _anchors in told}
        )


def scale_name(instrument: str, language: str) -> str:
    """What a scale is called; its id where its file is gone."""
    try:
        return instruments.load(instrument).name.of(language)
    except BadInput:
        return instrument


def _ends(instrument: str) -> tuple[int, int]:
    try:
        scale = instruments.load(instrument)
    except BadInput:
        return 0, 10
    return scale.minimum, scale.maximum


def questionnaires(
    at: Visit,
    found: SessionRecord,
    answered: Sequence[AnsweredRecord],
    baselines: Mapping[str, Baseline],
    trail: Trail,
    table: Table,
) -> None:
    """The section of the questionnaires, with the way to answer one."""
    _ = at.translate
    forms = {name: load(name) for name in available()}
    lines, notes = [], []
    for a in answered:
        form = forms.get(a.questionnaire)
        name = form.name.of(at.language) if form else a.questionnaire
        scores = told_scores(form, a.scores, _, at.language) if form else ""
        change = _change(form, a, baselines.get(a.questionnaire), at) if form else ""
        entered = wording.moment(a.entered_utc, at.language)
        lines.append((name, _(MOMENTS[a.moment]), scores, change, _(HOWS[a.how]), entered))
        if form is not None and a.declined:
            items = _(", ").join(item.words.of(at.language) for item in form.items if item.id in a.declined)
            notes.append(_("{questionnaire}, not to be answered: {items}").format(questionnaire=name, items=items))
        if not a.finished:
            notes.append(_("{questionnaire} was cut off before its end").format(questionnaire=name))
    heads = (_("Questionnaire"), _("Answered"), _("Scores"), _("Change from the baseline"), _("How"), _("Entered"))
    with Node("section", look="card", data_testid="questionnaires"):
        Node("h2", _("Questionnaires"), "heading")
        if lines:
            table(heads, lines)
        for note in notes:
            Node("p", note, "soft own")
        corrections_record.of_questionnaires(at, trail, forms)
        elsewhere = {b.session_id for b in baselines.values() if b.session_id != found.row.id}
        if elsewhere and any(line[3] != "–" for line in lines):
            Node("p", _("A baseline that is not of this session is of the newest one before it."), "soft own")
        with Node("div", look="chips", hidden=not at.may(Right.CARE)):
            for name, form in forms.items():
                href = f"/sessions/{found.row.id}/questionnaires/{name}"
                Node("a", form.name.of(at.language), "chip", href=href, data_testid=f"ask-{name}")


def _change(form: Questionnaire, a: AnsweredRecord, baseline: Baseline | None, at: Visit) -> str:
    if baseline is None or a.moment in (Moment.BASELINE, Moment.BEFORE):
        return "–"
    return told_change(form, a.scores, baseline.answered.scores, at.translate, at.language)
