"""Steering a session from the page: keys, notes, symptoms, the pause, and a Stop that is always in sight, in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.console.looking import SIZES, nameless, small_targets
from tests.console.posed import OVER


@pytest.fixture
def live(address: tuple[str, Path], page: Page) -> Page:
    address[1].write_text("held")
    page.goto(address[0] + "/live", wait_until="domcontentloaded")
    expect(page.get_by_test_id("pause")).to_be_visible()
    return page


def in_sight(page: Page, test: str) -> bool:
    """Whether it can be pressed without scrolling: what lies at its middle is itself."""
    return bool(
        page.evaluate(
            """(test) => {
                const it = document.querySelector(`[data-testid="${test}"]`);
                const box = it.getBoundingClientRect();
                const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return it.contains(there) && box.top >= 0 && box.bottom <= innerHeight;
            }""",
            test,
        )
    )


def test_stop_is_in_sight_in_every_phase_and_on_every_page(live: Page, address: tuple[str, Path]) -> None:
    url, state = address
    for pose in ("held", "asked", "before", "debrief"):
        state.write_text(pose)
        live.wait_for_timeout(400)
        for width, height in SIZES:
            live.set_viewport_size({"width": width, "height": height})
            live.evaluate("scrollTo(0, 0)")
            assert in_sight(live, "stop"), f"{pose} at {width} x {height}"
            live.evaluate("scrollTo(0, 10_000)")
            assert in_sight(live, "stop"), f"{pose} at {width} x {height}, all the way down"
    state.write_text("held")
    for path in ("/sessions", "/nowhere"):
        live.goto(url + path, wait_until="domcontentloaded")
        expect(live.get_by_test_id("strip-who")).to_have_text("P-014")
        expect(live.get_by_test_id("strip-told")).to_have_text("9:39 left")
        assert in_sight(live, "stop")
    # a session that ends takes its strip along, by itself
    state.write_text(OVER)
    expect(live.get_by_test_id("strip")).to_be_hidden()
    state.write_text("held")
    expect(live.get_by_test_id("strip")).to_be_visible()


def test_keys_steer_and_leave_alone_who_types(live: Page) -> None:
    it = live.get_by_test_id
    live.keyboard.press("n")
    expect(it("quick-note")).to_be_focused()
    live.keyboard.type("please")
    live.keyboard.press("Enter")
    expect(it("notes").locator("li").first).to_have_text(re.compile("please$"))
    live.keyboard.type("p")
    live.keyboard.press("Escape")
    expect(it("quick-note")).not_to_be_focused()
    expect(it("stop")).to_have_text(re.compile("Stop"))
    expect(it("time-title")).to_have_text("Time left")
    live.keyboard.press("p")
    expect(it("time-title")).to_have_text("Paused, time left")
    expect(it("resting")).to_be_visible()
    live.keyboard.press("p")
    expect(it("time-title")).to_have_text("Time left")

    live.keyboard.press("r")
    expect(it("rating")).to_be_visible()
    live.keyboard.press("1")
    live.keyboard.press("0")
    expect(it("rate-10")).to_have_attribute("aria-pressed", "true")
    live.keyboard.press("3")
    expect(it("rate-3")).to_have_attribute("aria-pressed", "true")
    live.keyboard.press("Enter")
    expect(it("rating")).to_be_hidden()

    live.keyboard.press("y")
    expect(it("symptom-nausea")).to_be_focused()
    live.keyboard.press("Enter")
    expect(it("severity-severe")).to_be_enabled()
    it("severity-severe").press("Enter")
    expect(it("symptoms").locator("li").first).to_have_text(re.compile("Nausea, severe$"))

    # what is refused because it is not the time for it is said calmly
    live.keyboard.press("t")
    expect(it("calm")).to_have_text("Nothing sounds just now: talk as you like")


def test_the_sheet_of_keys_turns_single_keys_off_and_on(live: Page) -> None:
    it = live.get_by_test_id
    live.keyboard.press("?")
    expect(it("keys-sheet")).to_be_visible()
    it("keys-single").click()
    expect(it("keys-single")).to_have_attribute("aria-checked", "false")
    live.keyboard.press("Escape")
    expect(it("keys-sheet")).to_be_hidden()
    live.keyboard.press("p")
    live.keyboard.press("?")
    expect(it("time-title")).to_have_text("Time left")
    it("keys-open").click()
    it("keys-single").click()
    it("keys-close").click()
    live.keyboard.press("p")
    expect(it("time-title")).to_have_text("Paused, time left")
    live.keyboard.press("p")
    expect(it("time-title")).to_have_text("Time left")
    assert small_targets(live) == []
    assert nameless(live) == []


def test_two_tablets_show_the_same_and_either_acts(
    live: Page, context: BrowserContext, address: tuple[str, Path]
) -> None:
    other = context.new_page()
    other.goto(address[0] + "/live", wait_until="domcontentloaded")
    other.get_by_test_id("symptom-headache").click()
    other.get_by_test_id("severity-mild").click()
    expect(live.get_by_test_id("symptoms").locator("li").first).to_have_text(re.compile("Headache, mild$"))
    expect(live.locator(".course-strip .felt.mild")).to_have_count(2)
    live.get_by_test_id("pause").click()
    expect(other.get_by_test_id("pause")).to_have_text(re.compile("Go on"))
    other.get_by_test_id("pause").click()
    expect(live.get_by_test_id("pause")).to_have_text(re.compile("Pause"))
    live.reload(wait_until="domcontentloaded")
    expect(live.get_by_test_id("symptoms").locator("li").first).to_have_text(re.compile("Headache, mild$"))


def test_a_lost_connection_is_said_at_once_and_comes_back_by_itself(live: Page, context: BrowserContext) -> None:
    away = live.get_by_test_id("away")
    live.wait_for_timeout(1200)
    context.set_offline(True)
    expect(away).to_be_visible(timeout=8000)
    expect(away).to_contain_text("The patient still sees the world")
    live.keyboard.press("Escape")
    expect(live.get_by_test_id("stop-fault")).to_contain_text("take the headset off")
    context.set_offline(False)
    expect(away).to_be_hidden()
    live.keyboard.press("p")
    expect(live.get_by_test_id("time-title")).to_have_text("Paused, time left")
    live.keyboard.press("p")


def test_the_pulse_tells_no_more_than_the_strip_shows(live: Page, address: tuple[str, Path]) -> None:
    answer = live.request.get(address[0] + "/pulse")
    assert answer.headers["cache-control"] == "no-store"
    told = json.loads(answer.text())
    assert told == {"session": 1, "who": "P-014", "told": "9:39 left", "paused": False, "escape": True}
