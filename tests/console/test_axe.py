"""What axe finds on the pages: nothing serious, in both languages, light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from app.console import followup_page
from tests.console.conftest import Served

#: every page; a new one has its line here
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
    "questionnaire": "/sessions/{whole}/questionnaires/pcs",
    "settings": "/settings",
    "people": "/people",
    "audit": "/audit",
    "none": "/x/y",
}
#: WCAG 2.2 up to AA
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
}
CONTRAST = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}


SCHEMES: dict[str, Literal["light", "dark"]] = {"en": "light", "zh_CN": "dark"}

_AXE = Axe()
_UNFOLD = """() => {
    for (const fold of document.querySelectorAll("[aria-controls]"))
        document.getElementById(fold.getAttribute("aria-controls"))?.removeAttribute("hidden");
}"""


@pytest.fixture(scope="module")
def eye(browser: Browser) -> Iterator[Page]:
    """One page for all, so that scripts and fonts are fetched once; so high that nothing lies under what stays in place."""
    context = browser.new_context(viewport={"width": 1024, "height": 2400}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def serious(page: Page, options: dict[str, Any]) -> list[str]:
    """What is serious or critical, with where it is."""
    found = _AXE.run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def examine(page: Page, url: str, path: str) -> None:
    """Look at a page in both languages, light and dark, with all that is folded opened."""
    for language, scheme in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{url}/language/{language}?to={path}")
        page.locator("#main").wait_for()
        page.evaluate(_UNFOLD)
        assert serious(page, RULES) == []
        if scheme == "light":  # what was light is looked at in the dark too, and has the longer words
            page.emulate_media(color_scheme="dark")
            assert serious(page, CONTRAST) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_serious_is_found(served: Served, eye: Page, path: str) -> None:
    examine(eye, served.url, path.format(**served.records))


def test_nothing_serious_is_found_while_a_session_runs(address: tuple[str, Path], eye: Page) -> None:
    url, state = address
    state.write_text("held")
    examine(eye, url, "/live")
