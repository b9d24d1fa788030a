"""The people who work here, in the record: who they are, what they may do, and whether a password is theirs."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from app.errors import BadInput
from app.people import lockout
from app.people.password import Hasher, check_password, check_pin, temporary
from app.people.roles import Role
from app.store import Store, access, audit
from app.store.access import Person

#: in a name, beside letters and digits
_MARKS = " .-_'"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here, without their secrets. wait_s : seconds until a password is tried again, 0 for at once"""

    id: int
    name: str
    roles: tuple[Role, ...]
    has_pin: bool
    renew: bool
    disabled: bool
    seen_utc: datetime | None
    wait_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """The password was not looked at: it is to wait first."""

    seconds: float


class Staff:
    """Everything about people. All methods may be called from any thread; what they change stands in the audit trail.

    now : hands back the time, with its zone
    """

    def __init__(
        self, store: Store, hasher: Hasher | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store, self._now = store, now
        self._made = hasher
        self._turn = threading.Lock()

    # ---- who there is -------------------------------------------------------------------------------------------------

    def members(self) -> Sequence[Member]:
        """Everybody, by name."""
        now = self._now()
        with self._store.reading() as reading:
            return [_member(reading, row, now) for row in reading.scalars(select(Person).order_by(Person.key))]

    def member(self, person_id: int) -> Member | None:
        """Somebody by their number; None where there is nobody."""
        with self._store.reading() as reading:
            row = reading.get(Person, person_id)
            return None if row is None else _member(reading, row, self._now())

    def administrators(self) -> Sequence[str]:
        """The names of those who may manage people."""
        return [m.name for m in self.members() if Role.ADMINISTRATOR in m.roles and not m.disabled]

    def known(self, name: str) -> str:
        """The name as it is written here; "" for nobody's. What is typed for a name may be a password, and is not to be kept."""
        with self._store.reading() as reading:
            return reading.scalar(select(Person.name).where(Person.key == _key(name))) or ""

    # ---- passwords ----------------------------------------------------------------------------------------------------

    def enter(self, name: str, password: str, address: str) -> Member | Wait | None:
        """Who this is; None where the name or the password is wrong, which counts against both name and address."""
        with self._turn:  # one after the other, so that many guesses at once don't all come before the first is counted
            return self._enter(name, password, address)

    def _enter(self, name: str, password: str, address: str) -> Member | Wait | None:
        key, now = _key(name), self._now()
        places = {f"person {key}"[:120]: lockout.PERSON, f"address {lockout.origin(address)}": lockout.ADDRESS}
        with self._store.reading() as reading:
            wait = max(access.lock(reading, place).wait(now) for place in places)
            row = reading.scalar(select(Person).where(Person.key == key))
        if wait:
            return Wait(wait.total_seconds())
        known = row is not None and not row.disabled
        right = self._hasher.fits(row.password if row is not None and known else None, password)
        with self._store.writing() as work:
            if not right:
                for place, delay in places.items():
                    access.set_lock(work, place, access.lock(work, place).failed(now, delay), now)
                return None
            access.unlock(work, f"person {key}")
            found = work.scalar(select(Person).where(Person.key == key, Person.disabled.is_(False)))
            if found is None:
                return None
            found.seen_utc = now
            if self._hasher.dated(found.password):
                found.password = self._hasher.hash(password)
            return _member(work, found, now)

    def pin_fits(self, person_id: int, pin: str) -> bool:
        """Whether this is the person's PIN."""
        with self._store.reading() as reading:
            row = reading.get(Person, person_id)
        usable = row is not None and not row.disabled
        return self._hasher.fits(row.pin if row is not None and usable else None, pin)

    def pairing_wait(self, address: str) -> timedelta:
        """How long no pairing code is taken from this address."""
        with self._store.reading() as reading:
            return access.lock(reading, f"pairing {lockout.origin(address)}").wait(self._now())

    def pairing_failed(self, address: str) -> None:
        """A wrong pairing code came from this address."""
        now, place = self._now(), f"pairing {lockout.origin(address)}"
        with self._store.writing() as work:
            access.set_lock(work, place, access.lock(work, place).failed(now, lockout.PAIRING), now)

    # ---- changes ------------------------------------------------------------------------------------------------------

    def add(self, name: str, roles: Sequence[Role], password: str | None = None) -> str:
        """Somebody begins to work here. Hands back their password: the one given, or one to be changed at the first login.

        Raises
        ------
        BadInput
            The name, the password or the roles break a rule, or somebody has the name.
        """
        name = check_name(name)
        given = temporary() if password is None else check_password(password, name)
        hashed = self._hasher.hash(given)
        with self._store.writing() as work:
            if work.scalar(select(Person.id).where(Person.key == _key(name))) is not None:
                raise BadInput(f"somebody here has the name {name}: choose another")
            work.add(
                Person(
                    name=name,
                    key=_key(name),
                    roles=_listed(roles),
                    password=hashed,
                    pin=None,
                    renew=password is None,
                    disabled=False,
                    made_utc=self._now(),
                    seen_utc=None,
                )
            )
            audit.add(work, "person", name, None, {"roles": _listed(roles)})
        return given

    def set_roles(self, name: str, roles: Sequence[Role]) -> None:
        """They have these roles from now on. Raises `BadInput` where nobody would be left to manage people."""
        with self._store.writing() as work:
            row = _person(work, name)
            old, new = list(row.roles), _listed(roles)
            row.roles = new
            work.flush()
            _somebody_manages(work)
            if old != new:
                audit.add(work, "person", row.name, {"roles": old}, {"roles": new})

    def disable(self, name: str, disabled: bool = True) -> None:
        """They can't log in from now on, or can again. Raises `BadInput` where nobody would be left to manage people."""
        with self._store.writing() as work:
            row = _person(work, name)
            old, row.disabled = row.disabled, disabled
            work.flush()
            _somebody_manages(work)
            if old != disabled:
                audit.add(work, "person", row.name, {"disabled": old}, {"disabled": disabled})

    def reset(self, name: str, password: str | None = None) -> str:
        """A new password, given by somebody else; the PIN is gone, and nobody must wait. Hands the password back as `add` does."""
        with self._store.reading() as reading:
            name = _person(reading, name).name
        given = temporary() if password is None else check_password(password, name)
        hashed = self._hasher.hash(given)
        with self._store.writing() as work:
            row = _person(work, name)
            row.password, row.pin, row.renew = hashed, None, password is None
            access.unlock(work, f"person {row.key}")
            audit.add(work, "person", row.name, None, {"password": "given anew"})
        return given

    def choose_password(self, person_id: int, old: str, new: str) -> None:
        """Somebody who just showed their password so far chooses another. Raises `BadInput` where that breaks a rule."""
        row = self._own(person_id)
        if check_password(new, row.name) == old:
            raise BadInput("the new password must be another than the one so far: choose another")
        hashed = self._hasher.hash(new)
        with self._store.writing() as work:
            found = work.get_one(Person, person_id)
            found.password, found.renew = hashed, False
            audit.add(work, "person", found.name, None, {"password": "changed"})

    def choose_pin(self, person_id: int, pin: str) -> None:
        """Somebody who just showed their password chooses a PIN; "" for none. Raises `BadInput` where it breaks a rule."""
        self._own(person_id)
        hashed = self._hasher.hash(check_pin(pin)) if pin else None
        with self._store.writing() as work:
            found = work.get_one(Person, person_id)
            found.pin = hashed
            audit.add(work, "person", found.name, None, {"pin": "chosen" if hashed else "none"})

    # ---- inside -------------------------------------------------------------------------------------------------------

    @property
    def _hasher(self) -> Hasher:
        self._made = self._made or Hasher()
        return self._made

    def _own(self, person_id: int) -> Person:
        with self._store.reading() as reading:
            row = reading.get(Person, person_id)
        if row is None or row.disabled:
            raise BadInput("this account is not in use any more: ask an administrator")
        return row


def check_name(name: str) -> str:
    """A name for logging in. Raises `BadInput` when it isn't 2 to 32 letters, digits and marks."""
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not 2 <= len(name) <= 32 or not all(sign.isalnum() or sign in _MARKS for sign in name):
        raise BadInput(
            f"a person's name must be 2 to 32 letters, digits, spaces or .-_' , got {name[:40]!r}: choose a short one"
        )
    return name


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).split()).casefold()[:64]


def _listed(roles: Sequence[Role]) -> list[str]:
    if not roles:
        raise BadInput(f"a person must have a role: {', '.join(Role)}")
    return [str(role) for role in Role if role in roles]


def _member(reading: Work, row: Person, now: datetime) -> Member:
    wait = access.lock(reading, f"person {row.key}").wait(now)
    roles = tuple(Role(role) for role in row.roles)
    return Member(
        row.id, row.name, roles, row.pin is not None, row.renew, row.disabled, row.seen_utc, wait.total_seconds()
    )


def _person(reading: Work, name: str) -> Person:
    row = reading.scalar(select(Person).where(Person.key == _key(name)))
    if row is None:
        raise BadInput(f"nobody here has the name {name}: add them first")
    return row


def _somebody_manages(work: Work) -> None:
    rows = work.scalars(select(Person).where(Person.disabled.is_(False))).all()
    if not any(Role.ADMINISTRATOR in row.roles for row in rows):
        raise BadInput("somebody must be an administrator: make another person one first")
