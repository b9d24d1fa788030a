"""How long to wait after wrong passwords: longer with each, for a person and for an address."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Delay:
    """free : wrong ones without a wait; first_s, longest_s : the wait after the next one, which doubles up to the longest"""

    free: int
    first_s: float = 15.0
    longest_s: float = 3600.0

    def after(self, failures: int) -> timedelta:
        """How long nothing is tried after so many wrong ones."""
        beyond = failures - self.free
        if beyond <= 0:
            return timedelta(0)
        return timedelta(seconds=min(self.longest_s, self.first_s * 2.0 ** min(beyond - 1, 30)))


PERSON = Delay(free=4)
#: a ward's browsers may share an address, so that it is given more
ADDRESS = Delay(free=12)
#: for guesses at a pairing code, from one address
PAIRING = Delay(free=4)
#: wrong ones are forgotten when none came for so long
FORGOTTEN = timedelta(days=1)


def origin(address: str) -> str:
    """What counts as one address: of IPv6 the network, since a machine there has as many addresses as it likes (RFC 8981)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped is not None:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False))


@dataclass(frozen=True, slots=True)
class Lock:
    """Where a person or an address stands. until : nothing is tried before"""

    failures: int = 0
    until: datetime | None = None
    last: datetime | None = None

    def wait(self, now: datetime) -> timedelta:
        """How long it is still to wait."""
        if self.until is None:
            return timedelta(0)
        # a clock that was put back must not lock anybody out for years
        return min(max(self.until - now, timedelta(0)), timedelta(hours=1))

    def failed(self, now: datetime, delay: Delay) -> Lock:
        """One more wrong one."""
        recent = self.last is not None and now - self.last < FORGOTTEN
        failures = self.failures + 1 if recent else 1
        wait = delay.after(failures)
        return Lock(failures, now + wait if wait else None, now)
