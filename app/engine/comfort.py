"""What makes a world comfortable to be in: the ranges of `messages.Comfort`, and when its darkened edge comes and goes.

Free of Panda3D, so that whoever asks for comfort can check it without loading the engine.

The edge follows what is known of narrowing the view while the world moves: Fernandes and Feiner, "Combating VR sickness through
subtle dynamic field-of-view modification", IEEE 3DUI 2016. Respite delivers it where it is asked for and claims nothing of it.
"""

from __future__ import annotations

import math

from app.engine.messages import Comfort
from app.errors import BadInput

SITTING, LYING = "sitting", "lying"
POSTURES = (SITTING, LYING)
#: metres from the seat to the eyes, times, degrees across: the least and the most
EYE_HEIGHT_M, WORLD_SCALE, VIGNETTE_DEG = (0.6, 1.8), (0.5, 2.0), (40.0, 120.0)

#: a way that is faster than this is a movement: metres and radians a second
STILL_M, STILL_RAD = 0.01, math.radians(0.3)
#: as fast as this, and the edge is there within `SOON_S`; half as fast, in twice the time; at the slowest, within `LATE_S`
FAST_M, FAST_RAD = 0.5, math.radians(10.0)
SOON_S, LATE_S = 0.4, 2.5
#: seconds in which the edge goes when nothing moves any more
GO_S = 0.7


def checked(comfort: Comfort) -> Comfort:
    """`comfort` as it is, or `BadInput` with the rule it breaks."""
    if comfort.posture not in POSTURES:
        raise BadInput(f"posture must be one of {', '.join(POSTURES)}, got {comfort.posture!r}")
    _within("the eyes' height above the seat", comfort.eye_height_m, EYE_HEIGHT_M, " m")
    _within("the world's scale", comfort.world_scale, WORLD_SCALE, "")
    if comfort.vignette_deg != 0:
        _within("what the comfort vignette leaves clear", comfort.vignette_deg, VIGNETTE_DEG, " degrees, or 0 for none")
    return comfort


def _within(what: str, value: float, span: tuple[float, float], unit: str) -> None:
    least, most = span
    # a comparison that holds, not one that fails: what is not a number passes none
    if not least <= value <= most:
        raise BadInput(f"{what} must be {least:g} to {most:g}{unit}, got {value!r}")


class Narrowing:
    """How much of the darkened edge is there. `level` : 0 (none) to 1"""

    def __init__(self) -> None:
        self.level = 0.0

    def update(self, metres: float, radians: float, dt: float) -> None:
        """The seat moved on by `metres` and turned by `radians` in `dt` seconds, as the patient sees it."""
        if dt <= 0:
            return
        speed, turning = metres / dt, radians / dt
        if speed <= STILL_M and turning <= STILL_RAD:
            self.level = max(0.0, self.level - dt / GO_S)
            return
        pace = max(speed / FAST_M, turning / FAST_RAD)
        self.level = min(1.0, self.level + dt * min(1 / SOON_S, max(1 / LATE_S, pace / SOON_S)))
