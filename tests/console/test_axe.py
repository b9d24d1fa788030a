"""What axe finds on the pages: nothing serious, in both languages, light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.console import followup_page
from tests.console.axe import RULES, examine, serious
from tests.console.conftest import ROOT, Served
from tests.console.threshold import Threshold, threshold

#: every page that anybody reaches who sits at the machine; a new one has its line here
PAGES = {
    "today": "/",
    "sound": "/sound",
    "records": "/sessions",
    "participants": "/participants",
    "participant": "/participants/P-014",
    "follow-up": f"{followup_page.PATH}?alias=P-014",
    "compare": "/compare",
    "work": "/work",
    "export": "/exports",
    "record": "/sessions/{whole}",
    "questionnaire": "/sessions/{whole}/questionnaires/vrsq",
    "questionnaire by its scores": "/sessions/{whole}/questionnaires/pcs",
    "settings": "/settings",
    "people": "/people",
    "audit": "/audit",
    "none": "/x/y",
}
#: a running session as it stands, each with other cards
STANDS = ("over", "held", "giving", "debrief")
#: what is looked at on the ward's network, where it isn't at the door: see `tests/console/test_network.py`
WARD = ("/devices",)


@pytest.fixture(scope="module")
def eye(browser: Browser) -> Iterator[Page]:
    """One page for all, so that scripts and fonts are fetched once; so high that nothing lies under what stays in place."""
    context = browser.new_context(viewport={"width": 1024, "height": 4000}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Threshold]:
    with threshold(tmp_path_factory.mktemp("door")) as served:
        yield served


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_serious_is_found(served: Served, eye: Page, path: str) -> None:
    examine(eye, served.url, path.format(**served.records))


@pytest.mark.parametrize("stands", STANDS)
def test_nothing_serious_is_found_while_a_session_runs(address: tuple[str, Path], eye: Page, stands: str) -> None:
    url, state = address
    eye.goto("about:blank")  # a page that is open would follow the session
    state.write_text(stands)
    examine(eye, url, "/live")


def test_nothing_serious_is_found_on_the_sheet_of_keys(served: Served, eye: Page) -> None:
    eye.goto(f"{served.url}/language/en?to=/x/y")
    eye.get_by_test_id("keys-open").click()
    eye.get_by_test_id("keys-close").wait_for()
    assert serious(eye, RULES) == []


@pytest.mark.parametrize("stands", Threshold.STANDS)
def test_nothing_serious_is_found_at_the_door(door: Threshold, eye: Page, stands: str) -> None:
    examine(eye, door.url, door.stand(stands))


def test_nothing_serious_is_found_where_a_code_was_wrong(door: Threshold, eye: Page) -> None:
    eye.goto(door.url + door.stand("pair"))
    eye.locator("[name=code]").fill("00000000")
    eye.locator("form button").click()
    eye.locator("[role=alert]").wait_for()
    assert serious(eye, RULES) == []


def test_every_page_is_among_them() -> None:
    """A page that nobody thought of would never be looked at."""
    console = ROOT / "app" / "console"
    inside = set(re.findall(r'@ui\.page\(\s*"([^"]+)"', (console / "site.py").read_text()))
    looked = {path.partition("?")[0] for path in (*PAGES.values(), *WARD, "/live")}
    patterns = [re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path)) for path in inside if "rest:path" not in path]
    assert [p.pattern for p in patterns if not any(p.fullmatch(path) for path in looked)] == []
    doors = set(re.findall(r'site\.get\("(/[^"]+)"\)', (console / "entrance.py").read_text())) - {"/idle"}
    assert {path for path, _ in Threshold.STANDS.values()} >= doors
