"""The record as a BIDS dataset: head motion with events (Motion-BIDS).

A session with head motion is a session of BIDS; its events hold all that was recorded of it, ratings and the stretches shown
among them. Sessions without motion are rows of one table for each participant (``task-visits_beh.tsv``), imported ratings
of another (``task-earlier_beh.tsv``): a folder for each would be thousands of folders of a few words. Hands are not in the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
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
DESCRIPTION = "dataset_description.json"
ROOT = (DESCRIPTION, "README.md", "participants.tsv", "participants.json", "sessions.json")
#: sessions whose motion is looked for at once
SOME = 200
#: rows of tables that wait to be written
MANY = 60_000
#: response time, mode, instrument, value and source of what is no rating
NOT_RATED = f"\t{about.NONE}" * 5
SESSION_COLUMNS = tuple(about.SESSIONS)[1:]


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
    Dataset(job, folder, subjects((number, alias) for number, alias in everybody)).write()
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
        self._tables: dict[Path, list[str]] = {}
        self._waiting = 0
        self._explained: set[str] = set()

    def write(self) -> None:
        """Write all of it."""
        told = visits(self._job.reading, self._job.choice)
        tasks: set[str] = set()
        while some := list(islice(told, SOME)):
            moved = motion.with_motion(self._job.reading, [visit.row.id for visit in some])
            for visit in some:
                if visit.row.id in moved:
                    tasks.add(visit.row.world)
                    self._moved(visit)
                else:
                    self._unmoved(visit)
                self._job.progress.step()
            if self._waiting > MANY:
                self._write_tables()
        self._earlier()
        self._write_tables()
        for task in tasks:
            _json(self._folder / f"task-{label(task)}_events.json", about.EVENTS | _software())
            name = f"task-{label(task)}_tracksys-{motion.TRACKSYS}_channels.json"
            _json(self._folder / name, motion.REFERENCE)
        with (self._folder / "participants.tsv").open("w", encoding="utf-8", newline="") as stream:
            stream.write(about.line(about.PARTICIPANTS))
            stream.writelines(about.line((f"sub-{self._labels[alias]}", alias)) for alias in self._there)

    def _subject(self, alias: str) -> tuple[str, Path]:
        """A participant's name and folder."""
        name = f"sub-{self._labels[alias]}"
        folder = self._folder / name
        if alias not in self._there:
            self._there[alias] = None
            folder.mkdir()
        return name, folder

    def _add(self, file: Path, columns: Iterable[str], lines: list[str]) -> None:
        """Put rows at the end of a table that grows; it is written with `_write_tables`."""
        if file not in self._tables:
            file.parent.mkdir(exist_ok=True)
            self._tables[file] = [about.line(columns)]
        self._tables[file] += lines
        self._waiting += len(lines)

    def _write_tables(self) -> None:
        for file, lines in self._tables.items():
            if lines:
                with file.open("a", encoding="utf-8", newline="") as stream:
                    stream.writelines(lines)
                lines.clear()
        self._waiting = 0

    def _unmoved(self, visit: Visit) -> None:
        """A session without motion goes into one table with the participant's others, and takes no folder."""
        name, folder = self._subject(visit.row.alias)
        values = {"session_id": _session(visit), **_session_values(visit)}
        first = about.line((values["session_id"], 0.0, None, "session", *([None] * 5), values))
        events = [f"{values['session_id']}\t{line}" for line in _events(visit, 0.0)]
        self._add(folder / "beh" / f"{name}_task-visits_beh.tsv", about.VISITS, [first, *events])
        self._explain("visits", about.VISITS)

    def _explain(self, task: str, columns: about.Columns) -> None:
        if task not in self._explained:
            self._explained.add(task)
            _json(self._folder / f"task-{task}_beh.json", {"TaskName": task, **columns})

    def _moved(self, visit: Visit) -> None:
        name, folder = self._subject(visit.row.alias)
        session = _session(visit)
        there = folder / session / "motion"
        there.mkdir(parents=True)
        values = _session_values(visit)
        line = about.line([session, *map(values.get, SESSION_COLUMNS)])
        self._add(folder / f"{name}_sessions.tsv", about.SESSIONS, [line])
        stem = f"{name}_{session}_task-{label(visit.row.world)}"
        first_s = self._motion(visit, there, stem)
        with (there / f"{stem}_events.tsv").open("w", encoding="utf-8", newline="") as stream:
            stream.write(about.line(about.EVENTS))
            stream.writelines(_events(visit, first_s))

    def _motion(self, visit: Visit, there: Path, stem: str) -> float:
        """Write the samples and what explains them; hands back the second of the first one."""
        tracked = f"{stem}_tracksys-{motion.TRACKSYS}"
        recorded = motion.write_samples(self._job.reading, visit.row.id, there / f"{tracked}_motion.tsv")
        nominal = motion.nominal_hz(self._job.reading, visit.row.id)
        systems = sorted({segment.system for segment in visit.segments if segment.system})
        _json(there / f"{tracked}_motion.json", motion.sidecar(visit.row.world, nominal, recorded, systems))
        (there / f"{tracked}_channels.tsv").write_text(motion.channels(), encoding="utf-8", newline="")
        began = visit.moment(recorded.first_s).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        scans = about.line(("filename", "acq_time")) + about.line((f"motion/{tracked}_motion.tsv", began))
        session = there.parent
        (session / f"{session.parent.name}_{session.name}_scans.tsv").write_text(scans, encoding="utf-8", newline="")
        self._job.progress.step(recorded.samples)
        return recorded.first_s

    def _earlier(self) -> None:
        query = self._job.choice.narrow_earlier(select(EarlierRating, Participant.alias).join(Participant))
        ordered = query.order_by(EarlierRating.participant_id, EarlierRating.given_utc, EarlierRating.id)
        for rating, alias in self._job.reading.execute(ordered, execution_options={"yield_per": PAGE}):
            name, folder = self._subject(alias)
            line = about.line(_earlier_values(rating))
            self._add(folder / "beh" / f"{name}_task-earlier_beh.tsv", about.EARLIER, [line])
            self._explain("earlier", about.EARLIER)
            if self._waiting > MANY:
                self._write_tables()


def _session(visit: Visit) -> str:
    return f"ses-{visit.row.id:05}"


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
        "rating_followup": row.followup,
        "kind": row.kind,
        "note": session.note,
    }


def _earlier_values(rating: EarlierRating) -> tuple[Any, ...]:
    given = rating.given_utc.date() if rating.date_only else rating.given_utc.isoformat().replace("+00:00", "Z")
    return given, rating.phase, rating.instrument, rating.value, "imported", rating.file, rating.line


def _events(visit: Visit, zero_s: float) -> list[str]:
    """The rows of all that was recorded of a session, in the order of time, by seconds from `zero_s`."""
    rows: list[tuple[float, str]] = []
    data: dict[str, Any]
    for s in visit.segments:
        lasted = None if s.end_s is None else s.end_s - s.start_s
        data = {"runtime": s.runtime, "system": s.system, "ended_by": s.ended_by}
        rows.append((s.start_s, about.line((lasted, "shown", None, s.mode, None, None, s.display, data))))
    for r in visit.ratings:
        data = {"anchors": [r.anchor_low, r.anchor_high], "language": r.language, "corrections": r.corrections}
        told = (0.0, f"rating_{r.phase}", r.latency_s, r.mode, r.instrument, r.value, r.source, data)
        rows.append((r.at_s, about.line(told)))
    for a in visit.answered:
        data = {"questionnaire": a.questionnaire, "language": a.language, "answers": a.answers, "scores": a.scores}
        data |= {"how": a.how, "declined": a.declined or [], "finished": a.finished}
        at_s = (a.entered_utc - visit.row.started_utc).total_seconds()
        rows.append((at_s, about.line((0.0, f"questionnaire_{a.moment}", *([None] * 5), data))))
    for e in visit.events:
        # there are many of them
        rows.append((e.at_s, f"0.0\t{about.cell(e.kind)}{NOT_RATED}\t{about.cell(e.data)}\n"))
    rows.sort(key=lambda row: row[0])
    return [f"{round(at_s - zero_s, 6)}\t{rest}" for at_s, rest in rows]


def _software() -> dict[str, Any]:
    return {"StimulusPresentation": {"SoftwareName": "Respite", "SoftwareVersion": version()}}


def _json(file: Path, data: Mapping[str, Any]) -> None:
    file.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
