"""Kept calibrations of the sound in the record."""

from __future__ import annotations

import math
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.errors import BadInput
from app.session.kept import Calibration
from app.store.models import SoundCalibration
from audio.messages import Kept, Wearing

BANDS = 21
_PLAIN = (
    "output",
    "microphone",
    "rate",
    "output_volume",
    "microphone_volume",
    "output_rate",
    "microphone_rate",
    "made_utc",
    "microphone_utc",
    "headphones_utc",
    "ambient_db",
    "path_db",
    "path_uncertainty_db",
    "note",
)
_BANDS = ("ear_full_scale_db", "ear_gain_db", "insertion_loss_db")


def row(calibration: Calibration) -> SoundCalibration:
    """The row of a calibration. Raises `BadInput` when a number in it is none, or third octaves are missing."""
    kept = asdict(calibration.kept)
    for name in (*_BANDS, "path_bands_db"):
        bands = kept.get(name) if name in _BANDS else calibration.path_bands_db
        if bands and (len(bands) != BANDS or not all(math.isfinite(level) for level in bands)):
            raise BadInput(f"{name} must be {BANDS} third octaves from 100 Hz to 10 kHz in dB, got {len(bands)}")
    if kept["mic_full_scale_dba"] is not None and not math.isfinite(kept["mic_full_scale_dba"]):
        raise BadInput(f"mic_full_scale_dba must be dB SPL, got {kept['mic_full_scale_dba']}: measure it again")
    return SoundCalibration(
        **{name: getattr(calibration, name) for name in _PLAIN},
        wearing=str(kept["wearing"]),
        mic_full_scale_db=kept["mic_full_scale_dba"],
        **{name: None if kept[name] is None else list(kept[name]) for name in _BANDS},
        path_bands_db=list(calibration.path_bands_db),
        sources=dict(calibration.sources),
    )


def newest(reading: Reading, output: str, microphone: str) -> Calibration | None:
    """The newest calibration of these two devices; None where there is none."""
    query = (
        select(SoundCalibration)
        .where(SoundCalibration.output == output, SoundCalibration.microphone == microphone)
        .order_by(SoundCalibration.id.desc())
        .limit(1)
    )
    found = reading.scalar(query)
    return None if found is None else record(found)


def latest(reading: Reading) -> Calibration | None:
    """The newest calibration of all; None where there is none."""
    found = reading.scalar(select(SoundCalibration).order_by(SoundCalibration.id.desc()).limit(1))
    return None if found is None else record(found)


def record(found: SoundCalibration) -> Calibration:
    """A row as it is handed out."""
    bands = {name: getattr(found, name) for name in _BANDS}
    return Calibration(
        **{name: getattr(found, name) for name in _PLAIN},
        kept=Kept(
            wearing=Wearing(found.wearing),
            mic_full_scale_dba=found.mic_full_scale_db,
            at_utc=found.made_utc.isoformat(timespec="seconds"),
            **{name: None if value is None else tuple(value) for name, value in bands.items()},
        ),
        path_bands_db=tuple(found.path_bands_db),
        sources=dict(found.sources),
        id=found.id,
    )
