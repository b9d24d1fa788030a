"""``sound``: the sound without a session, from the command line."""

from app.sound.command import add_arguments, run

__all__ = ["add_arguments", "run"]
