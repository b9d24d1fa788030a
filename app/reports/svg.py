"""A drawing as SVG that stands within a page of HTML: nothing of it comes from anywhere else."""

from __future__ import annotations

from html import escape

from app.reports.drawing import Box, Dot, Drawing, Label, Line, Mark, Path, Pen, Shape


def svg(drawing: Drawing) -> str:
    """The drawing, as wide as the page lets it be."""
    body = "".join(map(_shape, drawing.shapes))
    return (
        f'<svg viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img" '
        f'aria-label="{escape(drawing.told, quote=True)}">{body}</svg>'
    )


def _shape(shape: Shape) -> str:
    match shape:
        case Line():
            places = f'x1="{shape.x1:.1f}" y1="{shape.y1:.1f}" x2="{shape.x2:.1f}" y2="{shape.y2:.1f}"'
            return f"<line {places}{_pen(shape.pen)}/>"
        case Box():
            places = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
            return f"<rect {places}{_pen(shape.pen)}/>"
        case Dot() if shape.mark is Mark.CIRCLE:
            return f'<circle cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.r:.1f}"{_pen(shape.pen)}/>'
        case Dot():
            return f'<polygon points="{_points(shape.corners())}"{_pen(shape.pen)}/>'
        case Path():
            kind = "polygon" if shape.closed else "polyline"
            return f'<{kind} points="{_points(shape.points)}"{_pen(shape.pen)}/>'
        case Label():
            weight = ' font-weight="700"' if shape.bold else ""
            return (
                f'<text x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size:g}" text-anchor="{shape.anchor}" '
                f'fill="{shape.colour}"{weight}>{escape(shape.text)}</text>'
            )


def _points(points: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _pen(pen: Pen) -> str:
    written = f' fill="{pen.fill or "none"}"'
    if pen.stroke:
        written += f' stroke="{pen.stroke}" stroke-width="{pen.width:g}" stroke-linejoin="round"'
        if pen.dash:
            written += f' stroke-dasharray="{pen.dash:g}"'
    return written
