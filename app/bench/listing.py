"""How long lists take out of a record of many sessions: pages of them, filtered and sorted, and of participants."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from app.bench import exporting_record
from app.bench.exporting_record import STARTED
from app.exports.choice import Choice
from app.store import Store, finding, participants
from app.store.finding import Order

PAGE, TURNS = 50, 9


def run(folder: str, sessions: int) -> dict[str, float]:
    """Milliseconds of each question, as the slowest of a few turns."""
    exporting_record.run(folder, sessions, 0, events=0)
    beyond = sessions // 2
    with Store.open(Path(folder)) as store, store.reading() as reading:

        def page(choice: Choice, order: Order = Order.NEWEST, after: int | None = None) -> None:
            finding.find(reading, choice.limits(), order, PAGE, after=after)

        asked: dict[str, Callable[[], object]] = {
            "the newest": lambda: page(Choice()),
            "in the middle": lambda: page(Choice(), after=beyond),
            "by what fell most": lambda: page(Choice(), Order.FELL),
            "by how the alias begins": lambda: page(Choice(starts="P-00")),
            "by view, state and world": lambda: page(
                Choice(modes=("2d",), states=("complete",), worlds=("snow-canyon",)), Order.ALIAS
            ),
            "in a month": lambda: page(Choice(since=STARTED, until=STARTED + timedelta(days=30))),
            "that nothing fits": lambda: page(Choice(worlds=("dusk-lagoon",))),
            "participants": lambda: participants.people(reading, "", PAGE, 0),
            "who comes next": lambda: store.comers(date.today()),
            "an alias as it is typed": lambda: store.comers(date.today(), "-00"),
        }
        return {name: _slowest_ms(ask) for name, ask in asked.items()}


def _slowest_ms(ask: Callable[[], object]) -> float:
    took = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        ask()
        took.append(time.perf_counter() - begun)
    return round(float(np.max(took)) * 1e3, 1)
