"""Questionnaires in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Served
from tests.console.looking import nameless, small_targets
from tests.console.posed import OVER


@pytest.mark.parametrize("name", ["ssq", "grs-vr", "pcs"])
def test_a_questionnaire_is_legible_to_a_reader_and_a_finger(served: Served, page: Page, name: str) -> None:
    page.goto(served.url + "/sessions/{whole}/questionnaires/{name}".format(name=name, **served.records))
    expect(page.get_by_test_id("keep")).to_be_visible()
    assert nameless(page) == []
    assert small_targets(page) == []


def test_answers_are_scored_kept_and_stand_in_the_record(served: Served, page: Page) -> None:
    record = served.url + "/sessions/{whole}".format(**served.records)
    page.goto(record)
    page.get_by_test_id("ask-vrsq").click()
    page.get_by_test_id("moment-after").click()
    for item in ("general-discomfort", "fatigue", "eyestrain", "difficulty-focusing"):
        page.get_by_test_id(f"answer-{item}-1").click()
    expect(page.get_by_test_id("worth")).to_contain_text("Oculomotor 33.3")
    expect(page.get_by_test_id("worth")).to_contain_text("Total –")
    page.get_by_test_id("keep").click()
    page.wait_for_url(record)
    expect(page.get_by_test_id("questionnaires")).to_contain_text("Oculomotor 33.3")
    page.get_by_test_id("ask-vrsq").click()
    expect(page.get_by_test_id("answer-fatigue-1")).to_have_attribute("aria-pressed", "true")


def test_a_score_out_of_its_range_is_refused_with_the_rule(served: Served, page: Page) -> None:
    page.goto(served.url + "/sessions/{whole}/questionnaires/pcs".format(**served.records))
    page.get_by_test_id("score-total").fill("53")
    page.get_by_test_id("keep").click()
    expect(page.get_by_test_id("problem")).to_contain_text("0 to 52")


def test_what_a_visit_asks_is_chosen_before_it(served: Served, page: Page) -> None:
    page.goto(served.url)
    expect(page.get_by_test_id("asks-told")).to_have_text("Pain right now, before and after")
    page.get_by_test_id("asks").click()
    for what in ("before-vrsq", "after-presence", "after-vrsq"):
        page.get_by_test_id(f"asks-{what}").click()
    expect(page.get_by_test_id("asks-told")).to_have_text("2 before, 3 after")
    assert nameless(page) == []
    assert small_targets(page) == []


def test_a_spoken_answer_is_entered_where_the_same_item_stands_in_the_world(
    address: tuple[str, Path], page: Page
) -> None:
    url, state = address
    state.write_text("giving")
    page.goto(url + "/live", wait_until="domcontentloaded")
    expect(page.get_by_test_id("item")).to_have_text("Fatigue")
    expect(page.get_by_test_id("item-place")).to_have_text("2 of 9")
    assert nameless(page) == []
    assert small_targets(page) == []
    page.get_by_test_id("say-fatigue-1").click()
    expect(page.get_by_test_id("item")).to_have_text("Headache")
    state.write_text("sickness")
    expect(page.get_by_test_id("rating-question")).to_have_text("How sick do you feel right now?")
    page.get_by_test_id("rate-17").click()
    expect(page.get_by_test_id("rate-confirm")).to_contain_text("17")
    assert small_targets(page) == []
    state.write_text("debrief")
    expect(page.get_by_test_id("give-ssq")).to_be_visible()
    assert small_targets(page) == []
    state.write_text(OVER)
