"""The marks of modes in drawings: each has a shape of its own beside its colour, so that neither print nor eye has to tell hues."""

from __future__ import annotations

from app.console.svg import svg
from app.i18n import N_
from app.store.participants import SEVERAL

#: in the order in which they stand beside each other
ORDER = ("3d", "flat", "2d", SEVERAL)
NAMES = {"3d": "3D", "flat": N_("Flat"), "2d": "2D", SEVERAL: N_("Several views")}


def mark(mode: str, x: float, y: float, size: float = 8.0, *, hollow: bool = False, look: str = "") -> str:
    """The mark of a mode, `size` from its middle to its edge: a circle for 3D, a square for flat, a triangle for 2D."""
    look = f"mark mark-{mode if mode in ORDER else 'none'}{' hollow' if hollow else ''}{' ' + look if look else ''}"
    s = size
    if mode == "3d":
        return f'<circle class="{look}" cx="{x:.1f}" cy="{y:.1f}" r="{s:g}"/>'
    if mode == "flat":
        s *= 0.9
        return f'<rect class="{look}" x="{x - s:.1f}" y="{y - s:.1f}" width="{2 * s:.1f}" height="{2 * s:.1f}"/>'
    if mode == "2d":
        s *= 1.12
        corners: tuple[tuple[float, float], ...] = (
            (x, y - s),
            (x + 0.95 * s, y + 0.75 * s),
            (x - 0.95 * s, y + 0.75 * s),
        )
    else:
        s *= 1.15
        corners = ((x, y - s), (x + s, y), (x, y + s), (x - s, y))
    return f'<polygon class="{look}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in corners)}"/>'


def swatch(mode: str, *, hollow: bool = False) -> str:
    """A mark for a legend."""
    return svg(24, 24, "", mark(mode, 12, 12, 7.5, hollow=hollow), "swatch-mark").replace(
        'role="img" aria-label=""', 'aria-hidden="true"'
    )
