"""Files are written aside and appear in their folder together, or not at all."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import BadInput, StoreError


@contextmanager
def aside(folder: Path, owns: Callable[[str], bool], *, overwrite: bool = False) -> Iterator[Path]:
    """A folder to write into; what lies there in the end moves to `folder`, which is made when it isn't there.

    owns : whether a name in `folder` is one of such an export
    overwrite : an earlier export is replaced as a whole; files of others stay

    Raises
    ------
    BadInput
        The folder holds an export, and it is not to be replaced.
    StoreError
        The folder can't be written to.
    """
    made = not folder.exists()
    with _explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
        held = sorted(path.name for path in folder.iterdir() if owns(path.name))
        if held and not overwrite:
            raise BadInput(
                f"{folder} must not hold an export already, it has {held[0]}: choose an empty folder, "
                "or say that it may be replaced (--overwrite)"
            )
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=folder))
        try:
            new = part / "new"
            new.mkdir()
            yield new
            _swap(folder, held, new, part / "old")
        except BaseException:
            _remove(part)
            if made:
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise
        _remove(part)


def _swap(folder: Path, held: list[str], new: Path, old: Path) -> None:
    """Put what is new in the place of what is old; as it was where that fails in the middle."""
    undo: list[tuple[Path, Path]] = []
    old.mkdir()
    try:
        for source, target, names in ((folder, old, held), (new, folder, sorted(path.name for path in new.iterdir()))):
            for name in names:
                (source / name).rename(target / name)
                undo.append((target / name, source / name))
    except BaseException:
        for there, back in reversed(undo):
            there.rename(back)
        raise


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise StoreError(f"{folder}: nothing was exported: {why}: make room, or choose another folder") from error
