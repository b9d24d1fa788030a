"""What the console needs to know of people: the staff, who is logged in, and the network if it is on one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.errors import RespiteError
from app.people.logins import Logins
from app.people.staff import Staff
from app.store import Store

if TYPE_CHECKING:
    from app.network.certificate import Certificate
    from app.network.names import Names
    from app.network.pairing import Devices, Pairing

log = logging.getLogger(__name__)

#: seconds in which the same refusal is written down once
_AGAIN_S = 60.0
#: refusals of all kinds that are written down in that time
_MOST = 30


@dataclass(slots=True)
class Network:
    """The console on the ward's network.

    certificate : the one shown now; source : looks for the one to be shown, and makes it where it is made here
    """

    store: Store
    names: Names
    port: int
    source: Callable[[], Certificate]
    certificate: Certificate
    pairing: Pairing
    devices: Devices

    def written(self, newer: Certificate) -> None:
        """`newer` is shown from now on; that stands in the audit trail."""
        old, self.certificate = self.certificate, newer
        self.store.audit("certificate", "certificate", facts(old), facts(newer))


def facts(certificate: Certificate) -> dict[str, object]:
    """A certificate as the audit trail has it."""
    ends = certificate.ends.isoformat(timespec="seconds")
    return {"fingerprint": certificate.fingerprint, "ends": ends, "made here": certificate.own}


class Refusals:
    """Writes down what was refused. What comes again and again stands once a minute, and then how often it came."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._turn = threading.Lock()
        self._since = float("-inf")
        self._counts: dict[tuple[str, str, str], int] = {}

    def add(self, what: str, address: str, path: str, who: str = "", **more: str) -> None:
        """`what` was refused to `address`, which asked for `path`. Never raises: a full disk must not open a door."""
        key = (what, address, path[:100])
        with self._turn:
            earlier = self._turned()
            first = key not in self._counts and len(self._counts) < _MOST
            place = key if first or key in self._counts else ("more", "", "")
            self._counts[place] = self._counts.get(place, 0) + 1
        if not first:
            return
        found: dict[str, object] = {"address": address, "path": key[2], **more}
        if earlier:
            found["times"] = earlier
        try:
            self._store.audit("refused", what, None, found, who=who or f"address {address}")
        except RespiteError as error:
            log.warning("the refusal %r is not in the audit trail: %s", what, error)

    def _turned(self) -> dict[str, int]:
        """What came more than once in the minute that is over; nothing while it isn't."""
        now = time.monotonic()
        if now - self._since <= _AGAIN_S:
            return {}
        before, self._counts, self._since = self._counts, {}, now
        return {" ".join(filter(None, key)): count for key, count in before.items() if count > 1}


@dataclass(slots=True)
class Office:
    """network : None where the console is served on this machine alone, where nobody logs in"""

    store: Store
    staff: Staff
    logins: Logins
    network: Network | None = None
    refusals: Refusals = field(init=False)

    def __post_init__(self) -> None:
        self.refusals = Refusals(self.store)
