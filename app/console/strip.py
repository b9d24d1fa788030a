"""The session that runs, on every page: a strip with its Stop, and a line when the console can't be reached.

Both live by plain requests (`/pulse`, `/stop`), so that they tell the truth while a page's own connection is away.
"""

from __future__ import annotations

from typing import Any

from app.console import charts, wording
from app.console.keys import Translate
from app.console.parts import Node, button
from app.i18n import N_
from app.session.view import Desk, LiveView

#: what Stop says where it can't reach Respite
UNREACHED = N_("Respite can't be reached: take the headset off the patient.")
#: shown while the console can't be reached and a session runs
AWAY = N_(
    "The connection to Respite is lost. The patient still sees the world. Stop tries all the same; "
    "if it can't be reached, take the headset off the patient."
)


def pulse(desk: Desk, translate: Translate, *, care: bool = True) -> dict[str, Any]:
    """What a page asks for each second: the running session in a few words; `session` None where none runs.

    care : whoever asks may know whose it is
    """
    view = desk.live
    if view is None or view.phase in ("complete", "aborted"):
        return {"session": None}
    return {
        "session": view.session_id,
        "who": view.alias if care else "",
        "told": told(view, translate),
        "paused": view.paused,
        "escape": escapes(view),
    }


def told(view: LiveView, translate: Translate) -> str:
    """Where the session stands, in a few words."""
    _ = translate
    left = _("{clock} left").format(clock=charts.clock(view.planned_s - view.elapsed_s))
    if view.paused:
        return wording.joined([_("Paused"), left], _)
    return left if view.phase == "exposure" else wording.word(wording.PHASES, view.phase, _)


def escapes(view: LiveView) -> bool:
    """Whether Escape stops: a key that is also used in the note's field must not undo a session that is all but complete."""
    return view.phase != "debrief"


def stop_button(translate: Translate, look: str, *, escape: bool) -> Node:
    """Stop, by plain request; `console.js` presses it at Escape while it carries ``data-escape``."""
    _ = translate
    texts = {"data-busy": _("Stopping…"), "data-lost": _(UNREACHED)}
    node = button(
        "", None, look, data_testid="stop", data_escape="on" if escape else None, aria_keyshortcuts="Escape", **texts
    )
    with node:
        Node("span", _("Stop"), "label")
        Node("kbd", "Esc", "key", aria_hidden="true")
    return node


def strip(desk: Desk, translate: Translate, *, live: bool, care: bool = True) -> None:
    """Put both on the page. live : it is the page of the session, which has a Stop of its own; care : as in `pulse`"""
    _ = translate
    Node("p", "", "away", role="alert", hidden=True, data_testid="away", data_session=_(AWAY))
    if live:
        return
    now = pulse(desk, _, care=care)
    runs = now["session"] is not None
    with Node("aside", look="strip", aria_label=_("The session that runs"), data_testid="strip", hidden=not runs):
        with Node("p", look="strip-line"):
            Node("span", _("Session runs"), "strip-title")
            Node("strong", str(now.get("who", "")), data_testid="strip-who")
            Node("span", str(now.get("told", "")), "strip-told", data_testid="strip-told")
        Node("p", "", "fault", role="alert", hidden=True, data_testid="stop-fault")
        if care:
            Node("a", _("Live"), "button small", href="/live", data_testid="strip-live")
        stop_button(_, "stop small", escape=bool(now.get("escape")))
