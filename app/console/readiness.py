"""The strip that says what is ready: headset, sound, microphone, calibration, disk and backup, each with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from nicegui import ui

from app.console import icons, wording
from app.console.layout import Visit
from app.console.parts import Node, button
from app.doctor import LITTLE, PLENTY
from app.i18n import N_
from app.readiness import Readiness
from app.session.kept import HEADPHONES_NEW, MICROPHONE_NEW, Calibration
from audio.messages import Wearing

#: how long a backup is taken for new
BACKUP_NEW = timedelta(days=7)
#: where a backup is made
BACKUP_PAGE = "/work"
#: seconds between two looks at what is known while the drivers are asked, and otherwise
_SOON_S, _LATER_S = 1.0, 20.0
#: days
_LONG_AGO = 60


class State(StrEnum):
    """How something stands for a session."""

    READY = "ready"
    LOOK = "look"
    MISSING = "missing"
    ASKING = "asking"


STATES = {
    State.READY: N_("ready"),
    State.LOOK: N_("look at it"),
    State.MISSING: N_("missing"),
    State.ASKING: N_("being looked at"),
}
_MARKS = {State.READY: icons.TICK, State.LOOK: icons.MIND, State.MISSING: icons.CROSS, State.ASKING: icons.WAIT}


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing, in the reader's words. do : "" where there is nothing to do; link : the page to do it on"""

    name: str
    title: str
    state: State
    found: str
    do: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a cell is shown."""

    whole: Node
    mark: ui.html
    found: Node
    state: Node


class ReadinessStrip:
    """A row of what there is, which unfolds to what is to be done."""

    def __init__(self, at: Visit, found: Readiness) -> None:
        self._at = at
        self._open = False
        self._cells: dict[str, _Place] = {}
        _ = at.translate
        with Node("section", look="readiness-strip", aria_label=_("What is ready"), data_testid="readiness"):
            self._fold = button("", self._toggle, "ready-row", aria_controls="ready-more", data_testid="readiness-fold")
            with self._fold:
                for cell in cells(found, at):
                    with Node("span", look="ready-cell") as whole:
                        mark = ui.html("", sanitize=False, tag="span").classes("mark")
                        with Node("span", look="ready-text"):
                            Node("span", cell.title, "tiny")
                            place = _Place(whole, mark, Node("span", "", "ready-found"), Node("span", "", "unseen"))
                    self._cells[cell.name] = place
                ui.html(icons.FOLD, sanitize=False, tag="span").classes("arrow")
            self._body = Node("div", look="card ready-more", id="ready-more", hidden=True)
        self._shown: Sequence[Cell] = ()
        self._show(found)
        self._timer = ui.timer(_SOON_S if found.looking else _LATER_S, self._follow)

    async def _follow(self) -> None:
        found = await self._at.desk.readiness()
        self._timer.interval = _SOON_S if found.looking else _LATER_S
        self._show(found)

    async def _again(self) -> None:
        self._show(await self._at.desk.readiness(again=True))
        self._timer.interval = _SOON_S

    def _toggle(self) -> None:
        self._open = not self._open
        self._fold.put(aria_expanded="true" if self._open else "false")
        self._body.show(self._open)

    def _show(self, found: Readiness) -> None:
        now = cells(found, self._at)
        if now == self._shown:
            return
        _, self._shown = self._at.translate, now
        for cell in now:
            place = self._cells[cell.name]
            place.whole.look(f"ready-cell {cell.state}")
            place.whole.put(data_testid=f"ready-{cell.name}", data_state=str(cell.state))
            place.mark.set_content(_MARKS[cell.state])
            place.found.say(cell.found)
            place.state.say(f": {_(STATES[cell.state])}")
        self._fold.put(aria_expanded="true" if self._open else "false")
        self._body.clear()
        with self._body:
            for cell in now:
                with Node("div", look=f"ready-line {cell.state}"):
                    Node("h2", cell.title, "heading")
                    with Node("p", look="grow"):
                        Node("span", cell.found, "strong")
                        if cell.do:
                            Node("span", f" {cell.do}", "soft")
                    Node("span", _(STATES[cell.state]), f"state {cell.state}")
                    if cell.link:
                        Node("a", cell.link[0], "link", href=cell.link[1])
            with Node("div", look="actions"):
                button(_("Look again"), self._again, "button small", data_testid="look-again")


def cells(found: Readiness, at: Visit) -> list[Cell]:
    """Everything that is looked at, in the order it is needed."""
    return [
        _headset(found, at),
        _output(found, at),
        _microphone(found, at),
        _calibration(found, at),
        _disk(found.free, at),
        _backup(found.backup_utc, at),
    ]


def _headset(found: Readiness, at: Visit) -> Cell:
    _ = at.translate
    seen, title = found.headset, _("Headset")
    if seen is None:
        return _unknown(
            "headset", title, found, at, _("Restart the headset's software; until then sessions run in 2D.")
        )
    if seen.system is None:
        why, do = seen.told.get(at.language, ("", ""))
        until = _("Until then sessions run in 2D.")
        return Cell("headset", title, State.MISSING, _("None"), " ".join(filter(None, (why, do, until))))
    name = f"{seen.system} ({seen.runtime})" if seen.runtime else seen.system
    if seen.simulated:
        return Cell("headset", title, State.LOOK, name, _("It is simulated: nobody can wear it."))
    # OpenXR reads no headset's battery: its extension for batteries is of controllers alone
    wear = _("Its software tells when it is worn.") if seen.wear else _("Its software doesn't tell whether it is worn.")
    battery = _("No battery level can be read: look at the headset's own.")
    return Cell("headset", title, State.READY, name, f"{wear} {battery}")


def _output(found: Readiness, at: Visit) -> Cell:
    _ = at.translate
    seen, title = found.sound, _("Sound output")
    if seen is None:
        return _unknown("output", title, found, at, _("Check the sound settings; until then sessions run in silence."))
    if seen.output is not None:
        return Cell("output", title, State.READY, seen.output)
    if seen.others:
        return Cell("output", title, State.LOOK, _("None chosen"), _("Choose one in the computer's sound settings."))
    do = _("Connect loudspeakers or headphones, or sessions run in silence.")
    return Cell("output", title, State.MISSING, _("None"), do)


def _microphone(found: Readiness, at: Visit) -> Cell:
    _ = at.translate
    seen, title = found.sound, _("Microphone")
    if seen is None:
        return _unknown("microphone", title, found, at, "")
    if seen.microphone is None:
        do = _("Connect one to measure the room. Without it the sound keeps a fixed level, and no SNR is stated.")
        return Cell("microphone", title, State.MISSING, _("None"), do)
    if seen.telephone:
        do = _("A Bluetooth headset falls to telephone quality while its microphone is open: use one with a cable.")
        return Cell("microphone", title, State.LOOK, seen.microphone, do)
    return Cell("microphone", title, State.READY, seen.microphone)


def _calibration(found: Readiness, at: Visit) -> Cell:
    _ = at.translate
    known, title = found.calibration, _("Calibration")
    link = (_("Calibrate"), "/sound")
    if known is None:
        do = _("No level in dB SPL is known, and no cap can be held.")
        return Cell("calibration", title, State.LOOK, _("None yet"), do, link)
    said = ago(known.made_utc, at)
    now = found.sound
    if now is not None and (known.output, known.microphone) != (now.output, now.microphone):
        do = _("It is of other devices: {output}, {microphone}.").format(
            output=known.output, microphone=known.microphone
        )
        return Cell("calibration", title, State.LOOK, said, do, link)
    if _old(known):
        do = _("Calibrate the microphone once a year, and headphones once a month.")
        return Cell("calibration", title, State.LOOK, said, do, link)
    return Cell("calibration", title, State.READY, said)


def _old(known: Calibration) -> bool:
    now = datetime.now(UTC)
    microphone = known.kept.mic_full_scale_dba is not None and known.microphone_utc is not None
    if microphone and known.microphone_utc is not None and now - known.microphone_utc > MICROPHONE_NEW:
        return True
    closed = known.kept.wearing is Wearing.CLOSED and known.headphones_utc is not None
    return closed and known.headphones_utc is not None and now - known.headphones_utc > HEADPHONES_NEW


def _disk(free: int | None, at: Visit) -> Cell:
    _ = at.translate
    title = _("Disk")
    if free is None:
        return Cell("disk", title, State.LOOK, _("Not known"), _("Check the disk that holds the record."))
    said = _("{gb} GB free").format(gb=f"{free / 1e9:.0f}" if free >= 10e9 else f"{free / 1e9:.1f}")
    if free < LITTLE:
        return Cell("disk", title, State.MISSING, said, _("Make room before a session begins."))
    if free < PLENTY:
        return Cell("disk", title, State.LOOK, said, _("Make room soon."))
    return Cell("disk", title, State.READY, said)


def _backup(made: datetime | None, at: Visit) -> Cell:
    _ = at.translate
    title = _("Backup")
    link = (_("Make one"), BACKUP_PAGE)
    if made is None:
        do = _("Nothing is lost with this computer once there is a copy of the record elsewhere.")
        return Cell("backup", title, State.LOOK, _("None yet"), do, link)
    if datetime.now(UTC) - made > BACKUP_NEW:
        do = _("Make one every week.")
        return Cell("backup", title, State.LOOK, ago(made, at), do, link)
    return Cell("backup", title, State.READY, ago(made, at))


def _unknown(name: str, title: str, found: Readiness, at: Visit, do: str) -> Cell:
    _ = at.translate
    if found.looking:
        return Cell(name, title, State.ASKING, _("Looking…"))
    return Cell(name, title, State.LOOK, _("Not known"), do)


def ago(utc: datetime, at: Visit) -> str:
    """How many days ago a moment was, by this machine's calendar; the day itself where that is long ago."""
    _ = at.translate
    on = utc.astimezone().date()
    days = (date.today() - on).days
    if days > _LONG_AGO:
        return wording.day(on, at.language)
    if days <= 0:
        return _("today")
    return _("yesterday") if days == 1 else _("{n} days ago").format(n=days)
