"""A session on the live page: real processes behind it, two browsers in front of it."""

from __future__ import annotations

import http.client
import re
import time

from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.store import Store
from tests.console.conftest import Served
from tests.console.looking import nameless, not_chinese, small_targets

#: opening the world with the processor alone, on a busy machine
OPEN_MS = 90_000


def begin(page: Page, served: Served, alias: str) -> int:
    """Start a session in 2D as a clinician does; hands back its id once its first rating is open."""
    page.goto(served.url + "/")
    page.get_by_test_id("alias").fill(alias)
    page.get_by_test_id("mode-2d").click()
    page.get_by_test_id("minutes-10").click()
    page.get_by_test_id("check-all").click()
    page.get_by_test_id("start").click()
    page.wait_for_url("**/live", timeout=OPEN_MS)
    expect(page.get_by_test_id("rate-0")).to_be_visible(timeout=OPEN_MS)
    expect(page.get_by_test_id("shown")).to_contain_text("2D is shown", timeout=OPEN_MS)
    with Store.open(served.data, read_only=True) as store:
        return store.sessions(1, 0, alias)[0].id


def rate(page: Page, value: int) -> None:
    page.get_by_test_id(f"rate-{value}").click()
    page.get_by_test_id("rate-confirm").click()


def session_state(served: Served, session: int) -> str:
    with Store.open(served.data, read_only=True) as store:
        return store.session(session).row.state


def pictures(served: Served, count: int) -> list[bytes]:
    """The first JPEGs of the stream that the page shows."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    connection.request("GET", "/mirror")
    answer = connection.getresponse()
    assert "multipart/x-mixed-replace" in answer.headers["Content-Type"]
    found: list[bytes] = []
    while len(found) < count:
        line = answer.readline()
        if line.lower().startswith(b"content-length"):
            answer.readline()
            found.append(answer.read(int(line.split(b":")[1])))
    connection.close()
    return found


def test_a_session_from_start_to_its_record(served: Served, page: Page, browser: Browser) -> None:
    session = begin(page, served, "P-100")
    assert small_targets(page) == []
    assert nameless(page) == []

    # the confirm step: choosing alone enters nothing
    expect(page.get_by_test_id("rate-confirm")).to_be_disabled()
    page.get_by_test_id("rate-8").click()
    page.reload()
    expect(page.get_by_test_id("rate-8")).to_have_attribute("aria-pressed", "false")

    # two browsers, one session
    other = browser.new_context(viewport={"width": 820, "height": 1180}, locale="zh-CN").new_page()
    other.goto(served.url + "/")
    other.wait_for_url("**/live")
    rate(page, 6)
    expect(other.get_by_test_id("finish")).to_be_visible()
    expect(other.get_by_test_id("time-left")).to_have_text(re.compile(r"^9:\d\d$"))
    expect(other.get_by_test_id("snr")).to_have_text("–")
    assert small_targets(other) == []
    assert not_chinese(other) == []

    # what the patient sees
    first, second = pictures(served, 2)
    assert first.startswith(b"\xff\xd8")
    assert first != second
    expect(page.get_by_text("No picture just now")).to_be_hidden()

    # comfort is one press each, seen in both browsers
    page.get_by_test_id("posture-lying").click()
    page.get_by_test_id("vignette-80").click()
    expect(other.get_by_test_id("posture-lying")).to_have_attribute("aria-pressed", "true")
    expect(other.get_by_test_id("vignette-80")).to_have_attribute("aria-pressed", "true")

    # so is how much goes on in the world
    expect(page.get_by_test_id("level-middle")).to_have_attribute("aria-pressed", "true")
    page.get_by_test_id("level-lively").click()
    expect(other.get_by_test_id("level-lively")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("doings")).to_contain_text("hits: 0")

    # there is no headset here: the line says so, and the view stays
    page.get_by_test_id("switch-flat").click()
    expect(page.get_by_test_id("fault")).not_to_be_empty(timeout=OPEN_MS)
    expect(page.get_by_test_id("switch-2d")).to_have_attribute("aria-pressed", "true")

    page.get_by_test_id("finish").click()
    rate(page, 4)
    expect(page.get_by_test_id("before")).to_have_text("6")
    expect(page.get_by_test_id("after")).to_have_text("4")
    page.get_by_test_id("note").fill("Warm hands afterwards.")
    page.get_by_test_id("note").press("Escape")
    page.get_by_test_id("complete").click()
    page.wait_for_url(f"**/sessions/{session}")
    other.wait_for_url(f"**/sessions/{session}")
    expect(page.get_by_test_id("change")).to_have_text("−2")
    expect(page.get_by_test_id("note")).to_have_text("Warm hands afterwards.")
    assert session_state(served, session) == "complete"
    other.context.close()


def test_a_page_that_nobody_sees_takes_no_pictures(served: Served, page: Page) -> None:
    begin(page, served, "P-102")
    expect(page.get_by_text("No picture just now")).to_be_hidden()
    # a tab in the background can't be had without a window: what the browser then says of itself can
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    # the server says so, which shares one taking of pictures among all who look
    expect(page.get_by_text("No picture just now")).to_be_visible()
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("No picture just now")).to_be_hidden()
    page.get_by_test_id("stop").click()
    page.wait_for_url("**/sessions/*")


def test_one_press_on_stop_ends_the_session_and_its_pause(served: Served, page: Page) -> None:
    session = begin(page, served, "P-101")
    rate(page, 5)
    page.get_by_test_id("pause").click()
    expect(page.get_by_test_id("resting")).to_be_visible()
    pressed = time.monotonic()
    page.get_by_test_id("stop").click()
    page.wait_for_url(f"**/sessions/{session}")
    assert time.monotonic() - pressed < 5.0
    expect(page.get_by_test_id("reason")).to_have_text("Ended early: stopped by the clinician")
    assert session_state(served, session) == "aborted"


def test_escape_stops_a_session_that_was_resumed(served: Served, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(served.url + "/")
    page.get_by_test_id("cut-off").filter(has_text="P-022").get_by_test_id("resume").click()
    page.wait_for_url("**/live", timeout=OPEN_MS)
    expect(page.get_by_role("heading", name="P-022")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/sessions/{served.records['cut too']}")
    assert session_state(served, served.records["cut too"]) == "aborted"
