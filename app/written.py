"""Files that a clinic may write: TOML into frozen models, and the first thing that is wrong in one line, with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import BadInput

#: bytes: a file that somebody wrote by hand is far smaller
LARGEST = 1_000_000

Text = Annotated[str, Field(min_length=1, max_length=2000)]
_KEY = re.compile(r"\s*((?:[\w-]+|\"[^\"]*\"|'[^']*')(?:\s*\.\s*(?:[\w-]+|\"[^\"]*\"|'[^']*'))*)\s*=(.*)")
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'")


class Part(BaseModel):
    """A table of a file. Nothing is converted, and a name that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Words(Part):
    """What a person reads, in each language."""

    en: Text
    zh_CN: Text

    def of(self, language: str) -> str:
        """In `language`, "en" or "zh_CN"."""
        return self.zh_CN if language == "zh_CN" else self.en


Model = TypeVar("Model", bound=Part)


def read(path: Path, model: type[Model], longest: int, **known: Any) -> Model:
    """The file as a `model`, whose `id` is the file's name.

    longest : characters that the id may have
    known : fields of the model that do not stand in the file

    Raises
    ------
    BadInput
        It can't be read, or breaks a rule; the first one is named with its line and place, and nothing of the file is used.
    """
    name = _plain(path.name)
    if not re.fullmatch(rf"[a-z0-9][a-z0-9-]{{0,{longest - 1}}}", path.stem):
        raise BadInput(f"{name}: the file's name must be a-z, 0-9 and -, {longest} at most, ending in .toml: rename it")
    try:
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{name}: it must be {LARGEST // 1000} kB or less: check that it is the right file")
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = bytes(error.object[: error.start]).count(b"\n") + 1
        raise BadInput(f"{name}, line {line}: it must be a TOML file in UTF-8: save it as UTF-8") from error
    except OSError as error:
        raise BadInput(f"{name}: it can't be read, {error.strerror or error}: mend it, or choose another") from error
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
        at = _AT_LINE.search(said)
        where = f", line {at[1]}" if at else ""
        raise BadInput(
            f"{name}{where}: it must be a TOML file, {_plain(_AT_LINE.sub('', said))}: mend it, or choose another"
        ) from error
    except (RecursionError, ValueError) as error:  # nested without an end; a number with more digits than Python reads
        raise BadInput(
            f"{name}: it must be a TOML file, it is nested too deep or has too long a number: mend it"
        ) from error
    if taken := set(raw) & {"id", *known}:
        raise BadInput(f"{name}: {', '.join(sorted(taken))} can't be set; the file's name is the id: take it out")
    try:
        return model.model_validate({**raw, **known, "id": path.stem})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = line_of(text, first["loc"])
        raise BadInput(f"{name}{f', line {place}' if place else ''}: {_plain(_told(first))}: mend it") from error


def tuples(raw: Any, *names: str) -> Any:
    """TOML has lists; what is frozen has tuples."""
    if not isinstance(raw, dict):
        return raw
    return {name: tuple(v) if name in names and isinstance(v, list) else v for name, v in raw.items()}


def _told(first: Any) -> str:
    """What is wrong: where, the rule, and what stood there."""
    where = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in first["loc"])
    if first["type"] == "value_error":
        return f"{where}: {first['ctx']['error']}" if where else str(first["ctx"]["error"])
    rule = first["msg"].replace("Input should be", "must be").replace("Field required", "must be there")
    rule = "is no known name" if first["type"] == "extra_forbidden" else rule[:1].lower() + rule[1:]
    got = "" if first["type"] == "missing" else f", got {str(first['input'])[:60]!r}"
    return f"{where} {rule}{got}"


def _plain(text: str) -> str:
    """On one line, whatever stood in the file."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)[:600]


def line_of(text: str, place: Sequence[str | int]) -> int | None:
    """The line, from 1, of what stands at `place` in a TOML text, or of the innermost table around it that can be found.

    place : names of tables and keys, and numbers from 0 of what stands in lists; None where nothing of it can be found
    """
    lines = _places(text)
    for end in range(len(place), 0, -1):
        if (line := lines.get(tuple(place[:end]))) is not None:
            return line
    return None


def _places(text: str) -> dict[tuple[str | int, ...], int]:
    """The line of each table, each key that begins a line, and each entry of a list that begins one."""
    found: dict[tuple[str | int, ...], int] = {}
    counts: dict[tuple[str | int, ...], int] = {}
    table: tuple[str | int, ...] = ()
    listed: tuple[str | int, ...] = ()
    depth, entry, quote = 0, 0, ""
    for number, whole in enumerate(text.splitlines(), 1):
        line = whole
        if quote:  # within a text of several lines
            if quote not in line:
                continue
            line, quote = line.partition(quote)[2], ""
        elif depth:
            if depth == 1 and line.strip() and not line.strip().startswith(("]", "#")):
                found.setdefault((*listed, entry), number)
                entry += 1
        elif header := _HEADER.fullmatch(line):
            names = _names(header[2])
            table = _resolved(names, counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                found.setdefault(table, number)
                table = (*table, counts[table])
            found[table] = number
            continue
        elif key := _KEY.match(line):
            listed, entry = (*table, *_names(key[1])), 0
            found.setdefault(listed, number)
            line = key[2]
        bare = _QUOTED.sub("", line.replace('"""', "\x00").replace("'''", "\x01"))
        for mark, end in (("\x00", '"""'), ("\x01", "'''")):
            if bare.count(mark) % 2:
                quote, bare = end, bare.partition(mark)[0]
        bare = bare.partition("#")[0]
        depth = max(0, depth + sum(map(bare.count, "[{")) - sum(map(bare.count, "]}")))
    return found


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _resolved(names: Sequence[str], counts: dict[tuple[str | int, ...], int]) -> tuple[str | int, ...]:
    """A header's names with the number of the newest entry behind each list on the way."""
    place: tuple[str | int, ...] = ()
    for at, name in enumerate(names):
        place = (*place, name)
        if place in counts and at < len(names) - 1:
            place = (*place, counts[place])
    return place
