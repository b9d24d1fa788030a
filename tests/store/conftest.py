"""A store, and disks that make trouble."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from app.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder) as opened:
        yield opened


class Disk:
    """A file system of its own, small enough to be filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self) -> None:
        with contextlib.suppress(OSError), (self.folder / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))

    def free(self) -> None:
        (self.folder / "ballast").unlink()

    def read_only(self) -> Path:
        """Nothing can be written any more; hands back a folder where that is so."""
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)
        return self.folder


class Limits(Disk):
    """The same as far as it goes without the right to mount: a database that may not grow, a folder that may not be written to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.pages = 1_000_000
        self.connections: list[sqlite3.Connection] = []

    def connected(self, connection: sqlite3.Connection, _record: object) -> None:
        self.connections.append(connection)
        self.limit(self.pages)

    def limit(self, pages: int) -> None:
        self.pages = pages
        for connection in self.connections:
            with contextlib.suppress(sqlite3.ProgrammingError):  # it is closed already
                connection.execute(f"pragma max_page_count = {pages}")

    def fill(self) -> None:
        self.limit(1)  # SQLite takes the size that the file has, if that is more

    def free(self) -> None:
        self.limit(1_000_000)

    def read_only(self) -> Path:
        self.folder.chmod(0o555)
        # Root may write where nobody may, except where there is no disk at all.
        return Path("/proc/respite") if os.geteuid() == 0 else self.folder


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk: mounted in memory by root, made of limits for anybody else."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode == 0:
        yield Disk(folder)
        subprocess.run(["umount", "-l", folder], check=True)
    else:
        limits = Limits(folder)
        event.listen(Engine, "connect", limits.connected)
        yield limits
        event.remove(Engine, "connect", limits.connected)
        folder.chmod(0o755)
