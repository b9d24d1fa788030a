"""What axe finds on the pages: nothing serious, in both languages, light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page

from tests.console.conftest import Served

#: every page; a new one has its line here
PAGES = {
    "today": "/",
    "sound": "/sound",
    "records": "/sessions",
    "participants": "/participants",
    "participant": "/participants/P-014",
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


def serious(page: Page, options: dict[str, Any]) -> list[str]:
    """What is serious or critical, with where it is."""
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} ({node['failureSummary']})"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_nothing_serious_is_found(served: Served, browser: Browser, path: str) -> None:
    context = browser.new_context(
        viewport={"width": 1024, "height": 768}, color_scheme="light", reduced_motion="reduce"
    )
    page = context.new_page()
    for language, dark in (("en", False), ("zh_CN", True)):
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.goto(f"{served.url}/language/{language}?to={path.format(**served.records)}")
        page.locator("#main").wait_for()
        # all that is folded is looked at as well
        page.evaluate("document.querySelectorAll('[hidden]').forEach((it) => it.removeAttribute('hidden'))")
        assert serious(page, RULES) == []
        page.emulate_media(color_scheme="light" if dark else "dark")
        assert serious(page, CONTRAST) == []
    context.close()
