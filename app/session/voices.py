"""A clinic's own recordings of the lines that worlds say: ``voices/WORLD/LANGUAGE/NAME.wav`` in the data folder."""

from __future__ import annotations

from pathlib import Path

#: the folder within the data folder, and what is a file of sound there, the best first
OWN = "voices"
_ENDS = (".wav", ".flac", ".mp3", ".ogg")


def find(data: Path, world: str, language: str, name: str | None) -> Path | None:
    """The recording of a line, None where there is none. data : the data folder; name : as the world says it, without an ending"""
    if not name or Path(name).name != name or "\\" in name:
        return None
    folder = data / OWN / world / language
    return next((file for end in _ENDS if (file := folder / f"{name}{end}").is_file()), None)
