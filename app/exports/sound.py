"""The sheets of the sound: each second's levels, and its third octaves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Reading

from app.exports.choice import Choice
from app.exports.sheet import AT, PAGE, SESSION, Column, Kind, Sheet, counted, number, text
from app.session.listening import DEFINITIONS
from app.store.levels import bands
from app.store.models import SoundLevel
from app.store.records import THIRD_OCTAVES_HZ, share

_HAS_BANDS = SoundLevel.ambient_bands.is_not(None) | SoundLevel.layer_bands.is_not(None)
_DB_A = "dB(A) re full scale"


def _levels(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    query = select(
        SoundLevel.session_id,
        SoundLevel.at_s,
        SoundLevel.target_db,
        SoundLevel.definition,
        SoundLevel.ambient_db,
        SoundLevel.layer_db,
        SoundLevel.ambient_z_db,
        SoundLevel.layer_z_db,
        SoundLevel.snr_db,
        SoundLevel.gain_db,
        SoundLevel.method,
        SoundLevel.calibrated,
        SoundLevel.flags,
        SoundLevel.uncertainty_db,
        SoundLevel.spl_db,
        SoundLevel.cap_db,
        SoundLevel.world_db,
        SoundLevel.total_db,
    ).order_by(SoundLevel.session_id, SoundLevel.at_s, SoundLevel.id)
    chosen = choice.narrow(query, SoundLevel.session_id)
    for row in reading.execute(chosen, execution_options={"yield_per": PAGE}):
        yield *row, share(row.layer_db, row.total_db)


LEVELS = Sheet(
    "sound_levels",
    (
        SESSION,
        AT,
        number("target_db", "dB", "the signal-to-noise ratio to hold", "0 to 15"),
        text(
            "definition",
            "what the ratio is of: the layer alone, or layer and room together, over the room",
            "; ".join(DEFINITIONS),
        ),
        number("ambient_db", _DB_A, "the room without what is played, at the ear; empty where it can't be stated"),
        number("layer_db", _DB_A, "the layer at the ear; empty where it can't be stated"),
        number("ambient_z_db", "dB re full scale", "the room, unweighted; empty where it can't be stated"),
        number("layer_z_db", "dB re full scale", "the layer, unweighted; empty where it can't be stated"),
        number("snr_db", "dB", "the ratio delivered in this second; empty where it can't be stated"),
        number("gain_db", "dB", "the layer's gain in force"),
        text("method", "how the levels were found"),
        Column(
            "calibrated",
            Kind.BOOLEAN,
            "",
            "whether the path from loudspeaker to microphone was calibrated",
            "true; false",
        ),
        Column("flags", Kind.LIST, "", "what limited or disturbed this second"),
        number(
            "uncertainty_db",
            "dB",
            "expanded uncertainty of snr_db (coverage factor 2, about 95 %); empty where it can't be stated",
            "0 or more",
        ),
        number(
            "spl_db",
            "dB",
            "to be added to the levels of this second for dB SPL; empty where no calibrator was used",
        ),
        number("cap_db", _DB_A, "the cap, as the levels are; empty where no level in SPL is known"),
        number("world_db", _DB_A, "the world's own sounds at the ear; empty where it can't be stated"),
        number("total_db", _DB_A, "all that is played, at the ear; empty where it can't be stated"),
        number(
            "layer_share",
            "",
            "the layer's part of the power of all that is played; empty where it can't be stated",
            "0 to 1",
        ),
    ),
    _levels,
    counted(SoundLevel.session_id),
)


def _bands(reading: Reading, choice: Choice) -> Iterator[tuple[Any, ...]]:
    query = (
        select(SoundLevel.session_id, SoundLevel.at_s, SoundLevel.ambient_bands, SoundLevel.layer_bands)
        .where(_HAS_BANDS)
        .order_by(SoundLevel.session_id, SoundLevel.at_s, SoundLevel.id)
    )
    chosen = choice.narrow(query, SoundLevel.session_id)
    for session_id, at_s, *packed in reading.execute(chosen, execution_options={"yield_per": PAGE}):
        levels = [level for one in packed for level in bands(one) or (None,) * len(THIRD_OCTAVES_HZ)]
        # a tenth of a hundredth of a decibel is finer than anything that is known of a room
        yield session_id, at_s, *(None if level is None else round(level, 3) for level in levels)


def _bands_count(reading: Reading, choice: Choice) -> int:
    query = select(func.count(SoundLevel.id)).where(_HAS_BANDS)
    return reading.scalar(choice.narrow(query, SoundLevel.session_id)) or 0


BANDS = Sheet(
    "sound_bands",
    (
        SESSION,
        AT,
        *(
            number(
                f"{name}_{hz:g}_hz_db",
                _DB_A,
                f"{what} at the ear in the third octave of {hz:g} Hz, A-weighted; empty where it can't be stated",
            )
            for name, what in (("ambient", "the room"), ("layer", "the layer"))
            for hz in THIRD_OCTAVES_HZ
        ),
    ),
    _bands,
    _bands_count,
)

SHEETS = (LEVELS, BANDS)
