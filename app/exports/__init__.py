"""What leaves Respite: the record as files for other programs."""

from app.exports.choice import Choice
from app.exports.command import add_arguments, run
from app.exports.export import FORMATS, Done, export
from app.exports.progress import Cancelled

__all__ = ["FORMATS", "Cancelled", "Choice", "Done", "add_arguments", "export", "run"]
