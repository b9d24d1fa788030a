"""``sound calibrate``: the guided calibration in the terminal, kept for the sessions on these devices."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.config import add_data, data_folder
from app.errors import BadInput
from app.session.kept import Calibration
from app.sound.guided import CALIBRATOR_DB, SENSITIVITY_DB, Guided, NotMeasured, read_insertion_loss
from app.sound.line import Line
from app.store import Store
from audio.levels import CENTRES
from audio.messages import Measuring, Wearing

MEASURED = "measured"
_TRIES = 3
_STEPS = {
    "calibrator": "listening to the calibrator",
    "room": "listening to the room",
    "level": "bringing the noise up",
    "noise": "playing noise",
    "again": "listening to the room once more",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``sound calibrate``. What is not said is asked, where somebody sits at the terminal."""
    keep = argparse.SUPPRESS  # these words may stand before or behind the command
    parser.add_argument("--output", metavar="NAME", default=keep, help="sound output device (default: the system's)")
    parser.add_argument("--input", metavar="NAME", default=keep, help="microphone (default: the system's)")
    parser.add_argument(
        "--wearing",
        choices=[str(way) for way in Wearing],
        help="how the patient hears (default: as before, else loudspeaker)",
    )
    parser.add_argument(
        "--calibrator",
        type=float,
        nargs="?",
        const=94.0,
        metavar="DB",
        help="a calibrator of 1 kHz sits on the microphone, and gives so many dB SPL (default: 94)",
    )
    path = parser.add_mutually_exclusive_group()
    path.add_argument(
        "--sensitivity", type=float, metavar="DB", help="dB SPL that the headphones give for a sine at full scale"
    )
    path.add_argument("--coupler", action="store_true", help="the microphone sits in the headphones' coupler: measure")
    parser.add_argument(
        "--insertion-loss",
        metavar="FILE",
        help=f"table of Hz and dB of closed headphones, or {MEASURED!r}: by a noise beside and under them",
    )
    parser.add_argument("--ambient-s", type=float, default=keep, metavar="N", help="seconds of the room alone")
    parser.add_argument("--noise-s", type=float, default=keep, metavar="N", help="seconds of noise")
    parser.add_argument("--note", default="", metavar="TEXT", help="kept with the calibration")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Calibrate and keep it; hands back 0.

    Raises
    ------
    RespiteError
        A value breaks its rule, a device is missing, or something could not be measured.
    """
    _check(args)
    loss = None
    if args.insertion_loss not in (None, MEASURED):
        loss = read_insertion_loss(Path(args.insertion_loss))
    with Store.open(data_folder(args)) as store, Line() as line:
        guided = Guided(line, _Bar().heard)
        opened = guided.open(args.output, args.input)
        _say(f"plays on {opened.output!r}, listens to {opened.microphone!r}, {opened.rate} Hz")
        earlier = store.calibration(str(opened.output), str(opened.microphone))
        for notice in guided.take_over(earlier):
            _say(notice)
        _Talk(guided, args).walk(loss, earlier is not None)
        found = guided.finish(args.ambient_s, args.noise_s, args.note)
        kept = store.keep_calibration(found)
        where = store.path
    print(json.dumps(_plain(found, kept), ensure_ascii=False) if args.json else table(found))
    _say(f"kept in {where}")
    return 0


def _check(args: argparse.Namespace) -> None:
    closed = args.wearing in (None, str(Wearing.CLOSED))
    for name, value in (("--sensitivity", args.sensitivity), ("--insertion-loss", args.insertion_loss)):
        if value is not None and not closed:
            raise BadInput(f"{name} is of closed headphones, got --wearing {args.wearing}: choose --wearing closed")
    if args.coupler and not closed:
        raise BadInput(f"--coupler is for closed headphones, got --wearing {args.wearing}: choose --wearing closed")
    for name, value, (least, most) in (
        ("--calibrator", args.calibrator, CALIBRATOR_DB),
        ("--sensitivity", args.sensitivity, SENSITIVITY_DB),
        ("--ambient-s", args.ambient_s, (1.0, 120.0)),
        ("--noise-s", args.noise_s, (1.0, 120.0)),
    ):
        if value is not None and not least <= value <= most:
            raise BadInput(f"{name} must be {least:g} to {most:g}, got {value:g}")


class _Talk:
    """Asks where something was not said and somebody is there to answer."""

    def __init__(self, guided: Guided, args: argparse.Namespace) -> None:
        self._guided, self._args = guided, args
        said = (args.wearing, args.calibrator, args.sensitivity, args.insertion_loss)
        self._asks = sys.stdin.isatty() and not args.coupler and said == (None,) * len(said)
        self._there = sys.stdin.isatty()

    def walk(self, loss: tuple[float, ...] | None, known: bool) -> None:
        wearing = self._wearing(known)
        self._guided.wear(wearing)
        self._microphone()
        if wearing is Wearing.CLOSED:
            self._headphones()
            self._loss(loss)
        self._wait(
            "Put the microphone beside the patient's ear, keep quiet"
            + (
                ", and press Enter: the room is measured"
                if wearing is Wearing.CLOSED
                else ", and press Enter: noise is played"
            )
        )

    def _wearing(self, known: bool) -> Wearing:
        if self._args.wearing is not None:
            return Wearing(self._args.wearing)
        closed = self._args.coupler or self._args.sensitivity is not None or self._args.insertion_loss is not None
        usual = Wearing.CLOSED if closed else self._guided.kept.wearing if known else Wearing.LOUDSPEAKER
        if not self._asks:
            return usual
        ways = [str(way) for way in Wearing]
        answer = self._ask(f"How does the patient hear: {', '.join(ways)}? [{usual}] ", ways)
        return Wearing(answer or usual)

    def _microphone(self) -> None:
        level = self._args.calibrator
        if level is None and self._asks:
            has = self._guided.kept.mic_full_scale_dba is not None
            without = "as before" if has else "no level in dB SPL is known then"
            answer = self._ask(f"Is there a calibrator of 94 dB at 1 kHz? y, or n: {without} [n] ", ["y", "n"])
            level = 94.0 if answer == "y" else None
        if level is None:
            return
        self._again(
            f"Put the calibrator on the microphone, switch it on ({level:g} dB, 1 kHz), and press Enter",
            lambda: self._guided.calibrator(level),
        )
        _say(f"0 dB re full scale is {self._guided.kept.mic_full_scale_dba:.1f} dB SPL; take the calibrator off")
        if not self._there:
            self._guided.wait_for_silence(level)

    def _headphones(self) -> None:
        sensitivity, coupler = self._args.sensitivity, self._args.coupler
        if self._asks and self._guided.kept.headphones_db is None:
            answer = self._ask(
                "Is the microphone in a coupler (c), or are the headphones' dB SPL at full scale known (type them)? ",
                None,
            )
            coupler = answer.lower().startswith("c")
            if not coupler:
                try:
                    sensitivity = float(answer.replace(",", "."))
                except ValueError:
                    raise BadInput(f"c or dB SPL is wanted, got {answer!r}: start again") from None
        if sensitivity is not None:
            self._guided.sensitivity(sensitivity)
        elif coupler:
            self._again("Put the headphones on the coupler with the microphone, and press Enter", self._guided.coupler)

    def _loss(self, loss: tuple[float, ...] | None) -> None:
        if loss is not None:
            self._guided.insertion_loss(loss)
        elif self._args.insertion_loss == MEASURED or (self._asks and self._guided.kept.insertion_loss_db is None):
            if not self._there:
                raise BadInput(
                    "--insertion-loss measured needs somebody who moves the microphone: type it at a terminal"
                )
            self._again(
                "Play a steady noise in the room, put the microphone beside the headphones, and press Enter",
                self._guided.beside,
            )
            self._again("Put the microphone under the headphones, and press Enter", self._guided.under)

    def _ask(self, question: str, answers: list[str] | None) -> str:
        while True:
            print(f"respite: {question}", end="", file=sys.stderr, flush=True)
            line = sys.stdin.readline()
            if not line:
                raise BadInput("nobody answers: say everything with options, see --help")
            answer = line.strip()
            if answers is None or not answer or answer in answers:
                return answer

    def _wait(self, what: str) -> None:
        if self._there:
            self._ask(f"{what} ", None)

    def _again(self, what: str, measure: Any) -> None:
        """A measurement, repeated where somebody is there to mend what was wrong."""
        for last in (False,) * (_TRIES - 1) + (True,):
            self._wait(what)
            try:
                measure()
                return
            except NotMeasured as error:
                if last or not self._there:
                    raise
                _say(str(error))


class _Bar:
    """Says each step once, and moves a bar where somebody looks."""

    def __init__(self) -> None:
        self._step = ""

    def heard(self, report: Measuring) -> None:
        if report.step != self._step:
            self._step = report.step
            _say(_STEPS.get(report.step, report.step))
        if sys.stderr.isatty():
            full = round(30 * min(max((report.level_db + 90.0) / 90.0, 0.0), 1.0))
            print(f"\r  [{'#' * full:30}] {report.level_db:6.1f} dB(A)", end="\r", file=sys.stderr, flush=True)


def table(found: Calibration) -> str:
    """What was found, to be read."""
    kept = found.kept
    spl = kept.mic_full_scale_dba
    lines = [
        ("output", f"{found.output}, volume {found.output_volume or 'not known'}"),
        ("microphone", f"{found.microphone}, volume {found.microphone_volume or 'not known'}"),
        ("rate", f"{found.rate} Hz"),
        ("the patient hears by", str(kept.wearing)),
        ("full scale", "not known: no level in dB SPL" if spl is None else f"{spl:.1f} dB SPL"),
        ("room at the ear", _level(found.ambient_db, spl)),
        ("path, A-weighted", f"{_db(found.path_db)} ± {_db(found.path_uncertainty_db)} (standard uncertainty)"),
    ]
    text = "\n".join(f"{name:22} {what}" for name, what in lines)
    head = f"\n{'Hz':>8} {'path dB':>9}" + ("" if kept.insertion_loss_db is None else f" {'loss dB':>9}")
    rows = [head]
    for index, centre in enumerate(CENTRES):
        row = (
            f"{_nominal(centre):>8} {found.path_bands_db[index]:9.1f}"
            if found.path_bands_db
            else f"{_nominal(centre):>8}"
        )
        rows.append(row + ("" if kept.insertion_loss_db is None else f" {kept.insertion_loss_db[index]:9.1f}"))
    return text + "\n".join(rows)


def _level(level_db: float | None, spl_db: float | None) -> str:
    if level_db is None:
        return "not known"
    return f"{level_db:.1f} dB(A) re full scale" if spl_db is None else f"{level_db + spl_db:.1f} dB(A) SPL"


def _db(level: float | None) -> str:
    return "not known" if level is None else f"{level:.2f} dB"


def _nominal(centre: float) -> str:
    """The name of a third octave, as IEC 61260-1 rounds it."""
    names = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0, 10.0)
    decade = 10.0 ** int(f"{centre:e}".split("e")[1])
    return f"{min(names, key=lambda name: abs(name - centre / decade)) * decade:g}"


def _plain(found: Calibration, kept: int) -> dict[str, Any]:
    plain = asdict(found) | {"id": kept}
    for name in ("made_utc", "microphone_utc", "headphones_utc"):
        plain[name] = None if plain[name] is None else plain[name].isoformat(timespec="seconds")
    return plain


def _say(text: str) -> None:
    print(f"respite: {text}", file=sys.stderr, flush=True)
