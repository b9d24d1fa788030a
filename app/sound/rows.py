"""What each second of held sound is written as: one JSON object a line, and one line that a person reads."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import Any, TextIO

from audio.messages import Level

#: seconds without a report after which the seconds in between are written as silent
_GAP_S = 1.6


def row(level: Level, begun_ns: int) -> dict[str, Any]:
    """`t` (seconds since the layer began, monotonic), `t_unix`, and the fields of `Level`, levels rounded to 0.001 dB."""
    fields = asdict(level)
    t_ns = fields.pop("t_ns")
    ago_s = (time.monotonic_ns() - t_ns) / 1e9
    times = {"t": round((t_ns - begun_ns) / 1e9, 3), "t_unix": round(time.time() - ago_s, 3)}
    first = ("ambient_db", "layer_db", "snr_db", "gain_db", "uncertainty_db", "method", "flags")
    ordered = {name: fields.pop(name) for name in first} | fields
    share = level.layer_share
    return times | {name: _rounded(value) for name, value in ordered.items()} | {"layer_share": _rounded(share)}


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def readable(level: Level, seconds: float) -> str:
    """One line for a person, in dB SPL where a calibrator was used."""
    offset, unit = (0.0, "dB(A) re full scale") if level.spl_db is None else (level.spl_db, "dB(A)")
    heard = []
    for name, value in (("room", level.ambient_db), ("layer", level.layer_db)):
        heard.append(f"{name} {'-' if value is None else format(value + offset, '.1f')}")
    snr = "SNR not stated"
    if level.snr_db is not None:
        sure = "" if level.uncertainty_db is None else f" ± {level.uncertainty_db:.1f}"
        snr = f"SNR {level.snr_db:.1f}{sure} dB"
    flags = f"  [{', '.join(level.flags)}]" if level.flags else ""
    return f"{seconds:6.0f} s  {'  '.join(heard)} {unit}  {snr}{flags}"


class Rows:
    """Writes the seconds of one run, each at once, in order and without a gap.

    out : where the JSON lines go
    target_db, definition : what is held, for the seconds of which nothing is reported
    """

    def __init__(self, out: TextIO, target_db: float, definition: str) -> None:
        self._out = out
        self._begun_ns = self._last_ns = time.monotonic_ns()
        self._latest = Level(target_db=target_db, definition=definition, gain_db=0.0, method="fixed", calibrated=False)

    def begin(self) -> None:
        """The layer begins now."""
        self._begun_ns = self._last_ns = time.monotonic_ns()

    @property
    def seconds(self) -> float:
        """For how long it has been held up to the latest row."""
        return (self._last_ns - self._begun_ns) / 1e9

    def add(self, level: Level) -> None:
        """Write one second; those that nobody reported before it are written as silent."""
        self.fill(level.t_ns)
        self._latest = level
        self._write(level)

    def fill(self, until_ns: int) -> None:
        """Write the seconds before `until_ns` (monotonic) of which there was no report: nothing sounded."""
        while until_ns - self._last_ns > _GAP_S * 1e9:
            known = self._latest
            self._write(
                Level(
                    t_ns=self._last_ns + 10**9,
                    target_db=known.target_db,
                    definition=known.definition,
                    gain_db=known.gain_db,
                    method=known.method,
                    calibrated=known.calibrated,
                    spl_db=known.spl_db,
                    flags=("silent",),
                )
            )

    def _write(self, level: Level) -> None:
        self._last_ns = level.t_ns
        self._out.write(json.dumps(row(level, self._begun_ns), ensure_ascii=False) + "\n")
        self._out.flush()
        print(readable(level, self.seconds), file=sys.stderr, flush=True)
