"""What a visit asks, and when: ratings and questionnaires, one after the other. A plan, or a programme's visit, says which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app import questionnaires
from app.errors import BadInput
from app.session import instruments
from app.session.instruments import PAIN_NOW


class Asked(StrEnum):
    """When something is asked. `BASELINE` is before the exposure of a visit that others are held against."""

    BASELINE = "baseline"
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    FOLLOWUP = "followup"

    @property
    def phase(self) -> str:
        """The phase of a rating: "before", "during", "after" or "followup"."""
        return "before" if self is Asked.BASELINE else self.value


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that is asked.

    what : the id of an instrument, or of a questionnaire where it is a `form`
    every_min : minutes between two of a rating that is asked "during"; None where it is only asked by hand
    """

    what: str
    when: Asked
    form: bool = False
    every_min: float | None = None

    @property
    def moment(self) -> str:
        """Of a questionnaire: as `app.questionnaires.Moment` has it."""
        return "later" if self.when is Asked.FOLLOWUP else self.when.value


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating that waits for its answer. number, of : its place among what is asked one after the other"""

    phase: str
    instrument: str
    number: int = 1
    of: int = 1


@dataclass(frozen=True, slots=True)
class Giving:
    """A questionnaire that is being given, and the item that is asked now.

    number, of : the item's place; answered : how many have an answer, or were not to be answered
    chosen, declined : an earlier answer to this item
    """

    questionnaire: str
    moment: str
    item: str
    number: int
    of: int
    chosen: int | None
    declined: bool
    answered: int


#: seconds before the end of the exposure in which nothing is asked by itself any more
LAST_S = 30.0
#: what a visit asks where nothing else is said
USUAL = (Ask(PAIN_NOW, Asked.BEFORE), Ask(PAIN_NOW, Asked.AFTER))


def checked(asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """They as they are.

    Raises
    ------
    BadInput
        An instrument or questionnaire is not there or can't be asked then, or is asked twice at one time.
    """
    found = tuple(asks)
    seen: set[tuple[str, str]] = set()
    for ask in found:
        key = (ask.what, ask.when.phase)
        if key in seen:
            raise BadInput(f"{ask.what} must be asked once {ask.when}, it stands there twice: leave one out")
        seen.add(key)
        if ask.form:
            form = questionnaires.load(ask.what)
            if not form.items:
                raise BadInput(
                    f"{ask.what} must have items to be asked in a visit, its scores are entered: leave it out"
                )
            if ask.when is Asked.DURING:
                raise BadInput(f"{ask.what} must be asked before or after the exposure, not during: ask a rating there")
        else:
            fits(ask.what, ask.when)
        if ask.every_min is not None and ask.when is not Asked.DURING:
            raise BadInput(f"{ask.what} is asked again and again only during the exposure: leave the minutes out")
    return found


def due(asks: Iterable[Ask], asked_s: Mapping[str, float], delivered_s: float, planned_s: float) -> str | None:
    """The instrument whose time has come again within the exposure; None for none.

    asked_s : the second of the exposure in which each was asked last
    """
    # so near to the end what is asked after it is asked anyway
    if planned_s - delivered_s <= LAST_S:
        return None
    for ask in asks:
        if ask.every_min is not None and delivered_s - asked_s.get(ask.what, 0.0) >= ask.every_min * 60:
            return ask.what
    return None


def fits(instrument: str, when: Asked) -> None:
    """Raises `BadInput` where the instrument is not there, or its question is about another time."""
    known = instruments.load(instrument)
    if when.phase not in known.asked:
        raise BadInput(
            f"{instrument} must be asked {' or '.join(known.asked)}, got {when}: choose another time or scale"
        )


def kept(asks: Iterable[Ask]) -> list[dict[str, Any]] | None:
    """As the record keeps them; None for the usual ones."""
    found = tuple(asks)
    if found == USUAL:
        return None
    return [
        {"what": ask.what, "when": ask.when.value, "form": ask.form}
        | ({} if ask.every_min is None else {"every_min": ask.every_min})
        for ask in found
    ]


def known(rows: Iterable[Mapping[str, Any]] | None) -> tuple[Ask, ...]:
    """What `kept` made, back again."""
    if rows is None:
        return USUAL
    return tuple(Ask(row["what"], Asked(row["when"]), bool(row["form"]), row.get("every_min")) for row in rows)
