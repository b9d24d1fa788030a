"""The course of a visit: which target calls when, for how long, and which small event comes of it. The same for every world.

A target that calls is to be seen as such, and waits for an answer. What is not answered in time just stops calling: nothing is
lost. How much calls at once and how long it waits follow from one difficulty, 0 to 1.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scenes.base import Happening, Level, Moment, Request, Target, Training, TrainingKind

_FIXED = {Level.CALM: 0.1, Level.MIDDLE: 0.45, Level.LIVELY: 0.8, Level.ADAPTIVE: 0.3}
#: The share of calls that an adaptive visit keeps answered, and the two steps that hold it there: a weighted up-down
#: staircase, step_up * p = step_down * (1 - p) (Kaernbach, Perception & Psychophysics 49, 1991, 227-229).
ANSWERED = 0.70
STEP_UP = 0.03
STEP_DOWN = STEP_UP * ANSWERED / (1 - ANSWERED)
#: seconds: how long a call waits at difficulty 0 and 1, the pause before the next, the first call, a look at who is still there
_WAITS, _PAUSES, _FIRST_S, _LOOK_S = (30.0, 3.0), (8.0, 1.5), 4.0, 0.5
#: a world's own timeline: seconds between calls and between events, for this many seconds
_CALLS_S, _EVENTS_S, _WHOLE_S = 20.0, 120.0, 3600.0


@dataclass(frozen=True, slots=True)
class Call:
    """A target that calls. since, until : seconds of the visit."""

    key: str
    since: float
    until: float


class Course:
    """Ask `update` each frame what is due; tell it with `answer` and `hit` what the patient does.

    events : the world's small events; a goal's reward goes through them in turn
    """

    def __init__(
        self, training: Training, random: np.random.Generator, request: Callable[[Request], None], events: Sequence[str]
    ) -> None:
        self._training, self._random, self._request, self._events = training, random, request, tuple(events)
        self._level = training.level
        self.difficulty = _FIXED[training.level]
        self.calls: dict[str, Call] = {}
        self.hits = self.answered = self.missed = self.reached = 0
        #: how many others are about to call, while `update` asks for the targets
        self.wanted = 0
        self._latency: dict[str, float] = {}
        self._next_call, self._next_look = _FIRST_S, 0.0
        self._lately: deque[str] = deque(maxlen=4)
        self._due: deque[str] = deque()
        timeline = training.timeline or _own_timeline(self._events)
        self._ahead = deque(timeline if training.kind is TrainingKind.TIMED else ())
        #: while a world rests nobody calls, and who called is let go of, uncounted; events come as they are due
        self.resting = False

    @property
    def at_once(self) -> int:
        """How many targets may call at the same time."""
        return 1 + round(2 * self.difficulty)

    @property
    def waits_s(self) -> float:
        """Seconds for which a call waits."""
        slow, fast = _WAITS
        return float(slow * (fast / slow) ** self.difficulty)

    def set_level(self, level: Level) -> None:
        """Another level from now on. An adaptive one goes on from the difficulty in force."""
        self._level = level
        if level is not Level.ADAPTIVE:
            self.difficulty = _FIXED[level]

    def update(self, now: float, targets: Callable[[], Sequence[Target]]) -> list[str]:
        """The small events that are due now (usually none). `targets` : the world's `Scene.targets`, asked for only when needed."""
        for key in list(self.calls) if self.resting else ():
            self._end(key)
        for call in [c for c in self.calls.values() if c.until <= now]:
            self._end(call.key)
            self.missed += 1
            self._step(-STEP_DOWN)
            self._request(Happening("missed", {"target": call.key, "waited_s": round(call.until - call.since, 2)}))
        wanted = 0
        while self._ahead and self._ahead[0].at_s <= now:
            moment = self._ahead.popleft()
            if moment.what == "call":
                wanted += 1
            else:
                self._due.append(moment.what)
        if self._training.kind is TrainingKind.GOAL and now >= self._next_call and len(self.calls) < self.at_once:
            wanted = 1
        if self.resting:
            wanted = 0
        if wanted or now >= self._next_look:
            self._next_look, self.wanted = now + _LOOK_S, wanted
            self._look(now, targets(), wanted)
        due = list(self._due)
        self._due.clear()
        for event in due:
            self._request(Happening("event", {"event": event}))
        return due

    def _look(self, now: float, targets: Sequence[Target], wanted: int) -> None:
        """Who calls and can't be reached any more is let go of, uncounted; `wanted` others begin."""
        there = {t.key for t in targets}
        for key in [k for k in self.calls if k not in there]:
            self._end(key)
        reach = 3 + round(5 * self.difficulty)
        silent = [t for t in targets if t.key not in self.calls]
        # where there are only a few, the same may call again soon
        free = ([t for t in silent if t.key not in self._lately] or silent)[:reach]
        for _ in range(min(wanted, len(free))):
            target = free.pop(int(self._random.integers(len(free))))
            call = Call(target.key, now, now + self.waits_s)
            self.calls[call.key] = call
            self._lately.append(call.key)
            slow, fast = _PAUSES
            self._next_call = now + (slow + (fast - slow) * self.difficulty) * float(self._random.uniform(0.7, 1.3))
            data = {"target": call.key, "waits_s": round(self.waits_s, 2), "difficulty": round(self.difficulty, 3)}
            self._request(Happening("appeared", data))

    def answer(self, key: str, now: float) -> bool:
        """The patient acts on `key`; whether it had called. What follows may take a while: tell `hit` when it is there."""
        call = self.calls.get(key)
        if call is None:
            return False
        self._end(key)
        self.answered += 1
        self._latency[key] = now - call.since
        self._step(STEP_UP)
        return True

    def hit(self, key: str, kind: str) -> None:
        """`key` is hit, touched or reached, called or not: on the record, and one more towards the goal."""
        self.hits += 1
        latency = self._latency.pop(key, None)
        data: dict[str, object] = {"target": key, "kind": kind, "called": latency is not None}
        if latency is not None:
            data["latency_s"] = round(latency, 3)
        self._request(Happening("hit", data))
        if self._training.kind is TrainingKind.GOAL and self.hits % self._training.goal == 0:
            event = self._events[self.reached % len(self._events)] if self._events else ""
            self.reached += 1
            self._request(Happening("reached", {"goal": self._training.goal, "event": event}))
            if event:
                self._due.append(event)

    def _end(self, key: str) -> None:
        del self.calls[key]

    def _step(self, by: float) -> None:
        if self._level is Level.ADAPTIVE:
            self.difficulty = min(1.0, max(0.0, self.difficulty + by))

    def state(self) -> dict[str, float]:
        """For `Scene.state`."""
        return {
            "hits": self.hits,
            "answered": self.answered,
            "missed": self.missed,
            "reached": self.reached,
            "difficulty": round(self.difficulty, 3),
        }


def _own_timeline(events: Sequence[str]) -> tuple[Moment, ...]:
    calls = [Moment(t, "call") for t in np.arange(_FIRST_S, _WHOLE_S, _CALLS_S).tolist()]
    rewards = [
        Moment(t, events[k % len(events)])
        for k, t in enumerate(np.arange(_EVENTS_S, _WHOLE_S, _EVENTS_S).tolist())
        if events
    ]
    return tuple(sorted(calls + rewards, key=lambda m: m.at_s))
