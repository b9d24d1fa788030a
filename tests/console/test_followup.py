"""A visit that only asks, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.console.conftest import Served
from tests.console.looking import nameless, small_targets


def test_a_visit_of_ratings_alone_is_had_in_a_minute_and_stands_in_the_record(served: Served, page: Page) -> None:
    page.goto(served.url + "/visit")
    page.get_by_test_id("alias").fill("F-300")
    page.get_by_test_id("visit-alias").click()
    page.wait_for_url("**/visit?alias=F-300")
    expect(page.get_by_test_id("rate-nrs-pain-now-4")).to_be_visible()
    assert nameless(page) == []
    assert small_targets(page) == []
    page.get_by_test_id("keep").click()
    expect(page.get_by_test_id("problem")).to_contain_text("answer at least")
    page.get_by_test_id("add-nrs-pain-worst").click()
    page.get_by_test_id("rate-nrs-pain-now-4").click()
    page.get_by_test_id("rate-nrs-pain-worst-8").click()
    page.get_by_test_id("how-voice").click()
    page.get_by_test_id("keep").click()
    page.wait_for_url("**/sessions/*")
    expect(page.get_by_test_id("followup")).to_have_text("4")
    rated = page.get_by_test_id("ratings")
    expect(rated).to_contain_text("Worst pain, last 24 hours")
    expect(rated).to_contain_text("entered by the clinician")
    page.goto(served.url + "/sessions")
    expect(page.get_by_test_id("sessions")).to_contain_text("Ratings alone")
