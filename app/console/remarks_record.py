"""What was noted in a session while it went on, in its record."""

from __future__ import annotations

from app.console import charts, wording
from app.console.keys import Translate
from app.console.parts import Node
from app.console.symptoms_card import told
from app.i18n import N_
from app.store.records import SessionRecord

_HEADS = (N_("At"), N_("What"), N_("Step"), N_("View"), N_("By"))


def remarks(found: SessionRecord, translate: Translate) -> None:
    """Put the section on the page: symptoms and notes in the order of time. It is left out where there is none of either."""
    _ = translate
    phases = [(event.at_s, str(event.data.get("phase", ""))) for event in found.events if event.kind == "phase"]
    lines = [(s.at_s, told(s, _), s.severity, s.phase, s.mode, s.by) for s in found.symptoms]
    lines += [
        (n.at_s, n.text, "", next((phase for at, phase in reversed(phases) if at <= n.at_s), ""), None, n.by)
        for n in found.notes
    ]
    if not lines:
        return
    with Node("section", look="card", data_testid="remarks"):
        Node("h2", _("Symptoms and notes"), "heading")
        with Node("div", look="scroll"), Node("table", look="table"):
            with Node("thead"), Node("tr"):
                for head in _HEADS:
                    Node("th", _(head), scope="col")
            with Node("tbody"):
                for at_s, what, severity, phase, mode, by in sorted(lines, key=lambda line: line[0]):
                    with Node("tr"):
                        Node("td", charts.clock(at_s))
                        Node("td", what, f"felt-cell {severity}" if severity else "")
                        Node("td", wording.word(wording.PHASES, phase, _) if phase else "–")
                        Node("td", wording.mode(mode, _))
                        Node("td", by or "–")
