"""The n-back task: is this the same as the one n before? Its sequences, what an answer counts as, and which n comes next.

An item is a target where it is the same as the one n before. W. K. Kirchner, "Age differences in short-term retention of rapidly
changing information", Journal of Experimental Psychology 55 (1958), 352-358.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import NormalDist, median

import numpy as np

#: the share of items to be judged that are targets; the highest n; items judged in a run
TARGETS, HIGHEST, JUDGED = 0.3, 3, 10
#: shares of wrong answers: under the first the next run has a higher n, over the second a lower one. Fewer than three and more than
#: five of 20, as in S. M. Jaeggi and others, "Improving fluid intelligence with training on working memory", PNAS 105 (2008),
#: 6829-6833
EASY, HARD = 3 / 20, 5 / 20


def sequence(random: np.random.Generator, n: int, judged: int = JUDGED, kinds: int = 5) -> tuple[int, ...]:
    """`n` + `judged` items of so many `kinds`; `TARGETS` of those judged are targets, at places by chance.

    No other item is the same as the one n - 1 or n + 1 before: such lures are answered by who only feels that it was there lately.
    """
    if kinds < 4:
        raise ValueError(f"kinds must be 4 or more, so that lures can be left out, got {kinds}: offer more kinds")
    targets = set((n + random.permutation(judged)[: round(TARGETS * judged)]).tolist())
    made: list[int] = []
    for at in range(n + judged):
        if at in targets:
            made.append(made[at - n])
            continue
        unlike = {made[at - back] for back in {n - 1, n, n + 1} if 0 < back <= at}
        made.append(int(random.choice([kind for kind in range(kinds) if kind not in unlike])))
    return tuple(made)


@dataclass(slots=True)
class Run:
    """One run: what was shown and what was answered.

    items : kinds in their order; reactions : seconds from when an item began to be seen to the answer "the same", by its place; as
    fine as the frames in which answers are told
    """

    items: tuple[int, ...]
    n: int
    reactions: dict[int, float] = field(default_factory=dict)

    def target(self, at: int) -> bool:
        """Whether the item at that place is the same as the one n before."""
        return at >= self.n and self.items[at] == self.items[at - self.n]

    def answer(self, at: int, reaction_s: float) -> bool:
        """ "The same", while the item at that place is the last one seen. Whether it counts: each item is answered once, and the
        first n can't be judged."""
        if at < self.n or at in self.reactions:
            return False
        self.reactions[at] = reaction_s
        return True

    def _count(self, target: bool, answered: bool) -> int:
        judged = range(self.n, len(self.items))
        return sum(self.target(at) is target and (at in self.reactions) is answered for at in judged)

    @property
    def hits(self) -> int:
        return self._count(True, True)

    @property
    def misses(self) -> int:
        return self._count(True, False)

    @property
    def false_alarms(self) -> int:
        return self._count(False, True)

    @property
    def correct_rejections(self) -> int:
        return self._count(False, False)

    @property
    def accuracy(self) -> float:
        """Per cent of the items judged that were judged rightly."""
        return 100.0 * (self.hits + self.correct_rejections) / (len(self.items) - self.n)

    @property
    def d_prime(self) -> float:
        """See `d_prime`."""
        return d_prime(self.hits, self.misses, self.false_alarms, self.correct_rejections)

    @property
    def reaction_s(self) -> float | None:
        """Seconds, the median of the hits; None without any."""
        of = [reaction for at, reaction in self.reactions.items() if self.target(at)]
        return median(of) if of else None


def d_prime(hits: int, misses: int, false_alarms: int, correct_rejections: int) -> float:
    """z(hit rate) - z(false alarm rate), in standard deviations.

    Half an answer is added to each count and one to each number of items, so that no rate is 0 or 1: the log-linear rule of
    M. J. Hautus, "Corrections for extreme proportions and their biasing effects on estimated values of d'", Behavior Research
    Methods, Instruments, & Computers 27 (1995), 46-51.
    """
    normal = NormalDist()
    hit = (hits + 0.5) / (hits + misses + 1)
    alarm = (false_alarms + 0.5) / (false_alarms + correct_rejections + 1)
    return normal.inv_cdf(hit) - normal.inv_cdf(alarm)


def following(run: Run) -> int:
    """The n of the next run."""
    wrong = (run.misses + run.false_alarms) / (len(run.items) - run.n)
    if wrong < EASY:
        return min(HIGHEST, run.n + 1)
    return max(1, run.n - 1) if wrong > HARD else run.n
