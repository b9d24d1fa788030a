"""Questionnaires: what is asked beside the pain rating, how it is scored, and where it comes from."""

from app.questionnaires.given import Given, How
from app.questionnaires.questionnaire import Moment, Questionnaire, Scored, available, load, parse

__all__ = ["Given", "How", "Moment", "Questionnaire", "Scored", "available", "load", "parse"]
