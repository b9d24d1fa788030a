"""What happened in the world of a recorded session: counts, and each kind of happening over time."""

from __future__ import annotations

from app.console import charts, wording
from app.console.choices import Translate
from app.console.parts import Node, drawing
from app.session.doings import Doings
from app.store.records import EventRecord, SessionRecord
from scenes.base import Scene

#: what is drawn over time, from above
_LANES = ("appeared", "hit", "looked_at", "event", "reached", "world_phase", "breath_in")


def of_the_world(event: EventRecord) -> bool:
    """Whether a world told it; those of old records have no gaze."""
    return "gaze" in event.data or event.kind in wording.HAPPENINGS


def world(found: SessionRecord, cls: type[Scene] | None, translate: Translate) -> None:
    """Put the section on the page. cls : the world's class, None where it is no longer known"""
    _ = translate
    events = [event for event in found.events if of_the_world(event)]
    doings = Doings.of((event.kind, event.data) for event in events)
    with Node("section", look="card", data_testid="world-record"):
        with Node("div", look="line"):
            Node("h2", _("World"), "heading")
            Node("p", "" if found.wish is None else wording.wish(cls, found.wish, _), "soft grow")
        if not events:
            Node("p", _("Nothing happened in the world."), "soft")
            return
        latency = "–" if doings.latency_s is None else _("{s} s").format(s=f"{doings.latency_s:.1f}")
        answered = _("{n} of {m}").format(n=doings.answered, m=doings.called) if doings.called else "–"
        with Node("dl", look="facts"):
            for name, value, test in (
                (_("Hits"), str(doings.hits), "hits"),
                (_("Calls answered"), answered, "answered"),
                (_("Median time to the answer"), latency, "latency"),
                (_("Small events"), str(doings.events), "events"),
            ):
                with Node("div"):
                    Node("dt", name, "soft")
                    Node("dd", value, "big-heading", data_testid=test)
        own = dict(cls.happenings if cls is not None else ())
        happened = {kind: [event.at_s for event in events if event.kind == kind] for kind in (*_LANES, *own)}
        words = {**wording.LANES, **own}
        lanes = [(wording.word(words, kind, _), times) for kind, times in happened.items() if times]
        begin = min(segment.start_s for segment in found.segments) if found.segments else 0.0
        end = max([event.at_s for event in events] + [s.start_s + (s.seconds or 0.0) for s in found.segments])
        drawing(charts.lanes(lanes, begin, end, _("What happened in the world over time")))
