"""Trials as tables: published ones, and ones made with a known truth."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, permutations

import numpy as np

from app.analysis.table import Row, Table, check

Pairs = Sequence[tuple[float, float]]

# Peak expiratory flow (l/min) of 13 children: Senn, Cross-over Trials in Clinical Research, 2nd ed. 2002, table 3.1.
FOR_SAL = ((310, 270), (310, 260), (370, 300), (410, 390), (250, 210), (380, 350), (330, 365))
SAL_FOR = ((370, 385), (310, 400), (380, 410), (290, 320), (260, 340), (90, 220))

# Dry nights out of 14 of 29 children with enuresis: Hills & Armitage, Br. J. Clin. Pharmacol. 8, 1979, 7-20.
DRUG_FIRST = (
    *((8, 5), (14, 10), (8, 0), (9, 7), (11, 6), (3, 5), (6, 0), (0, 0), (13, 12)),
    *((10, 2), (7, 5), (13, 13), (8, 10), (7, 7), (9, 0), (10, 6), (2, 2)),
)
PLACEBO_FIRST = (
    *((12, 11), (6, 8), (13, 9), (8, 8), (8, 9), (4, 8)),
    *((8, 14), (2, 4), (8, 13), (9, 7), (7, 10), (7, 6)),
)

# Area under the curve of 24 volunteers: Chow & Liu, Design and Analysis of Bioavailability and Bioequivalence Studies,
# 1992, table 3.6.1; the example of Stata's manual for pkcross.
RT = (
    *((74.675, 73.675), (96.4, 93.25), (101.95, 102.125), (79.05, 69.45), (79.05, 69.025), (85.95, 68.7)),
    *((69.725, 59.425), (86.275, 76.125), (112.675, 114.875), (99.525, 116.25), (89.425, 64.175), (55.175, 74.575)),
)
TR = (
    *((74.825, 37.35), (86.875, 51.925), (81.675, 72.175), (92.7, 77.5), (50.45, 71.875), (66.125, 94.025)),
    *((122.45, 124.975), (99.075, 85.225), (86.35, 95.925), (49.925, 67.1), (42.7, 59.425), (91.725, 114.05)),
)


def two_by_two(a: str, b: str, ab: Pairs, ba: Pairs, labels: tuple[str, str] | None = None) -> Table:
    """The table of a crossover: `ab` are the values of who had `a` first, by period."""
    first, second = labels or (f"{a}/{b}", f"{b}/{a}")
    rows, line, person = [], count(2), count(1)
    for label, order, pairs in ((first, (a, b), ab), (second, (b, a), ba)):
        for pair in pairs:
            name = f"p{next(person)}"
            rows += [Row(next(line), name, label, at + 1, order[at], float(pair[at])) for at in (0, 1)]
    return check("trial", rows)


def senn() -> Table:
    return two_by_two("formoterol", "salbutamol", FOR_SAL, SAL_FOR, ("for/sal", "sal/for"))


def hills_armitage() -> Table:
    return two_by_two("drug", "placebo", DRUG_FIRST, PLACEBO_FIRST)


def chow_liu() -> Table:
    return two_by_two("R", "T", RT, TR)


def made(
    seed: int,
    people: int,
    effects: dict[str, float],
    missing: float = 0.0,
    between: float = 2.0,
    within: float = 1.0,
    trend: float = 0.5,
) -> Table:
    """A trial with a known truth: each participant has every condition of `effects`, in any of its orders by turns.

    value = 5 + effect + trend * period + participant + error; a share `missing` of the visits didn't take place.
    """
    rng, rows, line = np.random.default_rng(seed), [], count(2)
    orders = list(permutations(effects))
    for person in range(people):
        order, own = orders[person % len(orders)], rng.normal(0, between)
        for period, condition in enumerate(order, 1):
            value = 5 + effects[condition] + trend * period + own + rng.normal(0, within)
            given = value if rng.random() >= missing else None
            rows.append(Row(next(line), f"p{person}", "/".join(order), period, condition, given))
    return check("made", rows)
