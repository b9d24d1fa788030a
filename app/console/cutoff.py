"""The card of a session that was cut off: go on with it, or end it."""

from __future__ import annotations

from nicegui import ui

from app.console import wording
from app.console.charts import clock
from app.console.layout import Visit, told
from app.console.parts import Node, button
from app.errors import RespiteError
from app.store.records import SessionRow
from scenes.registry import WORLDS


def cut_off(at: Visit, row: SessionRow) -> None:
    """Put the card on the page."""
    _ = at.translate
    with Node("section", look="card offer", aria_label=_("A session was cut off"), data_testid="cut-off"):
        with Node("div", look="grow"):
            Node("h2", _("A session was cut off"), "heading")
            where = _("{delivered} of {planned} delivered, stands at: {phase}").format(
                delivered=clock(row.delivered_s),
                planned=clock(row.planned_s),
                phase=wording.word(wording.PHASES, row.state, _),
            )
            world = _(WORLDS[row.world].title) if row.world in WORLDS else row.world
            Node("p", wording.joined((row.alias, world, wording.moment(row.started_utc, at.language)), _), "strong")
            Node("p", where, "soft")
        error = Node("p", "", "fault", role="alert", hidden=True)

        async def go_on() -> None:
            try:
                await at.desk.resume(row.id)
            except RespiteError as problem:
                error.say(told(problem, _))
                error.show(True)
            else:
                ui.navigate.to("/live")

        async def end() -> None:
            try:
                await at.desk.abandon(row.id, wording.ABANDONED)
            except RespiteError as problem:
                error.say(told(problem, _))
                error.show(True)
            else:
                ui.navigate.to(f"/sessions/{row.id}")

        with Node("div", look="actions"):
            button(_("End it"), end, "button", data_testid="abandon")
            button(_("Resume"), go_on, "button primary", data_testid="resume")
