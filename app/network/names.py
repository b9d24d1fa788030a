"""What this machine is called on the network: what a browser may ask for, and what its certificate is made out to."""

from __future__ import annotations

import ipaddress
import re
import socket
import time
from collections.abc import Sequence

from app.errors import BadInput

#: this machine as it calls itself
LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: every address of the machine
WILDCARDS = ("0.0.0.0", "::")
#: seconds for which the machine's addresses are taken to be the same
_HOLDS_S = 30.0
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")


def check_name(name: str) -> str:
    """A machine's name or address as browsers write it. Raises `BadInput` when it is neither."""
    plain = name.strip().lower().rstrip(".")
    if _is_address(plain):
        return str(ipaddress.ip_address(plain))
    if len(plain) > 253 or not _NAME.fullmatch(plain):
        raise BadInput(f"--name must be a machine's name or address such as respite.ward.example, got {name!r}")
    return plain


class Names:
    """The names and addresses under which the console is reached.

    listen : the address it listens on; one of `WILDCARDS` stands for all of the machine's
    extra : names that the ward's network knows the machine by
    """

    def __init__(self, listen: str, extra: Sequence[str] = ()) -> None:
        self._listen, self._extra = listen, tuple(check_name(name) for name in extra)
        self._known: tuple[str, ...] = ()
        self._at = float("-inf")

    @property
    def all(self) -> tuple[str, ...]:
        """Names first, then addresses; an address that the machine got since is among them within half a minute."""
        now = time.monotonic()
        if now - self._at > _HOLDS_S:
            self._known, self._at = self._look(), now
        return self._known

    @property
    def addresses(self) -> tuple[str, ...]:
        """Addresses that another machine can reach."""
        known = [name for name in self.all if _is_address(name) and name not in LOOPBACK]
        return tuple(sorted(known, key=lambda a: (":" in a, not ipaddress.ip_address(a).is_private, a)))

    @property
    def best(self) -> str:
        """What a tablet is told: the name that was given, else an address of the network, else the machine's name."""
        return next(iter((*self._extra, *self.addresses, *self.all)))

    def _look(self) -> tuple[str, ...]:
        host = socket.gethostname().lower().rstrip(".")
        named = [name for name in (host, f"{host}.local" if "." not in host else "") if _NAME.fullmatch(name)]
        every = self._listen in WILDCARDS
        found = [*LOOPBACK, *_own_addresses(v6=self._listen == "::")] if every else [self._listen]
        return tuple(dict.fromkeys((*self._extra, *named, *found)))


def _own_addresses(*, v6: bool) -> list[str]:
    import psutil

    kinds = (socket.AF_INET, socket.AF_INET6) if v6 else (socket.AF_INET,)
    found = [a.address for card in psutil.net_if_addrs().values() for a in card if a.family in kinds]
    # an address with a zone ("fe80::1%eth0") is of one wire, and browsers don't take it
    return [address for address in found if "%" not in address and not ipaddress.ip_address(address).is_link_local]


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def bracketed(name: str) -> str:
    """As it stands in an address: IPv6 in brackets."""
    return f"[{name}]" if ":" in name else name
