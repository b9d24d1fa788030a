"""Talking to a patient under closed headphones: the microphone goes out while the button is held, and not before or after."""

from __future__ import annotations

import re
import time
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.conftest import CHROMIUM

#: a browser whose microphone beeps, and which gives it without asking
BEEPING = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


def heard(state: Path) -> int:
    voice = state.with_name("voice")
    return voice.stat().st_size if voice.exists() else 0


def there(page: Page, url: str) -> None:
    page.goto(f"{url}/language/en?to=/live")
    expect(page.get_by_test_id("talk")).to_have_attribute("data-voice", re.compile("/look/talk-voice.js"))


def held(page: Page) -> None:
    box = page.get_by_test_id("talk").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()


@pytest.fixture
def state(address: tuple[str, Path]) -> Path:
    address[1].write_text("closed headphones")
    return address[1]


def test_the_microphone_is_sent_while_the_button_is_held(
    address: tuple[str, Path], state: Path, browser: Browser
) -> None:
    chromium = browser.browser_type.launch(executable_path="/usr/bin/chromium", args=[*CHROMIUM, *BEEPING])
    page = chromium.new_page()
    there(page, address[0])
    assert heard(state) == 0
    held(page)
    expect(page.get_by_test_id("talk-voice")).to_contain_text("heard in the headphones")
    deadline = time.monotonic() + 20
    while heard(state) < 2 * 48_000 and time.monotonic() < deadline:
        time.sleep(0.05)
    page.mouse.up()
    page.wait_for_timeout(300)
    before = heard(state)
    page.wait_for_timeout(500)
    assert heard(state) == before, "it is let go of"
    sound = np.frombuffer(state.with_name("voice").read_bytes(), "<i2")
    assert len(sound) >= 48_000
    assert len(sound) % 960 == 0, "pieces of 20 ms"
    assert np.max(np.abs(sound)) > 1000
    chromium.close()


def test_a_browser_without_a_microphone_says_so(address: tuple[str, Path], state: Path, page: Page) -> None:
    there(page, address[0])
    before = heard(state)
    held(page)
    expect(page.get_by_test_id("talk-voice")).to_contain_text("microphone can't be used")
    page.mouse.up()
    assert heard(state) == before
