"""What leaves Respite: the record as files for other programs."""

from app.exports.command import add_arguments, run

__all__ = ["add_arguments", "run"]
