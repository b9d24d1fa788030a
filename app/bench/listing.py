"""How long a list of sessions takes out of a record of many, and one of a single participant."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from app.bench import exporting_record
from app.store import Store

PAGE, TURNS = 50, 9


def run(folder: str, sessions: int) -> dict[str, Any]:
    """Milliseconds of each question, as the slowest of a few turns."""
    exporting_record.run(folder, sessions, 0, events=0)
    middle, alias = sessions // 2, f"P-{sessions // 50:04}"
    with Store.open(Path(folder)) as store:
        asked: dict[str, Callable[[], Any]] = {
            "newest": lambda: store.sessions(PAGE),
            "in the middle": lambda: store.sessions(PAGE, middle),
            "of one alias": lambda: store.sessions(PAGE, 0, alias),
            "who comes next": lambda: store.comers(date.today()),
            "an alias as it is typed": lambda: store.comers(date.today(), "-00"),
        }
        return {name: _slowest_ms(ask) for name, ask in asked.items()}


def _slowest_ms(ask: Callable[[], Any]) -> float:
    took = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        ask()
        took.append(time.perf_counter() - begun)
    return round(float(np.max(took)) * 1e3, 1)
