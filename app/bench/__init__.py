"""Measurements of this machine, each in processes of its own: ``python3 -m app bench NAME``."""

from app.bench.command import add_arguments, run

__all__ = ["add_arguments", "run"]
