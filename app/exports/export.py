"""The record, or what is chosen of it, in one of the formats: whole, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from app.errors import BadInput
from app.exports.aside import aside
from app.exports.choice import Choice
from app.exports.job import Job
from app.exports.progress import Progress
from app.store import Store

#: name -> what it is for; each is the module of that name, with `owns` and `write`, loaded when it is asked for
FORMATS = {
    "csv": "CSV tables with a data dictionary",
    "redcap": "REDCap: data dictionary and import file",
    "fhir": "FHIR R4B: one bundle",
    "bids": "Motion-BIDS: head motion with events",
    "parquet": "Parquet tables",
}


@dataclass(frozen=True, slots=True)
class Done:
    """folder : where the files are; names : what was put into it; hint : one line on what to do with them"""

    folder: Path
    names: tuple[str, ...]
    hint: str
    sessions: int


def export(
    store: Store,
    name: str,
    out: Path,
    choice: Choice = Choice(),  # noqa: B008  frozen
    told: Callable[[int, int], None] = lambda done, total: None,
    *,
    overwrite: bool = False,
) -> Done:
    """Write what is chosen as `name` into the folder `out`, which is made when it isn't there.

    A FHIR bundle may be named as a file: an `out` that ends with ``.json``.

    told : called with the rows done and in all; what it raises ends the export, and nothing of it is left
    overwrite : an earlier export of the same format in `out` is replaced

    Raises
    ------
    BadInput
        There is no such format or participant, or the folder holds an export already.
    StoreError
        The record can't be read, or the folder can't be written to.
    """
    if name not in FORMATS:
        raise BadInput(f"format must be one of {', '.join(FORMATS)}, got {name!r}")
    module = import_module(f"app.exports.{name}")
    as_file = name == "fhir" and out.suffix == ".json" and not out.is_dir()
    folder = out.parent if as_file else out
    with store.reading() as reading:
        sessions = choice.count(reading)
        with aside(folder, out.name.__eq__ if as_file else module.owns, overwrite=overwrite) as part:
            hint = _write(module, Job(reading, choice, Progress(told)), part)
            if as_file:
                (written,) = part.iterdir()
                written.rename(part / out.name)
            names = tuple(sorted(path.name for path in part.iterdir()))
    return Done(folder, names, hint, sessions)


def _write(module: ModuleType, job: Job, part: Path) -> str:
    hint: str = module.write(job, part)
    return hint
