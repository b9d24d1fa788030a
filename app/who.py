"""Who acts: the person whose request is being served, or this machine's user where nobody had to log in.

It is kept in the context, which tasks and `asyncio.to_thread` take along: whoever writes a change down need not be handed it.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_ACTS: ContextVar[str | None] = ContextVar("who acts", default=None)


def machine() -> str:
    """This machine's user, as the audit trail names them."""
    try:
        return f"{getpass.getuser()} (this machine)"
    except (OSError, KeyError, ImportError):  # an account without a name, as in some containers
        return "this machine"


def acts() -> str:
    """The name of whoever acts here and now."""
    return _ACTS.get() or machine()


@contextmanager
def acting(name: str) -> Iterator[None]:
    """Everything within, and every task begun within, is done by `name`."""
    before = _ACTS.set(name)
    try:
        yield
    finally:
        _ACTS.reset(before)
