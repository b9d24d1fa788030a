"""Instruments: the questions a patient answers with a number, read from `assets/instruments/ID.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import assets
from app.errors import BadInput
from app.i18n import LANGUAGES


@dataclass(frozen=True, slots=True)
class Wording:
    """An instrument's words in one language, exactly as shown and stored."""

    question: str
    lowest: str
    highest: str

    @property
    def anchors(self) -> tuple[str, str]:
        """The texts at the two ends, lowest first."""
        return self.lowest, self.highest


@dataclass(frozen=True, slots=True)
class Instrument:
    """A numeric rating scale.

    minimum, maximum, step : int, the values are minimum, minimum + step, ... maximum
    source : where the scale and its anchors come from
    wordings : by language
    """

    id: str
    name: str
    minimum: int
    maximum: int
    step: int
    source: str
    wordings: MappingProxyType[str, Wording]

    @property
    def values(self) -> range:
        """Everything that can be answered, lowest first."""
        return range(self.minimum, self.maximum + 1, self.step)

    def wording(self, language: str) -> Wording:
        """The words in `language`; `BadInput` where the instrument is not available in it."""
        try:
            return self.wordings[language]
        except KeyError:
            raise BadInput(
                f"instrument {self.id!r} has no wording for {language!r}; it has {', '.join(self.wordings)}"
            ) from None


def available() -> tuple[str, ...]:
    """The ids of all instruments, in alphabetical order."""
    return tuple(sorted(path.stem for path in assets.path("instruments").glob("*.toml")))


def load(instrument: str) -> Instrument:
    """The instrument with this id.

    Raises
    ------
    BadInput
        There is none with this id, or its file breaks a rule.
    """
    if instrument not in available():
        raise BadInput(f"instrument must be one of {', '.join(available())}, got {instrument!r}")
    return parse(assets.path("instruments", f"{instrument}.toml"))


def parse(path: Path) -> Instrument:
    """The instrument in the file `path`, whose name is its id; raises as `load` does."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path.name} can't be read as an instrument: {error}") from error

    def field(table: dict[str, Any], key: str, kind: type[Any], where: str = "") -> Any:
        value = table.get(key)
        # bool is an int to Python, never to a scale
        if not isinstance(value, kind) or isinstance(value, bool) or value == "":
            raise BadInput(f"{path.name}: {where}{key} must be {_KINDS[kind]}, got {value!r}")
        return value

    low, high, step = (field(raw, key, int) for key in ("minimum", "maximum", "step"))
    if step < 1 or high <= low or (high - low) % step:
        raise BadInput(f"{path.name}: step must divide the way from minimum to maximum, got {low} to {high} by {step}")
    if field(raw, "id", str) != path.stem:
        raise BadInput(f"{path.name}: id must be the file's name {path.stem!r}, got {raw['id']!r}")
    tables = field(raw, "wording", dict)
    if set(tables) != set(LANGUAGES):
        raise BadInput(f"{path.name}: wording must have {', '.join(LANGUAGES)}, got {', '.join(tables) or 'none'}")
    wordings = {
        language: Wording(
            *(field(table, key, str, f"wording.{language}.") for key in ("question", "lowest", "highest"))
        )
        for language, table in tables.items()
    }
    name, source = field(raw, "name", str), field(raw, "source", str)
    return Instrument(path.stem, name, low, high, step, source, MappingProxyType(wordings))


_KINDS: dict[type[Any], str] = {str: "a text", int: "a whole number", dict: "a table"}
