"""A guided calibration: the steps one after the other, on an audio process of one's own, and what they come to.

The command line and the console walk through the same steps: how the patient hears, the calibrator, what headphones play and hold
off, and the path by noise. What an earlier calibration of the same devices found is taken over where it still holds.
"""

from __future__ import annotations

import csv
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import numpy as np

from app.errors import BadInput, ProcessLost, RespiteError
from app.session.kept import Calibration, judge
from app.sound.line import Line
from audio import messages
from audio.calibrator import TONE_BAND
from audio.levels import CENTRES
from audio.messages import (
    BandsMeasured,
    Calibrate,
    Calibrated,
    CalibratorMeasured,
    Keep,
    Kept,
    MeasureCalibrator,
    MeasureCoupler,
    MeasureRoom,
    Measuring,
    Message,
    Open,
    Opened,
    Stop,
    Wearing,
)

Report = TypeVar("Report", bound=Message)
Heard = Callable[[Measuring], None]

BANDS = len(CENTRES)
#: dB SPL: what a calibrator may give; what headphones may give at full scale; dB of insertion loss in a third octave
CALIBRATOR_DB, SENSITIVITY_DB, LOSS_DB = (60.0, 130.0), (50.0, 150.0), (-10.0, 80.0)
#: a sine at full scale has half the power of what a mean square of 1 has
_SINE_DB = 10.0 * math.log10(2.0)
#: seconds more than it lasts, that a measurement may take
_PATIENCE_S = 15.0
#: seconds in which a calibrator has to be taken off, and dB by which its tone is then gone
_SILENCE_S, _QUIET_DB = 30.0, 10.0


class NotMeasured(RespiteError):
    """A measurement did not come to a result; the message says why and what to do."""


class Stopped(NotMeasured):
    """Somebody stopped the measurement."""


class Guided:
    """One guided calibration. Every step may be repeated; the last result counts.

    heard : called about five times a second while something is measured; it may raise `Stopped` to end that

    Raises
    ------
    NotMeasured
        From every step: it came to nothing.
    ProcessLost
        From every step: the sound process is gone.
    """

    def __init__(self, line: Line, heard: Heard = lambda _: None) -> None:
        self._line, self._heard = line, heard
        self.opened = Opened(output=None, microphone=None, rate=0, reason="not opened yet")
        self.kept = Kept()
        self.sources: dict[str, str] = {}
        self.microphone_utc: datetime | None = None
        self.headphones_utc: datetime | None = None
        self._beside: tuple[float, ...] | None = None

    def open(self, output: str | None, microphone: str | None, *, cap_dba: float = 70.0) -> Opened:
        """Open the devices; both have to be there, and fit to be calibrated."""
        self.opened = self._line.open(Open(output=output, microphone=microphone, cap_dba=cap_dba))
        if self.opened.output is None or self.opened.microphone is None or self.opened.reason:
            raise NotMeasured(self.opened.reason or "the sound can't be opened")
        return self.opened

    def take_over(self, earlier: Calibration | None) -> tuple[str, ...]:
        """Begin with what an earlier calibration of these devices found and still holds. Hands back what is to be said."""
        verdict = judge(earlier, self.opened, datetime.now(UTC))
        if earlier is not None and verdict.kept is not None:
            self.kept = verdict.kept
            self.microphone_utc, self.headphones_utc = earlier.microphone_utc, earlier.headphones_utc
            self.sources = {name: how for name, how in earlier.sources.items() if getattr(self.kept, name) is not None}
        return verdict.notices

    def wear(self, wearing: Wearing) -> None:
        """How the patient hears. What is known of closed headphones is forgotten for others."""
        self.kept = replace(self.kept, wearing=wearing)
        if wearing is not Wearing.CLOSED:
            self._forget("ear_full_scale_db", "ear_gain_db", "insertion_loss_db")
            self.headphones_utc = None

    def calibrator(self, level_db: float = 94.0, seconds: float = 3.0) -> float:
        """A calibrator of `level_db` dB SPL is on the microphone. Hands back what full scale is in dB SPL."""
        _check("the calibrator's level", level_db, CALIBRATOR_DB, "dB SPL")
        found = self._measure(MeasureCalibrator(level_db=level_db, seconds=seconds), CalibratorMeasured, seconds)
        if found.full_scale_db is None:
            raise NotMeasured(found.reason)
        self._set("calibrator", mic_full_scale_dba=round(found.full_scale_db, 2))
        self.microphone_utc = datetime.now(UTC)
        return found.full_scale_db

    def wait_for_silence(self, level_db: float) -> None:
        """The calibrator is being taken off: come back when it no longer sounds."""
        full_scale, by = self.kept.mic_full_scale_dba or 0.0, time.monotonic() + _SILENCE_S
        while time.monotonic() < by:
            try:
                bands = self._bands(MeasureRoom(seconds=1.0), 1.0)
            except NotMeasured:  # the room is restless just now, as it is while somebody takes a calibrator off
                continue
            if bands[TONE_BAND] + full_scale < level_db - _QUIET_DB:
                return
        raise NotMeasured("the calibrator still sounds: take it off the microphone, and calibrate again")

    def no_calibrator(self) -> None:
        """No level in dB SPL is known of this microphone."""
        self._forget("mic_full_scale_dba")
        self.microphone_utc = None

    def coupler(self, seconds: float = 5.0) -> tuple[float, ...]:
        """The microphone is in the headphones' coupler. Hands back (21,) the gain to it in dB."""
        self._line.send(Keep(kept=self.kept))
        found = self._bands(MeasureCoupler(seconds=seconds), 8.0 * seconds)
        self._forget("ear_full_scale_db")
        self._set("coupler", ear_gain_db=found)
        self.headphones_utc = datetime.now(UTC)
        return found

    def sensitivity(self, full_scale_db: float) -> None:
        """The headphones give `full_scale_db` dB SPL at the ear for a sine at full scale; taken as alike at all frequencies."""
        _check("the headphones' sensitivity", full_scale_db, SENSITIVITY_DB, "dB SPL at full scale")
        self._forget("ear_gain_db")
        self._set("by hand", ear_full_scale_db=(full_scale_db + _SINE_DB,) * BANDS)
        self.headphones_utc = datetime.now(UTC)

    def beside(self, seconds: float = 5.0) -> None:
        """First half of the insertion loss: the microphone is beside the headphones, a steady noise is in the room."""
        self._beside = self._bands(MeasureRoom(seconds=seconds), seconds)

    def under(self, seconds: float = 5.0) -> tuple[float, ...]:
        """Second half: the microphone is under the headphones, in the same noise. Hands back (21,) the loss in dB."""
        if self._beside is None:
            raise BadInput("the noise must be measured beside the headphones first: put the microphone beside them")
        under = self._bands(MeasureRoom(seconds=seconds), seconds)
        loss = tuple(round(max(before - after, 0.0), 2) for before, after in zip(self._beside, under, strict=True))
        if float(np.mean(loss)) < 1.0:
            raise NotMeasured(
                "the headphones hold off nothing: put the microphone under them, keep the same noise, and measure again"
            )
        self._set("measured", insertion_loss_db=loss)
        return loss

    def insertion_loss(self, loss_db: Sequence[float]) -> None:
        """The insertion loss, (21,) dB, is known."""
        if len(loss_db) != BANDS:
            raise BadInput(f"the insertion loss must be {BANDS} third octaves, got {len(loss_db)}")
        for level in loss_db:
            _check("the insertion loss", level, LOSS_DB, "dB")
        self._set("by hand", insertion_loss_db=tuple(loss_db))

    def finish(self, ambient_s: float = 8.0, noise_s: float = 8.0, note: str = "") -> Calibration:
        """Measure room and path as a session will, and hand back all that was found."""
        now = datetime.now(UTC)
        kept = replace(self.kept, at_utc=now.isoformat(timespec="seconds"))
        self._line.send(Keep(kept=kept))
        calibrate = Calibrate(ambient_s=ambient_s, noise_s=noise_s)
        found = self._measure(calibrate, Calibrated, 5.0 * (ambient_s + noise_s))
        if not found.calibrated:
            raise NotMeasured(found.reason)
        opened = self.opened
        return Calibration(
            output=opened.output or "",
            microphone=opened.microphone or "",
            rate=opened.rate,
            output_volume=opened.output_volume,
            microphone_volume=opened.microphone_volume,
            output_rate=opened.output_rate,
            microphone_rate=opened.microphone_rate,
            kept=kept,
            made_utc=now.replace(microsecond=0),
            microphone_utc=self.microphone_utc,
            headphones_utc=self.headphones_utc,
            sources=dict(self.sources),
            ambient_db=found.ambient_db,
            path_db=found.path_db,
            path_uncertainty_db=found.path_uncertainty_db,
            path_bands_db=found.path_bands_db,
            note=note,
        )

    # ---- inside -------------------------------------------------------------------------------------------------------

    def _set(self, source: str, **found: float | tuple[float, ...]) -> None:
        self.kept = replace(self.kept, **found)  # type: ignore[arg-type]
        self.sources |= dict.fromkeys(found, source)

    def _forget(self, *names: str) -> None:
        self.kept = replace(self.kept, **dict.fromkeys(names))  # type: ignore[arg-type]
        for name in names:
            self.sources.pop(name, None)

    def _bands(self, command: Message, seconds: float) -> tuple[float, ...]:
        found = self._measure(command, BandsMeasured, seconds)
        if found.bands_db is None:
            raise NotMeasured(found.reason)
        return tuple(round(level, 2) for level in found.bands_db)

    def _measure(self, command: Message, kind: type[Report], seconds: float) -> Report:
        self._line.send(command)
        for report in self._line.reports(seconds + _PATIENCE_S):
            if isinstance(report, kind):
                return report
            if isinstance(report, Measuring):
                try:
                    self._heard(report)
                except Stopped:
                    # Its answer is taken too, so that it is not mistaken for that of the next.
                    self._line.send(Stop())
                    self._line.until(messages.Stopped, _PATIENCE_S)
                    raise
        raise ProcessLost("the sound process did not answer in time: try again")


def read_insertion_loss(file: Path) -> tuple[float, ...]:
    """(21,) dB from a table of two columns, Hz and dB, as data sheets have them: between its lines along the logarithm of Hz.

    Raises
    ------
    BadInput
        It can't be read, or is no such table.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the insertion loss {str(file)!r} can't be read: {error}") from error
    points: dict[float, float] = {}
    for number, row in enumerate(csv.reader(text.splitlines(), delimiter=";" if ";" in text else ","), 1):
        cells = [cell.strip() for cell in row if cell.strip()]
        try:
            frequency, loss = (float(cell) for cell in cells)
        except ValueError:
            if number == 1 or not cells:
                continue  # a line of headings
            raise BadInput(f"{file}, line {number}: must be Hz and dB, got {','.join(row)!r}") from None
        _check(f"{file}, line {number}: Hz", frequency, (1.0, 100_000.0), "Hz")
        _check(f"{file}, line {number}: the insertion loss", loss, LOSS_DB, "dB")
        points[frequency] = loss
    if len(points) < 2 or min(points) > 500.0 or max(points) < 4000.0:
        raise BadInput(
            f"{file}: must have lines of Hz and dB from 500 Hz or lower to 4000 Hz or higher, got {len(points)}"
        )
    at = sorted(points)
    return tuple(float(loss) for loss in np.interp(np.log(CENTRES), np.log(at), [points[hz] for hz in at]))


def _check(what: str, value: float, span: tuple[float, float], unit: str) -> None:
    # a comparison that holds, not one that fails: what is not a number passes none
    if not span[0] <= value <= span[1]:
        raise BadInput(f"{what} must be {span[0]:g} to {span[1]:g} {unit}, got {value:g}")
