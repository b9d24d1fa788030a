"""One Respite for one data folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from app.errors import StoreError

LOCK = "respite.lock"
#: who holds the lock; a file of its own, since the lock's is emptied by whoever tries it
HOLDER = "respite.pid"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep a second Respite out of the folder; a process that dies lets go of it.

    Raises
    ------
    StoreError
        Another Respite is at work in the folder.
    OSError
        The folder can't be written to.
    """
    lock = FileLock(folder / LOCK)
    holder = folder / HOLDER
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise StoreError(
            f"{folder} is already in use by another Respite ({_who(holder)}): close it or choose another --data folder"
        ) from error
    try:
        holder.write_text(str(os.getpid()))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _who(holder: Path) -> str:
    try:
        return f"process {int(holder.read_text())}"
    except (OSError, ValueError):
        return "its process is not known"
