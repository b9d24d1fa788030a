"""Parts of the calibration page: the bar that moves, the form for closed headphones, and what was found in words and lines."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Iterator
from functools import partial

import numpy as np

from app.console import wording
from app.console.parts import Field, Node, button
from app.console.svg import line, svg, text
from app.errors import BadInput
from app.session.kept import Calibration, percent
from app.sound.calibrating import View
from app.sound.guided import LOSS_DB, SENSITIVITY_DB, Guided
from audio.levels import CENTRES
from audio.messages import Measuring, Wearing

Translate = Callable[[str], str]
Step = Callable[[Guided], object]
Do = Callable[[str, Step], Awaitable[bool]]

#: what the bar spans, dB re full scale, and where it warns
_LOWEST_DB, _HIGH = -90.0, 0.9
#: the octaves that data sheets state an insertion loss for, Hz
OCTAVES = (125, 250, 500, 1000, 2000, 4000, 8000)
_NAMED = {125: "125", 250: "250", 500: "500", 1000: "1k", 2000: "2k", 4000: "4k", 8000: "8k"}
WEARING = {Wearing.LOUDSPEAKER: "Loudspeaker", Wearing.OPEN: "Open headphones", Wearing.CLOSED: "Closed headphones"}


class Meter:
    """What the microphone hears now, and how far the measurement is."""

    def __init__(self, translate: Translate) -> None:
        self._ = translate
        with Node("div", look="meter", hidden=True, data_testid="meter") as self._node:
            with Node("div", look="meter-line"):
                Node("span", translate("Microphone"), "tiny")
                with Node("div", look="meter-bar", aria_hidden="true"):
                    self._fill = Node("div", look="meter-fill")
                self._level = Node("span", "", "strong meter-level")
            with Node("div", look="progress", aria_hidden="true"):
                self._done = Node("div", look="done")

    def show(self, heard: Measuring | None, full_scale_db: float | None) -> None:
        """Show this; None: nothing is measured. `full_scale_db` : dB SPL of full scale, where it is known."""
        self._node.show(heard is not None)
        if heard is None:
            return
        level = heard.level_db if heard.level_db > -150.0 else 20.0 * math.log10(max(heard.peak, 1e-5))
        share = min(max(1.0 - level / _LOWEST_DB, 0.0), 1.0)
        self._fill.look("meter-fill loud" if heard.peak > _HIGH else "meter-fill")
        self._fill.put(style=f"width: {share:.1%}")
        shown = f"{level:.0f} dB" if full_scale_db is None else f"{level + full_scale_db:.0f} dB SPL"
        self._level.say(self._("Overdriven") if heard.peak >= 1.0 else shown.replace("-", "−"))
        self._done.put(style=f"width: {heard.done:.1%}")


class HeadphoneForm:
    """What closed headphones play, and what they hold off: measured, or taken from a data sheet.

    do : carries out a step of the calibration
    """

    def __init__(self, translate: Translate, do: Do) -> None:
        _ = translate
        self._, self._do = translate, do
        self._coupler = self._measured = True
        self._sensitivity = ""
        self._losses = dict.fromkeys(OCTAVES, "")
        with Node("div", look="headphone-parts"):
            with Node("div", look="headphone-part"):
                self._plays = Node("h3", "", "heading")
                self._ways = self._choice(_("What they play"), "path-by", partial(self._choose, "coupler"))
                with Node("div", look="column") as self._on_coupler:
                    Node("p", _("Put the microphone into the coupler, and the headphones onto it."), "soft")
                    self._couple = button(_("Measure on the coupler"), self._measure_coupler, data_testid="coupler")
                with Node("div", look="row") as self._from_sheet:
                    Field(
                        "",
                        self._typed_sensitivity,
                        "field short",
                        id="sensitivity",
                        inputmode="decimal",
                        maxlength="6",
                        autocomplete="off",
                        aria_label=_("dB SPL for a sine at full scale"),
                        data_testid="sensitivity",
                    )
                    Node("span", _("dB SPL for a sine at full scale"), "soft")
                self._lacking = Node("p", _("This needs the calibrator of step 2."), "fault", hidden=True)
            with Node("div", look="headphone-part"):
                self._holds = Node("h3", "", "heading")
                self._loss_ways = self._choice(_("What they hold off"), "loss-by", partial(self._choose, "measured"))
                with Node("div", look="column") as self._by_ear:
                    Node(
                        "p", _("Play a steady noise in the room. Measure it beside, then under the headphones."), "soft"
                    )
                    with Node("div", look="row"):
                        self._beside = button(_("1. Beside"), self._measure_beside, data_testid="beside")
                        self._under = button(_("2. Under"), self._measure_under, data_testid="under")
                with Node("div", look="octaves") as self._by_sheet:
                    for octave in OCTAVES:
                        with Node("label", look="octave"):
                            Node("span", f"{_NAMED[octave]} Hz", "tiny")
                            Field(
                                "",
                                partial(self._typed_loss, octave),
                                "field short",
                                inputmode="decimal",
                                maxlength="5",
                                autocomplete="off",
                                aria_label=_("Insertion loss at {hz} Hz, dB").format(hz=octave),
                                data_testid=f"loss-{octave}",
                            )

    def typed(self) -> Iterator[tuple[str, Step]]:
        """The steps that what was typed stands for. Raises `BadInput` when it can't be read."""
        if not self._coupler:
            level = _number(self._sensitivity, SENSITIVITY_DB, self._("the sensitivity must be 50 to 150 dB SPL"))
            yield "sensitivity", lambda guided: guided.sensitivity(level)
        if not self._measured:
            wrong = self._("the insertion loss must be -10 to 80 dB in every octave")
            losses = [_number(self._losses[octave], LOSS_DB, wrong) for octave in OCTAVES]
            between = tuple(float(loss) for loss in np.interp(np.log(CENTRES), np.log(OCTAVES), losses))
            yield "insertion loss", lambda guided: guided.insertion_loss(between)

    def lacks(self, view: View) -> bool:
        """Whether something that is to be measured has not been yet."""
        unmeasured = self._coupler and view.kept.headphones_db is None
        return unmeasured or (self._measured and view.kept.insertion_loss_db is None)

    def show(self, view: View, busy: bool) -> None:
        """Show what is chosen, and what has been measured."""
        _, kept = self._, view.kept
        plays = _("What they play") + ("  ✓" if kept.headphones_db is not None else "")
        holds = _("What they hold off") + ("  ✓" if kept.insertion_loss_db is not None else "")
        self._plays.say(plays)
        self._holds.say(holds)
        for ways, measured in ((self._ways, self._coupler), (self._loss_ways, self._measured)):
            for way, node in ways.items():
                node.put(aria_pressed="true" if way is measured else "false")
        self._on_coupler.show(self._coupler)
        self._from_sheet.show(not self._coupler)
        self._lacking.show(not self._coupler and kept.mic_full_scale_dba is None)
        self._by_ear.show(self._measured)
        self._by_sheet.show(not self._measured)
        for node in (self._couple, self._beside):
            node.put(disabled=busy or view.opened is None)
        self._under.put(disabled=busy or "beside" not in view.done)

    def _choice(self, label: str, name: str, chosen: Callable[[bool], None]) -> dict[bool, Node]:
        with Node("div", look="segments", role="group", aria_label=label):
            return {
                way: button(
                    said, partial(chosen, way), "segment", data_testid=f"{name}-{'measured' if way else 'sheet'}"
                )
                for way, said in ((True, self._("Measured")), (False, self._("Data sheet")))
            }

    def _choose(self, what: str, way: bool) -> None:
        if what == "coupler":
            self._coupler = way
        else:
            self._measured = way

    def _typed_sensitivity(self, typed: str) -> None:
        self._sensitivity = typed

    def _typed_loss(self, octave: int, typed: str) -> None:
        self._losses[octave] = typed

    async def _measure_coupler(self) -> None:
        await self._do("coupler", lambda guided: guided.coupler())

    async def _measure_beside(self) -> None:
        await self._do("beside", lambda guided: guided.beside())

    async def _measure_under(self) -> None:
        await self._do("under", lambda guided: guided.under())


def _number(typed: str, span: tuple[float, float], wrong: str) -> float:
    try:
        value = float(typed.strip().replace(",", "."))
    except ValueError:
        raise BadInput(wrong) from None
    if not span[0] <= value <= span[1]:
        raise BadInput(wrong)
    return value


class State:
    """What is known so far, in words."""

    def __init__(self, view: View, translate: Translate, language: str = "en") -> None:
        self._view, self._, self._language = view, translate, language

    @property
    def output(self) -> str:
        return self._device("output")

    @property
    def microphone(self) -> str:
        return self._device("microphone")

    def _device(self, which: str) -> str:
        opened, _ = self._view.opened, self._
        kind = _("Output: {device}") if which == "output" else _("Microphone: {device}")
        if opened is None:
            return kind.format(device="–")
        name, volume = getattr(opened, which), getattr(opened, f"{which}_volume")
        return kind.format(device=f"{name} · {told_volume(volume, _)}")

    @property
    def full_scale(self) -> str:
        full_scale, _ = self._view.kept.mic_full_scale_dba, self._
        if full_scale is None:
            return ""
        return _("Calibrated: full scale is {level} dB SPL").format(level=f"{full_scale:.1f}")

    @property
    def earlier(self) -> str:
        _ = self._
        earlier = self._view.found or self._view.earlier
        if earlier is None:
            return _("No calibration of these devices is kept yet.") if self._view.opened is not None else ""
        when = wording.moment(earlier.made_utc, self._language)
        return _("Last calibrated: {when}").format(when=when)


def told_volume(volume: str | None, translate: Translate) -> str:
    """A volume as the system tells it, for people."""
    _ = translate
    if volume is None:
        return _("volume not known: don't touch it")
    return _("muted") if "not muted" not in volume else _("volume {percent}").format(percent=percent(volume))


def text_of(found: Calibration, translate: Translate, language: str = "en") -> Iterator[tuple[str, str]]:
    """What was found: names and values."""
    _, kept = translate, found.kept
    spl = kept.mic_full_scale_dba
    yield _("The patient hears by"), _(WEARING[kept.wearing])
    yield _("Calibrated"), wording.moment(found.made_utc, language)
    if found.ambient_db is not None:
        level = found.ambient_db + (spl or 0.0)
        unit = _("dB(A) re full scale") if spl is None else _("dB(A) SPL")
        yield _("The room at the ear"), f"{_tenth(level)} {unit}"
    if found.path_db is not None:
        unsure = f" ± {found.path_uncertainty_db:.2f}" if found.path_uncertainty_db is not None else ""
        yield _("Path, A-weighted"), f"{_tenth(found.path_db)}{unsure} dB"
    yield (
        _("Full scale of the microphone"),
        _("not known in dB SPL") if spl is None else f"{spl:.1f} dB SPL",
    )


def _tenth(level: float) -> str:
    return f"{round(level, 1) + 0.0:.1f}".replace("-", "−")


def path_drawing(found: Calibration, label: str) -> str:
    """The path's gain by third octave, about its A-weighted mean; "" where it is not known."""
    levels = found.path_bands_db
    if not levels:
        return ""
    width, height, left, bottom, top = 420.0, 210.0, 46.0, 28.0, 12.0
    middle = float(np.median(levels))
    reach = max(10.0, max(abs(level - middle) for level in levels) + 2.0)
    low, high = middle - reach, middle + reach
    step = 5.0 if reach <= 12.0 else 10.0 if reach <= 30.0 else 20.0

    def x(place: float) -> float:
        return left + (place + 0.5) / len(levels) * (width - left - 8.0)

    def y(level: float) -> float:
        return top + (high - level) / (high - low) * (height - top - bottom)

    body, tick = "", step * math.ceil(low / step)
    while tick <= high:
        body += line(left, y(tick), width - 8.0, y(tick), "grid")
        body += text(left - 6, y(tick) + 5, f"{tick:.0f}".replace("-", "−"), anchor="end")
        tick += step
    for place, centre in enumerate(CENTRES):
        name = next((name for hz, name in _NAMED.items() if abs(math.log2(centre / hz)) < 0.05), None)
        if name is not None:
            body += text(x(place), height - 8, name, anchor="middle")
    points = " ".join(f"{x(place):.1f},{y(level):.1f}" for place, level in enumerate(levels))
    body += f'<polyline class="curve" points="{points}"/>'
    body += "".join(
        f'<circle class="dot" cx="{x(place):.1f}" cy="{y(level):.1f}" r="3"/>' for place, level in enumerate(levels)
    )
    return svg(width, height, label, body, "chart small")
