"""Today: who comes next and what is ready, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from app.store import Store
from scenes.registry import OFFERED
from tests.console.conftest import Served
from tests.console.looking import nameless, small_targets


def test_one_press_on_a_participant_has_all_but_the_view_as_it_was(served: Served, page: Page) -> None:
    page.goto(served.url)
    press = page.get_by_test_id
    press("comer-R-050").click()  # 1
    expect(press("alias")).to_have_value("R-050")
    expect(press("patient")).to_have_text("R-050")
    expect(press("patient-line")).to_have_text("0 visitsLast visit yesterday")
    expect(press("minutes")).to_have_value("10")
    expect(press("sound-told")).to_contain_text("Rain, 3 dB over the room")
    expect(press("missing")).to_have_text("Still missing: the view, 6 to confirm")
    press("mode-2d").click()  # 2
    press("check-all").click()  # 3: and Start is the fourth
    expect(press("missing")).to_have_text("Everything is there.")
    expect(press("start")).to_be_enabled()


def test_single_keys_lead_to_a_session_but_not_while_somebody_types(served: Served, page: Page) -> None:
    page.goto(served.url)
    press, keys = page.get_by_test_id, page.keyboard
    expect(press("start")).to_be_enabled()
    keys.press("/")
    expect(press("alias")).to_be_focused()
    keys.type("nbds")
    expect(press("alias")).to_have_value("nbds")
    expect(press("mode-2d")).to_have_attribute("aria-pressed", "false")
    press("alias").fill("")
    press("alias").blur()
    rows = page.get_by_test_id("comers").locator(".comer")
    expect(rows.first).to_be_visible()
    for row in range(2):
        keys.press("n")
        expect(rows.nth(row)).to_have_attribute("aria-pressed", "true")
    keys.press("s")
    expect(press("mode-2d")).to_have_attribute("aria-pressed", "true")
    keys.press("a")
    expect(press("missing")).to_have_text("Everything is there.")
    keys.press("?")
    expect(press("keys-sheet")).to_contain_text("On the first page")
    press("keys-single").click()
    press("keys-close").click()
    keys.press("f")  # turned off on the sheet
    page.wait_for_timeout(300)
    expect(press("mode-flat")).to_have_attribute("aria-pressed", "false")
    keys.press("?")
    expect(press("keys-sheet")).not_to_be_visible()


def test_each_world_shows_what_it_is_like_and_what_it_needs(served: Served, page: Page) -> None:
    page.goto(served.url)
    for name, entry in OFFERED.items():
        card, scene = page.get_by_test_id(f"world-{name}"), entry.load()
        for said in (entry.title, entry.purpose, scene.about, "Hands, or" if scene.hands else "Looks are enough"):
            assert said, f"{name}: say what it is like (`about`) and for (`purpose`)"
            expect(card).to_contain_text(said)
        assert card.locator("img").evaluate("it => it.complete && it.naturalWidth") >= 640, f"{name}: its picture"
    boxes = [page.get_by_test_id(f"world-{name}").bounding_box() for name in OFFERED]
    assert len({box["width"] for box in boxes if box}) == 1, "all are as large"


def test_what_was_chosen_and_confirmed_for_one_is_not_for_the_next(served: Served, page: Page) -> None:
    page.goto(served.url)
    press = page.get_by_test_id
    press("comer-R-050").click()
    press("mode-2d").click()
    press("minutes-20").click()
    press("check-all").click()
    expect(press("missing")).to_have_text("Everything is there.")
    press("comer-R-100").click()
    expect(press("missing")).to_have_text("Still missing: the view, 6 to confirm")
    expect(press("minutes")).to_have_value("10")


def test_an_allocation_is_told_when_the_visit_is_opened_and_not_before(served: Served, page: Page) -> None:
    page.goto(served.url)
    press = page.get_by_test_id
    press("alias").fill("X-301")
    expect(press("nobody")).to_have_text("X-301 is new here.")
    press("programme").click()
    press("programme-crossover-3d-2d").click()
    press("enrol").click()
    expect(press("programme-told")).to_contain_text("visit 1 of 2")
    page.reload()
    row = press("comer-X-301")
    expect(row).to_contain_text("First visit")
    expect(row).to_contain_text("3D and 2D, crossed over: visit 1 of 2")
    expect(row).to_contain_text("view by allocation, Snow Canyon, 20 min")
    expect(press("mode-3d")).to_have_attribute("aria-pressed", "false")
    assert tellings(served, "X-301") == 0
    row.click()
    expect(
        page.locator("[data-testid=mode-3d][aria-pressed=true], [data-testid=mode-2d][aria-pressed=true]")
    ).to_be_visible()
    expect(press("minutes")).to_have_value("20")
    assert tellings(served, "X-301") == 1
    press("check-all").click()
    expect(press("missing")).to_have_text("Everything is there.")
    press("programme").click()
    press("leave").click()
    expect(press("programme-told")).to_have_text("In none")


def tellings(served: Served, alias: str) -> int:
    with Store.open(served.data, read_only=True) as store:
        return sum(told.alias == alias for told in store.told("crossover-3d-2d"))


def test_what_is_missing_is_named_with_what_to_do(served: Served, page: Page) -> None:
    page.goto(served.url)
    strip, headset = page.get_by_test_id("readiness"), page.get_by_test_id("ready-headset")
    expect(headset).to_have_attribute("data-state", "missing")
    expect(page.get_by_test_id("ready-calibration")).to_have_attribute("data-state", "look")
    expect(page.get_by_test_id("ready-disk")).to_have_attribute("data-state", "ready")
    page.get_by_test_id("readiness-fold").click()
    expect(strip).to_contain_text("Until then sessions run in 2D.")
    expect(strip.get_by_role("link", name="Calibrate")).to_have_attribute("href", "/sound")
    page.get_by_test_id("look-again").click()
    expect(headset).to_have_attribute("data-state", "missing")
    assert small_targets(page) == []
    assert nameless(page) == []


def test_the_checklist_is_the_sites_own(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/settings")
    press = page.get_by_test_id
    press("asks-hygiene").click()
    expect(press("asks-hygiene")).to_have_attribute("aria-checked", "false")
    press("own-line").fill("Consent form signed")
    press("add-line").click()
    expect(press("kept")).to_have_text("Kept. It holds for the next session.")
    press("own-line").fill("consent FORM signed")
    press("add-line").click()
    expect(press("fault")).to_contain_text("must stand there once")
    press("usual-20").click()
    expect(press("usual-20")).to_have_attribute("aria-pressed", "true")
    assert small_targets(page) == []

    page.goto(served.url)
    expect(press("check-hygiene")).to_have_count(0)
    expect(page.get_by_role("checkbox", name="Consent form signed")).to_be_visible()
    expect(press("minutes")).to_have_value("20")
    with Store.open(served.data, read_only=True) as store:
        assert {change.subject for change in store.changes(kind="setting")} >= {"checklist lines of the site"}

    page.goto(f"{served.url}/settings")
    press("remove-0").click()
    press("asks-hygiene").click()
    press("usual-15").click()
    expect(press("usual-15")).to_have_attribute("aria-pressed", "true")
