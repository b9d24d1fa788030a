"""A session on record: what was confirmed before it, and a rating that was entered wrongly."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.who import machine
from tests.console.conftest import Served


def test_what_was_confirmed_at_the_start_stands_with_who_and_when(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/sessions/{served.records['old']}")
    card = page.get_by_test_id("confirmed")
    expect(card.get_by_role("listitem")).to_have_count(6)
    expect(card).to_contain_text("Headset cleaned")
    expect(card.get_by_test_id("confirmed-by")).to_contain_text(f"by {machine()}")


def right_value(page: Page, value: str) -> None:
    """Correct the second rating of the record, once its values are there to be chosen."""
    (chosen,) = page.get_by_test_id("correct-which").select_option(index=1)
    expect(page.get_by_test_id("correct-value")).to_have_attribute("data-rating", chosen)
    page.get_by_test_id("correct-value").select_option(value)
    page.get_by_test_id("correct").click()


def test_a_rating_that_was_entered_wrongly_is_corrected_and_says_from_what_to_what(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/sessions/{served.records['old']}")
    page.get_by_test_id("correct").click()
    expect(page.get_by_test_id("correct-fault")).to_be_visible()
    right_value(page, "3")
    expect(page.get_by_test_id("after")).to_have_text("3")
    expect(page.get_by_test_id("corrected")).to_contain_text("5 → 3")
    expect(page.get_by_test_id("corrected")).to_contain_text(f"corrected by {machine()}")
    right_value(page, "5")
    expect(page.get_by_test_id("after")).to_have_text("5")
    expect(page.get_by_test_id("corrected")).to_have_count(2)
    page.goto(f"{served.url}/audit?kind=rating")
    expect(page.get_by_test_id("audit")).to_contain_text("value: 5")
    expect(page.get_by_test_id("audit")).to_contain_text("value: 3")
