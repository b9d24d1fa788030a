"""What ratings say over participants: crossovers, mixed models, groups, responders, power. ``analyse`` on the command line."""

from app.analysis.analysis import Analysis, analyse
from app.analysis.command import add_arguments, run

__all__ = ["Analysis", "add_arguments", "analyse", "run"]
