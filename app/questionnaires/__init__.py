"""Questionnaires: what is asked beside the pain rating, how it is scored, and where it comes from."""

from app.questionnaires.questionnaire import Moment, Questionnaire, Scored, available, load, parse

__all__ = ["Moment", "Questionnaire", "Scored", "available", "load", "parse"]
