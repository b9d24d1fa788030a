"""The cards of the sound and of the world, in states that a session can bring them into, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.looking import nameless, small_targets

Pose = Callable[[str], None]


@pytest.fixture
def pose(address: tuple[str, Path], page: Page) -> Pose:
    """Let the session stand so, and look at it."""
    url, state = address

    def stand(name: str) -> None:
        state.write_text(name)
        if page.url == "about:blank":
            page.goto(url + "/live", wait_until="domcontentloaded")

    return stand


def test_a_glance_tells_the_ratio_its_uncertainty_and_how_it_stands(pose: Pose, page: Page) -> None:
    state, snr, unsure = (page.get_by_test_id(name) for name in ("sound-state", "snr", "uncertainty"))
    pose("held")
    expect(state).to_have_text("Held")
    expect(snr).to_have_text(re.compile(r"^\+[45]\.\d dB$"))
    expect(unsure).to_have_text(re.compile(r"^± 0\.\d$"))
    pose("moving")
    expect(state).to_have_text("Moving")
    expect(snr).to_have_text("+2.6 dB")
    pose("uncertain")
    expect(state).to_have_text("Uncertain")
    expect(unsure).to_have_text("± > 10")
    pose("out of reach")
    expect(state).to_have_text("Can't be reached")
    expect(page.get_by_test_id("sound-more")).to_have_text("room 66, layer 68, cap 70 dB(A)")
    for name, told in (("not calibrated", "Not calibrated"), ("silent", "Silent")):
        pose(name)
        expect(state).to_have_text(told)
        expect(snr).to_have_text("–")
        expect(unsure).to_have_text("")


def test_what_disturbs_and_what_is_not_known_is_said(pose: Pose, page: Page) -> None:
    pose("no calibrator")
    aside, more = page.get_by_test_id("sound-aside"), page.get_by_test_id("sound-more")
    expect(aside).to_have_text("a voice or a passing noise")
    expect(more).to_have_text(re.compile(r"^room −5\d, layer −4\d dBFS\(A\)$"))
    more.click()
    expect(page.get_by_test_id("dose")).to_have_text("The week's dose can't be stated without a calibrator")
    pose("over the dose")
    expect(aside).to_have_text("104 % of the week's sound allowance (80 dB(A) for 40 h)")


def test_levels_and_third_octaves_are_drawn_when_they_are_unfolded(pose: Pose, page: Page) -> None:
    pose("held")
    more = page.get_by_test_id("sound-more")
    expect(page.locator(".sound .bar-room")).to_have_count(0)
    more.click()
    expect(more).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".sound .bar-room")).to_have_count(21)
    expect(page.locator(".sound .bar-layer")).to_have_count(21)
    for line in ("curve", "room", "cap"):
        expect(page.locator(f".sound .chart.small polyline.{line}").first).to_be_attached()
    expect(page.locator(".sound .chart.recent polygon.unsure").first).to_be_attached()
    assert small_targets(page) == []
    assert nameless(page) == []


def test_the_card_says_something_new_once_a_second(pose: Pose, page: Page) -> None:
    """Small, so that a page that is open all day costs little."""
    pose("held")
    expect(page.locator(".sound .chart.recent polyline").first).to_be_attached()
    page.get_by_test_id("sound-more").click()
    page.evaluate(
        "window.changes = 0; new MutationObserver(() => { window.changes += 1; })"
        ".observe(document.querySelector('.sound .recent-box .drawing'), {childList: true, subtree: true})"
    )
    page.wait_for_timeout(2500)
    assert 1 <= page.evaluate("window.changes") <= 4
    assert page.evaluate("document.querySelector('.sound').outerHTML.length") < 30_000


def test_what_the_world_measured_last_is_told(pose: Pose, page: Page) -> None:
    pose("tending")
    expect(page.get_by_test_id("measured")).to_have_text("Lilies opened: 3, From one lily to the next: 4.3 s")


def test_what_a_world_lets_be_changed_is_one_press_away_and_what_came_of_it_is_told(pose: Pose, page: Page) -> None:
    pose("walking")
    speed, press = page.get_by_test_id("amount-speed"), page.get_by_test_id
    expect(press("doings")).to_have_text("hits: 12, answered: 7 of 9 calls, after 2.5 s, small events: 1")
    expect(speed).to_have_text("0.8 m/s")
    press("more-speed").click()
    expect(speed).to_have_text("0.9 m/s")
    for _ in range(9):
        press("less-speed").click()
    expect(speed).to_have_text("0 m/s")
    expect(press("less-speed")).to_be_disabled()
    press("choose-pace-arms").click()
    expect(press("choose-pace-arms")).to_have_attribute("aria-pressed", "true")
    press("level-calm").click()
    expect(press("level-calm")).to_have_attribute("aria-pressed", "true")
    expect(press("choose-skin-4")).to_have_count(0)
    assert small_targets(page) == []
    assert nameless(page) == []
