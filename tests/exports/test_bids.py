"""The BIDS schema knows every file, every column and every key, and the samples are those that were recorded."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bidsschematools.schema import load_schema
from bidsschematools.validator import validate_bids
from sqlalchemy import func, select

from app.exports import Choice, export
from app.exports.bids_names import subjects
from app.store import Store
from app.store.models import Answered, Event, HeadMotion, Rating, Segment
from tests.exports.conftest import CHINESE, HZ, SECONDS

Rows = list[dict[str, str]]
#: by the paths; it has no types
check: Any = validate_bids


@pytest.fixture
def dataset(record: Store, out: Path) -> Path:
    export(record, "bids", out)
    return out


@pytest.fixture(scope="session")
def schema() -> Any:
    return load_schema()


def table(file: Path) -> Rows:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def only(dataset: Path, pattern: str, alias: str = CHINESE) -> list[Path]:
    label = {row["alias"]: row["participant_id"] for row in table(dataset / "participants.tsv")}[alias]
    return sorted((dataset / label).rglob(pattern))


def test_the_schema_knows_every_path(dataset: Path) -> None:
    found = check(str(dataset))
    assert found["path_tracking"] == []
    assert len(found["match_listing"]) == len([path for path in dataset.rglob("*") if path.is_file()])


def test_what_the_schema_requires_of_motion_is_there(dataset: Path, schema: Any) -> None:
    required = {
        key
        for rule in schema.rules.sidecars.motion.values()
        for key, level in rule.fields.items()
        if (level if isinstance(level, str) else level.level) == "required"
    }
    motion = only(dataset, "*_motion.json")
    assert len(motion) == 2
    for file in motion:
        told = json.loads(file.read_text("utf-8"))
        assert required <= told.keys()
        assert told["SamplingFrequency"] == pytest.approx(1000 / 11.1, abs=0.01)
        assert told["SamplingFrequencyEffective"] == pytest.approx(HZ, abs=0.01)
        known = {definition.name for definition in schema.objects.metadata.values()}
        assert told.keys() <= known


def test_the_channels_are_the_schemas(dataset: Path, schema: Any) -> None:
    rule = schema.rules.tabular_data.motion.motionChannels
    columns = schema.objects.columns
    names = {key: columns[key].name for key in rule.columns}
    first = [columns[key].name for key in rule.initial_columns]
    for file in only(dataset, "*_channels.tsv"):
        rows = table(file)
        assert list(rows[0])[: len(first)] == first
        assert set(rows[0]) <= set(names.values())
        assert {row["type"] for row in rows} <= set(columns.type__channels.enum)
        assert {row["component"] for row in rows} <= {*columns.component.enum, "n/a"}
        told = file.with_name(file.name.replace("_channels.tsv", "_motion.tsv"))
        assert {len(line.split("\t")) for line in told.read_text().splitlines()} == {len(rows)}
        frames = json.loads(next(dataset.glob("*_channels.json")).read_text("utf-8"))["reference_frame"]["Levels"]
        assert {row["reference_frame"] for row in rows} <= {*frames, "n/a"}


def test_samples_are_the_same_float32(dataset: Path, record: Store) -> None:
    with record.reading() as reading:
        held = reading.execute(select(HeadMotion.session_id, HeadMotion.samples).order_by(HeadMotion.id)).all()
    for file, session in zip(only(dataset, "*_motion.tsv"), (1, 4), strict=True):
        told = np.loadtxt(file, delimiter="\t")
        poses = np.concatenate([np.frombuffer(samples, "<f4").reshape(-1, 8) for of, samples in held if of == session])
        assert told.shape == (SECONDS * HZ, 8)
        assert np.array_equal(told[:, 1:].astype("f4"), poses[:, 1:])
        assert np.allclose(told[:, 0], np.arange(SECONDS * HZ) / HZ, atol=1e-5)


def test_events_are_all_told_from_the_first_sample_on(dataset: Path, record: Store) -> None:
    file, _ = only(dataset, "*_events.tsv")
    rows = table(file)
    onsets = [float(row["onset"]) for row in rows]
    assert onsets == sorted(onsets)
    with record.reading() as reading:
        many = sum(
            reading.scalar(select(func.count(of.id)).where(of.session_id == 1)) or 0
            for of in (Event, Rating, Segment, Answered)
        )
    assert len(rows) == many
    ratings = [
        (row["trial_type"], row["onset"], row["value"]) for row in rows if row["trial_type"].startswith("rating")
    ]
    assert ratings == [("rating_before", "-3.0", "6"), ("rating_during", "24.0", "4"), ("rating_after", "74.0", "3")]
    (shown,) = (row for row in rows if row["trial_type"] == "shown")
    assert (shown["onset"], shown["duration"], shown["mode"]) == ("-1.0", "60.5", "3d")
    (hit,) = (json.loads(row["data"]) for row in rows if row["trial_type"] == "hit")
    assert hit["says"] == "雪\n人"


def test_sessions_without_motion_are_told_in_one_table(dataset: Path) -> None:
    (file,) = only(dataset, "*_beh.tsv", "p01")
    rows = table(file)
    assert file.name == "sub-p01_task-visits_beh.tsv"
    assert json.loads(rows[0]["data"])["rating_after"] == 3
    assert [row["value"] for row in rows if row["trial_type"].startswith("rating")] == ["7", "4", "3"]


def test_imported_ratings_are_marked(dataset: Path) -> None:
    (file,) = only(dataset, "*_task-earlier_beh.tsv", "gone")
    (row,) = table(file)
    assert (row["given_utc"], row["value"], row["source"], row["file"]) == ("2025-12-01", "2", "imported", "old.csv")


def test_texts_stay_in_their_cell(dataset: Path) -> None:
    (file,) = only(dataset, "*_sessions.tsv")
    first, _ = table(file)
    assert json.loads(first["note"]) == '=1+1\n"two"\tlines'


def test_each_column_is_explained(dataset: Path) -> None:
    told = {
        "participants.tsv": dataset / "participants.json",
        "_sessions.tsv": dataset / "sessions.json",
        "_events.tsv": dataset / "task-snowcanyon_events.json",
        "_task-visits_beh.tsv": dataset / "task-visits_beh.json",
        "_task-earlier_beh.tsv": dataset / "task-earlier_beh.json",
    }
    for file in dataset.rglob("*.tsv"):
        for end, about in told.items():
            if file.name.endswith(end):
                assert set(table(file)[0]) <= json.loads(about.read_text("utf-8")).keys(), file.name


def test_labels_are_never_the_same_and_never_change() -> None:
    aliases = [(1, "病人"), (2, "P-01"), (3, "p01"), (4, "P01"), (5, "患者"), (6, "x1")]
    labels = subjects(aliases)
    assert len({label.casefold() for label in labels.values()}) == len(aliases)
    assert all(re.fullmatch(r"[0-9A-Za-z]+", label) for label in labels.values())
    assert all(subjects(aliases[:count]).items() <= labels.items() for count in range(len(aliases)))


def test_a_part_keeps_its_labels(dataset: Path, record: Store, tmp_path: Path) -> None:
    export(record, "bids", tmp_path / "part", Choice(aliases=("P01",)))
    (row,) = table(tmp_path / "part" / "participants.tsv")
    assert row in table(dataset / "participants.tsv")
    assert check(str(tmp_path / "part"))["path_tracking"] == []
