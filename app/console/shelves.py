"""The pages of the record, beside each other: sessions, participants, the comparison, and the long work that is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.console.layout import Visit, Way, allowed, framed
from app.console.parts import Node
from app.i18n import N_

SHELVES = (
    Way("sessions", N_("Sessions"), "/sessions"),
    Way("participants", N_("Participants"), "/participants"),
    Way("compare", N_("Compare"), "/compare"),
    Way("work", N_("Exports and backups"), "/work"),
)


@contextmanager
def shelf(at: Visit, title: str, active: str) -> Iterator[None]:
    """A page of the record. `active` : the name of one of `SHELVES`"""
    _ = at.translate
    with framed(at, title, "records"):
        with Node("nav", look="segments shelves", aria_label=_("Records")):
            for way in allowed(SHELVES, at):
                here = way.name == active
                Node(
                    "a",
                    _(way.text),
                    "segment",
                    href=way.href,
                    aria_current="page" if here else None,
                    data_testid=f"shelf-{way.name}",
                )
        yield
