"""What every message between the app and the render process is."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    t_ns: int = field(default_factory=time.monotonic_ns)
