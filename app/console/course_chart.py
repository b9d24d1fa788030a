"""One participant over the visits, as SVG: each visit from before to after, and its change in percent.

Visits stand at equal distances in the order of time, with their days below: a visit is what is compared, and a pause of a month
would push all others together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from app.analysis.participant import RESPONSES, Change
from app.console.filters import points
from app.console.marks import mark
from app.console.svg import line, rect, svg, text

_WIDTH, _LEFT, _RIGHT = 1200.0, 64.0, 12.0
#: the widest place of a visit, and the narrowest in which its values are written beside it
_WIDEST, _WRITTEN = 150.0, 40.0
#: pixels that a day needs below
_DAY = 96.0
#: percent that are drawn downwards, and upwards: as far as it takes, up to a limit
_DOWN, _UP = 100.0, (50.0, 100.0)


@dataclass(frozen=True, slots=True)
class Spot:
    """A visit in the drawing.

    day : as short as it can be read; title : all that is told of it, for who points at it
    mode : a mode, "several", or "" for ratings from a file
    href : where it leads, "" for nowhere
    """

    day: str
    title: str
    mode: str
    before: float | None
    after: float | None
    href: str = ""


def course(spots: Sequence[Spot], label: str, axis: str) -> str:
    """The ratings before and after, on the whole scale from 0 to 10. axis : what is rated"""
    height, top, bottom = 450.0, 46.0, 84.0
    x = _places(len(spots))

    def y(value: float) -> float:
        return top + (10.0 - value) / 10.0 * (height - top - bottom)

    body = text(4, 20, axis, "tick")
    for value in range(0, 11, 2):
        body += line(_LEFT, y(value), _WIDTH - _RIGHT, y(value), "base" if value == 0 else "grid")
        body += text(_LEFT - 14, y(value) + 6, str(value), anchor="end")
    body += _joined([(x(n), y(spot.before)) for n, spot in enumerate(spots) if spot.before is not None])
    written = _place(len(spots)) >= _WRITTEN
    for number, spot in enumerate(spots):
        body += _linked(spot, _reach(x(number), len(spots), top, height - bottom) + _spot(spot, x(number), y, written))
    body += _days(spots, x, height - bottom + 62)
    return svg(_WIDTH, height, label, body, "chart wide course").replace('role="img"', 'role="group"', 1)


def _spot(spot: Spot, x: float, y: Callable[[float], float], written: bool) -> str:
    size = 9.0
    body = ""
    if spot.before is not None and spot.after is not None:
        body += line(x, y(spot.before), x, y(spot.after), f"fall mark-{spot.mode or 'none'}")
    if spot.before is not None:
        body += mark(spot.mode, x, y(spot.before), size, hollow=True)
    if spot.after is not None:
        body += mark(spot.mode, x, y(spot.after), size if spot.after != spot.before else size * 0.5)
    if spot.before is None and spot.after is None:
        return body + text(x, y(0) - 10, "–", "tick", "middle")
    if written:
        # the numbers stand outside of what they tell of, so that they never meet
        falls = spot.before is None or spot.after is None or spot.after <= spot.before
        for value, above in ((spot.before, falls), (spot.after, not falls)):
            if value is not None and not (value == spot.after and spot.after == spot.before and not above):
                body += text(x, y(value) + (-17 if above else 28), f"{value:g}", "tick strong", "middle")
    return body


def percent(spots: Sequence[Spot], label: str, none: str) -> str:
    """The change within each visit in percent of before, with the bands from 30 % and 50 % less on. none : for a before of 0"""
    height, top, bottom = 340.0, 30.0, 62.0
    x = _places(len(spots))
    shares = [share for share in map(_percent, spots) if share is not None]
    most = _UP[max(shares, default=0.0) > _UP[0]]

    def y(value: float) -> float:
        return top + (most - value) / (most + _DOWN) * (height - top - bottom)

    body = ""
    for share, until in zip(RESPONSES, (*RESPONSES[1:], _DOWN), strict=True):
        body += rect(_LEFT, y(-share), _WIDTH - _RIGHT - _LEFT, y(-until) - y(-share), f"response response-{share}")
    for value in (*((100,) if most > 50 else ()), 50, 0, -30, -50, -100):
        body += line(_LEFT, y(value), _WIDTH - _RIGHT, y(value), "base" if value == 0 else "grid")
        body += text(_LEFT - 10, y(value) + 6, f"{value:+d}".replace("-", "−").replace("+0", "0"), anchor="end")
    for number, spot in enumerate(spots):
        body += _linked(
            spot, _shown(_share(spot, x(number), y, most, none), x(number), len(spots), top, height - bottom)
        )
    body += _days(spots, x, height - bottom + 36)
    return svg(_WIDTH, height, label, body, "chart wide course").replace('role="img"', 'role="group"', 1)


def _percent(spot: Spot) -> float | None:
    return None if spot.before is None or spot.after is None else Change(spot.before, spot.after).percent


def _share(spot: Spot, x: float, y: Callable[[float], float], most: float, none: str) -> str:
    if spot.before is None or spot.after is None or not spot.mode:
        return ""
    share = _percent(spot)
    if share is None:
        return text(x, y(0) - 8, none, "tick", "middle")
    stem = line(x, y(0), x, y(min(share, most)), f"fall mark-{spot.mode}") if share else ""
    if share > most:
        # beyond the drawing: said in figures, with an arrow
        return stem + text(x, y(most) + 4, f"↑ {points(share)} %", "tick strong", "middle")
    return stem + mark(spot.mode, x, y(share))


def sparkline(visits: Sequence[tuple[str, float | None, float | None]], label: str) -> str:
    """The last visits as (mode, before, after), small: the scale from 0 to 10 from bottom to top."""
    height, place = 60.0, 20.0

    def y(value: float) -> float:
        return 5.0 + (10.0 - value) / 10.0 * (height - 10.0)

    width = 12 * place + 6.0
    body = line(0, y(0), width, y(0), "grid") + line(0, y(10), width, y(10), "grid")
    for number, (mode, before, after) in enumerate(visits):
        x = 12.0 + number * place
        if before is not None and after is not None:
            body += line(x, y(before), x, y(after), f"fall mark-{mode or 'none'}")
        if before is not None:
            body += mark(mode, x, y(before), 4.0, hollow=True)
        if after is not None:
            body += mark(mode, x, y(after), 4.0 if after != before else 2.0)
    return svg(width, height, label, body, "chart sparkline")


def score(
    values: Sequence[tuple[float, float, bool]], low: float, high: float, days: tuple[str, str], label: str
) -> str:
    """A questionnaire's score over the visits, as (place from 0 to 1, value, whether before), on its whole range."""
    width, height, left, top, bottom = 380.0, 150.0, 44.0, 14.0, 30.0

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (height - top - bottom)

    def x(place: float) -> float:
        return left + 14 + place * (width - left - 32)

    body = ""
    for value in (low, high):
        body += line(left, y(value), width, y(value), "base" if value == low else "grid")
        body += text(left - 8, y(value) + 5, f"{value:.0f}", anchor="end")
    for before in (True, False):
        body += _joined([(x(place), y(value)) for place, value, was in values if was is before], "joined")
    for place, value, before in values:
        body += mark("none", x(place), y(value), 5.0, hollow=before)
    body += text(left, height - 6, days[0]) + text(width, height - 6, days[1], anchor="end")
    return svg(width, height, label, body, "chart small score")


def _place(many: int) -> float:
    return min(_WIDEST, (_WIDTH - _LEFT - _RIGHT) / max(many, 1))


def _places(many: int) -> Callable[[int], float]:
    return lambda number: _LEFT + (number + 0.5) * _place(many)


def _reach(x: float, many: int, top: float, bottom: float) -> str:
    """A visit's whole column leads where its marks do."""
    return rect(x - _place(many) / 2, top, _place(many), bottom - top, "reach")


def _shown(body: str, x: float, many: int, top: float, bottom: float) -> str:
    return _reach(x, many, top, bottom) + body if body else ""


def _joined(points: Sequence[tuple[float, float]], look: str = "joined") -> str:
    if len(points) < 2:
        return ""
    return f'<polyline class="{look}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>'


def _days(spots: Sequence[Spot], x: Callable[[int], float], y: float) -> str:
    """As many days as there is room for, the last among them."""
    if not spots:
        return ""
    every = max(1, round(_DAY / _place(len(spots)) + 0.49))
    shown = range((len(spots) - 1) % every, len(spots), every)
    body = ""
    for number in shown:
        at = x(number)
        anchor = "start" if at < _LEFT + _DAY / 2 else "end" if at > _WIDTH - _DAY / 2 else "middle"
        at = _LEFT if anchor == "start" else _WIDTH if anchor == "end" else at
        body += text(at, y, spots[number].day, anchor=anchor)
    return body


def _linked(spot: Spot, body: str) -> str:
    """What leads somewhere is a link, with a name of its own."""
    if not body or not spot.href:
        return f"<g><title>{escape(spot.title)}</title>{body}</g>" if body else ""
    href, name = escape(spot.href, quote=True), escape(spot.title, quote=True)
    return f'<a href="{href}" aria-label="{name}"><title>{escape(spot.title)}</title>{body}</a>'
