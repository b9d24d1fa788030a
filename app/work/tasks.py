"""What there is to be done at length. A task is plain data; it is carried out in a process of its own."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from app.exports.choice import Choice

#: called with what is done and how much there is in all; what it raises ends the task
Told = Callable[[int, int], None]
_CHUNK = 1 << 20
#: exports that are packed already
_PACKED = ("parquet",)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a task. file : what can be taken away, None for nothing; hint : one line about it, in English"""

    file: Path | None
    hint: str = ""


class Task(Protocol):
    """Something to be done at length."""

    @property
    def kind(self) -> str:
        """What it is, in one word: "export", "backup", "report", "worlds"."""

    def facts(self) -> dict[str, Any]:
        """What was asked for, as plain values."""

    def carry_out(self, data: Path, out: Path, told: Told) -> Outcome:
        """Do it. data : the data folder; out : an empty folder of its own, which goes when the task fails or is called off"""

    def clear(self, data: Path) -> None:
        """Take away what a carrying out that was cut off left outside of its own folder."""


@dataclass(frozen=True, slots=True)
class Export:
    """The record, or what is chosen of it, as one file to take away."""

    format: str
    choice: Choice = field(default_factory=Choice)
    kind: str = "export"

    def facts(self) -> dict[str, Any]:
        """The format, and what limits the choice."""
        limits = {name: getattr(self.choice, name) for name in Choice.__slots__}
        said = {
            name: value.isoformat()
            if isinstance(value, datetime)
            else list(value)
            if isinstance(value, tuple)
            else value
            for name, value in limits.items()
            if value not in ((), "", None)
        }
        return {"format": self.format, **said}

    def carry_out(self, data: Path, out: Path, told: Told) -> Outcome:
        from app.exports import export
        from app.store import Store

        files = out / "files"
        with Store.open(data, read_only=True) as store:
            done = export(store, self.format, files, self.choice, told)
        packed = out / f"respite-{self.format}-{datetime.now().astimezone():%Y-%m-%d-%H%M}.zip"
        _pack(files, packed, told, stored=self.format in _PACKED)
        shutil.rmtree(files)
        return Outcome(packed, done.hint)

    def clear(self, data: Path) -> None:
        """It leaves nothing elsewhere."""


@dataclass(frozen=True, slots=True)
class BackUp:
    """A checked copy of the whole record, among the newest that are kept."""

    kind: str = "backup"

    def facts(self) -> dict[str, Any]:
        """Nothing is chosen."""
        return {}

    def carry_out(self, data: Path, out: Path, told: Told) -> Outcome:
        from app.store import backup
        from app.store.store import DATABASE

        folder = data / backup.FOLDER
        made = backup.back_up(data / DATABASE, folder, told)
        backup.prune(folder)
        return Outcome(made.path)

    def clear(self, data: Path) -> None:
        from app.store import backup

        backup.sweep(data / backup.FOLDER)


@dataclass(frozen=True, slots=True)
class WriteReport:
    """A report on a participant or a programme, as PDF. about : "participant" or "programme"; name : an alias, or an id

    simulated : of the visits of simulated patients
    """

    about: str
    name: str
    language: str
    simulated: bool = False
    kind: str = "report"

    def facts(self) -> dict[str, Any]:
        """Whom or what it is on, and in which language."""
        return {self.about: self.name, "language": self.language}

    def carry_out(self, data: Path, out: Path, told: Told) -> Outcome:
        from app.reports import Kind, Subject, make
        from app.store import Store

        today = datetime.now().astimezone().date()
        file = out / f"respite-{self.name}-{today.isoformat()}.pdf"
        with Store.open(data, read_only=True) as store:
            subject = Subject(Kind(self.about), self.name)
            make(store, subject, file, self.language, on=today, told=told, simulated=self.simulated)
        return Outcome(file)

    def clear(self, data: Path) -> None:
        """It leaves nothing elsewhere."""


@dataclass(frozen=True, slots=True)
class MakeReady:
    """The light and the terrain of every world, so that no session waits for them."""

    kind: str = "worlds"

    def facts(self) -> dict[str, Any]:
        """Nothing is chosen."""
        return {}

    def carry_out(self, data: Path, out: Path, told: Told) -> Outcome:
        from app.config import cache_folder
        from scenes.bakery import Bakery
        from scenes.base import SceneContext
        from scenes.registry import OFFERED

        bakery = Bakery(cache_folder())
        steps = [(world, detail) for world in OFFERED.values() for detail in (1.0, 0.5)]
        for done, (world, detail) in enumerate(steps):
            told(done, len(steps))
            world.load()(SceneContext(seed=0, bake=bakery, request=lambda _: None, detail=detail)).destroy()
        told(len(steps), len(steps))
        return Outcome(None)

    def clear(self, data: Path) -> None:
        """What is baked appears once it is whole."""


def _pack(folder: Path, into: Path, told: Told, *, stored: bool) -> None:
    """All files below `folder` as one archive. It says again and again that all is written: packing is the end of it."""
    how = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(into, "w", how, compresslevel=None if stored else 6) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            with (
                path.open("rb") as source,
                archive.open(str(path.relative_to(folder)), "w", force_zip64=True) as target,
            ):
                while chunk := source.read(_CHUNK):
                    told(1, 1)
                    target.write(chunk)
