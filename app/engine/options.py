"""What the render process is started with (free of imports, so that the app need not load the engine)."""

from __future__ import annotations

import logging
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """cache_dir : folder for baked light and terrain."""

    cache_dir: str
    log_level: int = logging.WARNING
