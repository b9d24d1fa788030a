"""What a list of sessions is asked for: an address's query as a choice, and the controls that change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from app.console import wording
from app.console.layout import Visit
from app.console.parts import Field, Node, Pick
from app.exports.choice import CHANGES, OPEN, Choice
from app.i18n import N_
from app.programmes import Programme
from app.session.plan import Mode
from app.store.finding import Order
from scenes.registry import OFFERED, WORLDS

STATES = {"complete": N_("Complete"), "aborted": N_("Ended early"), OPEN: N_("Not over")}
WENT = {
    "down": N_("Went down"),
    "down30": N_("Down by 30 % or more"),
    "down50": N_("Down by 50 % or more"),
    "same": N_("Stayed the same"),
    "up": N_("Went up"),
    "none": N_("Not rated twice"),
}
WHO = {"real": N_("Patients"), "simulated": N_("Simulated")}
#: points that a rating can change by
_MOST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """As it stands in an address; "" limits nothing. What makes no sense there is left out."""

    alias: str = ""
    since: str = ""
    until: str = ""
    mode: str = ""
    world: str = ""
    state: str = ""
    programme: str = ""
    change: str = ""
    who: str = ""
    sort: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Asked:
        """What `query` asks for."""
        known: dict[str, set[str]] = {
            "mode": set(Mode),
            "state": set(STATES),
            "change": {*CHANGES, *(str(n) for n in range(-_MOST, _MOST + 1))},
            "who": set(WHO),
            "sort": set(Order),
        }
        said = {field.name: query.get(field.name, "").strip()[:40] for field in fields(cls)}
        for name, values in known.items():
            if said[name] not in values:
                said[name] = ""
        for name in ("since", "until"):
            said[name] = said[name] if _day(said[name]) else ""
        return cls(**said)

    @property
    def order(self) -> Order:
        return Order(self.sort) if self.sort else Order.NEWEST

    @property
    def limited(self) -> bool:
        """Whether anything is left out of the list."""
        return replace(self, sort="") != Asked()

    def choice(self) -> Choice:
        """The sessions that are asked for."""
        since, until = _day(self.since), _day(self.until)
        return Choice(
            since=_moment(since) if since else None,
            until=_moment(until + timedelta(days=1)) if until else None,
            worlds=(self.world,) if self.world else (),
            modes=(self.mode,) if self.mode else (),
            starts=self.alias,
            states=(self.state,) if self.state else (),
            programmes=(self.programme,) if self.programme else (),
            change=self.change,
            simulated={"real": False, "simulated": True}.get(self.who),
        )

    def address(self, page: str = "/sessions", **also: object) -> str:
        """Where a page shows this. also : more of the query"""
        query = {field.name: getattr(self, field.name) for field in fields(self)} | also
        said = {name: value for name, value in query.items() if value not in ("", None)}
        return page + (f"?{urlencode(said)}" if said else "")

    def told(self, programmes: Mapping[str, Programme], at: Visit) -> str:
        """What limits the list, in one line; "" for nothing."""
        _, language = at.translate, at.language
        since, until = _day(self.since), _day(self.until)
        programme = programmes.get(self.programme)
        parts = [
            _("alias {alias}…").format(alias=self.alias) if self.alias else "",
            _("from {day}").format(day=wording.day(since, language)) if since else "",
            _("until {day}").format(day=wording.day(until, language)) if until else "",
            wording.word(wording.MODES, self.mode, _) if self.mode else "",
            _(WORLDS[self.world].title) if self.world in WORLDS else self.world,
            _(STATES[self.state]) if self.state else "",
            changed(self.change, _),
            programme.title.of(language) if programme else self.programme,
            _(WHO[self.who]) if self.who else "",
        ]
        return wording.joined(parts, _)


class Filters:
    """The controls, of those that are `shown`; each change leads to `page` with what is asked for then."""

    def __init__(
        self, at: Visit, asked: Asked, page: str, programmes: Mapping[str, Programme], shown: tuple[str, ...]
    ) -> None:
        self._asked, self._page = asked, page
        _ = at.translate
        titles = {name: programme.title.of(at.language) for name, programme in programmes.items()}
        if asked.programme and asked.programme not in titles:
            titles[asked.programme] = asked.programme
        modes = {mode: _(wording.MODES[mode]) for mode in ("3d", "flat", "2d")}
        went = {name: _(text) for name, text in WENT.items()}
        if asked.change and asked.change not in went:
            went[asked.change] = changed(asked.change, _)
        controls: dict[str, Callable[[], None]] = {
            "alias": partial(self._alias, _("Alias begins with"), _("Alias")),
            "since": partial(self._date, "since", _("From")),
            "until": partial(self._date, "until", _("Until")),
            "mode": partial(self._pick, "mode", _("View"), {"": _("All"), **modes}),
            "world": partial(
                self._pick,
                "world",
                _("World"),
                {"": _("All"), **{name: _(world.title) for name, world in OFFERED.items()}},
            ),
            "change": partial(self._pick, "change", _("Rating"), {"": _("All"), **went}),
            "state": partial(self._pick, "state", _("State"), {"": _("All"), **{k: _(v) for k, v in STATES.items()}}),
            "programme": partial(self._pick, "programme", _("Programme"), {"": _("All"), **titles}),
            "who": partial(self._pick, "who", _("Who"), {"": _("All"), **{k: _(v) for k, v in WHO.items()}}),
        }
        with Node("div", look="filters", role="search", aria_label=_("Filters")):
            for name in shown:
                controls[name]()

    def _go(self, name: str, value: str) -> None:
        value = value.strip()
        if value != getattr(self._asked, name):
            ui.navigate.to(replace(self._asked, **{name: value}).address(self._page))

    def _alias(self, label: str, placeholder: str) -> None:
        typed = [self._asked.alias]
        with Node("div", look="filter"):
            Node("label", label, "tiny", for_="filter-alias")
            field = Field(
                self._asked.alias,
                lambda value: typed.__setitem__(0, value),
                "field",
                id="filter-alias",
                placeholder=placeholder,
                autocomplete="off",
                data_testid="filter",
            )
            field.on("change", lambda: self._go("alias", typed[0]))

    def _date(self, name: str, label: str) -> None:
        typed = [getattr(self._asked, name)]

        def changed_to(value: str) -> None:
            typed[0] = value

        with Node("div", look="filter"):
            Node("label", label, "tiny", for_=f"filter-{name}")
            field = Field(
                typed[0], changed_to, "field", id=f"filter-{name}", type_="date", data_testid=f"filter-{name}"
            )
            # a day that is typed is whole only once the field is left; one that is picked, at once
            field.on("change", lambda: self._go(name, typed[0]))

    def _pick(self, name: str, label: str, options: Mapping[str, str]) -> None:
        with Node("div", look="filter"):
            Node("label", label, "tiny", for_=f"filter-{name}")
            Pick(
                options,
                getattr(self._asked, name),
                partial(self._go, name),
                "field pick",
                id=f"filter-{name}",
                data_testid=f"filter-{name}",
            )


def changed(change: str, translate: Callable[[str], str]) -> str:
    """How a rating went, in words; "" for nothing asked."""
    if not change or change in WENT:
        return translate(WENT[change]) if change else ""
    return translate("{points} points").format(points=points(int(change)))


def points(value: float, digits: int = 0) -> str:
    """Points with their sign and a true minus; 0 has none."""
    said = f"{value:+.{digits}f}"
    return said.replace("-", "−") if float(said) else f"{0:.{digits}f}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _moment(day: date) -> datetime:
    """The beginning of a day on this machine's clock."""
    return datetime(day.year, day.month, day.day).astimezone()
