"""The sound's calibration, step by step: how the patient hears, the calibrator, the path, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from fastapi.responses import RedirectResponse, Response
from nicegui import ui

from app.console import icons, wording
from app.console.calibration_parts import HeadphoneForm, Meter, State, path_drawing, text_of
from app.console.layout import Visit, framed, running, told
from app.console.parts import Field, Node, button, drawing
from app.console.sentences import sentence
from app.errors import IllegalStep, RespiteError
from app.i18n import N_
from app.session.kept import Calibration
from app.sound.calibrating import View
from app.sound.guided import CALIBRATOR_DB, Guided
from audio.messages import Wearing

STEPS = (N_("How the patient hears"), N_("Calibrator"), N_("Room and sound"), N_("Result"))
WAYS = {
    Wearing.LOUDSPEAKER: (N_("Loudspeaker"), N_("The microphone hears the room and the sound."), icons.LOUDSPEAKER),
    Wearing.OPEN: (
        N_("Open headphones"),
        N_("They let the room through. The microphone is beside the ear."),
        icons.OPEN_HEADPHONES,
    ),
    Wearing.CLOSED: (
        N_("Closed headphones"),
        N_("They hold the room off. The microphone hears the room alone."),
        icons.CLOSED_HEADPHONES,
    ),
}
#: what is said of each thing that is being done
DOING = {
    "opening": N_("The sound is being opened…"),
    "calibrator": N_("Listening to the calibrator…"),
    "coupler": N_("Measuring what the headphones play…"),
    "beside": N_("Listening beside the headphones…"),
    "under": N_("Listening under the headphones…"),
    "room": N_("Listening to the room. Please keep quiet…"),
    "level": N_("The noise comes up softly…"),
    "noise": N_("Playing noise. Please keep quiet…"),
    "again": N_("Listening to the room once more…"),
}
_FOLLOW_S = 0.2


async def calibration(at: Visit) -> Response | None:
    """Build the page; a running session is shown instead."""
    if running(at.desk) is not None:
        return RedirectResponse("/live", 303)
    _ = at.translate
    with framed(at, _("Sound calibration"), "sound"):
        Node("h1", _("Sound calibration"), "title")
        _Page(at)
    return None


class _Page:
    """The four steps. Nothing is measured before it is asked for; each step can be gone back to."""

    def __init__(self, at: Visit) -> None:
        self._at = at
        self._step = 0
        self._wearing: Wearing | None = None
        self._level = "94"
        self._steps: list[Node] = []
        self._bodies: list[Node] = []
        self._ways: dict[Wearing, Node] = {}
        self._drawn: Calibration | None = None
        self._refused = ""
        _ = at.translate
        with Node("ol", look="steps four", aria_label=_("Steps")):
            self._steps = [Node("li", f"{number}. {_(name)}", "step") for number, name in enumerate(STEPS, 1)]
        with Node("section", look="card calibration"):
            for build in (self._hear, self._calibrator, self._path, self._result):
                with Node("div", look="calibration-step") as body:
                    build()
                self._bodies.append(body)
            self._meter = Meter(_)
            self._doing = Node("p", "", "awaited", role="status", data_testid="doing")
            self._fault = Node("p", "", "fault", role="alert", hidden=True, data_testid="fault")
        self._devices()
        self._foot()
        self._timer = ui.timer(_FOLLOW_S, self._follow)
        self._refresh(View(doing="opening"))

    # ---- the steps ------------------------------------------------------------------------------------------------------

    def _head(self, icon: str, title: str, line: str) -> None:
        with Node("div", look="calibration-head"):
            ui.html(icon, sanitize=False, tag="span").classes("picto")
            with Node("div", look="grow"):
                Node("h2", title, "big-heading")
                Node("p", line, "soft")

    def _hear(self) -> None:
        _ = self._at.translate
        Node("h2", _("How does the patient hear?"), "big-heading")
        with Node("div", look="trio ways-to-hear", role="group", aria_label=_("How the patient hears")):
            for way, (name, line, icon) in WAYS.items():
                node = button("", partial(self._choose, way), "option", data_testid=f"wearing-{way}")
                self._ways[way] = node
                with node:
                    ui.html(icon, sanitize=False, tag="span").classes("picto")
                    Node("span", _(name), "strong")
                    Node("span", _(line), "soft")

    def _calibrator(self) -> None:
        _ = self._at.translate
        self._head(
            icons.CALIBRATOR,
            _("Is there a sound calibrator?"),
            _(
                "Put it on the microphone and switch it on: 1 kHz. Levels are then known in dB SPL, and the cap is kept. "
                "Without one the sound still stands right over the room."
            ),
        )
        with Node("div", look="row"):
            Node("label", _("It gives"), "soft", for_="calibrator-db")
            Field(
                self._level,
                self._typed,
                "field short",
                id="calibrator-db",
                inputmode="decimal",
                maxlength="5",
                autocomplete="off",
                data_testid="calibrator-db",
            )
            Node("span", "dB SPL", "soft")
            self._measure = button(
                _("Start measuring"), self._measure_tone, "button primary", data_testid="measure-calibrator"
            )
            self._without = button(_("Do without"), self._no_calibrator, data_testid="no-calibrator")
        self._known = Node("p", "", "strong", data_testid="full-scale")

    def _path(self) -> None:
        _ = self._at.translate
        with Node("div", look="calibration-step") as self._by_noise:
            self._head(
                icons.MICROPHONE_AT_EAR,
                _("Put the microphone beside the patient's ear"),
                _("Noise comes up softly, a little over the room, for some seconds. A word or a cough does no harm."),
            )
        with Node("div", look="calibration-step") as self._by_headphones:
            self._head(
                icons.COUPLER,
                _("What the headphones play, and how much of the room they hold off"),
                _(
                    "The microphone can't hear that in the room. Measure it on a coupler, or take it from the data sheet."
                ),
            )
            self._headphones = HeadphoneForm(_, self._do)
        with Node("div", look="row"):
            self._go = button("", self._measure_path, "button primary huge", data_testid="measure-path")

    def _result(self) -> None:
        _ = self._at.translate
        self._head(icons.DONE, _("The sound is calibrated"), _("It is kept for every session on these devices."))
        with Node("div", look="calibration-result"):
            self._facts = Node("dl", look="facts column-facts", data_testid="result")
            with Node("figure"):
                Node("figcaption", _("The path's gain by third octave, in dB"), "soft")
                self._drawing = drawing("", "drawing path")
        self._valid = Node("p", "", "soft")

    def _devices(self) -> None:
        _ = self._at.translate
        with Node("section", look="card devices"):
            Node("h2", _("These devices"), "heading")
            self._output = Node("p", "", "soft own", data_testid="output")
            self._microphone = Node("p", "", "soft own", data_testid="microphone")
            self._earlier = Node("p", "", "soft", data_testid="earlier")
            self._notices = [Node("p", "", "notice warning", hidden=True) for _place in range(3)]

    def _foot(self) -> None:
        _ = self._at.translate
        with Node("div", look="foot"):
            self._back = button(_("Back"), self._go_back, data_testid="back")
            self._stop = button(_("Stop measuring"), self._stop_measuring, data_testid="stop-measuring")
            self._retry = button(_("Open again"), self._open_again, data_testid="open-again")
            Node("span", look="grow")
            self._next = button(_("Next"), self._go_on, "button primary huge", data_testid="next")
            self._ready = button(_("Done"), self._leave, "button primary huge", data_testid="done")

    # ---- what the clinician does ----------------------------------------------------------------------------------------

    async def _choose(self, way: Wearing) -> None:
        self._wearing = way
        await self._do("wearing", lambda guided: guided.wear(way))

    def _typed(self, text: str) -> None:
        self._level = text

    async def _measure_tone(self) -> None:
        _ = self._at.translate
        try:
            level = float(self._level.strip().replace(",", "."))
        except ValueError:
            level = 0.0
        if not CALIBRATOR_DB[0] <= level <= CALIBRATOR_DB[1]:
            self._refused = _("A calibrator gives 60 to 130 dB SPL.")
            return
        await self._do("calibrator", lambda guided: guided.calibrator(level))

    async def _no_calibrator(self) -> None:
        await self._do("no calibrator", lambda guided: guided.no_calibrator())
        self._go_to(2)

    async def _measure_path(self) -> None:
        self._refused = ""
        try:
            if self._wearing is Wearing.CLOSED:
                for name, step in self._headphones.typed():
                    if not await self._do(name, step):
                        return
            if await self._at.desk.finish_calibration():
                self._step = 3
        except RespiteError as error:
            self._refused = told(error, self._at.translate)

    async def _do(self, name: str, step: Callable[[Guided], object]) -> bool:
        calibrating = self._at.desk.calibrating
        self._refused = ""
        if calibrating is None:
            return False
        try:
            return await calibrating.do(name, step)
        except IllegalStep as error:
            self._refused = told(error, self._at.translate)
            return False

    def _go_back(self) -> None:
        self._go_to(self._step - 1)

    def _go_on(self) -> None:
        self._go_to(self._step + 1)

    def _go_to(self, step: int) -> None:
        self._refused, self._step = "", min(max(step, 0), len(STEPS) - 1)
        if self._at.desk.calibrating is not None:
            self._at.desk.calibrating.forget_fault()

    def _stop_measuring(self) -> None:
        if self._at.desk.calibrating is not None:
            self._at.desk.calibrating.stop()

    async def _open_again(self) -> None:
        calibrating = self._at.desk.calibrating
        if calibrating is not None:
            await calibrating.again()

    async def _leave(self) -> None:
        self._timer.cancel()
        if self._at.desk.calibrating is not None:
            await self._at.desk.calibrating.close()
        ui.navigate.to("/")

    # ---- what is shown ----------------------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        """Look at how it stands; the first look begins it."""
        if running(self._at.desk) is not None:
            self._timer.cancel()
            ui.navigate.to("/live")
            return
        try:
            view = (await self._at.desk.calibrate()).view
        except RespiteError as error:
            view = View(fault=str(error))
        if self._wearing is None and view.opened is not None:
            self._wearing = view.kept.wearing if view.earlier is not None else None
        self._refresh(view)

    def _refresh(self, view: View) -> None:
        _ = self._at.translate
        busy = bool(view.doing)
        for place, node in enumerate(self._steps):
            node.look("step here" if place == self._step else "step past" if place < self._step else "step")
            node.put(aria_current="step" if place == self._step else None)
        for place, node in enumerate(self._bodies):
            node.show(place == self._step)
        for way, node in self._ways.items():
            node.put(aria_pressed="true" if way is self._wearing else "false", disabled=busy or view.opened is None)
        closed = self._wearing is Wearing.CLOSED
        self._by_noise.show(not closed)
        self._by_headphones.show(closed)
        self._headphones.show(view, busy)
        for node in (self._measure, self._without):
            node.put(disabled=busy or view.opened is None)
        lacking = closed and self._headphones.lacks(view)
        self._go.put(disabled=busy or view.opened is None or lacking)
        self._go.say(_("Measure the room, and keep it") if closed else _("Measure, and keep it"))
        self._known.say(State(view, _, self._at.language).full_scale)
        self._show_doing(view)
        self._show_devices(view)
        self._show_result(view)
        self._back.show(0 < self._step < 3 and not busy)
        self._stop.show(busy and view.doing != "opening")
        self._retry.show(view.opened is None and not busy)
        self._next.show(self._step < 2)
        self._next.put(disabled=busy or view.opened is None or self._wearing is None)
        self._ready.show(self._step == 3)

    def _show_doing(self, view: View) -> None:
        _ = self._at.translate
        heard = view.heard
        name = heard.step if heard is not None and view.doing in ("path", "coupler") else view.doing
        said = _(DOING[name]) if name in DOING else ""
        self._doing.say(said)
        self._doing.show(bool(said))
        self._meter.show(heard, view.kept.mic_full_scale_dba)
        fault = self._refused or (sentence(view.fault, _) if view.fault and not view.doing else "")
        self._fault.say(fault[:1].upper() + fault[1:])
        self._fault.show(bool(fault))

    def _show_devices(self, view: View) -> None:
        state = State(view, self._at.translate, self._at.language)
        self._output.say(state.output)
        self._microphone.say(state.microphone)
        self._earlier.say(state.earlier)
        for place, node in enumerate(self._notices):
            node.show(place < len(view.notices))
            if place < len(view.notices):
                line = sentence(view.notices[place], self._at.translate)
                node.say(line[:1].upper() + line[1:])

    def _show_result(self, view: View) -> None:
        if view.found is None or view.found is self._drawn:
            return
        self._drawn = found = view.found
        _ = self._at.translate
        self._facts.clear()
        with self._facts:
            for name, value in text_of(found, _, self._at.language):
                with Node("div"):
                    Node("dt", name, "soft")
                    Node("dd", value, "strong")
        self._drawing.set_content(path_drawing(found, _("The path's gain by third octave, in dB")))
        self._valid.say(
            _(
                "It holds as long as these devices, their rate and their volume stay as they are. The calibrator is to be "
                "used again after a year, headphones are to be measured again after a month. Room and path are measured "
                "anew at the start of every session."
            )
        )


def readiness(at: Visit, known: Calibration | None) -> None:
    """One line on the first page: how the sound is calibrated, with the way to calibrate it."""
    _ = at.translate
    with Node("p", look="soft readiness", data_testid="calibrated"):
        if known is None:
            said = _("The sound is not calibrated in dB SPL.")
        else:
            way = _(WAYS[known.kept.wearing][0])
            said = _("Sound calibrated {date}: {way}").format(date=wording.moment(known.made_utc, at.language), way=way)
        Node("span", said)
        Node("a", _("Calibrate"), "link", href="/sound", data_testid="calibrate")
