"""Pairing: a code that this machine shows lets one browser in, which is known by a token of its own from then on."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from app.errors import BadInput
from app.store import Store, access, audit

DIGITS = 8
#: seconds for which a code holds
HOLDS_S = 300.0
#: wrong codes until the one that is shown holds no longer
TRIES = 5
#: how often at most it is written down that a browser was seen
_SEEN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Code:
    """A code that is shown. seconds : for which it still holds"""

    digits: str
    seconds: float


class Pairing:
    """The one code that holds at a time."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._turn = threading.Lock()
        self._digits, self._until, self._left = "", 0.0, 0

    @property
    def code(self) -> Code | None:
        """The code that holds now, None where none does."""
        left = self._until - self._clock()
        return Code(self._digits, left) if self._digits and left > 0 else None

    def show(self) -> Code:
        """A new code; the one before holds no longer."""
        with self._turn:
            self._digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
            self._until, self._left = self._clock() + HOLDS_S, TRIES
        return Code(self._digits, HOLDS_S)

    def hide(self) -> None:
        """No code holds any more."""
        with self._turn:
            self._digits = ""

    def take(self, typed: str) -> bool:
        """Whether this is the code. It holds for one browser alone, and not after some wrong ones."""
        with self._turn:
            code = self.code
            plain = "".join(typed.split()).replace("-", "")
            right = code is not None and hmac.compare_digest(code.digits.encode(), plain.encode())
            self._left -= 1
            if right or self._left <= 0:
                self._digits = ""
            return right


@dataclass(frozen=True, slots=True)
class Paired:
    """A browser that was paired. revoked_utc : None while it is welcome"""

    id: int
    name: str
    paired_utc: datetime
    seen_utc: datetime
    address: str
    revoked_utc: datetime | None


class Devices:
    """The browsers that were paired, in the record."""

    def __init__(self, store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store, self._now = store, now
        with store.reading() as reading:
            rows = reading.scalars(select(access.Device).where(access.Device.revoked_utc.is_(None))).all()
        # asked with each request, so that it is not read from the disk each time
        self._welcome = {row.token: row.id for row in rows}
        self._seen: dict[int, datetime] = {}

    def find(self, token: str) -> int | None:
        """The number of the browser that holds this token; None for one that is not welcome."""
        return self._welcome.get(_digest(token)) if token else None

    def add(self, name: str, address: str) -> tuple[int, str]:
        """A browser was paired. Hands back its number, and the token it is to hold."""
        token, now = secrets.token_urlsafe(32), self._now()
        with self._store.writing() as work:
            row = access.Device(
                name=" ".join(name.split())[:60] or "browser",
                token=_digest(token),
                paired_utc=now,
                seen_utc=now,
                address=address[:64],
                revoked_utc=None,
            )
            work.add(row)
            work.flush()
            audit.add(work, "device", row.name, None, {"paired": row.id, "address": row.address}, f"address {address}")
        self._welcome[row.token] = row.id
        return row.id, token

    def due(self, device: int) -> bool:
        """Whether it should be written down again that this browser is seen; whoever asks is to do it."""
        last, now = self._seen.get(device), self._now()
        if last is not None and now - last <= _SEEN:
            return False
        self._seen[device] = now
        return True

    def seen(self, device: int, address: str) -> None:
        """The browser was here."""
        with self._store.writing() as work:
            row = work.get(access.Device, device)
            if row is not None:
                row.seen_utc, row.address = self._now(), address[:64]

    def listed(self) -> Sequence[Paired]:
        """All of them, the last paired first."""
        with self._store.reading() as reading:
            rows = reading.scalars(select(access.Device).order_by(access.Device.id.desc()))
            return [Paired(r.id, r.name, r.paired_utc, r.seen_utc, r.address, r.revoked_utc) for r in rows]

    def revoke(self, device: int) -> None:
        """The browser is not welcome any more. Raises `BadInput` where there is none of this number."""
        with self._store.writing() as work:
            row = work.get(access.Device, device)
            if row is None:
                raise BadInput(f"there is no paired browser {device}: look at the list again")
            if row.revoked_utc is None:
                row.revoked_utc = self._now()
                audit.add(work, "device", row.name, {"paired": row.id}, {"revoked": row.id})
        self._welcome.pop(row.token, None)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
