"""The console's drawings, as SVG.

Pure functions: numbers and translated texts in, a string out. Colours and type come from the style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.console.svg import line, rect, svg, text


def clock(seconds: float) -> str:
    """``m:ss``; never negative."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def decibel(value: float) -> str:
    """One digit after the point, with its sign and a true minus."""
    return f"{value:+.1f}".replace("-", "−")


def minutes(begin: float, end: float) -> list[float]:
    """Where a time axis in seconds is written on, at most nine times."""
    step = next((s for s in (10, 30, 60, 120, 300, 600, 1200) if (end - begin) / s <= 8), 3600)
    first = -(-begin // step) * step
    return [first + n * step for n in range(int((end - first) // step) + 1)]


def lanes(happened: Sequence[tuple[str, Sequence[float]]], begin_s: float, end_s: float, label: str) -> str:
    """A row for each kind of happening, as (its name, when), with a tick for each time it happened."""
    width, left, row = 1200.0, 170.0, 38.0
    span, height = max(end_s - begin_s, 1.0), row * len(happened) + 34.0

    def x(at: float) -> float:
        return left + min(1.0, max(0.0, (at - begin_s) / span)) * (width - left)

    body = ""
    for number, (name, times) in enumerate(happened):
        top = number * row
        body += text(0, top + row / 2 + 6, name)
        body += rect(left, top + 4, width - left, row - 8, "ground", 6)
        # so many ticks as can be told apart: thousands would only make the page slow
        for tick in sorted({round(x(at)) for at in times}):
            body += line(tick, top + 9, tick, top + row - 9, "happened")
    for at in minutes(0.0, span):
        place = x(begin_s + at)
        anchor = "start" if at == 0 else "end" if place > width - 40 else "middle"
        body += text(place, height - 8, clock(at), anchor=anchor)
    return svg(width, height, label, body, "chart wide")
