"""The record as a BIDS dataset: head motion with events (Motion-BIDS); events alone where no motion was recorded.

A session of Respite is a session of BIDS. Events hold all that was recorded of it, ratings and the stretches shown among them.
Imported ratings are a session of their own, ``ses-earlier``. Hands are not in the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.__main__ import version
from app.exports import bids_about as about
from app.exports import bids_motion as motion
from app.exports.bids_names import label, subjects
from app.exports.job import Job
from app.exports.sheet import PAGE
from app.exports.visits import Visit, visits
from app.store.models import EarlierRating, HeadMotion, Participant

BIDS = "1.11.0"
EARLIER = "ses-earlier"
DESCRIPTION = "dataset_description.json"
ROOT = (DESCRIPTION, "README.md", "participants.tsv", "participants.json", "sessions.json")
#: sessions whose motion is looked for at once
SOME = 200


def owns(name: str) -> bool:
    """Whether a file or folder of this name is one of such an export."""
    return name in ROOT or name.startswith(("sub-", "task-"))


def write(job: Job, folder: Path) -> str:
    """Write the dataset into `folder`, which is empty; hands back what it is."""
    job.progress.expect(job.choice.count(job.reading))
    rows = select(func.sum(HeadMotion.rows))
    job.progress.expect(job.reading.scalar(job.choice.narrow(rows, HeadMotion.session_id)) or 0)
    told = {"Name": "Respite", "BIDSVersion": BIDS, "DatasetType": "raw"}
    _json(folder / DESCRIPTION, {**told, "GeneratedBy": [{"Name": "Respite", "Version": version()}]})
    (folder / "README.md").write_text(about.README.format(version=version()), encoding="utf-8")
    _json(folder / "participants.json", about.PARTICIPANTS)
    _json(folder / "sessions.json", about.SESSIONS)
    everybody = job.reading.execute(select(Participant.id, Participant.alias).order_by(Participant.id))
    Dataset(job, folder, subjects(everybody.tuples())).write()
    return "a BIDS dataset"


class Dataset:
    """What is below the root, and which participants and tasks it has.

    labels : of everybody in the record, by alias
    """

    def __init__(self, job: Job, folder: Path, labels: Mapping[str, str]) -> None:
        self._job = job
        self._folder = folder
        self._labels = labels
        self._there: dict[str, None] = {}

    def write(self) -> None:
        """Write all of it."""
        told = visits(self._job.reading, self._job.choice)
        tasks: set[str] = set()
        moving: set[str] = set()
        while some := list(islice(told, SOME)):
            moved = motion.with_motion(self._job.reading, [visit.row.id for visit in some])
            for visit in some:
                tasks.add(visit.row.world)
                if visit.row.id in moved:
                    moving.add(visit.row.world)
                self._visit(visit, moved=visit.row.id in moved)
        self._earlier()
        for task in tasks:
            _json(self._folder / f"task-{label(task)}_events.json", _events_about())
        for task in moving:
            name = f"task-{label(task)}_tracksys-{motion.TRACKSYS}_channels.json"
            _json(self._folder / name, motion.REFERENCE)
        with (self._folder / "participants.tsv").open("w", encoding="utf-8", newline="") as stream:
            stream.write(about.line(about.PARTICIPANTS))
            stream.writelines(about.line((f"sub-{self._labels[alias]}", alias)) for alias in self._there)

    def _subject(self, alias: str) -> tuple[str, Path]:
        """A participant's name and folder; with the first session comes the table of sessions."""
        name = f"sub-{self._labels[alias]}"
        folder = self._folder / name
        if alias not in self._there:
            self._there[alias] = None
            folder.mkdir()
            (folder / f"{name}_sessions.tsv").write_text(about.line(about.SESSIONS), encoding="utf-8", newline="")
        return name, folder

    def _session(self, name: str, folder: Path, session: str, values: Mapping[str, Any], kind: str) -> Path:
        """A session's folder for a kind of data; it gets its row in the table of sessions."""
        with (folder / f"{name}_sessions.tsv").open("a", encoding="utf-8", newline="") as stream:
            stream.write(about.line([session, *(values.get(column) for column in list(about.SESSIONS)[1:])]))
        there = folder / session / kind
        there.mkdir(parents=True)
        return there

    def _visit(self, visit: Visit, *, moved: bool) -> None:
        name, folder = self._subject(visit.row.alias)
        session = f"ses-{visit.row.id:05}"
        stem = f"{name}_{session}_task-{label(visit.row.world)}"
        there = self._session(name, folder, session, _session_values(visit), "motion" if moved else "beh")
        zero_s = 0.0
        if moved:
            zero_s = self._motion(visit, folder / session, there, name, session, stem)
        with (there / f"{stem}_events.tsv").open("w", encoding="utf-8", newline="") as stream:
            stream.write(about.line(about.EVENTS))
            stream.writelines(about.line(row) for row in _events(visit, zero_s))
        self._job.progress.step()

    def _motion(self, visit: Visit, session: Path, there: Path, name: str, label_: str, stem: str) -> float:
        """Write the samples and what explains them; hands back the second of the first one."""
        tracked = f"{stem}_tracksys-{motion.TRACKSYS}"
        recorded = motion.write_samples(self._job.reading, visit.row.id, there / f"{tracked}_motion.tsv")
        nominal = motion.nominal_hz(self._job.reading, visit.row.id)
        systems = sorted({segment.system for segment in visit.segments if segment.system})
        _json(there / f"{tracked}_motion.json", motion.sidecar(visit.row.world, nominal, recorded, systems))
        (there / f"{tracked}_channels.tsv").write_text(motion.channels(), encoding="utf-8", newline="")
        began = visit.moment(recorded.first_s).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        scans = about.line(("filename", "acq_time")) + about.line((f"motion/{tracked}_motion.tsv", began))
        (session / f"{name}_{label_}_scans.tsv").write_text(scans, encoding="utf-8", newline="")
        self._job.progress.step(recorded.samples)
        return recorded.first_s

    def _earlier(self) -> None:
        query = self._job.choice.narrow_earlier(select(EarlierRating, Participant.alias).join(Participant))
        ordered = query.order_by(EarlierRating.participant_id, EarlierRating.given_utc, EarlierRating.id)
        found = self._job.reading.execute(ordered, execution_options={"yield_per": PAGE})
        for alias, rows in groupby(found, key=lambda row: row[1]):
            name, folder = self._subject(alias)
            there = self._session(name, folder, EARLIER, {}, "beh")
            file = there / f"{name}_{EARLIER}_task-earlier_beh.tsv"
            with file.open("w", encoding="utf-8", newline="") as stream:
                stream.write(about.line(about.EARLIER))
                stream.writelines(about.line(_earlier_values(rating)) for rating, _ in rows)
            _json(self._folder / "task-earlier_beh.json", {"TaskName": "earlier", **about.EARLIER})


def _session_values(visit: Visit) -> dict[str, Any]:
    row, session = visit.row, visit.session
    return {
        "acq_time": row.started_utc.isoformat().replace("+00:00", "Z"),
        "world": row.world,
        "language": session.language,
        "simulated": row.simulated,
        "planned_s": row.planned_s,
        "delivered_s": row.delivered_s,
        "planned_mode": session.mode,
        "modes": ";".join(row.modes),
        "state": row.state,
        "reason": row.reason,
        "rating_before": row.before,
        "rating_after": row.after,
        "note": session.note,
    }


def _earlier_values(rating: EarlierRating) -> tuple[Any, ...]:
    given = rating.given_utc.date() if rating.date_only else rating.given_utc.isoformat().replace("+00:00", "Z")
    return given, rating.phase, rating.instrument, rating.value, "imported", rating.file, rating.line


def _events(visit: Visit, zero_s: float) -> Iterator[tuple[Any, ...]]:
    """All that was recorded of a session, in the order of time, by seconds from `zero_s`."""
    rows: list[tuple[float, tuple[Any, ...]]] = []
    for s in visit.segments:
        lasted = None if s.end_s is None else s.end_s - s.start_s
        known = {"runtime": s.runtime, "system": s.system, "ended_by": s.ended_by}
        rows.append((s.start_s, (lasted, "shown", None, s.start_s, s.mode, None, None, s.display, known)))
    for r in visit.ratings:
        known = {"anchors": [r.anchor_low, r.anchor_high], "language": r.language, "corrections": r.corrections}
        told = (0.0, f"rating_{r.phase}", r.latency_s, r.at_s, r.mode, r.instrument, r.value, r.source, known)
        rows.append((r.at_s, told))
    for e in visit.events:
        rows.append((e.at_s, (0.0, e.kind, None, e.at_s, None, None, None, None, e.data)))
    for at_s, rest in sorted(rows, key=lambda row: row[0]):
        yield at_s - zero_s, *rest


def _events_about() -> dict[str, Any]:
    return {**about.EVENTS, "StimulusPresentation": {"SoftwareName": "Respite", "SoftwareVersion": version()}}


def _json(file: Path, data: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
