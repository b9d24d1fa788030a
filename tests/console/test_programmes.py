"""Taking part in a programme from the first page, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.console.conftest import Served


def test_a_patient_is_taken_into_a_crossover_and_the_form_filled_with_the_first_visit(
    served: Served, page: Page
) -> None:
    page.goto(served.url)
    page.get_by_test_id("alias").fill("X-201")
    page.get_by_test_id("programme").click()
    page.get_by_test_id("programme-crossover-3d-2d").click()
    page.get_by_test_id("enrol").click()
    expect(page.get_by_test_id("programme-told")).to_have_text("3D and 2D, crossed over: visit 1 of 2")
    page.get_by_test_id("next-visit").click()
    expect(page.get_by_test_id("minutes")).to_have_value("20")
    expect(
        page.locator("[data-testid=mode-3d][aria-pressed=true], [data-testid=mode-2d][aria-pressed=true]")
    ).to_be_visible()
    page.get_by_test_id("leave").click()
    expect(page.get_by_test_id("programme-told")).to_have_text("In none")
