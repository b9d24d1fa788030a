"""The way from the first page to a running session in a real browser, and commands from there, with times of the wall clock."""

from __future__ import annotations

import shutil
import time
from typing import Any

#: where a browser lies that is not Playwright's own
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
_PATIENCE_MS = 90_000
#: writes down when something is pressed, as wall-clock seconds
_CLOCK = """() => {
    window.pressed = [];
    document.addEventListener("click", (event) =>
        window.pressed.push((performance.timeOrigin + event.timeStamp) / 1000), true);
}"""


def run(url: str, alias: str, commands: int) -> dict[str, Any]:
    """presses : from the first page to a running session; first_page_s : (5,) until Start is there; pressed_at : of each command"""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 1024, "height": 768}, locale="en-GB").new_page()
        page.set_default_timeout(_PATIENCE_MS)
        took = []
        for _ in range(6):
            begun = time.monotonic()
            page.goto(url, wait_until="commit")
            page.get_by_test_id("start").wait_for()
            took.append(time.monotonic() - begun)
            page.get_by_test_id(f"comer-{alias}").wait_for()
        page.wait_for_timeout(500)
        presses = 0
        for step in (f"comer-{alias}", "mode-2d", "check-all", "start"):
            page.get_by_test_id(step).click()
            presses += 1
            if step == f"comer-{alias}":
                page.locator(f"[data-testid='comer-{alias}'][aria-pressed=true]").wait_for()
        page.wait_for_url("**/live")
        page.locator("[data-testid='switch-2d'][aria-pressed=true]").wait_for()
        page.wait_for_timeout(2_000)
        page.evaluate(_CLOCK)
        for turn in range(commands):
            page.get_by_test_id(f"vignette-{(80, 60)[turn % 2]}").click()
            page.wait_for_timeout(150 + 37 * (turn % 7))
        pressed: list[float] = page.evaluate("window.pressed")
        agent = browser.version
        browser.close()
    return {"presses": presses, "first_page_s": took[1:], "cold_s": took[0], "pressed_at": pressed, "browser": agent}
