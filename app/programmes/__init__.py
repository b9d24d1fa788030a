"""Programmes: courses of visits, who is given what, and where a participant stands.

`programme` reads and checks `assets/programmes/*.toml`; `allocation` decides who has which arm; `course` says which visit is next.
"""

from app.programmes.allocation import Place, place
from app.programmes.course import Done, Standing, Visit, standing, visits
from app.programmes.programme import Programme, available, load, parse, readable

__all__ = [
    "Done",
    "Place",
    "Programme",
    "Standing",
    "Visit",
    "available",
    "load",
    "parse",
    "place",
    "readable",
    "standing",
    "visits",
]
