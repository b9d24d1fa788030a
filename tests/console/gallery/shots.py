"""What is photographed: pages as they lie open, and pages on which something was done. A new page or card has its line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import Page

from app.console import followup_page
from tests.console.posed import OVER, POSES, STANDS

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """path : of the page, may name a record; act : what is done on it first; pose : how the session stands, see `posed`"""

    path: str
    act: Act | None = None
    pose: str = OVER


def press(*tests: str) -> Act:
    """One after the other."""

    def act(page: Page) -> None:
        for test in tests:
            page.get_by_test_id(test).first.click()

    return act


def typed(test: str, text: str, *, enter: bool = False) -> Act:
    """Write in a field, and leave it."""

    def act(page: Page) -> None:
        field = page.get_by_test_id(test)
        field.fill(text)
        if enter:
            field.press("Enter")
            page.wait_for_timeout(600)
        else:
            field.blur()

    return act


def each(*acts: Act) -> Act:
    def act(page: Page) -> None:
        for one in acts:
            one(page)

    return act


def unfold(page: Page) -> None:
    """Open whatever is folded."""
    for fold in page.locator("[aria-controls][aria-expanded=false]").all():
        if fold.is_visible():
            fold.click()


def newcomer(page: Page) -> None:
    """Add somebody whom the page in another language has not added."""
    name = "eva" if (page.locator("html").get_attribute("lang") or "").startswith("en") else "lin"
    each(typed("new-name", name), press("add"))(page)


def lost(page: Page) -> None:
    """The connection is gone, and the page has noticed."""
    page.context.set_offline(True)
    page.get_by_test_id("away").wait_for()


#: the console of one machine
ALONE: Mapping[str, Shot] = {
    "today": Shot("/"),
    "today, somebody chosen": Shot("/", press("comer-P-034")),
    "today, all confirmed": Shot("/", press("comer-P-034", "check-all")),
    "today, all unfolded": Shot("/", each(press("comer-P-034"), unfold)),
    "today, nothing filled in": Shot("/", press("start")),
    "keys": Shot("/x/y", press("keys-open")),
    "none": Shot("/x/y"),
    "sessions": Shot("/sessions"),
    "sessions, filtered": Shot("/sessions?state=aborted"),
    "sessions, none found": Shot("/sessions?alias=ZZZ"),
    "sessions while one runs": Shot("/sessions", pose="held"),
    "record": Shot("/sessions/{whole}"),
    "record, stopped": Shot("/sessions/{stopped}"),
    "record, cut off": Shot("/sessions/{cut}"),
    "questionnaire": Shot("/sessions/{whole}/questionnaires/vrsq"),
    "questionnaire by its scores": Shot("/sessions/{whole}/questionnaires/pcs"),
    "participants": Shot("/participants"),
    "participant": Shot("/participants/P-014"),
    "participant in a programme": Shot("/participants/P-041"),
    "participant crossed over": Shot("/participants/P-034"),
    "follow-up": Shot(f"{followup_page.PATH}?alias=P-014"),
    "compare": Shot("/compare"),
    "compare a programme": Shot("/compare?programme=crossover-3d-2d"),
    "work": Shot("/work"),
    "export": Shot("/exports"),
    "settings": Shot("/settings"),
    "people, none": Shot("/people"),
    "audit": Shot("/audit"),
    "sound, no device": Shot("/sound"),
    "live, over": Shot("/live", pose=OVER),
    **{f"live, {pose}": Shot("/live", pose=pose) for pose in dict.fromkeys((*STANDS, *POSES))},
    "live, unfolded": Shot("/live", unfold, pose="walking"),
    "live, a symptom": Shot("/live", press("symptom-nausea"), pose="held"),
    "live, connection lost": Shot("/live", lost, pose="held"),
}
#: behind the login of an administrator
WARD: Mapping[str, Shot] = {
    "people": Shot("/people"),
    "people, somebody new": Shot("/people", newcomer),
    "people, one opened": Shot("/people", press("person-bo")),
    "devices": Shot("/devices"),
    "devices, a code": Shot("/devices", press("show-code")),
    "audit of a ward": Shot("/audit"),
    "settings of a ward": Shot("/settings"),
}
