"""The console's drawings, as SVG.

Pure functions: numbers and translated texts in, a string out. Colours and type come from the style sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

Point = tuple[float, float | None]


def _svg(width: float, height: float, label: str, body: str, look: str, stretched: bool = False) -> str:
    fit = ' preserveAspectRatio="none"' if stretched else ""
    return (
        f'<svg class="{look}" viewBox="0 0 {width:g} {height:g}"{fit} role="img" '
        f'aria-label="{escape(label, quote=True)}">{body}</svg>'
    )


def _text(x: float, y: float, text: str, look: str = "tick", anchor: str = "start") -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _rect(x: float, y: float, width: float, height: float, look: str, radius: float = 0.0) -> str:
    look = escape(look, quote=True)
    return f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:g}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, look: str) -> str:
    return f'<line class="{look}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def clock(seconds: float) -> str:
    """``m:ss``; never negative."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def decibel(value: float) -> str:
    """One digit after the point, with its sign and a true minus."""
    return f"{value:+.1f}".replace("-", "−")


def _stretches(points: Sequence[Point], gap_s: float) -> list[list[tuple[float, float]]]:
    """The stated values in stretches without a hole, so that a line never bridges what was not measured."""
    stretches: list[list[tuple[float, float]]] = []
    last: float | None = None
    for at, value in points:
        if value is None:
            last = None
            continue
        if last is None or at - last > gap_s:
            stretches.append([])
        stretches[-1].append((at, value))
        last = at
    return stretches


def _thinned(stretch: Sequence[tuple[float, float]], most: int = 600) -> Sequence[tuple[float, float]]:
    step = max(1, len(stretch) // most)
    return [*stretch[::step], stretch[-1]] if step > 1 else stretch


def _paths(
    stretches: Sequence[Sequence[tuple[float, float]]], x: Callable[[float], float], y: Callable[[float], float]
) -> str:
    out = []
    for stretch in stretches:
        if len(stretch) == 1:
            at, value = stretch[0]
            out.append(f'<circle class="dot" cx="{x(at):.1f}" cy="{y(value):.1f}" r="2"/>')
        else:
            path = " ".join(f"{x(at):.1f},{y(value):.1f}" for at, value in _thinned(stretch))
            out.append(f'<polyline class="curve" points="{path}"/>')
    return "".join(out)


def recent(points: Sequence[Point], target_db: float, seconds: float, label: str) -> str:
    """The SNR of the last `seconds`: `points` as of `SoundHistory.points`. The band is the target ± 1 dB."""
    width, height, pad = 320.0, 64.0, 4.0
    low, high = target_db - 4.0, target_db + 4.0

    def x(at: float) -> float:
        return width - pad + at / seconds * (width - 2 * pad)

    def y(value: float) -> float:
        return pad + (high - min(high, max(low, value))) / (high - low) * (height - 2 * pad)

    band = _rect(0, y(target_db + 1), width, y(target_db - 1) - y(target_db + 1), "band")
    body = band + _line(0, y(target_db), width, y(target_db), "target") + _paths(_stretches(points, 3.0), x, y)
    stated = [(at, value) for at, value in points if value is not None]
    if stated:
        # a stroke without length: it stays round when the drawing is stretched to the card's width
        body += f'<path class="now" d="M{x(stated[-1][0]):.1f} {y(stated[-1][1]):.1f}h0"/>'
    return _svg(width, height, label, body, "chart recent", stretched=True)


def sound(points: Sequence[Point], target_db: float, label: str) -> str:
    """The SNR over the session: `points` as (seconds from the start, dB or None)."""
    width, height, left, right, top, bottom = 1200.0, 240.0, 60.0, 16.0, 16.0, 38.0
    values = [value for at, value in points if value is not None]
    low = min([target_db - 5.0, *values]) - 1.0
    high = max([target_db + 5.0, *values]) + 1.0
    begin, end = points[0][0], max(points[-1][0], points[0][0] + 1.0)

    def x(at: float) -> float:
        return left + (at - begin) / (end - begin) * (width - left - right)

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (height - top - bottom)

    body = _rect(left, y(target_db + 1), width - left - right, y(target_db - 1) - y(target_db + 1), "band")
    step = 5.0 if high - low <= 30 else 10.0
    tick = step * (low // step + 1)
    while tick < high:
        body += _line(left, y(tick), width - right, y(tick), "grid")
        body += _text(left - 10, y(tick) + 6, f"{tick:+.0f}".replace("-", "−").replace("+0", "0"), anchor="end")
        tick += step
    for at in _minutes(begin, end):
        body += _text(x(at), height - 10, clock(at), anchor="middle")
    body += _line(left, y(target_db), width - right, y(target_db), "target")
    body += _paths(_stretches(points, 3.0), x, y)
    return _svg(width, height, label, body, "chart wide")


def _minutes(begin: float, end: float) -> list[float]:
    step = next((s for s in (10, 30, 60, 120, 300, 600, 1200) if (end - begin) / s <= 8), 3600)
    first = -(-begin // step) * step
    return [first + n * step for n in range(int((end - first) // step) + 1)]


def course(
    segments: Sequence[tuple[float, float, str, str]], marks: Sequence[tuple[float, str]], end_s: float, label: str
) -> str:
    """The session as a bar: `segments` as (start, seconds, mode, its name), `marks` as (at, short text) above it."""
    width, height, top, tall = 1200.0, 136.0, 48.0, 46.0
    span = max(end_s, 1.0)

    def x(at: float) -> float:
        return min(1.0, max(0.0, at / span)) * width

    body = _rect(0, top, width, tall, "ground", 8)
    for start, seconds, mode, name in segments:
        wide = max(2.0, x(start + seconds) - x(start))
        body += _rect(x(start), top, wide, tall, f"mode-{mode}", 4)
        if wide > 56:
            body += _text(x(start) + wide / 2, top + tall / 2 + 6, name, f"on-{escape(mode, quote=True)}", "middle")
    for at, text in marks:
        anchor = "start" if x(at) < 110 else "end" if x(at) > width - 110 else "middle"
        body += _line(x(at), top - 8, x(at), top + tall + 4, "pin")
        body += _text(x(at), top - 16, text, "tick strong", anchor)
    for at in _minutes(0.0, span):
        anchor = "start" if at == 0 else "end" if x(at) > width - 40 else "middle"
        body += _text(x(at), height - 12, clock(at), anchor=anchor)
    return _svg(width, height, label, body, "chart wide")
