"""A store, and disks that make trouble."""

from __future__ import annotations

import contextlib
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

    def read_only(self) -> None:
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)


class Limits(Disk):
    """The same as far as it goes without the right to mount: a database that may not grow, a folder that may not be written to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.connections: list[sqlite3.Connection] = []

    def remember(self, connection: sqlite3.Connection, _record: object) -> None:
        self.connections.append(connection)

    def fill(self) -> None:
        for connection in self.connections:
            connection.execute("pragma max_page_count = 1")  # SQLite takes the size it has for the least

    def free(self) -> None:
        for connection in self.connections:
            connection.execute("pragma max_page_count = 1000000")

    def read_only(self) -> None:
        self.folder.chmod(0o555)


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
        event.listen(Engine, "connect", limits.remember)
        yield limits
        event.remove(Engine, "connect", limits.remember)
        folder.chmod(0o755)
