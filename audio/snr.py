"""The signal-to-noise ratio at the patient's ear: its definition, and the controller that holds it.

Why: in mice, sound 5 dB above the ambient noise lowered responses to pain, louder sound did not (Zhou et al. 2022, Science
377:198-204, doi 10.1126/science.abn4663). No study in people varied this ratio, so nothing is promised: the ratio is
delivered, measured and logged.

SNR = L(what is played, at the ear) - L(ambient at the ear), A-weighted equivalent levels in the third octaves 100 Hz to
10 kHz (`Definition.LAYER_ONLY`); or L(what is played and the ambient together) - L(ambient)
(`Definition.TOTAL_OVER_AMBIENT`). What is played is the layer and, as its smaller part, the world's own sounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audio.levels import db, power


class Definition(StrEnum):
    """What the ratio compares the ambient with."""

    LAYER_ONLY = "layer_only"
    TOTAL_OVER_AMBIENT = "total_over_ambient"


def played_over_ambient(target_db: float, definition: Definition) -> float:
    """How far what is played alone must stand over the ambient, dB, for `target_db` by `definition`.

    Raises
    ------
    ValueError
        A total can't be less than a part of it: `target_db` must be above 0 for `TOTAL_OVER_AMBIENT`.
    """
    if definition is Definition.LAYER_ONLY:
        return target_db
    if target_db <= 0.0:
        raise ValueError(f"target_db must be above 0 dB for {definition.value}, got {target_db}")
    return db(power(target_db) - 1.0)


def ratio_db(played: float, ambient: float, definition: Definition) -> float:
    """The delivered SNR in dB, of A-weighted powers at the ear."""
    over = played if definition is Definition.LAYER_ONLY else played + ambient
    return db(over) - db(ambient)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the controller never goes past.

    lowest_gain_db, highest_gain_db : the layer's gain, dB re its own full scale
    highest_db : the A-weighted level at the ear of all that is played, dB re the microphone's full scale; None where no cap
        is known
    """

    lowest_gain_db: float = -64.0
    highest_gain_db: float = 0.0
    highest_db: float | None = None


class Controller:
    """Decides the layer's gain, one short measurement after the other.

    Parameters
    ----------
    unit_db : dB(A) re full scale at the ear, of the layer at a gain of 0 dB
    over_db : how far all that is played is to stand over the ambient, see `played_over_ambient`
    step_s : seconds from one decision to the next

    `gain_db` is the layer's gain; `capped` whether the target is out of reach, `moving` whether the gain is on its way.
    """

    #: dB a second
    RISE_DB_S, FALL_DB_S = 4.0, 6.0
    #: the layer is at least this part of what is played: the world makes way before the layer does
    LEAST_SHARE = 0.5

    def __init__(self, unit_db: float, over_db: float, step_s: float, limits: Limits | None = None) -> None:
        self.unit_db, self._over_db, self._step_s = unit_db, over_db, step_s
        self._limits = limits or Limits()
        self.gain_db = self._limits.lowest_gain_db
        self.capped = self.moving = False

    def wanted_db(self, ambient_db: float) -> float:
        """The level at the ear that all that is played is to have, dB(A), under the cap."""
        wanted = ambient_db + self._over_db
        highest = self._limits.highest_gain_db + self.unit_db
        if self._limits.highest_db is not None:
            highest = min(highest, self._limits.highest_db)
        allowed = min(max(wanted, self._limits.lowest_gain_db + self.unit_db), highest)
        self.capped = abs(allowed - wanted) > 0.05
        return allowed

    def update(self, ambient_db: float, world: float, *, sounding: bool = True) -> None:
        """Take the steady ambient (dB(A)) and the world's power at the ear into account.

        sounding : while nothing is heard the gain may move freely
        """
        total = power(self.wanted_db(ambient_db))
        wanted = db(max(total - world, self.LEAST_SHARE * total)) - self.unit_db
        step = wanted - self.gain_db
        if sounding:
            step = min(max(step, -self.FALL_DB_S * self._step_s), self.RISE_DB_S * self._step_s)
        self.gain_db += step
        self.moving = abs(wanted - self.gain_db) > 0.25
