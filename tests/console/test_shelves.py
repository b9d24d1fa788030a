"""The record's pages in a real browser: sessions filtered, a participant's course, modes compared, exports and backups."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, Page, expect

from app.store import Store
from tests.console.conftest import Served
from tests.console.test_pages import open_page


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_sessions_are_filtered_sorted_and_exported_as_they_are_seen(served: Served, page: Page) -> None:
    open_page(page, served, "/sessions")
    total = page.get_by_test_id("total")
    expect(total).to_have_text(re.compile(r"\d\d sessions"))
    page.get_by_test_id("filter-state").select_option("aborted")
    page.wait_for_url("**/sessions?state=aborted")
    page.get_by_test_id("filter").fill("p-0")
    page.get_by_test_id("filter").press("Enter")
    page.wait_for_url("**alias=p-0**")
    rows = page.get_by_test_id("sessions").locator("tbody tr")
    expect(rows.filter(has_text="P-009")).to_have_count(1)
    expect(rows.filter(has_text="R-050")).to_have_count(0)
    page.get_by_test_id("show-all").click()
    page.wait_for_url("**/sessions")
    page.get_by_test_id("filter-change").select_option("down30")
    page.wait_for_url("**change=down30")
    expect(rows).to_have_count(2)
    page.get_by_test_id("sort-rated").click()
    page.wait_for_url("**sort=fell**")
    expect(rows.first).to_contain_text("7 → 4")
    expect(page.get_by_role("columnheader", name="Before → after ↑")).to_have_attribute("aria-sort", "ascending")
    page.get_by_test_id("export").click()
    page.wait_for_url("**/exports?**")
    assert asked(page)["change"] == "down30"
    expect(page.get_by_test_id("chosen")).to_have_text("2 sessions, Down by 30 % or more")


def test_a_participant_is_seen_over_the_visits(served: Served, page: Page) -> None:
    open_page(page, served, "/participants")
    row = page.get_by_test_id("participants").locator("tbody tr").filter(has_text="P-014")
    expect(row).to_contain_text("7 → 4")
    row.get_by_role("link", name="P-014").click()
    page.wait_for_url("**/participants/P-014")
    expect(page.get_by_test_id("by-mode").locator("tbody tr")).to_have_text(
        [re.compile(r"2D\s*1\s*7.0\s*4.0\s*−3.0\s*−43 %")]
    )
    course = page.get_by_label("Pain before and after each visit, from 0 to 10")
    expect(course.locator(".mark-2d.mark")).to_have_count(2)
    expect(course.locator(".mark-none.mark")).to_have_count(2)
    visit = course.get_by_role("link")
    expect(visit).to_have_count(1)
    visit.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sessions/{served.records['whole']}")
    answer = page.goto(f"{served.url}/participants/P-999")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is no such participant")).to_be_visible()


def test_a_participant_s_page_is_printed_on_one_sheet_without_the_console(served: Served, page: Page) -> None:
    open_page(page, served, "/participants/P-014")
    page.emulate_media(media="print")
    expect(page.locator("header.bar")).to_be_hidden()
    expect(page.get_by_test_id("print")).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1


def test_modes_are_compared_without_more_being_said_than_is_known(served: Served, page: Page) -> None:
    open_page(page, served, "/compare")
    expect(page.get_by_test_id("sentence")).to_have_text(
        "These data can't tell whether the conditions differ: there are too few values, or no spread in them."
    )
    expect(page.get_by_test_id("left-out")).to_contain_text("1 simulated")
    dots = page.get_by_label("Each participant's mean change under each view, in points").get_by_role("link")
    dots.filter(has_text="P-014").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sessions/{served.records['whole']}")


def test_an_export_goes_on_whoever_looks_and_is_taken_away_and_written_down(
    served: Served, context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    open_page(page, served, "/exports?alias=P-014&exact=1")
    expect(page.get_by_test_id("chosen")).to_have_text("1 session, P-014")
    page.get_by_test_id("format-csv").click()
    page.wait_for_url("**/work")
    job = page.get_by_test_id("job-export").first
    page.reload()
    expect(job.get_by_test_id("state")).to_have_text("Done")
    with page.expect_download() as saved:
        job.get_by_test_id("save").click()
    saved.value.save_as(tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert archive.read("sessions.csv").decode("utf-8-sig").count("P-014") == 1
    with Store.open(served.data, read_only=True) as store:
        said = [(change.subject, change.new) for change in store.changes(kind="export")]
    facts = {"format": "csv", "aliases": ["P-014"]}
    assert said == [("taken away", facts), ("asked for", facts)]
    job.get_by_test_id("remove").click()
    expect(page.get_by_test_id("job-export")).to_have_count(0)
    answer = page.request.get(f"{served.url}/exports/none/file")
    assert answer.status == 404


def test_a_report_is_written_where_one_reads_and_taken_away(served: Served, page: Page, tmp_path: Path) -> None:
    open_page(page, served, "/participants/P-014")
    page.get_by_test_id("report").click()
    with page.expect_download() as saved:
        page.get_by_test_id("report-save").click()
    saved.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
    assert saved.value.suggested_filename.startswith("respite-P-014-")


def test_the_record_is_backed_up_from_the_console(served: Served, page: Page) -> None:
    open_page(page, served, "/work")
    expect(page.get_by_test_id("last-backup")).to_have_text("There is no backup yet.")
    page.get_by_test_id("back-up").click()
    expect(page.get_by_test_id("last-backup")).to_contain_text("Last backup: ")
    assert len(list((served.data / "backups").glob("respite-*Z.db"))) == 1


def test_a_page_of_the_record_is_made_at_once(served: Served, page: Page) -> None:
    for path in ("/sessions", "/participants/P-014", "/compare"):
        took = []
        for _ in range(3):
            began = time.perf_counter()
            assert page.request.get(served.url + path).ok
            took.append(time.perf_counter() - began)
        print(f"{path}: {min(took) * 1000:.0f} ms")
        assert min(took) < 3.0
