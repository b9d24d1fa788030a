"""A calm table of text: names to the left, figures to the right."""

from __future__ import annotations


class Table:
    """`title` heads the names, `columns` the figures."""

    def __init__(self, title: str, *columns: str) -> None:
        self._rows: list[tuple[str, ...]] = [(title, *columns)]

    def row(self, name: str, *figures: str) -> None:
        self._rows.append((name, *figures))

    def lines(self) -> list[str]:
        widths = [max(map(len, column)) for column in zip(*self._rows, strict=True)]
        return [
            "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
            for row in self._rows
        ]
