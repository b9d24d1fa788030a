"""One session's head motion as BIDS tells it: samples, channels, and what they are measured against.

Motion-BIDS (BIDS 1.11; Jeung S, Cockx H, Appelhoff S, et al. Sci Data 2024;11:716). The samples are those that were recorded,
none made up between them; a channel of type LATENCY has each one's own time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session as Reading

from app.store.models import FrameTime, HeadMotion

TRACKSYS = "headset"
FRAME = "openxr"
POINT = "head"

#: name, component, type, unit
CHANNELS = (
    ("latency", "n/a", "LATENCY", "s"),
    *((f"{POINT}_{axis}", axis, "POS", "m") for axis in "xyz"),
    *((f"{POINT}_quat_{axis}", f"quat_{axis}", "ORNT", "n/a") for axis in "xyzw"),
)
COLUMNS = ("name", "component", "type", "tracked_point", "units", "placement", "reference_frame")

REFERENCE: dict[str, Any] = {
    "reference_frame": {
        "Description": "The frame that poses are recorded in.",
        "Levels": {
            FRAME: {
                "SpatialAxes": "RUB",
                "RotationRule": "right-hand",
                "RotationOrder": "n/a",
                "Description": "OpenXR: x to the right, y up, z backward, metres, as the patient faced when the view was set",
            }
        },
    }
}


@dataclass(frozen=True, slots=True)
class Recorded:
    """first_s, last_s : seconds from the session's start of the first and the last sample"""

    first_s: float
    last_s: float
    samples: int

    @property
    def effective_hz(self) -> float | None:
        """Samples a second, on the whole."""
        return (self.samples - 1) / (self.last_s - self.first_s) if self.last_s > self.first_s else None


def with_motion(reading: Reading, ids: list[int]) -> set[int]:
    """Those of the sessions that have head motion."""
    return set(reading.scalars(select(HeadMotion.session_id).where(HeadMotion.session_id.in_(ids)).distinct()))


def write_samples(reading: Reading, session_id: int, file: Path) -> Recorded:
    """Write all samples of a session, a chunk in memory at a time; times count from the first one."""
    query = (
        select(HeadMotion.at_s, HeadMotion.columns, HeadMotion.samples)
        .where(HeadMotion.session_id == session_id)
        .order_by(HeadMotion.at_s, HeadMotion.id)
    )
    first_s: float | None = None
    last_s, count = 0.0, 0
    with file.open("wb") as stream:
        for at_s, columns, samples in reading.execute(query, execution_options={"yield_per": 100}):
            poses = np.frombuffer(samples, dtype="<f4").reshape(-1, columns)
            if not len(poses):
                continue
            seconds = at_s + poses[:, 0].astype(float)
            first_s = seconds[0] if first_s is None else first_s
            last_s, count = seconds[-1], count + len(poses)
            stream.writelines(_lines(np.round(seconds - first_s, 6), poses[:, 1:]))
    return Recorded(float(first_s or 0.0), float(last_s), count)


def _lines(seconds: np.ndarray[Any, Any], poses: np.ndarray[Any, Any]) -> Iterator[bytes]:
    """Rows of numbers with the fewest digits that give the same float32 back."""
    told = orjson.dumps(np.ascontiguousarray(poses), option=orjson.OPT_SERIALIZE_NUMPY)
    rows = told[2:-2].replace(b"null", b"n/a").replace(b",", b"\t").split(b"]\t[")
    for second, row in zip(seconds.tolist(), rows, strict=True):
        yield b"%.6f\t%s\n" % (second, row)


def nominal_hz(reading: Reading, session_id: int) -> float | None:
    """The display's own rate as it was said last while the headset showed the world; None where it is not known."""
    query = select(FrameTime.period_ms).where(
        FrameTime.session_id == session_id, FrameTime.mode != "2d", FrameTime.period_ms > 0
    )
    period = reading.scalar(query.order_by(FrameTime.at_s.desc()).limit(1))
    return None if period is None else 1000.0 / period


def sidecar(task: str, nominal: float | None, recorded: Recorded, systems: list[str]) -> dict[str, Any]:
    """What ``*_motion.json`` says."""
    effective = recorded.effective_hz
    told: dict[str, Any] = {
        "TaskName": task,
        "TaskDescription": "A visit to a virtual world that is meant to hold the attention; pain is rated around it",
        "SamplingFrequency": round(nominal or effective or 0.0, 3),
        "TrackedPointsCount": 1,
        "MotionChannelCount": len(CHANNELS),
        "POSChannelCount": 3,
        "ORNTChannelCount": 4,
        "LATENCYChannelCount": 1,
        "MissingValues": "n/a",
        "TrackingSystemName": TRACKSYS,
    }
    if effective:
        told["SamplingFrequencyEffective"] = round(effective, 3)
    if systems:
        told["ManufacturersModelName"] = ", ".join(systems)
    return told


def channels() -> str:
    """``*_channels.tsv``."""
    rows = [
        (name, part, kind, POINT, unit, "head", "n/a" if kind == "LATENCY" else FRAME)
        for name, part, kind, unit in CHANNELS
    ]
    return "".join("\t".join(row) + "\n" for row in (COLUMNS, *rows))
