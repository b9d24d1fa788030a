"""``programme``: which programmes there are, who takes part, and which visit is next."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from app.config import add_data, data_folder
from app.errors import BadInput
from app.i18n import LANGUAGES
from app.programmes.allocation import Place, arm
from app.programmes.course import Visit, visits
from app.programmes.programme import Programme, available, load, parse
from app.store import Store
from app.written import Words


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``programme``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))

    def action(name: str, what: str) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = actions.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        sub.add_argument("--json", action="store_true", help="JSON on standard output")
        sub.add_argument("--language", choices=list(LANGUAGES), default="en", help="language of the titles")
        add_data(sub)
        return sub

    action("list", "the programmes that there are")
    action("show", "a programme's visits").add_argument("programme", metavar="ID")
    action("check", "whether a file is a programme").add_argument("file", metavar="FILE", type=Path)
    enrol = action("enrol", "take a participant into a programme, at the next place of its allocation list")
    enrol.add_argument("alias", metavar="ALIAS")
    enrol.add_argument("programme", metavar="ID")
    enrol.add_argument("--stratum", action="append", default=[], metavar="NAME=VALUE", help="once for each stratum")
    enrol.add_argument(
        "--seed", type=int, help="of the allocation list, for the programme's first enrolment (default: drawn and kept)"
    )
    action("next", "a participant's next visit and what it shows; who asks is told, and that is kept").add_argument(
        "alias", metavar="ALIAS"
    )
    action("standing", "where a participant stands; nothing is told of what is next").add_argument(
        "alias", metavar="ALIAS"
    )
    action("leave", "a participant's programme is over for them").add_argument("alias", metavar="ALIAS")
    action("audit", "who was told what when").add_argument("programme", metavar="ID")
    listed = action("allocation", "the allocation list made anew from its seed, to check it once all is over")
    listed.add_argument("programme", metavar="ID")
    listed.add_argument("--seed", type=int, required=True)
    listed.add_argument("--stratum", default="", help='as the audit writes it, such as "sex=f site=north"')
    listed.add_argument("--many", type=int, default=20, help="how many places (default: 20)")


def run(args: argparse.Namespace) -> int:
    """Carry out the action; hands back the exit code 0. Raises `BadInput` and `StoreError`, each one line."""
    found, lines = _ACTIONS[args.action](args)
    print(json.dumps(found, ensure_ascii=False, indent=2) if args.json else "\n".join(lines))
    return 0


Answer = tuple[Any, list[str]]


def _list(args: argparse.Namespace) -> Answer:
    known = [load(name, data_folder(args)) for name in available(data_folder(args))]
    found = [{"id": p.id, "title": _said(p.title, args), "visits": len(visits(p))} for p in known]
    return found, [f"{p['id']:24} {p['visits']:3} visits  {p['title']}" for p in found]


def _show(args: argparse.Namespace) -> Answer:
    return _described(load(args.programme, data_folder(args)), args)


def _check(args: argparse.Namespace) -> Answer:
    return _described(parse(args.file), args)


def _described(programme: Programme, args: argparse.Namespace) -> Answer:
    plan = [_plain(visit, args) for visit in visits(programme)]
    found: dict[str, Any] = {
        "id": programme.id,
        "title": _said(programme.title, args),
        "purpose": _said(programme.purpose, args),
        "source": programme.source,
        "missed": str(programme.missed),
        "arms": [
            {"name": a.name, "modes": list(a.modes)}
            for a in (programme.allocation.arms if programme.allocation else ())
        ],
        "visits": plan,
    }
    lines = [f"{found['title']} ({programme.id})", str(found["purpose"]), f"Source: {programme.source}"]
    lines += [f"Arm {a['name']}: {', '.join(a['modes'])}" for a in found["arms"]]
    return found, lines + [_line(visit) for visit in plan]


def _enrol(args: argparse.Namespace) -> Answer:
    strata = {}
    for text in args.stratum:
        name, sign, value = text.partition("=")
        if not (name and sign and value):
            raise BadInput(f"--stratum must be NAME=VALUE, got {text!r}: write for example sex=f")
        strata[name] = value
    programme = load(args.programme, data_folder(args))
    with Store.open(data_folder(args)) as store:
        store.enrol(args.alias, programme, strata, args.seed)
    return _standing(args)


def _standing(args: argparse.Namespace) -> Answer:
    with Store.open(data_folder(args), read_only=True) as store:
        part = store.part(args.alias, date.today())
    if part is None:
        raise BadInput(f"{args.alias} is in no programme: enrol them first")
    now = part.standing
    found = {
        "alias": part.alias,
        "programme": part.programme.id,
        "stratum": part.place.stratum,
        "number": part.place.number,
        "changed": part.changed,
        "next": now.next.number if now.next else None,
        "due": str(now.due) if now.due else None,
        "open": now.open(date.today()),
        "done": list(now.done),
        "missed": list(now.missed),
        "repeated": list(now.repeated),
        "late": list(now.late),
        "disordered": list(now.disordered),
    }
    told = (("done", now.done), ("missed", now.missed), ("late", now.late), ("repeated", now.repeated))
    lines = [f"{part.alias} in {part.programme.id}: visits " + "; ".join(f"{what}: {_numbers(n)}" for what, n in told)]
    if part.changed:
        lines.append("The programme's file has changed since the enrolment.")
    if now.next is None:
        lines.append("It is over.")
    else:
        lines.append(f"Next is visit {now.next.number}, " + (f"due on {now.due}." if now.due else "on any day."))
    return found, lines


def _next(args: argparse.Namespace) -> Answer:
    with Store.open(data_folder(args)) as store:
        visit, mode = store.tell_next(args.alias, date.today(), "command line")
    found = {**_plain(visit, args), "alias": args.alias, "mode": None if mode is None else str(mode)}
    return found, [_line(found)]


def _leave(args: argparse.Namespace) -> Answer:
    with Store.open(data_folder(args)) as store:
        programme = store.leave(args.alias)
    return {"alias": args.alias, "programme": programme}, [f"{args.alias} has left {programme}."]


def _audit(args: argparse.Namespace) -> Answer:
    with Store.open(data_folder(args), read_only=True) as store:
        told = store.told(args.programme)
    found = [
        {
            "utc": t.utc.isoformat(timespec="seconds"),
            "alias": t.alias,
            "visit": t.visit,
            "arm": t.arm,
            "mode": t.mode,
            "by": t.by,
        }
        for t in told
    ]
    lines = [
        f"{t['utc']}  {t['alias']}  visit {t['visit']}  {t['arm'] or '-'}  {t['mode'] or '-'}  {t['by']}" for t in found
    ]
    return found, lines or ["Nobody has been told anything."]


def _allocation(args: argparse.Namespace) -> Answer:
    programme = load(args.programme, data_folder(args))
    if not 1 <= args.many <= 10_000:
        raise BadInput(f"--many must be 1 to 10000, got {args.many}: choose a number in between")
    found = [arm(programme, args.seed, Place(args.stratum, number)) for number in range(args.many)]
    return found, [f"{number}\t{name or '-'}" for number, name in enumerate(found)]


_ACTIONS: dict[str, Callable[[argparse.Namespace], Answer]] = {
    "list": _list,
    "show": _show,
    "check": _check,
    "enrol": _enrol,
    "next": _next,
    "standing": _standing,
    "leave": _leave,
    "audit": _audit,
    "allocation": _allocation,
}


def _plain(visit: Visit, args: argparse.Namespace) -> dict[str, Any]:
    return {
        "visit": visit.number,
        "name": _said(visit.stretch.name, args),
        "day": visit.day,
        "minutes": visit.stretch.minutes,
        "mode": visit.stretch.mode if visit.stretch.minutes else None,
        "world": visit.world,
        "snr_db": visit.stretch.snr_db,
        "ratings": [{"instrument": ask.what, "when": ask.when.value} for ask in visit.asks if not ask.form],
        "questionnaires": [{"questionnaire": ask.what, "when": ask.when.value} for ask in visit.asks if ask.form],
    }


def _line(visit: dict[str, Any]) -> str:
    shown = f"{visit['minutes']} min {visit['mode']} {visit['world']}" if visit["minutes"] else "ratings alone"
    return f"Visit {visit['visit']} (day {visit['day']}, {visit['name']}): {shown}"


def _said(words: Words, args: argparse.Namespace) -> str:
    return words.of(args.language)


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "none"
