"""What worlds measured leaves as it was measured: in tables, as FHIR, in a report, and over a participant's visits."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

from app.exports import export
from app.reports.document import Table
from app.reports.participant import participant
from app.store import Store, participants
from tests.store.rows import STARTED, T0, ns, plan, rate

#: by visit: what was measured, in its order
VISITS = ((("opened", 1), ("opened", 2), ("pause", 4.0), ("pause", 7.5), ("pause", 5.0)), (), (("opened", 6),))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("measured")) as store:
        for number, told in enumerate(VISITS):
            pond = replace(plan("P-1"), world="lily-pond")
            visit = store.begin_session(pond, 7, STARTED + timedelta(days=number), T0)
            rate(store, visit, "before", 6, 3)
            segment = store.open_segment(visit, ns(5), "2d", "window", None, None)
            for second, (name, value) in enumerate(told):
                store.event(visit, ns(10 + second), "measured", {"measure": name, "value": value, "world_s": 1.0})
            store.close_segment(segment, ns(65), "finished")
            rate(store, visit, "after", 4, 80)
            store.phase(visit, ns(90), "complete")
        yield store


def test_a_table_has_the_value_that_stands_for_each_visit(store: Store, tmp_path: Path) -> None:
    export(store, "csv", tmp_path / "out")
    with (tmp_path / "out" / "measures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [
        ("1", "P-1", "lily-pond", "opened", "2.0", "highest", "", "2"),
        ("1", "P-1", "lily-pond", "pause", "5.0", "median", "s", "3"),
        ("3", "P-1", "lily-pond", "opened", "6.0", "highest", "", "1"),
    ]


def test_fhir_tells_it_in_words_without_a_code(store: Store, tmp_path: Path) -> None:
    export(store, "fhir", tmp_path / "bundle.json")
    bundle = json.loads((tmp_path / "bundle.json").read_text("utf-8"))
    Bundle.model_validate(bundle)
    told = [
        (resource["code"]["text"], resource["valueQuantity"])
        for resource in (entry["resource"] for entry in bundle["entry"])
        if resource["resourceType"] == "Observation" and "coding" not in resource["code"]
    ]
    assert told == [
        ("lily-pond: Lilies opened (highest of 2)", {"value": 2.0}),
        ("lily-pond: From one lily to the next (median of 3)", {"value": 5.0, "unit": "s"}),
        ("lily-pond: Lilies opened (highest of 1)", {"value": 6.0}),
    ]


def test_a_report_says_what_was_measured_first_and_last(store: Store) -> None:
    with store.reading() as reading:
        report = participant(reading, store.path.parent, "P-1", "en", date(2026, 5, 4), False, lambda: None)
    table = next(part for part in report.parts if isinstance(part, Table) and part.title == "Lily Pond")
    first, last = (row.started_utc.astimezone().date() for row in reversed([*store.sessions()][::2]))
    assert [row[0:2] for row in table.rows] == [("Lilies opened", "2"), ("From one lily to the next", "1")]
    assert [cell.partition(" (")[0] for cell in table.rows[0][2:4]] == ["2", "6"]
    assert (str(first.day) in table.rows[0][2], str(last.day) in table.rows[0][3]) == (True, True)
    assert table.rows[1][2:] == (table.rows[1][2], table.rows[1][2], "5.0 s", "5.0 s")


def test_a_participants_visits_have_theirs(store: Store) -> None:
    with store.reading() as reading:
        visits = participants.course(reading, "P-1").visits
    assert [[(one.name, len(one.values)) for one in visit.measured] for visit in visits] == [
        [("opened", 2), ("pause", 3)],
        [],
        [("opened", 1)],
    ]
