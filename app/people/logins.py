"""Who is logged in: kept on this side alone, found by a random secret that the browser holds, and bound to that browser."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from app.people.roles import Right, Role, rights
from app.people.staff import Member

#: seconds without anything done until the PIN is asked for
IDLE_S = 15 * 60.0
#: seconds from the password until it is asked for again, whatever was done
LONGEST_S = 12 * 3600.0
#: wrong PINs until the password is asked for
PIN_TRIES = 3
#: seconds after which a login that nobody came back to is forgotten
_FORGOTTEN_S = 24 * 3600.0


class State(Enum):
    """LOCKED : the person must show again that it is them; until then only Stop is theirs"""

    ACTIVE = "active"
    LOCKED = "locked"
    ENDED = "ended"


@dataclass(eq=False, slots=True)
class Login:
    """One person in one browser. device : its number, 0 for this machine itself

    renew : nothing can be done before the password is changed
    """

    person: int
    name: str
    roles: tuple[Role, ...]
    device: int
    has_pin: bool
    renew: bool
    idle_s: float
    clock: Callable[[], float] = field(repr=False)
    begun: float = 0.0
    seen: float = 0.0
    locked: bool = False
    ended: bool = False
    wrong_pins: int = 0
    digest: str = ""

    def __post_init__(self) -> None:
        self.begun = self.seen = self.clock()

    @property
    def rights(self) -> frozenset[Right]:
        """What the person may do."""
        return rights(self.roles)

    @property
    def state(self) -> State:
        """Where the login stands now."""
        now = self.clock()
        if not self.ended and (now - self.seen > self.idle_s or now - self.begun > LONGEST_S):
            self.locked = True
        return State.ENDED if self.ended else State.LOCKED if self.locked else State.ACTIVE

    @property
    def active(self) -> bool:
        """Whether the person is there."""
        return self.state is State.ACTIVE

    @property
    def takes_pin(self) -> bool:
        """Whether the PIN is enough to come back."""
        return self.has_pin and self.wrong_pins < PIN_TRIES and self.clock() - self.begun <= LONGEST_S

    def may(self, right: Right) -> bool:
        """Whether the person may do this now. Stop is theirs while they are locked out too."""
        if self.renew and right is not Right.ENTER:
            return False
        return right in self.rights and (self.active or (right is Right.ENTER and not self.ended))

    def touch(self) -> None:
        """The person did something."""
        if self.active:
            self.seen = self.clock()


class Logins:
    """All of them. idle_s : seconds without anything done until the PIN is asked for"""

    def __init__(self, idle_s: float = IDLE_S, clock: Callable[[], float] = time.monotonic) -> None:
        self.idle_s = idle_s
        self._clock = clock
        self._known: dict[str, Login] = {}

    def begin(self, member: Member, device: int) -> tuple[Login, str]:
        """Somebody logged in on this device. Hands back the login, and the secret for the browser."""
        now = self._clock()
        for login in [known for known in self._known.values() if now - known.seen > _FORGOTTEN_S]:
            self.end(login)
        login = Login(
            member.id, member.name, member.roles, device, member.has_pin, member.renew, self.idle_s, self._clock
        )
        return login, self._secret(login)

    def find(self, secret: str) -> Login | None:
        """The login that this secret stands for, wherever it stands; the caller checks the device."""
        return self._known.get(_digest(secret)) if secret else None

    def unlock(self, login: Login, *, by_password: bool) -> str:
        """The person is back. Hands back the new secret; the old one is worth nothing any more."""
        login.locked, login.wrong_pins, login.seen = False, 0, self._clock()
        if by_password:
            login.begun = login.seen
        return self._secret(login)

    def end(self, login: Login) -> None:
        """It is over."""
        login.ended = True
        self._known.pop(login.digest, None)

    def end_person(self, name: str) -> None:
        """All of this person are over: their role or their password is another, or they are not to log in any more."""
        for login in [known for known in self._known.values() if known.name == name]:
            self.end(login)

    def end_device(self, device: int) -> None:
        """All on this device are over."""
        for login in [known for known in self._known.values() if known.device == device]:
            self.end(login)

    def _secret(self, login: Login) -> str:
        secret = secrets.token_urlsafe(32)
        self._known.pop(login.digest, None)
        login.digest = _digest(secret)
        self._known[login.digest] = login
        return secret


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
