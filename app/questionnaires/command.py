"""``scale``: the scales and questionnaires, where they come from and on what terms, and whether a file is one."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import questionnaires
from app.config import add_data, data_folder
from app.errors import BadInput
from app.i18n import LANGUAGES
from app.questionnaires.questionnaire import Questionnaire
from app.session import instruments
from app.session.instruments import Instrument

Kind = Instrument | Questionnaire
KINDS: dict[str, Callable[[Path], Kind]] = {"rating": instruments.parse, "questionnaire": questionnaires.parse}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of ``scale``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=type(parser))
    for name, what in (
        ("list", "all scales and questionnaires"),
        ("show", "where one comes from, on what terms it stands here, and how it is scored"),
        ("check", "whether a file is one"),
    ):
        action = actions.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
        action.add_argument("--json", action="store_true", help="JSON on standard output")
        if name != "check":
            add_data(action)
        action.add_argument("--language", choices=list(LANGUAGES), default="en", help="language of the words")
        if name == "show":
            action.add_argument("id", metavar="ID")
        if name == "check":
            action.add_argument("file", metavar="FILE", type=Path)
            action.add_argument("--kind", choices=list(KINDS), required=True, help="what it is to be")


def run(args: argparse.Namespace) -> int:
    """Carry out the action; hands back the exit code 0. Raises `BadInput`, one line."""
    language: str = args.language
    if args.action != "check":
        instruments.look_in(data_folder(args))
    if args.action == "list":
        found = [_plain(one, language) for one in _all().values()]
        lines = [f"{one['id']:20} {one['kind']:13} {one['low']:g} to {one['high']:g}  {one['name']}" for one in found]
        print(json.dumps(found, ensure_ascii=False, indent=2) if args.json else "\n".join(lines))
        return 0
    if args.action == "check":
        one = KINDS[args.kind](args.file)
    else:
        known = _all()
        if args.id not in known:
            raise BadInput(f"scale must be one of {', '.join(known)}, got {args.id!r}: choose one of these")
        one = known[args.id]
    plain = _plain(one, language)
    print(json.dumps(plain, ensure_ascii=False, indent=2) if args.json else "\n".join(_lines(plain)))
    return 0


def _all() -> dict[str, Kind]:
    """By id: no two share one."""
    scales: dict[str, Kind] = {name: instruments.load(name) for name in instruments.available()}
    return scales | {name: questionnaires.load(name) for name in questionnaires.available()}


def _plain(one: Kind, language: str) -> dict[str, Any]:
    about: dict[str, Any] = {
        "id": one.id,
        "kind": "rating" if isinstance(one, Instrument) else "questionnaire",
        "name": one.name.of(language),
        "validated": list(one.validated),
        "source": " ".join(one.source.split()),
        "licence": " ".join((one.licence if isinstance(one, Instrument) else one.licence.of(language)).split()),
    }
    if isinstance(one, Instrument):
        words = one.wording(language)
        return about | {
            "low": one.minimum,
            "high": one.maximum,
            "asked": list(one.asked),
            "question": words.question,
            "anchors": list(words.anchors),
            "scoring": one.scoring,
        }
    scores = [{"id": s.id, "name": s.words.of(language), "low": s.low, "high": s.high} for s in one.scores]
    return about | {
        "low": min(s.low for s in one.scores),
        "high": max(s.high for s in one.scores),
        "items": [item.words.of(language) for item in one.items],
        "scores": scores,
    }


def _lines(plain: dict[str, Any]) -> list[str]:
    told = [f"{plain['name']} ({plain['id']}), {plain['low']:g} to {plain['high']:g}"]
    if "question" in plain:
        low, high = plain["anchors"]
        told += [f"{plain['question']} {plain['low']}: {low}; {plain['high']}: {high}", f"Scoring: {plain['scoring']}"]
    else:
        told += [f"- {item}" for item in plain["items"]] or ["Its items are licensed: its scores are entered."]
        told += [f"Score {s['name']}: {s['low']:g} to {s['high']:g}" for s in plain["scores"]]
    validated = ", ".join(plain["validated"]) or "no language"
    return [*told, f"Source: {plain['source']}", f"Licence: {plain['licence']}", f"Validated wording in: {validated}"]
