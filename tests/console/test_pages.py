"""The pages without a running session, in a real browser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.console.conftest import Served
from tests.console.looking import nameless, not_chinese, small_targets

PAGES = {
    "start": "/",
    "sound": "/sound",
    "settings": "/settings",
    "records": "/sessions",
    "record": "/sessions/{whole}",
    "participants": "/participants",
    "participant": "/participants/P-014",
    "compare": "/compare",
    "work": "/work",
    "export": "/exports?mode=2d",
    "nothing runs": "/live",
    "none": "/x/y",
}


def open_page(page: Page, served: Served, path: str) -> None:
    page.goto(served.url + path.format(**served.records))
    expect(page.locator("#main")).to_be_visible()


# ---- starting ---------------------------------------------------------------------------------------------------------


def test_a_name_for_an_alias_is_refused_with_a_clear_line(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    page.get_by_test_id("alias").fill("Mary Smith")
    page.get_by_test_id("start").click()
    expect(page.get_by_text("An alias is 1 to 32 letters, digits, - or _ without spaces")).to_be_visible()
    assert urlsplit(page.url).path == "/"


def test_what_is_still_missing_is_said(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    missing = page.get_by_test_id("missing")
    expect(missing).to_have_text("Still missing: the alias, the view, 6 to confirm")
    page.get_by_test_id("alias").fill("P-100")
    page.get_by_test_id("mode-2d").click()
    for item in ("skin", "seizure", "hygiene", "consent", "position"):
        page.get_by_test_id(f"check-{item}").click()
    expect(missing).to_have_text("Still missing: 1 to confirm")
    page.get_by_test_id("start").click()
    expect(page.get_by_test_id("start")).to_contain_text("Start session")
    assert urlsplit(page.url).path == "/"


def test_a_known_alias_is_suggested_as_it_is_typed(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    page.get_by_test_id("alias").press_sequentially("p-0")
    expect(page.get_by_role("button", name="DEMO")).to_be_hidden()
    page.get_by_role("button", name="P-014").click()
    expect(page.get_by_test_id("alias")).to_have_value("P-014")


def test_a_length_outside_the_rule_is_refused(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    page.get_by_test_id("minutes").fill("90")
    expect(page.get_by_text("The length must be 1 to 60 minutes.")).to_be_visible()
    page.get_by_test_id("minutes-10").click()
    expect(page.get_by_test_id("minutes")).to_have_value("10")
    expect(page.get_by_text("The length must be 1 to 60 minutes.")).to_be_hidden()


def test_no_view_is_chosen_beforehand(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    for mode in ("3d", "2d", "flat"):
        expect(page.get_by_test_id(f"mode-{mode}")).to_have_attribute("aria-pressed", "false")


def test_what_every_session_needs_is_seen_on_a_tablet_without_scrolling(served: Served, page: Page) -> None:
    open_page(page, served, "/sessions")
    for language in ("en", "zh_CN"):
        page.goto(f"{served.url}/language/{language}?to=/")
        page.evaluate("document.querySelectorAll('[data-testid=cut-off]').forEach((it) => it.remove())")
        foot = page.get_by_test_id("start").bounding_box()
        assert foot is not None
        for name in ("alias", "mode-3d", "check-skin", "check-all"):
            box = page.get_by_test_id(name).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= foot["y"], name


def test_what_was_comfortable_at_the_last_visit_is_filled_in(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    told, trained = page.get_by_test_id("comfort-told"), page.get_by_test_id("training-told")
    expect(told).to_have_text("Sitting, eye height 120 cm")
    expect(trained).to_have_text("Middle, a small event after 8 hits")
    page.get_by_test_id("alias").fill("P-014")
    expect(told).to_have_text("Lying, eye height 95 cm, vignette from 80°")
    expect(trained).to_have_text("Lively, a small event after 5 hits")
    page.get_by_test_id("alias").fill("P-999")
    expect(told).to_have_text("Sitting, eye height 120 cm")
    expect(trained).to_have_text("Middle, a small event after 8 hits")
    page.get_by_test_id("comfort").click()
    page.get_by_test_id("vignette-60").click()
    page.get_by_test_id("world-size").fill("150")
    page.get_by_test_id("alias").fill("P-014")
    expect(told).to_have_text("Sitting, eye height 120 cm, world at 150 %, vignette from 60°")
    assert small_targets(page) == []
    assert nameless(page) == []


def test_a_visit_can_train_in_another_way(served: Served, page: Page) -> None:
    own = served.data / "timelines"
    own.mkdir()
    (own / "ward-7.toml").write_text('[[entry]]\nwhat = "call"\nevery_s = 30\n', "utf-8")
    open_page(page, served, "/")
    told, press = page.get_by_test_id("training-told"), page.get_by_test_id
    press("training").click()
    press("level-adaptive").click()
    press("goal").fill("0")
    expect(page.get_by_text("The hits must be 1 to 100.")).to_be_visible()
    expect(press("missing")).to_contain_text("the training")
    press("goal").fill("12")
    expect(told).to_have_text("Adaptive, a small event after 12 hits")
    expect(page.get_by_text("about 70 % of what calls is answered")).to_be_visible()
    press("kind-timed").click()
    expect(told).to_have_text("Adaptive, timeline: The world's own")
    press("timeline-ward-7").click()
    expect(told).to_have_text("Adaptive, timeline: ward-7")
    # what was chosen by hand stays, whoever comes
    press("alias").fill("P-014")
    expect(page.get_by_test_id("comfort-told")).to_contain_text("Lying")
    expect(told).to_have_text("Adaptive, timeline: ward-7")
    assert small_targets(page) == []
    assert nameless(page) == []


def test_an_eye_height_outside_the_rule_is_refused(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    page.get_by_test_id("comfort").click()
    page.get_by_test_id("eye-height").fill("20")
    expect(page.get_by_text("The eye height must be 60 to 180 cm.")).to_be_visible()
    expect(page.get_by_test_id("missing")).to_contain_text("the comfort")
    page.get_by_test_id("eye-height").fill("110")
    expect(page.get_by_text("The eye height must be 60 to 180 cm.")).to_be_hidden()


def test_the_last_visit_is_filled_in_and_no_cap_is_promised_without_a_calibrator(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    told = page.get_by_test_id("sound-told")
    no_cap = "no cap can be held: no calibrator was used"
    expect(told).to_have_text(f"Pink noise, 5 dB over the room, {no_cap}")
    page.get_by_test_id("alias").fill("R-050")
    expect(told).to_have_text(f"Rain, 3 dB over the room, {no_cap}")
    page.get_by_test_id("sound").click()
    page.get_by_test_id("layer-ocean").click()
    page.get_by_test_id("definition-total_over_ambient").click()
    page.get_by_test_id("alias").fill("P-014")
    expect(told).to_have_text(f"Ocean, 3 dB over the room, layer and room, {no_cap}")
    page.get_by_test_id("target-db").fill("16")
    expect(page.get_by_text("The SNR must be 0 to 15 dB.")).to_be_visible()
    expect(page.get_by_test_id("missing")).to_contain_text("the sound")
    page.get_by_test_id("target-db").fill("7,5")
    expect(told).to_contain_text("7.5 dB over the room")
    assert small_targets(page) == []
    assert nameless(page) == []


def test_what_is_usual_here_is_chosen_for_a_new_patient(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    page.get_by_test_id("sound").click()
    page.get_by_test_id("layer-wind").click()
    page.get_by_test_id("usual").click()
    expect(page.get_by_test_id("usual")).to_have_text("Kept for new patients")
    open_page(page, served, "/")
    expect(page.get_by_test_id("sound-told")).to_contain_text("Wind")
    page.get_by_test_id("sound").click()
    page.get_by_test_id("layer-pink").click()
    page.get_by_test_id("usual").click()
    expect(page.get_by_test_id("usual")).to_have_text("Kept for new patients")


def test_a_week_that_is_used_up_is_said_before_a_session(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    week, confirm = page.get_by_test_id("week"), page.get_by_test_id("over-dose")
    expect(week).to_be_hidden()
    page.get_by_test_id("alias").fill("R-050")
    expect(week).to_have_text("57 % of the week's sound allowance (80 dB(A) for 40 h)")
    expect(confirm).to_be_hidden()
    page.get_by_test_id("under-18").click()
    expect(week).to_contain_text("182 % of the week's sound allowance (75 dB(A) for 40 h): no sound is played")
    page.get_by_test_id("under-18").click()
    page.get_by_test_id("alias").fill("R-100")
    expect(week).to_contain_text("108 % of the week's sound allowance (80 dB(A) for 40 h): no sound is played")
    confirm.click()
    expect(confirm).to_have_attribute("aria-checked", "true")
    expect(week).not_to_contain_text("no sound is played")
    page.get_by_test_id("alias").fill("P-014")
    expect(week).to_be_hidden()
    page.get_by_test_id("alias").fill("R-100")
    expect(week).to_contain_text("no sound is played")


def test_a_participant_s_page_says_what_was_heard_in_the_last_week(served: Served, page: Page) -> None:
    open_page(page, served, "/participants/R-050")
    expect(page.get_by_test_id("week")).to_have_text("57 % of the week's sound allowance (80 dB(A) for 40 h)")
    open_page(page, served, "/participants/P-014")
    expect(page.get_by_test_id("week")).to_have_text("0 % of the week's sound allowance (80 dB(A) for 40 h)")


def test_imported_ratings_are_marked_among_those_of_their_participant(served: Served, page: Page) -> None:
    open_page(page, served, "/participants/P-014")
    rows = page.get_by_test_id("earlier").locator("tbody tr")
    expect(rows).to_have_text([re.compile(r"1 Dec 2025.*Before.*9.*old\.csv.*Imported"), re.compile("Imported")])
    open_page(page, served, "/participants/R-050")
    expect(page.get_by_test_id("earlier")).to_have_count(0)


def test_a_session_that_was_cut_off_can_be_ended(served: Served, page: Page) -> None:
    open_page(page, served, "/")
    card = page.get_by_test_id("cut-off").filter(has_text="P-021")
    card.get_by_test_id("abandon").click()
    page.wait_for_url(f"**/sessions/{served.records['cut']}")
    expect(page.get_by_test_id("reason")).to_have_text("Ended early: ended by the clinician after it was cut off")


# ---- the record -------------------------------------------------------------------------------------------------------


def test_the_list_is_newest_first_and_goes_on_on_a_second_page(served: Served, page: Page) -> None:
    open_page(page, served, "/sessions")
    aliases = page.get_by_test_id("sessions").locator("tbody td:nth-child(2)").all_inner_texts()
    assert aliases[-2:] == ["Q-005", "Q-004"] or aliases[-1] > "Q-000"
    assert aliases.index("DEMO") < aliases.index("P-014") < aliases.index("Q-019") < aliases.index("Q-018")
    page.get_by_test_id("older").click()
    expect(page.get_by_test_id("sessions")).to_contain_text("Q-000")


def test_the_list_can_be_of_one_alias(served: Served, page: Page) -> None:
    open_page(page, served, "/sessions")
    page.get_by_test_id("filter").fill("P-014")
    page.get_by_test_id("filter").press("Enter")
    page.wait_for_url("**/sessions?alias=P-014")
    expect(page.get_by_test_id("sessions").locator("tbody tr")).to_have_count(1)


def test_a_record_shows_both_ratings_their_difference_and_the_note(served: Served, page: Page) -> None:
    open_page(page, served, "/sessions/{whole}")
    expect(page.get_by_test_id("before")).to_have_text("7")
    expect(page.get_by_test_id("after")).to_have_text("4")
    expect(page.get_by_test_id("change")).to_have_text("−3")
    expect(page.get_by_test_id("note")).to_have_text("Slept well.")
    expect(page.get_by_role("img", name="SNR over the session, in dB")).to_be_visible()
    sound = page.get_by_test_id("sound-record")
    expect(sound).to_contain_text("Pink noise, 5 dB over the room")
    for name, value in (
        ("Uncertainty (95 %)", "± 0.4 dB"),
        ("Stated", "10 of 10 s"),
        ("The layer's share", "98%"),
        ("Cap", "70 dB(A)"),
    ):
        expect(sound.locator("dl > div").filter(has_text=name).locator("dd")).to_have_text(value)
    expect(sound.locator(".unsure")).to_have_count(1)
    expect(sound.get_by_role("img", name="Levels over the session, in dB").get_by_text("Cap")).to_be_visible()
    expect(sound.locator(".bar-layer")).to_have_count(21)
    expect(page.get_by_role("img", name="The session's course up to")).to_be_visible()
    expect(page.get_by_role("row", name="2D 600 3 (0.5%) 2 20.0 ms 16.7 ms 80%")).to_be_visible()
    world = page.get_by_test_id("world-record")
    expect(world).to_contain_text("Lively, a small event after 5 hits")
    measured = page.get_by_test_id("measure-wing-beats")
    expect(measured).to_have_text(re.compile(r"wing beats\s*4.50\s*last of 3"))
    expect(measured.get_by_label("wing beats over the visit")).to_be_visible()
    for test, value in (("hits", "2"), ("answered", "1 of 2"), ("latency", "3.0 s"), ("events", "1")):
        expect(world.get_by_test_id(test)).to_have_text(value)
    drawn = world.get_by_role("img", name="What happened in the world over time")
    expect(drawn.locator(".happened")).to_have_count(6)
    expect(page.get_by_text("In the world: appeared 2, hit 2, looked at 1, missed 1, small events 1")).to_be_visible()


def test_a_simulated_session_says_so(served: Served, page: Page) -> None:
    open_page(page, served, "/sessions/{simulated}")
    expect(page.get_by_text("This session was simulated: no person was in it")).to_be_visible()


def test_a_stopped_session_says_who_stopped_it(served: Served, page: Page) -> None:
    open_page(page, served, "/sessions/{stopped}")
    expect(page.get_by_test_id("reason")).to_have_text("Ended early: stopped by the patient (gaze)")
    expect(page.get_by_test_id("change")).to_have_text("–")


def test_a_record_that_is_not_there_is_one_clear_line(served: Served, page: Page) -> None:
    answer = page.goto(f"{served.url}/sessions/99999")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is no such record")).to_be_visible()
    assert "Traceback" not in page.content()


# ---- every page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_chinese_throughout_and_everything_on_it_is_named_and_large_enough(
    served: Served, page: Page, path: str
) -> None:
    page.goto(f"{served.url}/language/zh_CN?to={path.format(**served.records)}")
    expect(page.locator("#main")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    # the note and the anchors are the record's own words
    page.evaluate("document.querySelectorAll('.note, .own').forEach((it) => it.remove())")
    assert not_chinese(page) == []
    assert small_targets(page) == []
    assert nameless(page) == []


def test_the_language_stays(served: Served, page: Page) -> None:
    open_page(page, served, "/sessions")
    page.get_by_test_id("language-zh_CN").click()
    expect(page.get_by_role("heading", name="会话")).to_be_visible()
    assert urlsplit(page.url).path == "/sessions"
    open_page(page, served, "/")
    expect(page.get_by_role("heading", name="今天", exact=True)).to_be_visible()
    page.get_by_test_id("language-en").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def test_the_language_switch_leads_nowhere_else(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/language/en?to=//evil.example/")
    assert page.url == f"{served.url}/"


def test_a_chinese_browser_is_greeted_in_chinese(served: Served, browser: Browser) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    open_page(page, served, "/")
    expect(page.get_by_role("heading", name="今天", exact=True)).to_be_visible()
    context.close()


def test_all_is_served_from_this_machine_in_the_shipped_typeface(served: Served, context: BrowserContext) -> None:
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, served, "/")
    page.wait_for_function("[...document.fonts].some((f) => f.family.includes('Respite Sans') && f.status == 'loaded')")
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {f"127.0.0.1:{served.port}"}
