"""The colours of everything laid over a world: one blue-grey hue at several lightnesses, so that no number looks worse."""

from __future__ import annotations

from app.engine.panels.plates import Look, rgb
from app.engine.text import Colour

#: the hue shared by all of them, degrees on the colour circle
HUE = 223.0

INK: Colour = (*rgb("f4f6fb"), 1.0)
#: behind letters that stand in the world without a plate
HALO: Colour = (*rgb("0b1220"), 0.7)
SOFT_INK: Colour = (*rgb("c3cadb"), 1.0)

CARD = Look(rgb("1a1f2b"), 0.95, rgb("8d9ab9"), 0.30, 0.0022, shadow=0.62, shadow_reach=0.12)
TILE = Look(rgb("38435e"), 1.0, rgb("94a3c8"), 0.22, 0.0022)
TILE_HOVERED = Look(rgb("4c5b80"), 1.0, rgb("94a3c8"), 0.60, 0.0056)
TILE_CHOSEN = Look(rgb("5f76ad"), 1.0, rgb("ffffff"), 1.0, 0.0050)
BUTTON = Look(rgb("566a9d"), 1.0, rgb("b9c7e8"), 0.40, 0.0026)
BUTTON_HOVERED = Look(rgb("5f76ad"), 1.0, rgb("b9c7e8"), 0.60, 0.0056)
QUIET_BUTTON = Look(rgb("262d3f"), 1.0, rgb("94a3c8"), 0.45, 0.0026)
QUIET_BUTTON_HOVERED = Look(rgb("38435e"), 1.0, rgb("94a3c8"), 0.60, 0.0056)
GONE = Look(rgb("262d3f"), 0.0)
STOP = Look(rgb("181c27"), 0.46, rgb("c6cfe4"), 0.34, 0.0036)
STOP_HOVERED = Look(rgb("262d3f"), 0.94, rgb("c6cfe4"), 0.42, 0.0080)
