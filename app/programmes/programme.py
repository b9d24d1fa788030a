"""A programme as a file: which visits, how far apart, what is shown in each, what is asked, and how arms are allocated.

Files are TOML: `assets/programmes/ID.toml`, or a clinic's own in the data folder's `programmes/`.
"""

from __future__ import annotations

import hashlib
import logging
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

import assets
from app.errors import BadInput
from app.session import asking
from app.session.asking import Ask, Asked
from app.session.plan import MINUTES, Mode
from app.written import Part, Text, Words, read, tuples
from scenes.registry import WORLDS

log = logging.getLogger(__name__)

#: the folder of a clinic's own within the data folder
OWN = "programmes"
#: "arm": the mode of the period that the participant's arm has
BY_ARM = "arm"
#: characters of an id
LONGEST = 27
#: visits of the longest programme
MOST = 200
Days = Annotated[int, Field(ge=0, le=1000)]


class Missed(StrEnum):
    """What becomes of a visit whose days have passed."""

    #: it is left out, and the others keep their days
    SKIP = "skip"
    #: it stays the next one, and all that follow come later
    SHIFT = "shift"


class Rating(Part):
    """A rating of a visit. every_min : minutes between two of "during"; only asked by hand without it"""

    instrument: Text
    when: Literal["before", "during", "after", "followup"]
    every_min: Annotated[float, Field(ge=1, le=60)] | None = None

    @property
    def ask(self) -> Ask:
        return Ask(self.instrument, Asked(self.when), every_min=self.every_min)

    @model_validator(mode="after")
    def _whole(self) -> Rating:
        _fits(self.ask)
        return self


class Form(Part):
    """A questionnaire of a visit. when : "baseline" is before the exposure, and what later ones are held against"""

    questionnaire: Text
    when: Literal["baseline", "before", "after", "followup"]

    @property
    def ask(self) -> Ask:
        return Ask(self.questionnaire, Asked(self.when), form=True)

    @model_validator(mode="after")
    def _whole(self) -> Form:
        _fits(self.ask)
        return self


def _fits(*asks: Ask) -> None:
    try:
        asking.checked(asks)
    except BadInput as error:  # what is wrong is told with its place in the file
        raise ValueError(str(error)) from error


class Stretch(Part):
    """Visits of a kind.

    count, every_days : how many, and the days from one to the next
    day : of the first, counted from the programme's first visit, which is day 0
    early, late : days by which a visit may come before and after its day
    period : of the arm, from 1
    minutes : of exposure; 0 for a follow-up, which only asks
    mode : what is shown, or "arm"
    worlds : taken in turn, another first world for each participant
    snr_db : the layer over the room; none where it is not given
    """

    name: Words
    count: Annotated[int, Field(ge=1, le=MOST)] = 1
    every_days: Annotated[int, Field(ge=1, le=365)] = 1
    day: Days = 0
    early: Days = 0
    late: Days = 0
    period: Annotated[int, Field(ge=1, le=12)] = 1
    minutes: Annotated[int, Field(ge=0, le=MINUTES[1])]
    mode: Literal["3d", "2d", "flat", "arm"] = "3d"
    worlds: tuple[str, ...] = ()
    snr_db: Annotated[float, Field(ge=0, le=15)] | None = None
    ratings: tuple[Rating, ...] = ()
    questionnaires: tuple[Form, ...] = ()

    @property
    def asks(self) -> tuple[Ask, ...]:
        """What is asked, in its order: ratings, then questionnaires."""
        return *(one.ask for one in self.ratings), *(one.ask for one in self.questionnaires)

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        return tuples(raw, "worlds", "ratings", "questionnaires")

    @model_validator(mode="after")
    def _whole(self) -> Stretch:
        for world in self.worlds:
            if world not in WORLDS:
                raise ValueError(f"worlds must be among {', '.join(WORLDS)}, got {world!r}")
        if (self.minutes > 0) != bool(self.worlds):
            raise ValueError("worlds must be named where minutes are more than 0, and left out where they are 0")
        _fits(*self.asks)
        for ask in self.asks:
            if (ask.when is Asked.FOLLOWUP) != (self.minutes == 0):
                rule = 'be asked with when = "followup" in a visit without minutes, and nowhere else'
                raise ValueError(f"{ask.what} must {rule}, got {ask.when.value!r}")
        return self


class Arm(Part):
    """modes : what is shown in each period"""

    name: Annotated[str, Field(pattern=r"^[\w-]{1,16}$")]
    modes: tuple[Literal["3d", "2d", "flat"], ...]

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        return tuples(raw, "modes")


class Draw(Part):
    """How arms are given: permuted blocks within each stratum.

    blocks : sizes that a block may have, each a multiple of the number of arms
    strata : for each name the values it may have
    """

    arms: Annotated[tuple[Arm, ...], Field(min_length=2, max_length=8)]
    blocks: Annotated[tuple[int, ...], Field(min_length=1)]
    strata: Annotated[dict[str, tuple[str, ...]], Field(default_factory=dict)]

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        raw = tuples(raw, "arms", "blocks")
        if isinstance(raw, dict) and isinstance(raw.get("strata"), dict):
            raw = {**raw, "strata": {k: tuple(v) if isinstance(v, list) else v for k, v in raw["strata"].items()}}
        return raw

    @model_validator(mode="after")
    def _whole(self) -> Draw:
        names = [arm.name for arm in self.arms]
        if len(set(names)) < len(names):
            raise ValueError(f"arms must have names of their own, got {', '.join(names)}")
        if len({len(arm.modes) for arm in self.arms}) > 1 or not self.arms[0].modes:
            raise ValueError("arms must have as many modes as each other, one for each period")
        for size in self.blocks:
            if size < 1 or size % len(self.arms):
                raise ValueError(f"blocks must be multiples of the {len(self.arms)} arms, got {size}")
        for name, values in self.strata.items():
            if len(set(values)) < 2:
                raise ValueError(f"strata.{name} must have two values or more, got {', '.join(values) or 'none'}")
        return self


class Programme(Part):
    """A course of visits. source : what it follows; digest : of the file, so that a changed one is told from what was begun with"""

    id: str
    title: Words
    purpose: Words
    source: Text
    missed: Missed
    allocation: Draw | None = None
    visits: Annotated[tuple[Stretch, ...], Field(min_length=1)]
    digest: str

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, raw: Any) -> Any:
        raw = tuples(raw, "visits")
        if isinstance(raw, dict) and raw.get("missed") in list(Missed):
            raw = {**raw, "missed": Missed(raw["missed"])}
        return raw

    @model_validator(mode="after")
    def _whole(self) -> Programme:
        total = sum(stretch.count for stretch in self.visits)
        if total > MOST:
            raise ValueError(f"visits must be {MOST} or fewer in all, got {total}")
        periods = len(self.allocation.arms[0].modes) if self.allocation else 0
        by_arm = {stretch.period for stretch in self.visits if stretch.mode == BY_ARM and stretch.minutes}
        if by_arm and by_arm != set(range(1, periods + 1)):
            raise ValueError(
                f'visits with mode = "arm" must have the periods 1 to {periods} of the arms, got '
                f"{', '.join(map(str, sorted(by_arm)))}"
            )
        if periods and not by_arm:
            raise ValueError('allocation is for visits with mode = "arm", and there are none')
        days = [stretch.day for stretch in self.visits]
        if days[0] != 0 or days != sorted(days):
            raise ValueError(f"visits must stand in the order of their day and begin on day 0, got {days}")
        return self

    def mode(self, stretch: Stretch, arm: str | None) -> Mode | None:
        """What `stretch` shows to somebody in `arm`; None where it shows nothing, or the arm is not known."""
        if not stretch.minutes:
            return None
        if stretch.mode != BY_ARM:
            return Mode(stretch.mode)
        found = [a for a in (self.allocation.arms if self.allocation else ()) if a.name == arm]
        return Mode(found[0].modes[stretch.period - 1]) if found else None


def available(data: Path | None = None) -> dict[str, Path]:
    """The files of all programmes by id; a clinic's own (in `data`) come before shipped ones of the same name."""
    folders = [assets.path(OWN), *([data / OWN] if data else [])]
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.toml"))}


def load(programme: str, data: Path | None = None) -> Programme:
    """The programme with this id. Raises `BadInput` where there is none, or its file breaks a rule."""
    known = available(data)
    if programme not in known:
        raise BadInput(f"programme must be one of {', '.join(known)}, got {programme!r}: choose one of these")
    return parse(known[programme])


def readable(data: Path | None = None) -> dict[str, Programme]:
    """All programmes by id, but for those whose file breaks a rule, which a warning names."""
    found = {}
    for name, path in available(data).items():
        try:
            found[name] = parse(path)
        except BadInput as error:
            log.warning("%s", error)
    return found


def parse(path: Path) -> Programme:
    """The programme in a file whose name is its id.

    Raises
    ------
    BadInput
        It can't be read, or breaks a rule; the first one is named with its place, and nothing of the file is used.
    """
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise BadInput(f"{path.name}: it can't be read, {error}: mend it, or choose another") from error
    return read(path, Programme, LONGEST, digest=digest)
