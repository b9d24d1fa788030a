"""What was confirmed before a session began, by whom and when."""

from __future__ import annotations

from nicegui import ui

from app.console import icons, wording
from app.console.layout import Visit
from app.console.parts import Node
from app.console.sentences import sentence
from app.session.checklist import CHECKLIST
from app.store.corrections import Trail
from app.store.records import SessionRecord


def confirmed(at: Visit, found: SessionRecord, trail: Trail) -> None:
    """The section of the checklist, as it stood when the session was begun."""
    _ = at.translate
    begun = trail.begun
    with Node("section", look="card confirmed", data_testid="confirmed"):
        Node("h2", _("Confirmed at the start"), "heading")
        if not found.checklist:
            Node("p", _("Nothing had to be confirmed."), "soft")
            return
        when = wording.moment(begun.utc if begun is not None else found.row.started_utc, at.language)
        by = _("by {name}").format(name=sentence(begun.who, _)) if begun is not None else ""
        Node("p", wording.joined((by, when), _), "soft own", data_testid="confirmed-by")
        with Node("ul", look="confirmed-points"):
            for item in found.checklist:
                with Node("li"):
                    ui.html(icons.TICK, sanitize=False, tag="span").classes("icon").props("aria-hidden=true")
                    Node("span", _(CHECKLIST[item]) if item in CHECKLIST else item)
