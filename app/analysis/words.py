"""A text that is put into the reader's language where it is shown, with what is filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Translate = Callable[[str], str]


@dataclass(frozen=True)
class Words:
    """`text` is a message id with named fields, `values` what goes into them."""

    text: str
    values: tuple[tuple[str, object], ...] = ()

    def said(self, translate: Translate = str) -> str:
        return translate(self.text).format(**dict(self.values))


def words(text: str, **values: object) -> Words:
    """`text` (marked with ``N_``) with its `values`."""
    return Words(text, tuple(values.items()))
