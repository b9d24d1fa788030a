"""What Respite ships besides code: shaders, fonts, sounds, texts. Reached through :func:`path` alone."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The absolute path of a shipped file.

    Raises
    ------
    FileNotFoundError
        No such asset; the message names it.
    """
    found = _HERE.joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(f"assets has no {'/'.join(parts)!r} (looked in {_HERE})")
    return found
