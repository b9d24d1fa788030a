"""One export, timed, in a process of its own."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psutil

from app.exports import export
from app.store import Store


def run(folder: str, name: str, out: str) -> dict[str, Any]:
    """What it took.

    seconds : the packages it loads among them; cpu_s : of these the processor was at work
    peak_mb : the most memory this process had
    """
    with Store.open(Path(folder), read_only=True) as store:
        began, busy = time.perf_counter(), time.process_time()
        export(store, name, Path(out))
        took, busy = time.perf_counter() - began, time.process_time() - busy
    files = [file.stat().st_size for file in Path(out).rglob("*") if file.is_file()]
    return {
        "seconds": round(took, 2),
        "cpu_s": round(busy, 2),
        "peak_mb": round(_peak() / 1e6, 1),
        "files": len(files),
        "written_mb": round(sum(files) / 1e6, 2),
    }


def _peak() -> float:
    """The most bytes of memory this process has had."""
    told = psutil.Process().memory_info()
    if hasattr(told, "peak_wset"):  # Windows
        return float(told.peak_wset)
    status = Path("/proc/self/status")
    if status.is_file():  # what getrusage tells begins with what the parent had
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return float(line.split()[1]) * 1024.0
    import resource  # not on Windows

    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)  # macOS: in bytes
