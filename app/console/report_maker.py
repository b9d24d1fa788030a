"""A report, asked for where one reads: a button, how far it is, and the file."""

from __future__ import annotations

from nicegui import ui

from app.console.layout import Visit, told
from app.console.parts import Node, button
from app.console.sentences import sentence
from app.errors import RespiteError
from app.work import State

_EVERY_S = 0.25


class ReportMaker:
    """The button in the container that is open. about : "participant" or "programme"; name : an alias, or an id"""

    def __init__(self, at: Visit, about: str, name: str, *, simulated: bool = False) -> None:
        self._at, self._about, self._name, self._simulated = at, about, name, simulated
        self._job = ""
        _ = at.translate
        with Node("div", look="row report-maker", aria_live="polite"):
            self._ask = button(_("Report"), self._begin, "button", data_testid="report")
            self._far = Node("span", "", "soft figures", hidden=True, data_testid="report-far")
            self._cancel = button(_("Cancel"), self._leave, "button", hidden=True, data_testid="report-cancel")
            self._save = Node("a", _("Save the report"), "button primary", hidden=True, data_testid="report-save")
            self._fault = Node("span", "", "fault", hidden=True, role="alert", data_testid="report-fault")
        self._timer = ui.timer(_EVERY_S, self._show, active=False)

    async def _begin(self) -> None:
        self._fault.show(False)
        self._ask.put(disabled=True)
        try:
            at = self._at
            job = await at.desk.report(self._about, self._name, at.language, simulated=self._simulated)
        except RespiteError as error:
            self._ask.put(disabled=False)
            self._complain(told(error, self._at.translate))
            return
        self._job = job.id
        self._timer.activate()
        self._show()

    def _leave(self) -> None:
        self._at.desk.leave_report(self._job)
        self._rest()

    def _show(self) -> None:
        job = self._at.desk.report_at(self._job) if self._job else None
        if job is None or job.state is State.CANCELLED:
            self._rest()
            return
        working = not job.state.over
        self._ask.show(False)
        self._far.say("" if job.share is None else f"{100 * job.share:.0f} %")
        self._far.show(working)
        self._cancel.show(working)
        if not working:
            self._timer.deactivate()
        if job.state is State.DONE:
            self._save.put(href=f"/reports/{job.id}/file", download=job.file.name if job.file else "")
            self._save.show(True)
        elif job.state is State.FAILED:
            self._rest()
            self._complain(sentence(job.said, self._at.translate))

    def _rest(self) -> None:
        """As it was before anything was asked for."""
        self._timer.deactivate()
        self._job = ""
        for node in (self._far, self._cancel, self._save):
            node.show(False)
        self._ask.put(disabled=False)
        self._ask.show(True)

    def _complain(self, line: str) -> None:
        self._fault.say(line)
        self._fault.show(True)
