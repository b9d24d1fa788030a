"""How the console looks: its sheets of styles, its small scripts, and the shipped fonts and pictures they use."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import assets

if TYPE_CHECKING:
    from fastapi import FastAPI

_HERE = Path(__file__).resolve().parent
_KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_SCRIPTS = ("console.js", "keys.js", "strip.js", "talk.js")
_SHIPPED = {"fonts": {".woff2": "font/woff2"}, "pictures": {".jpg": "image/jpeg", ".png": "image/png"}}
#: files named with their content's hash may be kept for good; others are asked for again
_KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASK = {"Cache-Control": "no-cache"}


@cache
def file_url(name: str) -> str:
    """The address of one of the console's own files; it changes with the content."""
    return f"/look/{name}?{hashlib.sha256((_HERE / name).read_bytes()).hexdigest()[:12]}"


def own_file(name: str) -> Path:
    """Where one of the console's own files lies."""
    return _HERE / name


def picture_url(world: str) -> str | None:
    """The address of a world's picture, or None where none is shipped."""
    try:
        return f"/shipped/pictures/{assets.path('pictures', f'{world}.jpg').name}"
    except FileNotFoundError:
        return None


@cache
def sheets() -> tuple[str, ...]:
    """The names of the sheets of styles: what all pages share, and then a sheet for each noun that has its own."""
    return ("console.css", *sorted(path.name for path in _HERE.glob("*.css") if path.name != "console.css"))


def head(only: Sequence[str] | None = None) -> str:
    """What each page's head needs. only : the scripts, where they aren't all"""
    styles = "".join(f'<link rel="stylesheet" href="{file_url(name)}">' for name in sheets())
    scripts = "".join(
        f'<script defer src="{file_url(name)}"></script>' for name in (_SCRIPTS if only is None else only)
    )
    return styles + scripts


def routes(app: FastAPI) -> None:
    """Serve the files."""
    from fastapi import HTTPException
    from fastapi.responses import FileResponse, Response

    @app.get("/favicon.ico")
    def mark() -> Response:
        return FileResponse(_HERE / "mark.svg", media_type=_KINDS[".svg"], headers=_ASK)

    @app.get("/look/{name}")
    def own(name: str) -> Response:
        kind = _KINDS.get(Path(name).suffix)
        if kind is None or Path(name).name != name or not (_HERE / name).is_file():
            raise HTTPException(404)
        return FileResponse(_HERE / name, media_type=kind, headers=_KEEP)

    @app.get("/shipped/{folder}/{name}")
    def shipped(folder: str, name: str) -> Response:
        kind = _SHIPPED.get(folder, {}).get(Path(name).suffix)
        if kind is None or Path(name).name != name:
            raise HTTPException(404)
        try:
            return FileResponse(assets.path(folder, name), media_type=kind, headers=_ASK)
        except FileNotFoundError:
            raise HTTPException(404) from None
