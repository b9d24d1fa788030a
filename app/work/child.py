"""The process in which a task is carried out: modest beside a session, and over as soon as nobody waits for it."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from app.errors import RespiteError
from app.exports.progress import Cancelled
from app.work.tasks import Outcome, Task

log = logging.getLogger(__name__)

#: seconds between two words on how far it is
EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done. data : the data folder; out : a folder of its own"""

    task: Task
    data: Path
    out: Path


@dataclass(frozen=True, slots=True)
class Far:
    """How far it is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Failed:
    """It could not be done; `line` says why."""

    line: str


def main(conn: Connection, order: Order) -> None:
    """Carry `order` out, and tell: `Far` again and again, then an `Outcome`, `Failed`, or None when it was called off."""
    _be_modest()
    found: Outcome | Failed | None
    try:
        found = order.task.carry_out(order.data, order.out, _Teller(conn))
    except Cancelled:
        found = None
    except RespiteError as error:
        found = Failed(str(error))
    except Exception as error:
        log.exception("%s failed", order.task.kind)
        found = Failed(f"it failed ({type(error).__name__}: {error}): try again")
    with contextlib.suppress(OSError):
        conn.send(found)


class _Teller:
    """Says how far it is, and hears whether it is still wanted."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        # whatever is said to a task calls it off; so does the end of whoever could say it
        if self._conn.poll():
            raise Cancelled("it was called off")
        now = time.monotonic()
        if now >= self._next:
            self._next = now + EVERY_S
            try:
                self._conn.send(Far(done, total))
            except OSError as error:
                raise Cancelled("nobody waits for it") from error


def _be_modest() -> None:
    """Leave the processor and the disk to a session that runs."""
    process = psutil.Process()
    with contextlib.suppress(psutil.Error, OSError):
        process.nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 15)
    if sys.platform == "linux":
        with contextlib.suppress(psutil.Error, OSError):
            process.ionice(psutil.IOPRIO_CLASS_IDLE)
