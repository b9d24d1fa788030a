"""The drawings of the sound: the SNR with its uncertainty, the levels, and the third octaves.

Pure functions: numbers in dB and translated texts in, SVG out. What is not known is left out, never bridged.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from app.console.charts import clock, minutes
from app.console.history import Second
from app.console.svg import band, curve, line, rect, svg, text
from app.store.records import THIRD_OCTAVES_HZ

#: dB off the target that are drawn as the ground the curve should lie on
_TOLERANCE_DB = 1.0
#: frequencies that are written under the third octaves
_NAMED = {125: "125", 250: "250", 500: "500", 1000: "1k", 2000: "2k", 4000: "4k", 8000: "8k"}


@dataclass(frozen=True, slots=True)
class Words:
    """The names of what is drawn, in the reader's language."""

    room: str
    layer: str
    cap: str


@dataclass(frozen=True, slots=True)
class Pane:
    """Where values are drawn: the whole's size, the room left for what is written around, and what it spans.

    begin, end : seconds; low, high : dB
    """

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    begin: float = 0.0
    end: float = 1.0
    low: float = 0.0
    high: float = 1.0

    def x(self, at: float) -> float:
        return self.left + (at - self.begin) / (self.end - self.begin) * (self.width - self.left - self.right)

    def y(self, value: float) -> float:
        inside = min(self.high, max(self.low, value))
        return self.top + (self.high - inside) / (self.high - self.low) * (self.height - self.top - self.bottom)

    def spanning(self, begin: float, end: float, low: float, high: float) -> Pane:
        size = (self.width, self.height, self.left, self.right, self.top, self.bottom)
        return Pane(*size, begin, max(end, begin + 1.0), low, high)

    def grid(self, signed: bool = False) -> str:
        """Lines across, and their levels on the left."""
        most = (self.height - self.top - self.bottom) / (24.0 if self.width < 400 else 34.0)
        step = next((s for s in (1.0, 2.0, 5.0, 10.0, 20.0) if (self.high - self.low) / s <= most), 40.0)
        out, tick = "", step * math.ceil(self.low / step)
        while tick <= self.high:
            out += line(self.left, self.y(tick), self.width - self.right, self.y(tick), "grid")
            written = f"{tick:+.0f}" if signed and tick else f"{tick:.0f}"
            out += text(self.left - 6, self.y(tick) + 4.5, written.replace("-", "−"), anchor="end")
            tick += step
        return out

    def across(self, value: float, look: str) -> str:
        return line(self.left, self.y(value), self.width - self.right, self.y(value), look)

    def times(self) -> str:
        """The session's clock under the drawing."""
        return "".join(
            text(self.x(at), self.height - 8, clock(at), anchor="middle") for at in minutes(self.begin, self.end)
        )


#: beside the numbers of a running session, and across a record
_SMALL = Pane(360.0, 128.0, 32.0, 58.0, 8.0, 8.0)
_BARS = Pane(360.0, 136.0, 32.0, 4.0, 8.0, 20.0)
_WIDE = Pane(1200.0, 230.0, 60.0, 16.0, 14.0, 36.0)
_HALF = Pane(720.0, 250.0, 52.0, 84.0, 14.0, 36.0)


def _snr(pane: Pane, seconds: Sequence[Second], target_db: float) -> str:
    """The ground around the target, the band that the value lies in, and the value."""
    top, bottom = pane.y(target_db + _TOLERANCE_DB), pane.y(target_db - _TOLERANCE_DB)
    spans = [
        (s.at_s, None, None)
        if s.snr_db is None or s.uncertainty_db is None
        else (s.at_s, s.snr_db - s.uncertainty_db, s.snr_db + s.uncertainty_db)
        for s in seconds
    ]
    return (
        rect(pane.left, top, pane.width - pane.left - pane.right, bottom - top, "band")
        + band(spans, pane.x, pane.y, "unsure")
        + pane.across(target_db, "target")
        + curve([(s.at_s, s.snr_db) for s in seconds], pane.x, pane.y)
    )


def recent_snr(seconds: Sequence[Second], target_db: float, span_s: float, label: str) -> str:
    """The SNR of the last `span_s` seconds, as of `SoundHistory.seconds`."""
    pane = Pane(320.0, 84.0, 0.0, 0.0, 4.0, 22.0).spanning(-span_s, 4.0, target_db - 3.0, target_db + 3.0)
    body = _snr(pane, seconds, target_db)
    stated = [(s.at_s, s.snr_db) for s in seconds if s.snr_db is not None]
    if stated:
        # a stroke without length: it stays round when the drawing is stretched to the card's width
        at, value = stated[-1]
        body += f'<path class="now" d="M{pane.x(at):.1f} {pane.y(value):.1f}h0"/>'
    return svg(pane.width, pane.height, label, body, "chart recent", stretched=True)


def whole_snr(seconds: Sequence[Second], target_db: float, label: str) -> str:
    """The SNR over a session, by seconds from its start."""
    values = [
        value + side
        for s in seconds
        if (value := s.snr_db) is not None
        for side in (-(s.uncertainty_db or 0.0), s.uncertainty_db or 0.0)
    ]
    low, high = min([target_db - 4.0, *values]) - 1.0, max([target_db + 4.0, *values]) + 1.0
    # one wild second is not to flatten all the others
    low, high = max(low, target_db - 20.0), min(high, target_db + 20.0)
    pane = _WIDE.spanning(seconds[0].at_s, seconds[-1].at_s, low, high)
    return svg(
        pane.width, pane.height, label, pane.grid(signed=True) + _snr(pane, seconds, target_db) + pane.times(), "chart"
    )


def recent_levels(seconds: Sequence[Second], span_s: float, words: Words, label: str) -> str:
    """The room's and the layer's level of the last `span_s` seconds, and the cap."""
    return _levels(_SMALL, seconds, (-span_s, 0.0), words, label, "chart small")


def whole_levels(seconds: Sequence[Second], words: Words, label: str) -> str:
    """The same over a session, by seconds from its start."""
    return _levels(_HALF, seconds, (seconds[0].at_s, seconds[-1].at_s), words, label, "chart")


def _levels(
    size: Pane, seconds: Sequence[Second], span: tuple[float, float], words: Words, label: str, look: str
) -> str:
    known = [v for s in seconds for v in (s.room_db, s.layer_db, s.cap_db) if v is not None]
    if not known:
        return ""
    middle = (min(known) + max(known)) / 2
    reach = max(10.0, (max(known) - min(known)) / 2 + 3.0)
    pane = size.spanning(*span, middle - reach, middle + reach)
    body = pane.grid()
    lines = (
        ("cap", words.cap, [(s.at_s, s.cap_db) for s in seconds]),
        ("room", words.room, [(s.at_s, s.room_db) for s in seconds]),
        ("curve", words.layer, [(s.at_s, s.layer_db) for s in seconds]),
    )
    ends = []
    for kind, name, points in lines:
        stated = [value for at, value in points if value is not None]
        if stated:
            body += curve(points, pane.x, pane.y, kind)
            ends.append((pane.y(stated[-1]), kind, name))
    # names stand at their lines' ends, as far apart as their letters are high
    line_height = 16.0 if size is _SMALL else 24.0
    at_y = -math.inf
    for y, kind, name in sorted(ends):
        at_y = max(y, at_y + line_height)
        body += text(pane.width - pane.right + 6, at_y + line_height / 4, name, f"name-{kind}")
    if size is _HALF:
        body += pane.times()
    return svg(pane.width, pane.height, label, body, look)


def spectrum(room: Sequence[float | None], layer: Sequence[float | None], label: str) -> str:
    """The third octaves from 100 Hz to 10 kHz, dB: the room's broad bars, the layer's narrow ones before them."""
    known = [value for value in (*room, *layer) if value is not None]
    if not known:
        return ""
    # what is far below the loudest is not told apart from nothing
    high = max(known) + 3.0
    low = max(min(known) - 6.0, high - 60.0)
    pane = _BARS.spanning(0.0, float(len(THIRD_OCTAVES_HZ)), low, high)
    body = pane.grid()
    for place, hz in enumerate(THIRD_OCTAVES_HZ):
        left, right = pane.x(place), pane.x(place + 1)
        for levels, look, share in ((room, "bar-room", 0.86), (layer, "bar-layer", 0.4)):
            value = levels[place] if place < len(levels) else None
            if value is not None and value > low:
                wide = (right - left) * share
                body += rect((left + right - wide) / 2, pane.y(value), wide, pane.y(low) - pane.y(value), look, 1)
        if hz in _NAMED:
            body += text((left + right) / 2, pane.height - 4, _NAMED[hz], anchor="middle")
    return svg(pane.width, pane.height, label, body, "chart small")
