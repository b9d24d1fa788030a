"""``people``: who may log in once the console is on the ward's network."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable
from dataclasses import asdict

from app.config import add_data, data_folder
from app.errors import BadInput
from app.people.roles import Role
from app.people.staff import Staff, check_name
from app.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``people``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))

    def action(name: str, what: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = actions.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        add_data(sub)
        if name != "list":
            sub.add_argument("name", metavar="NAME")
        return sub

    action("list", "who there is").add_argument("--json", action="store_true", help="JSON on standard output")
    for name, what in (("add", "somebody begins to work here"), ("role", "somebody has other roles from now on")):
        action(name, what).add_argument(
            "--role", action="append", required=True, choices=[str(r) for r in Role], help="once for each role"
        )
    action("password", "give somebody a new password, which also ends their waiting")
    action("disable", "somebody can't log in any more; what they did stays in the record")
    action("enable", "somebody can log in again")


def run(args: argparse.Namespace) -> int:
    """Carry out the action; hands back the exit code 0. Raises `BadInput` and `StoreError`, each one line."""
    if args.action == "list":
        with Store.open(data_folder(args), read_only=True) as store:
            return _list(Staff(store), args)
    if args.action == "add":
        args.name = check_name(args.name)
    with Store.open(data_folder(args)) as store:
        _ACTIONS[args.action](Staff(store), args)
    return 0


def _list(staff: Staff, args: argparse.Namespace) -> int:
    members = staff.members()
    if args.json:
        print(json.dumps([asdict(member) for member in members], ensure_ascii=False, indent=2, default=str))
        return 0
    for member in members:
        state = "disabled" if member.disabled else ""
        print(f"{member.name:32} {', '.join(member.roles):40} {state}".rstrip())
    if not members:
        print("Nobody yet: add somebody with 'python3 -m app people add NAME --role administrator'.")
    return 0


def _add(staff: Staff, args: argparse.Namespace) -> None:
    staff.add(args.name, _roles(args), _asked(f"Password for {args.name}: "))
    print(f"{args.name} can log in as {', '.join(_roles(args))}.")


def _role(staff: Staff, args: argparse.Namespace) -> None:
    staff.set_roles(args.name, _roles(args))
    print(f"{args.name} is {', '.join(_roles(args))} from now on.")


def _password(staff: Staff, args: argparse.Namespace) -> None:
    staff.reset(args.name, _asked(f"New password for {args.name}: "))
    print(f"{args.name} has a new password.")


def _disable(staff: Staff, args: argparse.Namespace) -> None:
    staff.disable(args.name)
    print(f"{args.name} can't log in any more.")


def _enable(staff: Staff, args: argparse.Namespace) -> None:
    staff.disable(args.name, disabled=False)
    print(f"{args.name} can log in again.")


_ACTIONS: dict[str, Callable[[Staff, argparse.Namespace], None]] = {
    "add": _add,
    "role": _role,
    "password": _password,
    "disable": _disable,
    "enable": _enable,
}


def _roles(args: argparse.Namespace) -> list[Role]:
    return [role for role in Role if str(role) in args.role]


def _asked(text: str) -> str:
    """A password, typed twice on a terminal; a line of standard input where that is none."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(text)
    if getpass.getpass("The same again: ") != first:
        raise BadInput("the password was not typed the same twice: try again")
    return first
