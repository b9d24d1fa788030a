"""The span of places kept in mind: sequences of places, when one counts as repeated, and which length comes next.

The task is Corsi's block tapping (P. M. Corsi, Human memory and the medial temporal region of the brain, thesis, McGill
University, 1972), with one place a second and two trials of a length as in R. P. C. Kessels and others, "The Corsi Block-Tapping
Task: standardization and normative data", Applied Neuropsychology 7 (2000), 252-258.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

import numpy as np

#: places, the shortest and the longest sequence of them
PLACES, SHORTEST, LONGEST = 9, 2, 9
#: trials of a length that its mark in the span is taken from
TRIALS = 2


class Direction(StrEnum):
    """In which order a sequence is to be repeated."""

    FORWARD = "forward"
    BACKWARD = "backward"


@dataclass(frozen=True, slots=True)
class Trial:
    """A sequence that was shown, and how it was repeated.

    shown : places, 0 to `PLACES` - 1, in the order shown; answer : as they were picked
    at_s : seconds from the moment it could be repeated to each pick, as fine as the frames in which picks are told
    """

    shown: tuple[int, ...]
    direction: Direction
    answer: tuple[int, ...] = ()
    at_s: tuple[float, ...] = ()

    @property
    def wanted(self) -> tuple[int, ...]:
        """What would be right."""
        return self.shown if self.direction is Direction.FORWARD else self.shown[::-1]

    @property
    def complete(self) -> bool:
        """Whether as many were picked as were shown."""
        return len(self.answer) >= len(self.shown)

    @property
    def correct(self) -> bool:
        """Whether every place was picked in its turn."""
        return self.answer == self.wanted

    @property
    def reaction_s(self) -> float | None:
        """Seconds to the first pick."""
        return self.at_s[0] if self.at_s else None

    @property
    def between_s(self) -> float | None:
        """Seconds from one pick to the next, the median; None before the second."""
        gaps = [later - earlier for earlier, later in zip(self.at_s, self.at_s[1:], strict=False)]
        return median(gaps) if gaps else None


def sequence(
    random: np.random.Generator, length: int, last: Sequence[int] = (), places: int = PLACES
) -> tuple[int, ...]:
    """`length` places by chance, none of them twice, and not the `last` sequence again."""
    while True:
        made = tuple(int(k) for k in random.permutation(places)[:length])
        if made != tuple(last):
            return made


class Staircase:
    """Which length comes next: one longer after two right in a row, one shorter after one that was wrong.

    This rule keeps about 71 % right (H. Levitt, "Transformed up-down methods in psychoacoustics", Journal of the Acoustical Society
    of America 49 (1971), 467-477: the length at which two in a row are right as often as not, 0.5 ** (1 / 2)).
    """

    def __init__(self, start: int = SHORTEST, lowest: int = SHORTEST, highest: int = LONGEST) -> None:
        self._lowest, self._highest = lowest, highest
        self.length = min(max(start, lowest), highest)
        self._row = 0

    def tell(self, correct: bool) -> None:
        """The last one was `correct` or not."""
        self._row = self._row + 1 if correct else 0
        if not correct:
            self.length = max(self._lowest, self.length - 1)
        elif self._row == TRIALS:
            self.length, self._row = min(self._highest, self.length + 1), 0


class Record:
    """Every trial of a visit that was answered in full, and what they come to."""

    def __init__(self) -> None:
        self._lately: defaultdict[tuple[Direction, int], deque[bool]] = defaultdict(lambda: deque(maxlen=TRIALS))
        self.trials = self.right = 0

    def add(self, trial: Trial) -> None:
        """One more."""
        self.trials += 1
        self.right += trial.correct
        self._lately[trial.direction, len(trial.shown)].append(trial.correct)

    def span(self, direction: Direction) -> int:
        """The longest length of whose last two trials at least one was right; 0 where there is none.

        Where two trials of each length are given, from short to long, and no more when both of a length are wrong, this is the span
        as Corsi and Kessels define it. Here lengths come again, and the last two trials of a length speak for it: one that was
        guessed right early in a visit does not stand for ever. A length that has had only one trial is marked by that one.
        """
        return max((length for (way, length), of in self._lately.items() if way is direction and any(of)), default=0)

    @property
    def accuracy(self) -> float:
        """Per cent of the trials that were right."""
        return 100.0 * self.right / self.trials if self.trials else 0.0
