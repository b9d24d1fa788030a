"""What was typed about the network: checked, and made into what the console is opened with."""

from __future__ import annotations

import argparse
import ipaddress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import BadInput
from app.network.names import WILDCARDS, bracketed, check_name
from app.people.logins import IDLE_S, Logins
from app.people.office import Network, Office, facts
from app.people.staff import Staff
from app.store import Store

if TYPE_CHECKING:
    from app.network.certificate import Certificate

#: minutes without anything done
IDLE = (1.0, 480.0)
_NETWORK_ALONE = ("listen", "name", "certificate", "key", "idle")


def check(args: argparse.Namespace) -> None:
    """Whether the options fit together. Raises `BadInput` where one breaks a rule."""
    if not args.network:
        for name in _NETWORK_ALONE:
            if getattr(args, name):
                raise BadInput(f"--{name} must come with --network: add it, or leave --{name} out")
        return
    if (args.certificate is None) != (args.key is None):
        one, other = ("certificate", "key") if args.key is None else ("key", "certificate")
        raise BadInput(f"--{one} must come with --{other}: name both files, or neither for a certificate made here")
    if args.idle is not None and not IDLE[0] <= args.idle <= IDLE[1]:
        raise BadInput(f"--idle must be {IDLE[0]:g} to {IDLE[1]:g} minutes, got {args.idle:g}: choose one in between")
    if args.listen is not None:
        try:
            ipaddress.ip_address(args.listen)
        except ValueError as error:
            raise BadInput(
                f"--listen must be an address of this machine such as 10.0.0.7, got {args.listen!r}"
            ) from error
    for name in args.name:
        check_name(name)


def address(args: argparse.Namespace) -> str:
    """Where the console listens."""
    if not args.network:
        return "127.0.0.1"
    return args.listen or WILDCARDS[0]


def office(store: Store, args: argparse.Namespace) -> Office:
    """Who works here, and the network if the console is to be on one.

    Raises
    ------
    BadInput
        Nobody could let anybody in, or a given certificate can't be used.
    StoreError
        The own certificate can't be kept.
    """
    staff = Staff(store)
    logins = Logins(IDLE_S if args.idle is None else args.idle * 60.0)
    if not args.network:
        return Office(store, staff, logins)
    if not staff.administrators():
        raise BadInput(
            "--network needs an administrator, and there is none: add one with "
            "'python3 -m app people add NAME --role administrator', or under Settings, People without --network"
        )
    from app.network import certificate
    from app.network.names import Names
    from app.network.pairing import Devices, Pairing

    names = Names(address(args), args.name)

    def own() -> Certificate:
        return certificate.own(store.path.parent, names.all)[0]

    if args.certificate is None:
        first, made = certificate.own(store.path.parent, names.all)
        if made:
            store.audit("certificate", "certificate", None, facts(first))

    source = own if args.certificate is None else partial(certificate.given, Path(args.certificate), Path(args.key))
    network = Network(store, names, args.port, source, source(), Pairing(), Devices(store))
    return Office(store, staff, logins, network)


def told(network: Network) -> list[str]:
    """What the terminal says: how a tablet finds the console, and how it knows that it is the right one."""
    code = network.pairing.show()
    lines = [
        f"On the network: https://{bracketed(network.names.best)}:{network.port}",
        f"Pairing code for one browser, for {code.seconds / 60:.0f} minutes: {code.digits[:4]} {code.digits[4:]}",
    ]
    if network.certificate.own:
        lines.append(f"The certificate's fingerprint (SHA-256): {network.certificate.fingerprint}")
    return lines
