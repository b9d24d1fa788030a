"""Long work beside the sessions, one after another, each in a process of its own: exports, copies of the record, worlds."""

from app.work.board import Board, Job, State
from app.work.tasks import BackUp, Export, MakeReady, Outcome, Task, WriteReport

__all__ = ["BackUp", "Board", "Export", "Job", "MakeReady", "Outcome", "State", "Task", "WriteReport"]
