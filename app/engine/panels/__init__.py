"""What a patient reads and chooses from inside the world."""

from __future__ import annotations

from app.engine.panels.base import Panel
from app.engine.panels.cursor import Cursor
from app.engine.panels.message import MessagePanel
from app.engine.panels.question import QuestionPanel
from app.engine.panels.rating import RatingPanel
from app.engine.panels.stop import StopPanel

__all__ = ["Cursor", "MessagePanel", "Panel", "QuestionPanel", "RatingPanel", "StopPanel"]
