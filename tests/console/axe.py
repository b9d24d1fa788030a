"""What axe finds on a page: WCAG 2.2 up to AA, in both languages, light and dark."""

from __future__ import annotations

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

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
        assert page.url.removeprefix(url) == path, "somewhere else was led to"
        page.evaluate(_UNFOLD)
        calm(page, f"{path} in {language}, {scheme}", RULES)
        if scheme == "light":  # what was light is looked at in the dark too, and has the longer words
            page.emulate_media(color_scheme="dark")
            calm(page, f"{path} in {language}, dark", CONTRAST)


def calm(page: Page, where: str, options: dict[str, Any]) -> None:
    """Nothing serious is on it."""
    found = serious(page, options)
    assert not found, "\n".join((where, *found))
