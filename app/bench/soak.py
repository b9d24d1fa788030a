"""Holding the layer while every processor is busy: does the sound ever break off?

Two witnesses: the streams' own complaints, and a recording of the command's stream as it reaches the sound server, in which a
gap is digital silence.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import threading
import time
from typing import Any

import numpy as np

from app.bench.rooms import ROOT
from app.rig.room import MICROPHONE, OUTPUT, VirtualRoom
from audio.levels import RATE

#: frames of digital silence that count as a gap (1 ms)
_GAP = 48


def _busy() -> None:
    """Work without an end, at normal priority."""
    total = 0
    while True:
        total = (total + 1) % 1_000_003


class _Gaps(threading.Thread):
    """Listens to a recording of a stream and counts the silences in it."""

    def __init__(self, recorder: subprocess.Popen[bytes]) -> None:
        super().__init__(name="gaps", daemon=True)
        self._recorder = recorder
        self._silent = 0
        self._begun = False
        self.counting = False
        self.longest = self.frames = 0
        #: where the gaps end, seconds of the recording
        self.gaps: list[float] = []

    def run(self) -> None:
        out = self._recorder.stdout
        while out is not None and (data := out.read(RATE // 10 * 8)):
            sound = np.frombuffer(data, dtype=np.float32)[: len(data) // 8 * 2].reshape(-1, 2)
            silent = ~np.any(sound, axis=1)
            if self.counting:
                self._count(silent)

    def _count(self, silent: np.typing.NDArray[np.bool_]) -> None:
        at = self.frames
        self.frames += len(silent)
        for part in np.split(silent, np.flatnonzero(np.diff(silent)) + 1):
            at += len(part)
            if part[0]:
                self._silent += len(part)
                continue
            if self._silent >= _GAP:
                self.gaps.append(round((at - len(part)) / RATE, 2))
                self.longest = max(self.longest, self._silent)
            self._silent = 0


def run(minutes: float) -> dict[str, Any]:
    """Hold the layer for so long, with as many busy processes as there are processors."""
    context = multiprocessing.get_context("spawn")
    rows: list[dict[str, Any]] = []
    with VirtualRoom(noise_dbfs=-50.0) as room:
        command = [sys.executable, "-m", "app", "sound", "--output", OUTPUT, "--input", MICROPHONE]
        command += ["--ambient-s", "4", "--noise-s", "4"]
        environment = os.environ | room.env
        load = [context.Process(target=_busy, daemon=True) for _ in range(os.cpu_count() or 1)]
        with subprocess.Popen(
            command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            gaps: _Gaps | None = None
            recorder: subprocess.Popen[bytes] | None = None
            ends = float("inf")
            try:
                for line in process.stdout or ():
                    row = json.loads(line)
                    if gaps is None and row["t"] >= 2.5:
                        recorder = room.record_stream_of("python")
                        gaps = _Gaps(recorder)
                        gaps.start()
                        for one in load:
                            one.start()
                        ends = time.monotonic() + 60.0 * minutes
                    elif gaps is not None and (gaps.counting or row["t"] >= 4.5):
                        gaps.counting = True
                        rows.append(row)
                    if time.monotonic() > ends:
                        break
                if gaps is not None:
                    gaps.counting = False
            finally:
                for one in load:
                    if one.pid is not None:
                        one.kill()
                process.terminate()
                if recorder is not None:
                    recorder.kill()
    snr = [row["snr_db"] for row in rows if row["snr_db"] is not None]
    return {
        "minutes": round(len(rows) / 60.0, 2),
        "busy_processes": len(load),
        "seconds_with_an_underflow": sum("underflow" in row["flags"] for row in rows),
        "seconds_with_an_overflow": sum("overflow" in row["flags"] for row in rows),
        "gaps_of_1_ms_or_more": None if gaps is None else len(gaps.gaps),
        "gaps_at_s": [] if gaps is None else gaps.gaps[:20],
        "longest_silence_ms": None if gaps is None else round(1e3 * gaps.longest / RATE, 2),
        "seconds_with_a_stated_snr": len(snr),
        "snr_mean_db": round(float(np.mean(snr)), 2) if snr else None,
        "snr_worst_error_db": round(float(np.max(np.abs(np.asarray(snr) - 5.0))), 2) if snr else None,
    }
