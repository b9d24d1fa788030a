"""The tables. What is measured hangs on a session by seconds from that session's start (`at_s`)."""

from app.store.models.answers import Answered, EarlierRating, Rating
from app.store.models.base import Base, Utc
from app.store.models.measured import FrameTime, HeadMotion, SoundCalibration, SoundLevel
from app.store.models.people import Enrolment, Participant, Setting, Telling
from app.store.models.session import ENDED, Event, Noted, NotedSymptom, Segment, Session

__all__ = [
    "ENDED",
    "Answered",
    "Base",
    "EarlierRating",
    "Enrolment",
    "Event",
    "FrameTime",
    "HeadMotion",
    "Noted",
    "NotedSymptom",
    "Participant",
    "Rating",
    "Segment",
    "Session",
    "Setting",
    "SoundCalibration",
    "SoundLevel",
    "Telling",
    "Utc",
]
