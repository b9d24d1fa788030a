"""The scores of questionnaires over a participant's visits, each on its whole range."""

from __future__ import annotations

from collections import defaultdict

from app.console import course_chart, wording
from app.console.layout import Visit
from app.console.parts import Node, drawing
from app.questionnaires import Moment, Questionnaire, available, load
from app.store.participants import Course


def scores(at: Visit, found: Course) -> None:
    """The card; nothing where nothing was answered."""
    _ = at.translate
    if not found.answered:
        return
    known = set(available())
    order = {visit.id: number for number, visit in enumerate(found.visits)}
    days = {visit.id: wording.day(visit.started_utc.astimezone().date(), at.language) for visit in found.visits}
    #: by questionnaire and score: (visit, value, whether before the exposure)
    series: dict[tuple[str, str], list[tuple[int, float, bool]]] = defaultdict(list)
    for session_id, record in found.answered:
        for score, value in record.scores.items():
            if value is not None and session_id in order:
                early = record.moment in (Moment.BASELINE, Moment.BEFORE)
                series[record.questionnaire, score].append((session_id, value, early))
    if not series:
        return
    with Node("section", look="card score-card", data_testid="scores"):
        Node("h2", _("Questionnaires"), "heading")
        Node("p", _("Hollow: at the baseline or before the exposure; filled: after it or later."), "soft")
        for form in (load(name) for name in sorted({name for name, _score in series} & known)):
            Node("h3", form.name.of(at.language), "heading")
            with Node("div", look="scores"):
                for part in form.scores:
                    if values := series.get((form.id, part.id)):
                        _score(at, form, part.id, values, order, days)


def _score(
    at: Visit,
    form: Questionnaire,
    name: str,
    values: list[tuple[int, float, bool]],
    order: dict[int, int],
    days: dict[int, str],
) -> None:
    score = next(score for score in form.scores if score.id == name)
    visits = sorted({visit for visit, _value, _early in values}, key=order.__getitem__)
    places = {visit: number / max(len(visits) - 1, 1) for number, visit in enumerate(visits)}
    title = wording.joined((form.name.of(at.language), score.words.of(at.language)), at.translate)
    with Node("figure", look="score-box"):
        Node("figcaption", score.words.of(at.language))
        Node("p", score.higher.of(at.language), "tiny")
        marks = [(places[visit], value, early) for visit, value, early in values]
        ends = (days[visits[0]], days[visits[-1]] if len(visits) > 1 else "")
        drawing(course_chart.score(marks, score.low, score.high, ends, title))
