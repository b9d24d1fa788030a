"""A browser's part in the picture of what the patient sees: takes it for a while and counts."""

from __future__ import annotations

import time
from typing import Any
from urllib.request import urlopen

_BOUNDARY = b"Content-Type: image/jpeg"


def run(url: str, seconds: float) -> dict[str, Any]:
    """pictures : that came in so many seconds"""
    pictures, last = 0, b""
    with urlopen(f"{url}/mirror", timeout=30) as answer:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            piece = last + answer.read1(65_536)
            pictures += piece.lower().count(_BOUNDARY.lower())
            # a heading that is cut in two is counted once, with the next piece
            last = piece[-(len(_BOUNDARY) - 1) :]
    return {"pictures": pictures, "seconds": seconds}
