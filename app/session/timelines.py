"""Timelines: what happens when in a visit, read from `assets/timelines/NAME.toml` and from a clinic's own in the data folder.

[[entry]]
what = "call"       # a target calls; "event": the next of the world's small events; or one of these by its name
at_s = 30           # seconds of the visit

[[entry]]
what = "event"
every_s = 120       # again and again, from `from_s` (as late as `every_s` without it) until `until_s` (or the end)
until_s = 900
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import assets
from app.errors import BadInput
from app.i18n import N_
from scenes.base import Moment

#: the timelines that come with Respite, by name
SHIPPED = {"even": N_("Even"), "rising": N_("Rising"), "waves": N_("Waves")}
#: the folder of a clinic's own within the data folder
OWN = "timelines"
#: any of a world's small events, one after the other
EVENT = "event"
#: seconds of the longest visit; the shortest time between two entries of a kind; and how many moments a timeline may have
END_S, SHORTEST_S, MOST = 3600.0, 1.0, 2000
_NAME = re.compile(r"[\w-]{1,32}", re.UNICODE)
_ONCE, _AGAIN = {"what", "at_s"}, {"what", "every_s", "from_s", "until_s"}


def own(data: Path) -> tuple[str, ...]:
    """The names of the clinic's own timelines; `data` is the data folder."""
    try:
        return tuple(sorted(file.stem for file in (data / OWN).glob("*.toml") if _NAME.fullmatch(file.stem)))
    except OSError:
        return ()


def load(name: str, data: Path, events: Sequence[str]) -> tuple[Moment, ...]:
    """The moments of a timeline in the order of time, in a world with these small `events`.

    A clinic's own timeline comes before a shipped one of the same name.

    Raises
    ------
    BadInput
        There is none of this name, or something in it breaks a rule: nothing of it is used.
    """
    if name in own(data):
        path = data / OWN / f"{name}.toml"
    elif name in SHIPPED:
        path = assets.path("timelines", f"{name}.toml")
    else:
        known = ", ".join(dict.fromkeys((*own(data), *SHIPPED)))
        raise BadInput(
            f"timeline must be one of {known}, got {name!r}: put its file in {data / OWN}, or choose another"
        )
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path.name}: it must be a TOML file in UTF-8, {error}: mend it, or choose another") from error
    entries = read.get("entry")
    if set(read) != {"entry"} or not isinstance(entries, list) or not entries:
        raise BadInput(
            f"{path.name}: it must hold [[entry]] and nothing else, got {', '.join(read) or 'nothing'}: mend it"
        )
    moments = [moment for number, entry in enumerate(entries, 1) for moment in _moments(path, number, entry, events)]
    if len(moments) > MOST:
        raise BadInput(
            f"{path.name}: it must have {MOST} moments or fewer, got {len(moments)}: let them come less often"
        )
    moments.sort(key=lambda moment: moment.at_s)
    return tuple(_named(moments, events))


def _moments(path: Path, number: int, entry: Any, events: Sequence[str]) -> Iterator[Moment]:
    where = f"{path.name}, entry {number}"
    if not isinstance(entry, dict) or not (set(entry) <= _ONCE or set(entry) <= _AGAIN):
        raise BadInput(f"{where}: it must have what and at_s, or what, every_s, from_s and until_s: mend it")
    what = entry.get("what")
    known = ("call", EVENT, *events)
    if what not in known:
        raise BadInput(
            f"{where}: what must be one of {', '.join(known)} in this world, got {what!r}: write one of these"
        )
    if "every_s" not in entry:
        yield Moment(_seconds(where, entry, "at_s", 0.0), what)
        return
    every = _seconds(where, entry, "every_s", SHORTEST_S)
    at, until = (
        _seconds(where, {"from_s": every, "until_s": END_S} | entry, name, 0.0) for name in ("from_s", "until_s")
    )
    for turn in range(math.floor(max(-1.0, until - at) / every) + 1):
        yield Moment(at + turn * every, what)


def _seconds(where: str, entry: dict[str, Any], name: str, least: float) -> float:
    value = entry.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= END_S:
        raise BadInput(
            f"{where}: {name} must be {least:g} to {END_S:g} seconds, got {value!r}: write a number in between"
        )
    return float(value)


def _named(moments: Sequence[Moment], events: Sequence[str]) -> Iterator[Moment]:
    """With the world's events by name; a world without any shows none."""
    turn = cycle(events)
    for moment in moments:
        if moment.what != EVENT:
            yield moment
        elif events:
            yield Moment(moment.at_s, next(turn))
