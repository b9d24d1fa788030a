"""A clinic in the middle of its week: participants in programmes, sessions of the last days, devices at hand, work under way.

``python -m tests.console.gallery.clinic PORT DATA STATE`` serves its console; STATE as in `tests.console.posed`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.console import Console
from app.programmes import load
from app.readiness import Headset, Readiness, SoundDevices
from app.session.checklist import CHECKLIST
from app.session.kept import Calibration
from app.session.plan import Mode, SessionPlan
from app.store import Store
from app.work import Board, Job, State
from audio.messages import Kept, Wearing
from tests.console.posed import PosedDesk

NOW = datetime.now(UTC)
#: alias, programme, then for each visit so far: days ago, world, view, before, after
VISITS: tuple[tuple[str, str, tuple[tuple[int, str, Mode, int, int], ...]], ...] = (
    ("P-030", "walking-10-visits", ((0, "forest-walk", Mode.D3, 6, 4),)),
    (
        "P-041",
        "walking-10-visits",
        (
            (9, "forest-walk", Mode.D3, 7, 5),
            (7, "forest-walk", Mode.D3, 7, 4),
            (4, "forest-walk", Mode.D3, 6, 4),
            (2, "forest-walk", Mode.D3, 6, 3),
        ),
    ),
    ("P-033", "crossover-3d-2d", ((8, "snow-canyon", Mode.D3, 7, 4), (1, "snow-canyon", Mode.D2, 6, 5))),
    ("P-034", "crossover-3d-2d", ((7, "snow-canyon", Mode.D2, 5, 5), (1, "snow-canyon", Mode.D3, 6, 2))),
    ("P-035", "crossover-3d-2d", ((6, "snow-canyon", Mode.D3, 8, 7), (3, "snow-canyon", Mode.D2, 8, 6))),
    ("P-036", "crossover-3d-2d", ((6, "snow-canyon", Mode.D2, 4, 3), (2, "snow-canyon", Mode.D3, 5, 2))),
    ("P-037", "crossover-3d-2d", ((5, "snow-canyon", Mode.D3, 6, 5), (2, "snow-canyon", Mode.D2, 6, 6))),
    ("P-038", "crossover-3d-2d", ((5, "snow-canyon", Mode.D2, 7, 5), (1, "snow-canyon", Mode.D3, 7, 3))),
    ("P-050", "single-visit", ()),
)


def furnish(store: Store) -> None:
    """Who is in which programme, and the visits so far."""
    for alias, programme, visits in VISITS:
        store.enrol(alias, load(programme), {})
        for days, world, mode, before, after in visits:
            _visited(store, alias, world, mode, NOW - timedelta(days=days, hours=2), before, after)


def _visited(store: Store, alias: str, world: str, mode: Mode, at: datetime, before: int, after: int) -> None:
    s = 1_000_000_000
    plan = SessionPlan(alias, world, 900.0, mode, "en", tuple(CHECKLIST))
    session = store.begin_session(plan, 7, at, 0)
    anchors = ("no pain", "pain as bad as you can imagine")
    store.phase(session, 1 * s, "rating_before")
    store.rating(session, 20 * s, "before", "nrs-pain-now", before, anchors, "en", "gaze", 6.0, 1, str(mode))
    store.phase(session, 20 * s, "exposure")
    segment = store.open_segment(session, 20 * s, str(mode), "openxr", "Monado", None)
    store.close_segment(segment, 920 * s, "time")
    store.phase(session, 920 * s, "rating_after")
    store.rating(session, 940 * s, "after", "nrs-pain-now", after, anchors, "en", "gaze", 5.0, 1, str(mode))
    store.phase(session, 941 * s, "debrief")
    store.phase(session, 960 * s, "complete")


class _BusyBoard(Board):
    """The real board, but for how far its work is."""

    @property
    def jobs(self) -> tuple[Job, ...]:
        at = NOW - timedelta(minutes=1)
        file = Path("respite-export-csv.zip")
        return (
            Job("a1", "report", {"alias": "P-041"}, at, State.WAITING),
            Job("a2", "export", {"format": "fhir", "modes": ["3d"]}, at, State.RUNNING, 6_300, 10_000),
            Job("a3", "worlds", {}, at, State.ENDING, 2, 6),
            Job("a4", "export", {"format": "csv", "aliases": ["P-014"]}, at, State.DONE, 1, 1, NOW, file),
            Job("a5", "export", {"format": "bids"}, at, State.CANCELLED, 40, 100, NOW),
            Job(
                "a6",
                "backup",
                {},
                at,
                State.FAILED,
                ended_utc=NOW,
                said="it ended by itself (killed by signal 9): try again",
            ),
        )


class ClinicDesk(PosedDesk):
    """The posed desk, with devices at hand and work under way."""

    @property
    def work(self) -> Board:
        return _BusyBoard(self._record.path.parent)

    async def readiness(self, *, again: bool = False) -> Readiness:
        kept = Kept(wearing=Wearing.OPEN, mic_full_scale_dba=98.0, at_utc=NOW.isoformat())
        calibration = Calibration(
            output="USB Headphones",
            microphone="MiniDSP UMIK-1",
            rate=48000,
            output_volume=None,
            microphone_volume=None,
            kept=kept,
            made_utc=NOW - timedelta(days=12),
            microphone_utc=NOW - timedelta(days=12),
        )
        sounds = SoundDevices("USB Headphones", "MiniDSP UMIK-1", 48000.0, ("USB Headphones",))
        headset = Headset("SteamVR/OpenXR", "Valve Index", wear=True)
        return Readiness(False, headset, sounds, calibration, 83_000_000_000, None)


async def _serve(port: int, data: Path, state: Path) -> None:
    with Store.open(data) as store:
        furnish(store)
        desk = ClinicDesk(store, state)
        try:
            console = Console(desk, port=port)
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, console.stop)
            await console.serve()
        finally:
            await desk.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
