"""What is measured: sound and its calibration, pictures, the head."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.store.models.base import MODES, Base


class SoundLevel(Base):
    """One second of sound, as `audio.messages.Level`; null where it was not known, or not recorded.

    ambient_bands, layer_bands : (21,) little-endian float32, dB; not a number where a third octave is not known
    """

    __tablename__ = "sound_levels"
    __table_args__ = (Index(None, "session_id", "at_s"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    at_s: Mapped[float]
    target_db: Mapped[float]
    definition: Mapped[str]
    ambient_db: Mapped[float | None]
    layer_db: Mapped[float | None]
    ambient_z_db: Mapped[float | None]
    layer_z_db: Mapped[float | None]
    snr_db: Mapped[float | None]
    gain_db: Mapped[float]
    method: Mapped[str]
    calibrated: Mapped[bool]
    flags: Mapped[list[str]]
    world_db: Mapped[float | None]
    total_db: Mapped[float | None]
    uncertainty_db: Mapped[float | None]
    spl_db: Mapped[float | None]
    cap_db: Mapped[float | None]
    ambient_bands: Mapped[bytes | None] = mapped_column(LargeBinary)
    layer_bands: Mapped[bytes | None] = mapped_column(LargeBinary)


class SoundCalibration(Base):
    """A calibration of two devices, as `app.session.kept.Calibration`. None is ever changed: a newer one takes its place."""

    __tablename__ = "sound_calibrations"
    __table_args__ = (
        CheckConstraint("wearing in ('loudspeaker','open','closed')", name="wearing"),
        Index("ix_sound_calibrations_output_microphone", "output", "microphone", "id"),
    )

    made_utc: Mapped[datetime]
    output: Mapped[str]
    microphone: Mapped[str]
    rate: Mapped[int]
    output_volume: Mapped[str | None]
    microphone_volume: Mapped[str | None]
    output_rate: Mapped[int | None]
    microphone_rate: Mapped[int | None]
    wearing: Mapped[str]
    mic_full_scale_db: Mapped[float | None]
    microphone_utc: Mapped[datetime | None]
    ear_full_scale_db: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    ear_gain_db: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    insertion_loss_db: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    headphones_utc: Mapped[datetime | None]
    sources: Mapped[dict[str, Any]]
    ambient_db: Mapped[float | None]
    path_db: Mapped[float | None]
    path_uncertainty_db: Mapped[float | None]
    path_bands_db: Mapped[list[float]] = mapped_column(JSON)
    note: Mapped[str]


class FrameTime(Base):
    """One second of pictures, as `app.engine.messages.FrameStats`.

    late, scale : null where they were not counted
    samples : (frames,) little-endian float32, every frame time of the second in milliseconds
    """

    __tablename__ = "frame_times"
    __table_args__ = (CheckConstraint(f"mode in ({MODES})", name="mode"), Index(None, "session_id", "at_s"))

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id"))
    at_s: Mapped[float]
    mode: Mapped[str]
    count: Mapped[int]
    missed: Mapped[int]
    p50_ms: Mapped[float]
    p99_ms: Mapped[float]
    max_ms: Mapped[float]
    period_ms: Mapped[float]
    late: Mapped[int | None]
    scale: Mapped[float | None]
    samples: Mapped[bytes] = mapped_column(LargeBinary)


class HeadMotion(Base):
    """A chunk of head poses.

    samples : (rows, columns) little-endian float32: seconds since `at_s`, x y z in metres, qx qy qz qw
    """

    __tablename__ = "head_motion"
    __table_args__ = (
        CheckConstraint("length(samples) = rows * columns * 4", name="shape"),
        Index(None, "session_id", "at_s"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segments.id"))
    at_s: Mapped[float]
    rows: Mapped[int]
    columns: Mapped[int]
    samples: Mapped[bytes] = mapped_column(LargeBinary)
