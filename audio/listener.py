"""The listener: brings what was played and what was heard to one time, and measures both.

The two streams have clocks of their own. The difference between how much was played and how much was heard, smoothed,
follows their drift and whatever a stream loses; what remains is the way from the mixer to the microphone, which is measured
by correlation, twice a second while the layer sounds, together with how strongly it is heard again (`audio.likeness`). A tenth
of a second here or there does not matter to a level over 2 s.
"""

from __future__ import annotations

from collections.abc import Iterator

from audio.ambient import Frame, Look
from audio.levels import FRAME, HOP, RATE, BandAnalyser
from audio.likeness import COMPARED, SLACK, Likeness, likeness
from audio.ring import Ring

#: streams come in portions: what they are ahead by is an average over some twenty seconds
_SMOOTH = 0.002
#: analysis frames from one look at the way to the next (0.5 s), and how far off it may be found, frames of sound (5 ms)
_LOOK, _OFF = 6, round(0.005 * RATE)


class Listener:
    """Measures frames of sound as they come. Belongs to one thread.

    played, played_layer, heard : rings of what the mixer played and what the microphone heard
    travel_s : seconds, about, from mixing a block to hearing it
    """

    def __init__(self, played: Ring, played_layer: Ring, heard: Ring, travel_s: float) -> None:
        self._played, self._layer, self._heard = played, played_layer, heard
        self._analyser = BandAnalyser()
        self._travel = round(travel_s * RATE)
        self._ahead, self._counted = 0.0, 0
        self._at = heard.written
        self._until_look = _LOOK
        self._last_off: int | None = None

    def frames(self) -> Iterator[Frame]:
        """The frames that have been heard since the last call."""
        if not self._heard.written:
            return
        ahead = self._heard.written - self._played.written
        self._counted += 1
        self._ahead += max(_SMOOTH, 1.0 / self._counted) * (ahead - self._ahead)
        if self._at < self._heard.written - 8 * FRAME:
            self._at = self._heard.written - FRAME  # held up for more than a second: measure the present
        while self._at + FRAME <= self._heard.written:
            heard = self._heard.read(self._at, FRAME)
            start = self._at - self._delay()
            if start + FRAME > self._played.written:
                return  # thought to be heard before it is played: the first guess was wrong by a little
            played, layer = self._played.read(start, FRAME), self._layer.read(start, FRAME)
            self._at += HOP
            if heard is not None and played is not None and layer is not None:
                measure = self._analyser.powers
                yield Frame(mic=measure(heard), mix=measure(played), layer=measure(layer), look=self._look())

    def _look(self) -> Look | None:
        """Look at the way from time to time, and follow it."""
        self._until_look -= 1
        if self._until_look:
            return None
        self._until_look = _LOOK
        found, before = self._find(), self._last_off
        self._last_off = None if found is None else found.off
        if found is None:
            return Look(None)
        slipped = abs(found.off) > _OFF
        # what sounds for the first time, or comes up, may look like anything: a leap is believed when it is seen twice
        if not slipped or (before is not None and abs(found.off - before) < _OFF):
            self._travel -= found.off
            self._last_off = None
        return Look(found, slipped)

    def align(self) -> float | None:
        """Measure the way from the mixer to the microphone on what sounds now. Seconds, or None if nothing was found."""
        found = self._find()
        if found is None:
            return None
        self._travel -= found.off
        return self._travel / RATE

    def _find(self) -> Likeness | None:
        # What was heard began to be played within half a second of where it was thought to be.
        start = self._heard.written - COMPARED - SLACK
        heard = self._heard.read(start, COMPARED)
        layer = self._layer.read(start - self._delay() - SLACK, COMPARED + 2 * SLACK)
        if heard is None or layer is None:
            return None
        found = likeness(layer.mean(axis=1), heard.mean(axis=1))
        # Nothing is heard before it is played: what looks like that is chance, as at a beginning.
        return None if found is None or found.off > self._travel else found

    def _delay(self) -> int:
        """By how many frames the count of what was heard is ahead of the count of the same sound when it was played."""
        return round(self._ahead + self._travel)
