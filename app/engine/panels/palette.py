"""The colours of everything laid over a world: one blue-grey hue at several lightnesses, so that no number looks worse."""

from __future__ import annotations

from app.engine.panels.plates import Look, rgb
from app.engine.text import Colour

#: the hue shared by all of them, degrees on the colour circle
HUE = 223.0

INK: Colour = (*rgb("f4f6fb"), 1.0)
SOFT_INK: Colour = (*rgb("c3cadb"), 1.0)

CARD = Look(rgb("181c27"), 0.94, rgb("8d9ab9"), 0.30, 0.0022, shadow=0.40, shadow_reach=0.14)
TILE = Look(rgb("38435e"), 1.0, rgb("94a3c8"), 0.22, 0.0022)
TILE_HOVERED = Look(rgb("54658e"), 1.0, rgb("e6ebf7"), 0.75, 0.0030)
TILE_CHOSEN = Look(rgb("6f86bc"), 1.0, rgb("ffffff"), 1.0, 0.0050)
BUTTON = Look(rgb("6f86bc"), 1.0, rgb("e6ebf7"), 0.35, 0.0026)
BUTTON_HOVERED = Look(rgb("869dd3"), 1.0, rgb("ffffff"), 0.95, 0.0038)
QUIET_BUTTON = Look(rgb("262d3f"), 1.0, rgb("94a3c8"), 0.45, 0.0026)
QUIET_BUTTON_HOVERED = Look(rgb("3f4b6a"), 1.0, rgb("e6ebf7"), 0.85, 0.0034)
GONE = Look(rgb("262d3f"), 0.0)
STOP = Look(rgb("181c27"), 0.46, rgb("c6cfe4"), 0.34, 0.0036)
STOP_HOVERED = Look(rgb("262d3f"), 0.94, rgb("c6cfe4"), 0.42, 0.0080)
