"""``sound``: calibrate, hold the layer over the room's noise, and write what was delivered, second by second.

What the devices do meanwhile is the audio process's to mend; should that process itself be lost, another takes its place at
the same gain, and by what was calibrated where the devices are still the same.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from app.config import data_folder
from app.errors import BadInput, ProcessLost, StoreError
from app.session.kept import alike, of_record
from app.sound.line import Line
from app.sound.rows import Rows
from app.store import Store
from app.store.store import DATABASE
from audio.layers import LAYERS
from audio.messages import (
    Calibrate,
    Calibrated,
    Fault,
    Keep,
    Kept,
    Level,
    Message,
    Open,
    Opened,
    Play,
    Resume,
    Silent,
    Stop,
    Stopped,
)

#: the name of no microphone
NONE = "none"
DEFINITIONS = ("layer_only", "total_over_ambient")
#: how often the process may be lost, and within how many seconds, before it is given up
_LOSSES, _WITHIN_S = 3, 30.0
_FADE_S, _LAST_FADE_S = 1.0, 0.4


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``sound`` by itself."""
    parser.add_argument(
        "--output", metavar="NAME", help="sound output device, or a part of its name (default: the system's)"
    )
    parser.add_argument(
        "--input",
        metavar="NAME",
        help=f"microphone (default: the system's); {NONE!r}: a fixed level, and no stated SNR",
    )
    parser.add_argument("--seconds", type=float, metavar="N", help="how long to hold it (default: until Ctrl-C)")
    parser.add_argument(
        "--snr", type=float, default=5.0, metavar="DB", help="dB over the room's noise, 0 to 15 (default: 5)"
    )
    parser.add_argument(
        "--definition", choices=DEFINITIONS, default=DEFINITIONS[0], help="what stands over the room's noise"
    )
    parser.add_argument("--layer", default="pink", metavar="NAME", help=f"{', '.join(LAYERS)}, or a sound file")
    parser.add_argument("--jsonl", metavar="FILE", type=Path, help="write the seconds here (default: standard output)")
    parser.add_argument(
        "--ambient-s", type=float, default=8.0, metavar="N", help="calibration: seconds of the room alone"
    )
    parser.add_argument("--noise-s", type=float, default=8.0, metavar="N", help="calibration: seconds of noise")
    parser.add_argument("--cap", type=float, default=70.0, metavar="DB", help="highest level, dB(A) SPL (default: 70)")
    parser.add_argument(
        "--full-scale", type=float, metavar="DB", help="dB SPL at the microphone's full scale, from a calibrator"
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for, checked. `seconds` is inf for as long as nobody stops it; `microphone` is False for none.

    record : the folder of the record, which may keep a calibration of the devices
    """

    opening: Open
    microphone: bool
    seconds: float
    calibrate: Calibrate
    record: Path


def settings(args: argparse.Namespace) -> Settings:
    """Check what was typed.

    Raises
    ------
    BadInput
        A value breaks its rule.
    """
    for name, least, most in (
        ("snr", 0.0, 15.0),
        ("seconds", 1.0, 86_400.0),
        ("ambient_s", 1.0, 120.0),
        ("noise_s", 1.0, 120.0),
        ("cap", 30.0, 85.0),
        ("full_scale", 60.0, 200.0),
    ):
        value = getattr(args, name)
        if value is not None and not least <= value <= most:
            raise BadInput(f"--{name.replace('_', '-')} must be {least:g} to {most:g}, got {value:g}")
    if args.definition == DEFINITIONS[1] and args.snr <= 0.0:
        raise BadInput(f"--snr must be over 0 with --definition {DEFINITIONS[1]}, got {args.snr:g}")
    if args.layer not in LAYERS and not Path(args.layer).is_file():
        raise BadInput(f"--layer must be one of {', '.join(LAYERS)}, or a sound file, got {args.layer!r}")
    return Settings(
        opening=Open(
            output=args.output,
            microphone=args.input,
            layer=args.layer,
            target_db=args.snr,
            definition=args.definition,
            cap_dba=args.cap,
            kept=None if args.full_scale is None else Kept(mic_full_scale_dba=args.full_scale),
        ),
        microphone=args.input != NONE,
        seconds=math.inf if args.seconds is None else args.seconds,
        calibrate=Calibrate(ambient_s=args.ambient_s, noise_s=args.noise_s),
        record=data_folder(args),
    )


def run(args: argparse.Namespace) -> int:
    """Hold the layer; hands back 0, or 130 where Ctrl-C cut a given time short.

    Raises
    ------
    RespiteError
        There is no such device, a value is out of bounds, a file can't be written, or the sound process will not live.
    """
    wanted = settings(args)
    # However it is asked to end, it fades out and leaves a whole file.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with _written(args.jsonl) as out:
        try:
            _Hold(wanted, Rows(out, args.snr, args.definition)).run()
        except KeyboardInterrupt:
            _say("ended")
            return 0 if math.isinf(wanted.seconds) else 130
    return 0


@contextlib.contextmanager
def _written(file: Path | None) -> Iterator[TextIO]:
    if file is None:
        yield sys.stdout
        return
    try:
        out = file.open("w", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--jsonl {str(file)!r} can't be written: {error.strerror}") from error
    with out:
        yield out


def _say(text: str) -> None:
    print(f"respite: {text}", file=sys.stderr, flush=True)


class _Hold:
    def __init__(self, wanted: Settings, rows: Rows) -> None:
        self._wanted, self._rows = wanted, rows
        self._latest: Level | None = None
        self._begun: float | None = None
        self._kept = wanted.opening.kept
        self._opened: Opened | None = None
        self._found: Calibrated | None = None

    def run(self) -> None:
        losses: list[float] = []
        while True:
            try:
                with Line() as line:
                    self._work(line)
                return
            except ProcessLost as error:
                if self._begun is None:
                    raise
                losses = [at for at in losses if at > time.monotonic() - _WITHIN_S] + [time.monotonic()]
                if len(losses) >= _LOSSES:
                    raise ProcessLost(f"{error}; it was lost {_LOSSES} times within {_WITHIN_S:.0f} s") from error
                _say(f"{error}; another takes its place")

    def _work(self, line: Line) -> None:
        try:
            self._open(line)
            if self._begun is None:
                self._prepare(line)
                self._begun = time.monotonic()
                self._rows.begin()
            line.send(Play(on=True, fade_s=_FADE_S))
            self._hold(line)
        except KeyboardInterrupt:
            # A second Ctrl-C ends it at once; the process fades out by itself then too.
            self._fade(line)
            raise
        self._fade(line)

    def _open(self, line: Line) -> None:
        opening, first = self._wanted.opening, self._begun is None
        opened = line.open(
            replace(opening, kept=self._kept, gain_db=None if self._latest is None else self._latest.gain_db)
        )
        # A device that went away meanwhile may come again: only at first is it an error.
        if first and (opened.output is None or (opened.microphone is None and self._wanted.microphone)):
            advice = "" if opened.output is None else f" (--input {NONE}: a fixed level, without a stated SNR)"
            raise BadInput((opened.reason or "the sound can't be opened") + advice)
        if first:
            _say(f"plays on {opened.output!r}, listens to {opened.microphone or 'nothing'!r}, {opened.rate} Hz")
            if self._kept is None:
                self._take_kept(line, opened)
        elif self._opened is not None and self._found is not None and self._found.calibrated:
            self._resume(line, self._opened, opened, self._found)
        self._opened = opened

    def _resume(self, line: Line, was: Opened, now: Opened, found: Calibrated) -> None:
        """Go on by what the process before had calibrated, where the devices are the same."""
        if not alike(was, now):
            _say("other devices or volumes than were calibrated: no SNR is stated")
            return
        latest = self._latest
        change_db = 0.0 if latest is None else latest.path_change_db or 0.0
        line.send(
            Resume(
                found=found, path_change_db=change_db, background_db=None if latest is None else latest.background_db
            )
        )

    def _take_kept(self, line: Line, opened: Opened) -> None:
        """Use what the record keeps of these devices, where there is a record."""
        folder = self._wanted.record
        if opened.microphone is None or not (folder / DATABASE).is_file():
            return
        try:
            with Store.open(folder, read_only=True) as store:
                verdict = of_record(store, opened)
        except StoreError as error:
            _say(f"no kept calibration: {error}")
            return
        for notice in verdict.notices:
            _say(notice)
        if verdict.kept is not None:
            _say(f"uses the calibration that is kept of these devices ({verdict.kept.at_utc[:10] or 'undated'})")
            self._kept = verdict.kept
            line.send(Keep(kept=verdict.kept))

    def _prepare(self, line: Line) -> None:
        if not self._wanted.microphone:
            _say("no microphone: the layer is played at a fixed level, and no SNR is stated")
            return
        wanted = self._wanted.calibrate
        _say(f"measures the room for {wanted.ambient_s:g} s, then plays noise for {wanted.noise_s:g} s: keep quiet")
        line.send(wanted)
        # A disturbed measurement is repeated.
        for report in line.reports(20.0 + 4.0 * (wanted.ambient_s + wanted.noise_s)):
            if isinstance(report, Calibrated):
                self._found = report
                if report.calibrated:
                    _say("calibrated")
                else:
                    _say(f"not calibrated: {report.reason}; a fixed level, and no SNR is stated")
                return
            self._tell(report)
        raise ProcessLost("the calibration did not end: try again")

    def _hold(self, line: Line) -> None:
        begun = self._begun or time.monotonic()
        # The last second is reported a little after it is over.
        ends = begun + self._wanted.seconds + 0.7
        for report in line.reports(ends - time.monotonic()):
            if isinstance(report, Level):
                self._latest = report
                self._rows.add(report)
                if self._rows.seconds >= self._wanted.seconds - 0.3:
                    return
            else:
                self._tell(report)
        self._rows.fill(round(ends * 1e9))

    def _fade(self, line: Line) -> None:
        with contextlib.suppress(ProcessLost):
            line.send(Stop(fade_s=_LAST_FADE_S))
            line.until(Stopped, 3.0)

    def _tell(self, report: Message) -> None:
        match report:
            case Silent(back=True, seconds=seconds):
                _say(f"the sound is back after {seconds:.1f} s")
            case Silent(why=why):
                _say(f"the sound stopped: {why}")
            case Fault(what=what, why=why, do=do):
                _say(f"{what}: {why}. {do}.")
            case Calibrated(calibrated=True):
                self._found = report
            case Calibrated(calibrated=False, reason=reason):
                self._found = report
                _say(f"no SNR is stated any more: {reason}")
            case _:
                pass
