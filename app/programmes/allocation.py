"""Who is given which arm: permuted blocks within strata, from a seed, so that the list can be made anew and checked by anybody
who holds the seed, and by nobody who does not.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from app.errors import BadInput
from app.programmes.programme import Draw, Programme


@dataclass(frozen=True, slots=True)
class Place:
    """A participant's place in the allocation list. stratum : "" where the programme has none; number : from 0 within it"""

    stratum: str
    number: int


def stratum(programme: Programme, values: Mapping[str, str]) -> str:
    """The stratum of somebody with these values, such as "sex=f site=north".

    Raises
    ------
    BadInput
        A value is missing, unknown, or of no stratum of the programme.
    """
    known = programme.allocation.strata if programme.allocation else {}
    for name in values:
        if name not in known:
            raise BadInput(f"{programme.id} has no stratum {name!r}: choose among {', '.join(known) or 'none'}")
    for name, allowed in known.items():
        if values.get(name) not in allowed:
            raise BadInput(f"{name} must be one of {', '.join(allowed)}, got {values.get(name)!r}: choose one of these")
    return " ".join(f"{name}={values[name]}" for name in sorted(known))


def arm(programme: Programme, seed: int, place: Place) -> str | None:
    """The name of the arm at a place of the list; None for a programme without arms."""
    if programme.allocation is None:
        return None
    return next(itertools.islice(_list(programme.allocation, programme.id, seed, place.stratum), place.number, None))


def place(programme: Programme, values: Mapping[str, str], taken: Mapping[str, int]) -> Place:
    """The next free place. taken : how many have been enrolled in each stratum so far. Raises `BadInput` as `stratum` does."""
    where = stratum(programme, values)
    return Place(where, taken.get(where, 0))


def _list(draw: Draw, programme: str, seed: int, stratum: str) -> itertools.chain[str]:
    # a stream of its own for each stratum: who comes in one says nothing of the next in another
    mixed = hashlib.sha256(f"{seed}|{programme}|{stratum}".encode()).digest()
    random = np.random.default_rng(int.from_bytes(mixed, "big"))
    names = [a.name for a in draw.arms]

    def block(_: int) -> list[str]:
        # sizes are drawn as well, else the last of a block could be told from those before
        size = int(random.choice(draw.blocks))
        return [str(name) for name in random.permutation(names * (size // len(names)))]

    return itertools.chain.from_iterable(map(block, itertools.count()))
