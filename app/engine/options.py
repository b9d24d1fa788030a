"""What the render process is started with (free of imports, so that the app need not load the engine)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenes.registry import World


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """cache_dir : folder for baked light and terrain; worlds : further worlds beside those of the registry

    data_dir : the data folder, for the clinic's own instruments
    """

    cache_dir: str
    log_level: int = logging.WARNING
    worlds: tuple[World, ...] = ()
    data_dir: str | None = None
