"""Between the thread that draws and the thread that keeps the headset's beat: poses one way, pictures the other.

The beat never waits longer for a picture than one period. A picture that comes after its beat is shown in the next one, at the
place it was drawn for; where the drawing is quick enough again it is let go instead, so that nothing stays one beat behind. There
is at most one picture on its way, because there is one canvas that it is drawn on.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.engine.displays.flat import Sheet
from app.engine.displays.openxr_calls import Views
from app.engine.displays.openxr_input import Hands
from app.engine.displays.openxr_view import Eye
from app.engine.displays.pace import Pace

#: pictures that may be shown one beat late, one after the other, where the drawing has become quick enough again
BACKLOG = 3
#: seconds that a beat waits at least for its picture (a runtime need not tell its period)
BEAT_S = 0.02


@dataclass(frozen=True, slots=True)
class Located:
    """One frame to draw.

    views : left and right, or None when nothing is to be drawn (hidden, or the headset does not know where it looks)
    shown_ns : when it will be seen, by the runtime's clock; period_s : the runtime's time from frame to frame
    """

    serial: int
    views: Views | None
    hands: Hands
    focused: bool
    period_s: float
    shown_ns: int = 0

    @property
    def eyes(self) -> Sequence[Eye] | None:
        return self.views.eyes if self.views is not None else None


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture: of two eyes side by side, or of a flat one.

    texture, fence : the texture's GL name and the fence behind its drawing
    size : width, height in pixels of one eye or of the flat picture, from the texture's lower left on
    views : what the two eyes were drawn for; sheet : where the flat picture hangs. One of them is None.
    """

    texture: int
    fence: int
    size: tuple[int, int]
    views: Views | None
    sheet: Sheet | None


class Handover:
    """let_go : called in the beat's thread with a picture that will not be shown"""

    def __init__(self, let_go: Callable[[Drawing], None]) -> None:
        self._let_go = let_go
        self._turn = threading.Condition()
        self._located: Located | None = None
        self._given: tuple[int, Drawing | None] | None = None
        self._closed = False
        self._slow, self._early = False, 0
        self._pace = Pace()
        # the runtime's nanoseconds of the last beat, and of the last new picture
        self._beaten = self._seen = 0

    # ---- the drawing's side ---------------------------------------------------------------------------------

    def take(self, timeout_s: float) -> Located | None:
        """The newest frame to draw; None when there is none within `timeout_s`, or never any more."""
        with self._turn:
            if timeout_s > 0:
                self._turn.wait_for(lambda: self._closed or self._free, timeout_s)
            if self._closed or not self._free:
                return None
            located, self._located = self._located, None
            return located

    @property
    def _free(self) -> bool:
        """Whether there is a frame to draw, and the canvas to draw it on."""
        return self._located is not None and self._given is None

    def give(self, serial: int, drawing: Drawing | None) -> bool:
        """The picture for the frame `serial`, or None: nothing was drawn. False when nobody wants it any more."""
        with self._turn:
            if self._closed:
                return False
            self._given = serial, drawing
            self._turn.notify_all()
            return True

    def pace(self) -> Pace:
        """What became of the beats since the last call."""
        with self._turn:
            pace, self._pace = self._pace, Pace()
            return pace

    # ---- the beat's side ------------------------------------------------------------------------------------

    def beat(self, located: Located, began: float) -> Drawing | None:
        """Hand `located` out, and wait for a picture as long as one is in time. began : time.monotonic() of the beat"""
        with self._turn:
            self._early = self._early + 1 if self._given is not None else 0
            if self._early and (not self._slow or self._early > BACKLOG):
                self._forget()
            if self._located is not None:  # nobody drew for it, and a press in it must not be lost
                located = replace(located, hands=located.hands.after(self._located.hands))
            self._located = located
            self._turn.notify_all()
            left = max(located.period_s, BEAT_S) - (time.monotonic() - began)
            self._turn.wait_for(lambda: self._closed or self._given is not None, max(left, 0.001))
            given, self._given = self._given, None
            self._slow = given is None or given[0] != located.serial
            if given is not None:
                self._turn.notify_all()
            self._count(located, given)
            return given[1] if given is not None else None

    def _count(self, located: Located, given: tuple[int, Drawing | None] | None) -> None:
        """This beat, and those that the runtime let pass before it, go into the record."""
        now, period, pace = located.shown_ns, located.period_s, self._pace
        before, self._beaten = self._beaten, now
        if located.views is None or (given is not None and given[1] is None):
            self._seen = 0  # nobody looks: nothing is missed
            return
        beats = max(1, round((now - before) / 1e9 / period)) if self._seen and period else 1
        pace.periods += beats
        if given is None:
            pace.missed += beats
            return
        pace.missed += beats - 1
        pace.late += given[0] != located.serial
        if self._seen:
            pace.times_ms.append((now - self._seen) / 1e6)
        self._seen = now

    def _forget(self) -> None:
        if self._given is not None and self._given[1] is not None:
            self._let_go(self._given[1])
        self._given, self._early = None, 0

    def close(self) -> None:
        """Nothing is handed out or taken any more. Never blocks."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()

    def empty(self) -> None:
        """Let go of what was given and never shown."""
        with self._turn:
            self._forget()
