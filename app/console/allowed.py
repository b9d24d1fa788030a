"""The desk as one person may use it: what their role doesn't hold is refused here, whatever page it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.console.door import current
from app.people.roles import Refused, Right, action_right, only_reads

if TYPE_CHECKING:
    from app.people.logins import Login
    from app.people.office import Office
    from app.session.view import Desk

BEYOND = "your role does not include this: ask an administrator"
OVER = "you are not logged in any more: log in again"


def check(login: Login | None, right: Right, *, reads: bool = False) -> None:
    """Let whoever asks here and now go on, if that is who `login` is and they may.

    reads : nothing is changed. A page goes on to read for some seconds after its person was locked out, which nobody is shown.

    Raises
    ------
    Refused
        The login is over or somebody else's, or its roles don't hold the right.
    """
    if login is None or current() is not login:
        raise Refused(OVER)
    if right not in login.rights or (login.renew and right is not Right.ENTER):
        raise Refused(BEYOND)
    if not reads and not login.may(right):
        raise Refused(OVER)


class AllowedDesk:
    """Everything of `desk`, for whoever `login` is. What is refused is written down."""

    def __init__(self, desk: Desk, login: Login | None, office: Office) -> None:
        self._desk, self._login, self._office = desk, login, office

    def __getattr__(self, name: str) -> Any:
        right, login = action_right(name), self._login
        found = getattr(self._desk, name)
        if not callable(found):
            # what is only read is asked for by timers too, after the login was over; a page shows nothing then
            if login is None or right not in login.rights:
                raise Refused(BEYOND)
            return found

        def allowed(*args: Any, **more: Any) -> Any:
            try:
                check(login, right, reads=only_reads(name))
            except Refused:
                who = login.name if login is not None else ""
                self._office.refusals.add("an action beyond the role", "", name, who)
                raise
            return found(*args, **more)

        return allowed
