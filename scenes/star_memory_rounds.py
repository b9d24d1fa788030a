"""The two kinds of rounds of Star Memory, without pictures: what is shown when, what may be answered, and when it is over.

Times are seconds of the world's own clock, as it is told at each update.
"""

from __future__ import annotations

from enum import StrEnum

from scenes.kit.nback import Run
from scenes.kit.span import Direction, Trial

#: seconds: one star after the other, for how long each shines; the same when a figure is shown again; from the last one until they
#: may be repeated; without any answer until the round is let go of
EACH_S, SHINES_S, AGAIN_EACH_S, GO_S, PATIENCE_S = 1.0, 0.72, 0.8, 0.5, 20.0
#: seconds: from the last pick until a figure is shown again; while one that was repeated draws itself and finds its place
BREATH_S, DRAWN_S = 1.2, 5.2
#: seconds: from one bird to the next, and for how long each one stays
BIRD_S, STAYS_S = 3.2, 2.3


class Phase(StrEnum):
    """Where a round is at."""

    #: it is told what to do, or nothing happens yet
    BEGINS = "begins"
    #: stars shine one after the other, or birds come
    SHOWN = "shown"
    #: stars may be picked
    REPEATED = "repeated"
    #: it was right: the figure draws itself
    DRAWN = "drawn"
    #: it was wrong: the figure shows itself once more
    AGAIN = "again"
    OVER = "over"


class Stars:
    """A constellation. `update` each frame; `pick` when a star is answered with.

    begins_s : seconds from now until the first star shines
    """

    def __init__(self, shown: tuple[int, ...], direction: Direction, now: float, begins_s: float) -> None:
        self.shown, self.direction, self.phase = shown, direction, Phase.BEGINS
        self._answer: list[int] = []
        self._at_s: list[float] = []
        #: when the phase began
        self.since = now
        self._ends = now + begins_s
        self._touched = now
        self._sung = 0
        #: whether it was let go of before it was answered in full
        self.left = False

    @property
    def answer(self) -> tuple[int, ...]:
        """What was picked so far."""
        return tuple(self._answer)

    @property
    def trial(self) -> Trial:
        """As it stands."""
        return Trial(self.shown, self.direction, self.answer, tuple(self._at_s))

    def shining(self, now: float) -> int | None:
        """Which star is being shown."""
        if self.phase not in (Phase.SHOWN, Phase.AGAIN):
            return None
        each = EACH_S if self.phase is Phase.SHOWN else AGAIN_EACH_S
        number, into = divmod(now - self.since, each)
        return self.shown[int(number)] if 0 <= number < len(self.shown) and into < SHINES_S * each else None

    def update(self, now: float) -> list[int]:
        """The stars that begin to shine now."""
        if self.phase is Phase.REPEATED:
            if now - self._touched >= PATIENCE_S:
                self.left = True
                self._go(Phase.OVER, now, 0.0)
        elif self.phase is not Phase.OVER and now >= self._ends:
            self._next(now)
        begun = []
        if self.phase in (Phase.SHOWN, Phase.AGAIN):
            each = EACH_S if self.phase is Phase.SHOWN else AGAIN_EACH_S
            while self._sung < len(self.shown) and now >= self.since + self._sung * each:
                begun.append(self.shown[self._sung])
                self._sung += 1
        return begun

    def _next(self, now: float) -> None:
        if self.phase is Phase.BEGINS:
            self._go(Phase.SHOWN, now, len(self.shown) * EACH_S - EACH_S + SHINES_S * EACH_S + GO_S)
        elif self.phase is Phase.SHOWN:
            self._go(Phase.REPEATED, now, 0.0)
        else:
            self._go(Phase.OVER, now, 0.0)

    def _go(self, phase: Phase, now: float, lasts: float) -> None:
        self.phase, self.since, self._ends, self._touched, self._sung = phase, now, now + lasts, now, 0

    def pick(self, star: int, now: float) -> bool:
        """The patient picks a star; whether that could be. No star is picked twice, since none is shown twice."""
        if self.phase is not Phase.REPEATED or star in self._answer:
            return False
        self._answer.append(star)
        self._at_s.append(round(now - self.since, 4))
        self._touched = now
        if len(self._answer) == len(self.shown):
            if self.trial.correct:
                self._go(Phase.DRAWN, now, DRAWN_S)
            else:
                self._go(Phase.AGAIN, now, BREATH_S + len(self.shown) * AGAIN_EACH_S + 0.8)
                self.since = now + BREATH_S
        return True


class Birds:
    """Birds that come one after the other. `update` each frame; `answer` when the patient says that one is the same.

    begins_s : seconds from now until the first one comes
    """

    def __init__(self, run: Run, now: float, begins_s: float) -> None:
        self.run, self.phase = run, Phase.BEGINS
        self._first = now + begins_s
        #: the last bird that came, and when
        self.number = -1
        self.since = now

    @property
    def bird(self) -> int | None:
        """The kind of the last bird that came."""
        return self.run.items[self.number] if self.number >= 0 else None

    def update(self, now: float) -> int | None:
        """The kind of the bird that comes now. It can be seen from this very update on."""
        if self.phase is Phase.OVER or now < (self._first if self.number < 0 else self.since + BIRD_S):
            return None
        if self.number == len(self.run.items) - 1:
            self.phase = Phase.OVER
            return None
        self.phase, self.number, self.since = Phase.SHOWN, self.number + 1, now
        return self.run.items[self.number]

    def answer(self, now: float) -> bool:
        """ "The same." Whether it counts."""
        return self.phase is Phase.SHOWN and self.run.answer(self.number, round(now - self.since, 4))
