"""Reports on one participant and on one programme, as PDF and as HTML, for a talk with a patient and for the file.

`make` writes one; `participant` and `programme` say what stands in it, `pdf` and `html` how it looks.
"""

from app.reports.command import add_arguments, run
from app.reports.report import Kind, Subject, make

__all__ = ["Kind", "Subject", "add_arguments", "make", "run"]
