"""Modes compared, as SVG: each participant from mode to mode, and how the visits of each mode are spread."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from app.console.filters import points
from app.console.marks import mark
from app.console.svg import line, rect, svg, text

_HEIGHT, _TOP, _BOTTOM, _LEFT = 540.0, 34.0, 46.0, 58.0
#: points that are drawn at least, and beyond which nothing can be
_LEAST, _MOST = (-5, 2), 10
#: pixels within which two dots would cover each other, and how far they are moved aside
_NEAR, _ASIDE = 8.0, 18.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A participant under one mode. points : the mean change; title : all that is told of it; href : where it leads"""

    points: float
    title: str
    href: str


def _scale(values: Sequence[float]) -> tuple[int, int]:
    """The lowest and the highest whole points that are drawn; 0 is always among them."""
    low = min([_LEAST[0], *(int(value // 1) for value in values)])
    high = max([_LEAST[1], *(int(-(-value // 1)) for value in values)])
    return max(low, -_MOST), min(high, _MOST)


def _axis(values: Sequence[float], width: float, name: str) -> tuple[Callable[[float], float], str]:
    low, high = _scale(values)

    def y(value: float) -> float:
        return _TOP + (high + 0.5 - value) / (high - low + 1.0) * (_HEIGHT - _TOP - _BOTTOM)

    body = ""
    for value in range(low, high + 1):
        if value % (2 if high - low > 9 else 1) == 0:
            body += line(_LEFT, y(value), width, y(value), "base" if value == 0 else "grid")
            body += text(_LEFT - 12, y(value) + 6, points(value), anchor="end")
    return y, body + text(0, 14, name, "tick")


def paired(people: Sequence[Mapping[str, Dot]], modes: Mapping[str, str], label: str, axis: str) -> str:
    """Each participant's mean change under each mode, with a line between them. modes : those that are shown, with their names"""
    width = 760.0
    values = [dot.points for person in people for dot in person.values()]
    y, body = _axis(values, width, axis)
    place = (width - _LEFT) / max(len(modes), 1)
    columns = {mode: _LEFT + (number + 0.5) * place for number, mode in enumerate(modes)}
    moved = {mode: _aside([person.get(mode) for person in people], y, place * 0.3) for mode in modes}
    lines, dots = "", ""
    for number, person in enumerate(people):
        at = [(columns[mode] + moved[mode][number], y(person[mode].points)) for mode in modes if mode in person]
        if len(at) > 1:
            lines += f'<polyline class="pair" points="{" ".join(f"{x:.1f},{h:.1f}" for x, h in at)}"/>'
        shown = [mode for mode in modes if mode in person]
        for mode, (x, h) in zip(shown, at, strict=True):
            size = 8.0 if len(people) <= 100 else 5.0
            reach = f'<circle class="reach" cx="{x:.1f}" cy="{h:.1f}" r="{size * 1.5:g}"/>'
            dots += _link(person[mode].href, person[mode].title, reach + mark(mode, x, h, size))
    crowded = " crowded" if len(people) > 60 else ""
    body += f'<g class="pairs{crowded}">{lines}</g>{dots}'
    for mode, name in modes.items():
        body += text(columns[mode], _HEIGHT - 14, name, "tick strong", "middle")
    return svg(width, _HEIGHT, label, body, "chart wide compare").replace('role="img"', 'role="group"', 1)


def spread(
    counts: Mapping[str, Counter[int]],
    modes: Mapping[str, str],
    label: str,
    axis: str,
    told: Callable[[str, int, int], tuple[str, str]],
) -> str:
    """The visits of each mode by their change, as shares of the mode's own. told : a mode, points, a count -> title and address"""
    width = 560.0
    y, body = _axis([value for counter in counts.values() for value in counter], width, axis)
    place = (width - _LEFT) / max(len(modes), 1)
    tall = abs(y(0) - y(1)) * 0.72
    largest = max(
        (count / sum(counter.values()) for counter in counts.values() for count in counter.values()), default=1
    )
    for number, (mode, name) in enumerate(modes.items()):
        left, counter = _LEFT + number * place + 10, counts.get(mode, Counter())
        total = sum(counter.values())
        body += line(left, _TOP, left, _HEIGHT - _BOTTOM, "grid")
        for value, count in sorted(counter.items()):
            wide = max(3.0, (place - 46) * count / total / largest)
            title, href = told(mode, value, count)
            bar = rect(left, y(value) - tall / 2, wide, tall, f"bar mark-{mode}", 2)
            body += _link(href, title, bar + text(left + wide + 5, y(value) + 6, str(count), "tick"))
        body += text(left, _HEIGHT - 14, name, "tick strong")
    return svg(width, _HEIGHT, label, body, "chart wide compare").replace('role="img"', 'role="group"', 1)


def interval(estimate: float, low: float, high: float, label: str) -> str:
    """An estimate with its interval, on a line with 0."""
    width, height = 420.0, 58.0
    far = max(abs(low), abs(high), 1.0) * 1.15

    def x(value: float) -> float:
        return 10 + (value + far) / (2 * far) * (width - 20)

    body = line(10, 22, width - 10, 22, "grid") + line(x(0), 6, x(0), 36, "base")
    body += text(x(0), 55, "0", "tick", "middle")
    body += line(x(low), 22, x(high), 22, "interval")
    body += line(x(low), 15, x(low), 29, "interval") + line(x(high), 15, x(high), 29, "interval")
    body += f'<circle class="estimate" cx="{x(estimate):.1f}" cy="22" r="7"/>'
    return svg(width, height, label, body, "chart interval-chart")


def _aside(dots: Sequence[Dot | None], y: Callable[[float], float], most: float) -> list[float]:
    """How far each dot is moved aside, so that those of one height stand beside each other."""
    rows: dict[int, list[int]] = defaultdict(list)
    for number, dot in enumerate(dots):
        if dot is not None:
            rows[round(y(dot.points) / _NEAR)].append(number)
    moved = [0.0] * len(dots)
    for row in rows.values():
        step = min(_ASIDE, 2 * most / max(len(row) - 1, 1))
        for place, number in enumerate(row):
            moved[number] = (place - (len(row) - 1) / 2) * step
    return moved


def _link(href: str, title: str, body: str) -> str:
    return (
        f'<a href="{escape(href, quote=True)}" aria-label="{escape(title, quote=True)}">'
        f"<title>{escape(title)}</title>{body}</a>"
    )
