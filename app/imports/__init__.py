"""What comes into Respite from elsewhere: ratings that were given earlier, as files."""

from app.imports.command import add_arguments, run

__all__ = ["add_arguments", "run"]
