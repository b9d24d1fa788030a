"""Files that a clinic may write: TOML into frozen models, and the first thing that is wrong in one line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.errors import BadInput

Text = Annotated[str, Field(min_length=1, max_length=2000)]


class Part(BaseModel):
    """A table of a file. Nothing is converted, and a name that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


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
        It can't be read, or breaks a rule; the first one is named with its place, and nothing of the file is used.
    """
    if not re.fullmatch(rf"[a-z0-9][a-z0-9-]{{0,{longest - 1}}}", path.stem):
        raise BadInput(
            f"{path.name}: the file's name must be a-z, 0-9 and -, {longest} at most, ending in .toml: rename it"
        )
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadInput(f"{path.name}: it must be a TOML file in UTF-8, {error}: mend it, or choose another") from error
    if taken := set(raw) & {"id", *known}:
        raise BadInput(f"{path.name}: {', '.join(sorted(taken))} can't be set; the file's name is the id: take it out")
    try:
        return model.model_validate({**raw, **known, "id": path.stem})
    except ValidationError as error:
        raise BadInput(f"{path.name}: {_line(error)}: mend it") from error


def tuples(raw: Any, *names: str) -> Any:
    """TOML has lists; what is frozen has tuples."""
    if not isinstance(raw, dict):
        return raw
    return {name: tuple(v) if name in names and isinstance(v, list) else v for name, v in raw.items()}


def _line(error: ValidationError) -> str:
    """The first thing that is wrong: where, the rule, and what stood there."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
    if first["type"] == "value_error":
        return f"{where}: {first['ctx']['error']}" if where else str(first["ctx"]["error"])
    rule = first["msg"].replace("Input should be", "must be").replace("Field required", "must be there")
    rule = "is no known name" if first["type"] == "extra_forbidden" else rule[:1].lower() + rule[1:]
    got = "" if first["type"] == "missing" else f", got {str(first['input'])[:60]!r}"
    return f"{where} {rule}{got}"
