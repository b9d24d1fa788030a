"""The strokes of the console's drawings: numbers in, SVG out. Colours and type come from the style sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

Point = tuple[float, float | None]
#: at, lowest, highest; None where there is no band
Span = tuple[float, float | None, float | None]
#: seconds without a value across which nothing is drawn
GAP_S = 3.0
#: points of a line, and half as many pixels as a drawing is wide
_MOST = 600


def svg(width: float, height: float, label: str, body: str, look: str, stretched: bool = False) -> str:
    """A whole drawing; `label` is what it is for those who don't see it."""
    fit = ' preserveAspectRatio="none"' if stretched else ""
    return (
        f'<svg class="{look}" viewBox="0 0 {width:g} {height:g}"{fit} role="img" '
        f'aria-label="{escape(label, quote=True)}">{body}</svg>'
    )


def text(x: float, y: float, words: str, look: str = "tick", anchor: str = "start") -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def rect(x: float, y: float, width: float, height: float, look: str, radius: float = 0.0) -> str:
    look = escape(look, quote=True)
    return f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"/>'


def line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return f'<line class="{look}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def curve(
    points: Sequence[Point], x: Callable[[float], float], y: Callable[[float], float], look: str = "curve"
) -> str:
    """A line through the values that are stated, which never bridges what was not measured."""
    out = []
    for stretch in _stretches([(at, None if value is None else (value,)) for at, value in points]):
        if len(stretch) == 1:
            at, (value,) = stretch[0]
            out.append(f'<circle class="dot" cx="{x(at):.1f}" cy="{y(value):.1f}" r="2"/>')
        else:
            path = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, (value,) in _thinned(stretch))
            out.append(f'<polyline class="{look}" points="{path}"/>')
    return "".join(out)


def band(spans: Sequence[Span], x: Callable[[float], float], y: Callable[[float], float], look: str) -> str:
    """The area between two lines, where both are stated."""
    out = []
    for stretch in _stretches([(at, None if low is None or high is None else (low, high)) for at, low, high in spans]):
        thin = _thinned(stretch)
        above = [f"{x(at):.1f},{y(high):.1f}" for at, (low, high) in thin]
        below = [f"{x(at):.1f},{y(low):.1f}" for at, (low, high) in reversed(thin)]
        out.append(f'<polygon class="{look}" points="{" ".join(above + below)}"/>')
    return "".join(out)


Values = tuple[float, ...]


def _stretches(points: Sequence[tuple[float, Values | None]]) -> list[list[tuple[float, Values]]]:
    stretches: list[list[tuple[float, Values]]] = []
    last: float | None = None
    for at, values in points:
        if values is None:
            last = None
            continue
        if last is None or at - last > GAP_S:
            stretches.append([])
        stretches[-1].append((at, values))
        last = at
    return stretches


def _thinned(stretch: Sequence[tuple[float, Values]]) -> Sequence[tuple[float, Values]]:
    """As many points as can be told apart. Of those that fall together the extremes stay: no second is hidden by its neighbours."""
    size = -(-len(stretch) // _MOST)
    if size == 1:
        return stretch
    thin: list[tuple[float, Values]] = []
    for first in range(0, len(stretch), size):
        group = stretch[first : first + size]
        if len(group[0][1]) == 1:
            thin += sorted({min(group, key=lambda point: point[1]), max(group, key=lambda point: point[1])})
        else:
            lows, highs = zip(*(values for _, values in group), strict=True)
            thin.append((group[0][0], (min(lows), max(highs))))
    return thin
