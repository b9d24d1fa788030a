"""What the audio process is started with (free of imports, so that the app need not load PortAudio)."""

from __future__ import annotations

import logging
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AudioOptions:
    """log_level : of this process's log on standard error."""

    log_level: int = logging.WARNING
