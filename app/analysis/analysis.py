"""Everything that can be said of one table, and what can't, with the reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from app.analysis import crossover as two_by_two
from app.analysis.crossover import Crossover
from app.analysis.estimate import Estimate
from app.analysis.mixed import TREND, Mixed, mixed
from app.analysis.parallel import ancova, groups, welch
from app.analysis.participant import Change
from app.analysis.table import Table
from app.analysis.words import Words, words
from app.i18n import N_


@dataclass(frozen=True)
class Analysis:
    """What the data give; None where they don't, and then `notes` says why.

    n : participants by sequence: those with both values in a 2x2 crossover, else all with a value
    given : all participants with a value
    treatment, period, carryover : of a 2x2 crossover; the treatment also of one whose other parts are unknown
    effect_size : the treatment estimate in standard deviations (d_av)
    changes : baseline to value by condition, where the table has baselines
    """

    conditions: tuple[str, ...]
    n: dict[str, int]
    given: int
    treatment: Estimate | None = None
    period: Estimate | None = None
    carryover: Estimate | None = None
    paired: Estimate | None = None
    mixed: Mixed | None = None
    welch: Estimate | None = None
    ancova: Estimate | None = None
    effect_size: float | None = None
    changes: dict[str, list[Change]] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()


def analyse(table: Table) -> Analysis:
    """Analyse `table`: the 2x2 crossover by t-tests, the mixed model, parallel groups; each where the data allow it."""
    notes: list[Words] = []
    trial, model, apart = two_by_two.crossover(table), mixed(table), groups(table)
    two_groups = contrast = None
    if apart is not None:
        contrast = " - ".join(table.conditions)
        two_groups = welch(contrast, *apart)
        notes.append(words(N_("Each participant had one condition: parallel groups are compared, not periods.")))
    elif isinstance(trial, Words):
        notes.append(trial)
    if isinstance(model, Words):
        notes.append(model)
    elif TREND in model.fixed:
        notes.append(words(N_("The mixed model takes the change over the periods for a straight line.")))
    treatment = period = carryover = size = None
    if isinstance(trial, Crossover) and apart is None:
        treatment, period, carryover = (
            part(trial) for part in (two_by_two.treatment, two_by_two.period, two_by_two.carryover)
        )
        size = two_by_two.effect_size(trial, treatment.estimate)
        notes += _on(table, trial)
    paired, adjusted = two_by_two.paired(table), ancova(table)
    if adjusted is not None:
        notes.append(words(N_("The baselines are known, so the sentence speaks of the groups at equal baseline.")))
    if paired is not None and treatment is None:
        notes.append(words(N_("The paired t-test leaves the periods out: a change over time counts as a difference.")))
    notes += _silent(treatment, paired, two_groups)
    return Analysis(
        tuple(table.conditions),
        _count(table, complete=treatment is not None),
        len(table.participants()),
        treatment,
        period,
        carryover,
        paired,
        None if isinstance(model, Words) else model,
        two_groups,
        adjusted,
        size,
        _changes(table),
        tuple(notes),
    )


def _count(table: Table, complete: bool) -> dict[str, int]:
    counted = Counter(rows[0].sequence for rows in table.participants().values() if not complete or len(rows) == 2)
    return {name: counted[name] for name in sorted({row.sequence for row in table.rows})}


def _on(table: Table, trial: Crossover) -> list[Words]:
    alone = len({row.participant for row in table.rows}) - len(trial.ab.first) - len(trial.ba.first)
    notes = [words(N_("Carry-over is for information: it has little power, and no analysis was chosen by it."))]
    if alone:
        text = N_("{count} without both values: the t-tests leave them out, the mixed model uses what they have.")
        notes.append(words(text, count=alone))
    return notes


def _silent(*estimates: Estimate | None) -> list[Words]:
    """Why an estimate stands without its interval."""
    known = [estimate for estimate in estimates if estimate is not None]
    notes = []
    if any(estimate.se is None for estimate in known):
        notes.append(words(N_("Too few participants for a standard error: an estimate stands alone.")))
    if any(estimate.se == 0 for estimate in known):
        notes.append(words(N_("The values have no spread, so there is nothing to judge a difference by.")))
    return notes


def _changes(table: Table) -> dict[str, list[Change]]:
    found: dict[str, list[Change]] = {}
    for row in table.given:
        if row.baseline is not None and row.value is not None:
            found.setdefault(row.condition, []).append(Change(row.baseline, row.value))
    return dict(sorted(found.items()))
