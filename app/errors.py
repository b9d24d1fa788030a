"""What Respite raises. One shallow root; each message names the thing, the rule, the value and what to do."""

from __future__ import annotations


class RespiteError(Exception):
    """Anything a person can be told in one line. The command line prints it and exits with 2."""


class BadInput(RespiteError):
    """A value from outside (an option, a form, a file) breaks a rule."""


class IllegalStep(RespiteError):
    """The session cannot take this step from where it stands."""


class Already(IllegalStep):
    """What was asked for is so already: somebody else was quicker. Nothing went wrong."""


class StoreError(RespiteError):
    """The record can't be read or written: the folder, the disk, the database."""


class ProcessLost(RespiteError):
    """A process of Respite ended or stopped answering."""
