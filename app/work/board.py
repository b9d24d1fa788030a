"""The board on which long work stands: asked for, begun one after another, done, failed or called off.

It belongs to the program, not to a page: who comes back finds the work where it is. What comes of a task stays in a folder of its
own for some days, also when the program is started again; of work that failed, was called off or was cut off nothing stays.
"""

from __future__ import annotations

import contextlib
import json
import logging
import multiprocessing
import secrets
import shutil
import threading
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from app.processes.worker import entry, exit_text
from app.work.child import Failed, Far, Order
from app.work.tasks import Outcome, Task

log = logging.getLogger(__name__)

#: the folder of finished work in the data folder, and what is written down of each
FOLDER, NOTE = "work", "job.json"
#: how long what came of it is kept
KEPT = timedelta(days=7)
#: seconds that a task may take to end by itself once it is called off
PATIENCE_S = 5.0


class State(StrEnum):
    """Where a piece of work stands."""

    WAITING = "waiting"
    RUNNING = "running"
    ENDING = "ending"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        return self in (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work.

    facts : what was asked for, plain values
    done, total : how far it is, in whatever the task counts; total is 0 while that is not known
    file : what can be taken away
    said : a line on what came of it, in English
    """

    id: str
    kind: str
    facts: dict[str, Any]
    asked_utc: datetime
    state: State
    done: int = 0
    total: int = 0
    ended_utc: datetime | None = None
    file: Path | None = None
    said: str = ""

    @property
    def share(self) -> float | None:
        """How much of it is done, 0 to 1; None while that is not known."""
        return None if self.total <= 0 else min(1.0, self.done / self.total)


Ended = Callable[[Job], None]


class Board:
    """All work of one data folder. Every method may be called from any thread, and none waits for the work.

    chatter : file for what a task's process writes to standard output and standard error, None for this one's
    """

    def __init__(self, data: Path, chatter: Path | None = None) -> None:
        self._data, self._chatter = data, chatter
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._waiting: list[tuple[str, Task, Ended | None, Context]] = []
        self._thread: threading.Thread | None = None
        self._process: BaseProcess | None = None
        self._called_off = threading.Event()
        self._closed = False
        for job in _left(self._folder):
            self._jobs[job.id] = job

    @property
    def _folder(self) -> Path:
        return self._data / FOLDER

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All of it, the newest first."""
        with self._lock:
            return tuple(sorted(self._jobs.values(), key=lambda job: job.asked_utc, reverse=True))

    @property
    def busy(self) -> bool:
        """Whether something is under way or waits."""
        return any(not job.state.over for job in self.jobs)

    def job(self, job_id: str) -> Job | None:
        """One piece of work; None where there is none."""
        with self._lock:
            return self._jobs.get(job_id)

    def ask(self, task: Task, ended: Ended | None = None) -> Job:
        """Have `task` done as soon as what was asked for before is over. ended : called with the job, on another thread"""
        job = Job(secrets.token_hex(4), task.kind, task.facts(), datetime.now(UTC), State.WAITING)
        with self._lock:
            self._jobs[job.id] = job
            # who asked is who acts in all that follows
            self._waiting.append((job.id, task, ended, copy_context()))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="work", daemon=True)
                self._thread.start()
        return job

    def cancel(self, job_id: str) -> None:
        """Call it off; nothing of it is left. What is over stays as it is."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.state.over:
                return
            if job.state is State.WAITING:
                self._waiting = [entry for entry in self._waiting if entry[0] != job_id]
                self._jobs[job_id] = replace(job, state=State.CANCELLED, ended_utc=datetime.now(UTC))
            else:
                self._jobs[job_id] = replace(job, state=State.ENDING)
                self._called_off.set()

    def remove(self, job_id: str) -> None:
        """Take work that is over off the board, and what came of it with it; a copy of the record stays."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or not job.state.over:
                return
            del self._jobs[job_id]
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def close(self) -> None:
        """The program ends: what is under way is called off."""
        self._closed = True
        for job in self.jobs:
            self.cancel(job.id)
        if self._thread is not None:
            self._thread.join(PATIENCE_S + 2.0)

    # ---- on the thread ----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting or self._closed:
                    self._thread = None
                    return
                job_id, task, ended, context = self._waiting.pop(0)
                self._called_off.clear()
                self._jobs[job_id] = replace(self._jobs[job_id], state=State.RUNNING)
            out = self._folder / job_id
            try:
                out.mkdir(mode=0o700, parents=True)
                found = self._carried_out(job_id, Order(task, self._data, out))
            except OSError as error:
                found = Failed(f"{out}: {error.strerror or error}: check the disk and the folder")
            self._settle(job_id, found, out)
            job = self.job(job_id)
            if ended is not None and job is not None:
                try:
                    context.run(ended, job)
                except Exception:
                    log.exception("what follows on the work %s failed", job.kind)

    def _carried_out(self, job_id: str, order: Order) -> Outcome | Failed | None:
        context = multiprocessing.get_context("spawn")
        conn, theirs = context.Pipe()
        process = context.Process(
            target=entry,
            args=("app.work.child:main", {}, self._chatter, theirs, order),
            name="respite-work",
            daemon=True,
        )
        process.start()
        theirs.close()
        try:
            return self._followed(job_id, conn, process)
        finally:
            process.join(1.0)
            if process.is_alive():
                process.kill()
                process.join(2.0)
                order.task.clear(order.data)
            conn.close()

    def _followed(self, job_id: str, conn: Connection, process: BaseProcess) -> Outcome | Failed | None:
        waited_s, asked = 0.0, False
        while waited_s < PATIENCE_S:
            if self._called_off.is_set():
                if not asked:
                    asked = True
                    with contextlib.suppress(OSError):
                        conn.send("stop")
                waited_s += 0.1
            if not conn.poll(0.1):
                continue
            try:
                message = conn.recv()
            except (EOFError, OSError):
                process.join(2.0)
                return None if asked else Failed(f"it ended by itself ({exit_text(process.exitcode)}): try again")
            if not isinstance(message, Far):
                found: Outcome | Failed | None = message
                return found
            with self._lock:
                self._jobs[job_id] = replace(self._jobs[job_id], done=message.done, total=message.total)
        return None

    def _settle(self, job_id: str, found: Outcome | Failed | None, out: Path) -> None:
        job = self._jobs[job_id]
        now_utc = datetime.now(UTC)
        if isinstance(found, Outcome):
            job = replace(job, state=State.DONE, file=found.file, said=found.hint, done=job.total, ended_utc=now_utc)
            _write_down(job, out)
        elif isinstance(found, Failed):
            job = replace(job, state=State.FAILED, said=found.line, ended_utc=now_utc)
        else:
            job = replace(job, state=State.CANCELLED, ended_utc=now_utc)
        if job.file is None or out not in job.file.parents:
            shutil.rmtree(out, ignore_errors=True)
        with self._lock:
            self._jobs[job_id] = job


def _write_down(job: Job, out: Path) -> None:
    """What is known of finished work, beside what came of it."""
    if job.file is None or out not in job.file.parents or job.ended_utc is None:
        return
    said = {
        "kind": job.kind,
        "facts": job.facts,
        "asked_utc": job.asked_utc.isoformat(),
        "ended_utc": job.ended_utc.isoformat(),
        "file": job.file.name,
        "said": job.said,
    }
    (out / NOTE).write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def _left(folder: Path) -> list[Job]:
    """What an earlier run of the program finished; what it left half done, or long ago, goes."""
    found = []
    for out in folder.iterdir() if folder.is_dir() else ():
        try:
            said = json.loads((out / NOTE).read_text("utf-8"))
            ended_utc, file = datetime.fromisoformat(said["ended_utc"]), out / said["file"]
            if not file.is_file() or datetime.now(UTC) - ended_utc > KEPT:
                raise ValueError("it is old, or not there")
            asked_utc = datetime.fromisoformat(said["asked_utc"])
            found.append(
                Job(out.name, said["kind"], said["facts"], asked_utc, State.DONE, 1, 1, ended_utc, file, said["said"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            shutil.rmtree(out, ignore_errors=True)
    return found
