"""What a patient is to hear over the room: the layer, how far over, by which definition, and how loud at most."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInput
from app.i18n import N_

#: dB, the SNR to hold: the least and the most
TARGET_DB = (0.0, 15.0)
LAYER_ONLY, TOTAL = "layer_only", "total_over_ambient"
#: what the SNR is of, over the room
DEFINITIONS = {LAYER_ONLY: N_("Layer alone"), TOTAL: N_("Layer and room")}
#: what `audio.layers` makes by itself
LAYERS = {
    "pink": N_("Pink noise"),
    "white": N_("White noise"),
    "consonant": N_("Consonant music"),
    "dissonant": N_("Dissonant music"),
    "ocean": N_("Ocean"),
    "rain": N_("Rain"),
    "stream": N_("Stream"),
    "wind": N_("Wind"),
    "night": N_("Night"),
}
#: the folder of a clinic's own files within the data folder, and what is a file of sound there
OWN = "sounds"
_OWN_ENDS = (".wav", ".flac", ".mp3", ".ogg")
#: dB(A) SPL at the ear, never exceeded: usually, and for patients under 18
CAP_DBA, CAP_UNDER_18_DBA = 70.0, 65.0


@dataclass(frozen=True, slots=True)
class Listening:
    """What is held over the room.

    layer : one of `LAYERS`, or the name of a clinic's own file in the folder `OWN`
    target_db : dB, the SNR to hold, 0 to 15
    definition : one of `DEFINITIONS`, as in `audio.messages.Open`
    """

    layer: str = "pink"
    target_db: float = 5.0
    definition: str = LAYER_ONLY


def cap_dba(under_18: bool) -> float:
    """The cap in dB(A) SPL at the ear."""
    return CAP_UNDER_18_DBA if under_18 else CAP_DBA


def checked(listening: Listening) -> Listening:
    """`listening` as it is, or `BadInput` with the rule it breaks. Whether an own file is there is for `source` to say."""
    least, most = TARGET_DB
    # a comparison that holds, not one that fails: what is not a number passes none
    if not least <= listening.target_db <= most:
        raise BadInput(f"the SNR to hold must be {least:g} to {most:g} dB, got {listening.target_db!r}: choose 5 dB")
    if listening.definition not in DEFINITIONS:
        raise BadInput(
            f"definition must be one of {', '.join(DEFINITIONS)}, got {listening.definition!r}: choose one of these"
        )
    if listening.layer not in LAYERS and not _is_own(listening.layer):
        raise BadInput(
            f"layer must be one of {', '.join(LAYERS)}, or a file of the folder {OWN!r}, got {listening.layer!r}: "
            "choose one of these"
        )
    return listening


def own_files(data: Path) -> tuple[str, ...]:
    """The clinic's own files, by name; `data` is the data folder."""
    try:
        return tuple(sorted(file.name for file in (data / OWN).iterdir() if file.is_file() and _is_own(file.name)))
    except OSError:
        return ()


def source(layer: str, data: Path) -> str:
    """What `audio.messages.Open` is told of the layer: its name, or the path of the clinic's own file.

    Raises
    ------
    BadInput
        It is a clinic's own file, and there is none of this name in the data folder `data`.
    """
    if layer in LAYERS:
        return layer
    if layer not in own_files(data):
        raise BadInput(f"{layer}: there is no such file in {data / OWN}: put it there, or choose another layer")
    return str(data / OWN / layer)


def _is_own(name: str) -> bool:
    """A plain name with a sound file's ending, so that it can only lie in its folder."""
    return Path(name).name == name and "\\" not in name and name.lower().endswith(_OWN_ENDS)
