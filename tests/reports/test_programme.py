"""A programme's report: who took part, the analysis with its interval, and not a word on what nobody was told."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

import assets
from app.cli import main
from app.programmes import load
from app.programmes.allocation import Place, arm
from app.reports.document import Facts, Paragraph, Report, Table
from app.reports.html import html
from app.reports.programme import programme
from app.store import Store, database
from app.store.models import Enrolment
from app.store.store import DATABASE
from tests.reports.record import FIRST, NEVER, PROGRAMME, SEED, visited

DAY = date(2026, 5, 4)


def report(store: Store, name: str = PROGRAMME, language: str = "en") -> Report:
    with store.reading() as reading:
        return programme(reading, store.path.parent, name, language, DAY, False, lambda: None)


def table(found: Report, title: str) -> Table:
    return next(part for part in found.parts if isinstance(part, Table) and part.title == title)


def said(found: Report) -> list[str]:
    return [part.text.replace("\u00a0", " ") for part in found.parts if isinstance(part, Paragraph)]


def test_who_took_part_is_counted(store: Store) -> None:
    counted = dict(next(part for part in report(store).parts if isinstance(part, Facts)).pairs)
    assert counted["Enrolled"] == "12"
    assert counted["Finished"] == "8"
    assert counted["Left before the end"] == "1"
    assert counted["Visits that ended early"] == "1"


def test_its_estimates_are_those_of_the_analysis(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The ratings are gathered here by hand, from the sessions and from who was told what."""
    told = {(t.alias, t.visit): t for t in store.told(PROGRAMME)}
    lines = ["participant,sequence,period,condition,baseline,value"]
    for (alias, visit), one in told.items():
        sessions = [row for row in store.sessions(alias=alias) if not row.simulated]
        row = sessions[-visit]
        mode = {"3d": "3D", "2d": "2D"}[one.mode or ""]
        values = ",".join("" if value is None else str(value) for value in (row.before, row.after))
        lines.append(f"{alias},{one.arm},{visit},{mode},{values}")
    path = tmp_path / "ratings.csv"
    path.write_text("\n".join(lines))
    assert main(["analyse", str(path), "--json"]) == 0
    expected = json.loads(capsys.readouterr().out)
    found = report(store)
    rows = {row[0]: row for row in table(found, "Estimates").rows}
    for name, part in (("Treatment", "treatment"), ("Period", "period"), ("Paired t-test", "paired")):
        assert float(rows[name][2].replace("−", "-")) == pytest.approx(expected[part]["estimate"], rel=1e-3)
    low, high = expected["treatment"]["ci95"]
    assert rows["Treatment"][7] == f"{low:.4g} to {high:.4g}".replace("-", "−")
    assert expected["sentence"]["en"].replace("(-", "(−") in said(found)


def test_data_that_can_t_tell_say_so(store: Store) -> None:
    assert any("these data can't tell" in text for text in said(report(store)))


def test_a_programme_that_goes_on_says_so(store: Store) -> None:
    assert any(text.startswith("The programme goes on: 3 participants") for text in said(report(store)))


def test_nothing_of_an_order_that_nobody_was_told_is_in_it(folder: Path, tmp_path: Path) -> None:
    """Two records that differ in the untold order alone give the same report."""
    plan, pages = load(PROGRAMME), []
    seeds = {arm(plan, seed, Place("", 11)): seed for seed in range(SEED, SEED + 40)}
    assert set(seeds) == {"AB", "BA"}
    for name, seed in seeds.items():
        copy = tmp_path / str(name)
        shutil.copytree(folder, copy)
        engine = database.writing(copy / DATABASE)
        with engine.begin() as connection:
            connection.execute(update(Enrolment).where(Enrolment.number == 11).values(seed=str(seed)))
        engine.dispose()
        with Store.open(copy, read_only=True) as store:
            pages.append(html(report(store)))
    assert pages[0] == pages[1]
    assert "not told" in pages[0]


def test_each_participant_stands_in_it_with_the_order_they_were_told(store: Store) -> None:
    rows = {row[0]: row for row in table(report(store), "The numbers behind the figures").rows}
    orders = {told.alias: told.arm for told in store.told(PROGRAMME)}
    assert {alias: row[1] for alias, row in rows.items() if alias != NEVER} == orders
    assert rows[NEVER][1] == "not told"
    assert rows["P-009"][-1] == "ended early, to come"
    assert rows["P-011"][-1].endswith("left before")


def test_a_programme_of_one_mode_compares_nothing(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "one"
    shutil.copytree(folder, copy)
    with Store.open(copy) as store:
        store.enrol("Q-1", load("single-visit"), {})
        found = report(store, "single-visit")
    assert "No visit of this programme has taken place." in said(found)
    assert not [part for part in found.parts if isinstance(part, Table) and part.title == "Estimates"]


def test_a_programme_without_orders_tells_its_visits_and_the_follow_up(store: Store) -> None:
    found = report(store, "sound-3-days")
    (row,) = table(found, "The numbers behind the figures").rows
    assert row[-1] == "3D 6→4, 3D 5→3, 3D 4→2, asked only: 3"
    assert any("One mode alone" in text for text in said(found))


def test_groups_that_each_had_one_mode_are_compared_as_groups(tmp_path: Path) -> None:
    shipped = load(PROGRAMME)
    text = assets.path("programmes", f"{PROGRAMME}.toml").read_text("utf-8")
    own = text.replace('["3d", "2d"]', '["3d"]').replace('["2d", "3d"]', '["2d"]')
    own = own[: own.index('[[visits]]\nname = { en = "Second')]
    assert shipped.allocation is not None
    (tmp_path / "programmes").mkdir()
    (tmp_path / "programmes" / "groups.toml").write_text(own, "utf-8")
    plan = load("groups", tmp_path)
    with Store.open(tmp_path) as store:
        for number, after in enumerate((2, 3, 2, 5, 6, 5, 4, 5)):
            store.enrol(f"G-{number}", plan, {}, 3 if number == 0 else None)
            _visit, mode = store.tell_next(f"G-{number}", FIRST.date(), "test")
            visited(store, f"G-{number}", FIRST, str(mode), 6, after)
        found = report(store, "groups")
    assert [row[0] for row in table(found, "Estimates").rows] == ["Groups (Welch)"]
    assert any("parallel groups are compared" in text for text in said(found))


def test_both_languages_have_the_same_parts(store: Store) -> None:
    english, chinese = report(store), report(store, language="zh_CN")
    assert [type(part) for part in english.parts] == [type(part) for part in chinese.parts]


def test_published_results_stand_beside_ours_whichever_way_they_went(store: Store) -> None:
    rows = table(report(store), "A headset (3D) against a screen (2D)").rows
    directions = {row[0].rpartition(" ")[0]: row[-1] for row in rows}
    assert directions["Austin 2021"] == "less pain in 3D"
    assert directions["Austin 2022"] == directions["Garrett 2024"] == "no difference shown"
