"""The 2x2 crossover: treatment, period and carry-over, each by a two-sample t-test between the sequences.

Sources: S. Senn, *Cross-over Trials in Clinical Research*, 2nd ed. 2002, chapter 3; B. Jones & M. G. Kenward, *Design and
Analysis of Cross-Over Trials*, 3rd ed. 2014, chapter 2; K. Dwan et al., "CONSORT 2010 statement: extension to randomised
crossover trials", *BMJ* 366, 2019, l4378; M. Hills & P. Armitage, *Br. J. Clin. Pharmacol.* 8, 1979, 7-20.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.analysis.estimate import Estimate, difference, mean
from app.analysis.table import Table
from app.analysis.words import Words, words
from app.i18n import N_


@dataclass(frozen=True)
class Order:
    """The participants who had both periods of one order.

    label : the sequence's name
    first, second : values in the first and the second period, one each for a participant
    """

    label: str
    first: tuple[float, ...]
    second: tuple[float, ...]

    @property
    def halves(self) -> list[float]:
        """Half of first minus second period."""
        return [(a - b) / 2 for a, b in zip(self.first, self.second, strict=True)]

    @property
    def totals(self) -> list[float]:
        return [a + b for a, b in zip(self.first, self.second, strict=True)]


@dataclass(frozen=True)
class Crossover:
    """A 2x2 crossover.

    conditions : the two, alphabetically
    periods : the two, in time
    ab : who had the first condition first
    ba : who had the second condition first
    """

    conditions: tuple[str, str]
    periods: tuple[int, int]
    ab: Order
    ba: Order


def crossover(table: Table) -> Crossover | Words:
    """The 2x2 crossover in `table`, of the participants with a value in both periods; or why there is none, in words."""
    conditions, periods = table.conditions, table.periods
    if len(conditions) != 2:
        return words(N_("A 2x2 crossover has two conditions; these data have {count}."), count=len(conditions))
    if len(periods) != 2:
        return words(N_("A 2x2 crossover has two periods; these data have {count}."), count=len(periods))
    a, b = conditions
    had: dict[tuple[str, ...], list[tuple[str, float, float]]] = {(a, b): [], (b, a): []}
    for rows in table.participants().values():
        if len(rows) == 2:
            order = tuple(row.condition for row in rows)
            if order not in had:
                return words(
                    N_("A 2x2 crossover gives both conditions to each; sequence {sequence} gave one twice."),
                    sequence=rows[0].sequence,
                )
            first, second = (row.value for row in rows)
            assert first is not None
            assert second is not None
            had[order].append((rows[0].sequence, first, second))
    for order, found in had.items():
        if not found:
            return words(
                N_(
                    "Nobody has both values in the order {order}: conditions and periods can't be told apart by t-tests."
                ),
                order=", ".join(order),
            )
    return Crossover((a, b), (periods[0], periods[1]), *(_order(order, found) for order, found in had.items()))


def _order(order: tuple[str, ...], found: list[tuple[str, float, float]]) -> Order:
    labels = sorted({label for label, _, _ in found})
    return Order(" + ".join(labels), tuple(one for _, one, _ in found), tuple(two for _, _, two in found))


def treatment(trial: Crossover) -> Estimate:
    """First condition minus second (alphabetically): difference between the orders of the half period differences.

    (mean(y1 - y2 | AB) - mean(y1 - y2 | BA)) / 2, two-sample t with pooled variance on n - 2 degrees of freedom
    (Senn 2002, chapter 3; Jones & Kenward 2014, chapter 2; what Dwan et al. 2019 ask to be reported, item 17a).
    """
    return difference(" - ".join(trial.conditions), trial.ab.halves, trial.ba.halves)


def period(trial: Crossover) -> Estimate:
    """First period minus second: half crossover differences compared between the orders.

    (mean(y1 - y2 | AB) + mean(y1 - y2 | BA)) / 2, that is, the two-sample t-test after the sign of one order's
    differences is turned (Hills & Armitage 1979; Senn 2002, chapter 3; Jones & Kenward 2014, chapter 2).
    """
    contrast = f"{trial.periods[0]} - {trial.periods[1]}"
    return difference(contrast, trial.ab.halves, [-half for half in trial.ba.halves])


def carryover(trial: Crossover) -> Estimate:
    """Difference between the sequences, first minus second alphabetically, of the participants' totals.

    Two-sample t on the sums of both periods (J. E. Grizzle, *Biometrics* 21, 1965, 467-480). For information: it has
    little power, and to choose the analysis by it misleads (P. R. Freeman, *Statistics in Medicine* 8, 1989, 1421-1432).
    """
    one, two = sorted((trial.ab, trial.ba), key=lambda order: order.label)
    return difference(f"{one.label} - {two.label}", one.totals, two.totals)


def effect_size(trial: Crossover, estimate: float) -> float | None:
    """`estimate` in standard deviations of the values under one condition, the mean of both conditions' (d_av).

    D. Lakens, *Frontiers in Psychology* 4, 2013, 863. None where there is no spread.
    """
    a = np.array([*trial.ab.first, *trial.ba.second])
    b = np.array([*trial.ab.second, *trial.ba.first])
    spread = (float(a.std(ddof=1)) + float(b.std(ddof=1))) / 2
    return estimate / spread if spread > 0 else None


def paired(table: Table) -> Estimate | None:
    """First condition minus second within the participants, by the paired t-test, which leaves the periods out.

    A participant with several values under a condition counts with their mean (Senn 2002, chapter 3). None unless
    there are two conditions and somebody had both.
    """
    if len(table.conditions) != 2:
        return None
    a, b = table.conditions
    differences = []
    for rows in table.participants().values():
        under = {
            name: [row.value for row in rows if row.condition == name and row.value is not None] for name in (a, b)
        }
        if under[a] and under[b]:
            differences.append(float(np.mean(under[a]) - np.mean(under[b])))
    return mean(f"{a} - {b}", differences) if differences else None
