"""Names in a BIDS dataset: labels have letters and digits alone, an alias and a world may have more."""

from __future__ import annotations

import re
from collections.abc import Iterable


def label(text: str) -> str:
    """The text's ASCII letters and digits."""
    return re.sub(r"[^0-9A-Za-z]", "", text)


def subjects(aliases: Iterable[tuple[int, str]]) -> dict[str, str]:
    """A label for each alias of the record, by alias. `aliases` : id and alias of everybody, by id.

    Labels may not differ in case alone (file systems may not tell them apart); who comes later to a label that is taken
    gets the id behind it, so that a label never changes as the record grows.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for number, alias in aliases:
        name = label(alias)
        while not name or name.casefold() in taken:
            name = f"{name}x{number}"
        taken.add(name.casefold())
        found[alias] = name
    return found
