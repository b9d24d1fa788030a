"""fhir.resources reads the bundle as R4B, its codes are those that are bound, and no rating is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from pydantic import BaseModel
from sqlalchemy import select

from app.exports import Choice, export
from app.store import Store
from app.store.models import EarlierRating, Rating
from tests.exports.conftest import CHINESE

Json = dict[str, Any]

#: code systems of others, with what of them may stand here (HL7 FHIR R4B, LOINC 2.7x, UCUM 2.1)
KNOWN: dict[str, dict[str, str]] = {
    "http://loinc.org": {"72514-3": "Pain severity - 0-10 verbal numeric rating [Score] - Reported"},
    "http://terminology.hl7.org/CodeSystem/observation-category": {
        "survey": "Survey",
        "activity": "Activity",
        "procedure": "Procedure",
    },
    "http://terminology.hl7.org/CodeSystem/adverse-event-category": {"product-problem": "Product Problem"},
    "http://terminology.hl7.org/CodeSystem/adverse-event-severity": {"moderate": "Moderate"},
    "http://terminology.hl7.org/CodeSystem/v3-ActReason": {"HTEST": "test health data"},
}
UCUM = {"{score}", "s"}
#: where FHIR binds a code by "required" and the model names none of its values
BOUND = {
    ("Bundle", "type"): {"collection"},
    ("Observation", "status"): {"final", "preliminary"},
    ("Procedure", "status"): {"preparation", "in-progress", "stopped", "completed"},
    ("QuestionnaireResponse", "status"): {"completed"},
    ("Questionnaire", "status"): {"active"},
    ("Device", "status"): {"active"},
    ("AdverseEvent", "actuality"): {"actual", "potential"},
}


@pytest.fixture
def bundle(record: Store, out: Path) -> Json:
    export(record, "fhir", out)
    read: Json = json.loads((out / "respite_bundle.json").read_text("utf-8"))
    return read


def of(bundle: Json, kind: str) -> list[Json]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def parts(value: Any) -> Iterator[Json]:
    """Every object within, itself among them."""
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part)


def plain(value: Any) -> Any:
    """The same with moments as moments."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+Z", value):
        return datetime.fromisoformat(value)
    return value


def models(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in value.model_fields_set:
            yield from models(getattr(value, name))
    elif isinstance(value, list):
        for part in value:
            yield from models(part)


def test_fhir_resources_reads_the_bundle_as_it_is(bundle: Json) -> None:
    read = Bundle.model_validate(bundle)
    kinds = {type(entry.resource).__name__ for entry in read.entry or ()}
    assert kinds == {
        "Patient",
        "Device",
        "Questionnaire",
        "Procedure",
        "Observation",
        "QuestionnaireResponse",
        "AdverseEvent",
    }
    assert plain(json.loads(read.model_dump_json())) == plain(bundle), "nothing is read otherwise than it was written"


def test_each_code_is_one_of_those_that_fhir_binds(bundle: Json) -> None:
    for model in models(Bundle.model_validate(bundle)):
        for name, field in type(model).model_fields.items():
            extra = field.json_schema_extra
            values = extra.get("enum_values") if isinstance(extra, dict) else None
            value = getattr(model, name, None)
            # the library shortens some lists with a "+"
            if isinstance(values, list) and isinstance(value, str) and "+" not in values:
                assert value in values, f"{type(model).__name__}.{name}"
    for part in parts(bundle):
        for (kind, name), allowed in BOUND.items():
            if part.get("resourceType") == kind:
                assert part[name] in allowed


def test_each_coding_is_a_known_one_by_its_own_name(bundle: Json) -> None:
    seen = set()
    for part in parts(bundle):
        system = part.get("system")
        if system == "http://unitsofmeasure.org":
            assert part["code"] in UCUM
        elif system is not None and not system.startswith("urn:respite:"):
            assert part["display"] == KNOWN[system][part["code"]]
        if system is not None:
            seen.add(system)
    assert seen >= {*KNOWN, "http://unitsofmeasure.org"}


def test_each_reference_leads_to_an_entry(bundle: Json) -> None:
    there = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    assert len(there) == len(bundle["entry"]), "no id stands for two"
    assert all(url == f"urn:uuid:{resource['id']}" for url, resource in there.items())
    references = [part["reference"] for part in parts(bundle) if "reference" in part]
    assert references
    assert set(references) <= there.keys()
    asked = {one["url"]: [item["linkId"] for item in one.get("item", ())] for one in of(bundle, "Questionnaire")}
    for answer in of(bundle, "QuestionnaireResponse"):
        assert {item["linkId"] for item in answer.get("item", ())} <= set(asked[answer["questionnaire"]])


def test_pain_is_told_by_loinc_with_the_unit_of_a_score(bundle: Json, record: Store) -> None:
    told = []
    for one in of(bundle, "Observation"):
        if one["code"].get("coding", [{}])[0].get("system") == "http://loinc.org":
            assert one["code"]["coding"][0]["code"] == "72514-3"
            quantity = one["valueQuantity"]
            assert (quantity["unit"], quantity["system"]) == ("{score}", "http://unitsofmeasure.org")
            told.append(quantity["value"])
    with record.reading() as reading:
        held = [*reading.scalars(select(Rating.value)), *reading.scalars(select(EarlierRating.value))]
    assert sorted(told) == sorted(held)


def test_questionnaires_are_told_with_their_scores(bundle: Json) -> None:
    told = {one["questionnaire"]: one for one in of(bundle, "QuestionnaireResponse")}
    assert told["urn:respite:questionnaire:nrs-anxiety"]["item"] == [
        {"linkId": "anxiety", "answer": [{"valueInteger": 7}]}
    ]
    assert "item" not in told["urn:respite:questionnaire:pcs"]
    scores = {one["code"]["text"]: one["valueQuantity"]["value"] for one in of(bundle, "Observation")}
    assert scores["pcs: total"] == 31.0


def test_a_participant_is_an_alias_and_nothing_else(bundle: Json) -> None:
    patients = of(bundle, "Patient")
    assert {one["identifier"][0]["value"] for one in patients} == {CHINESE, "p01", "P01", "gone"}
    assert all(one.keys() == {"resourceType", "id", "identifier"} for one in patients)


def test_what_was_simulated_or_imported_is_marked(bundle: Json) -> None:
    simulated = [one for one in of(bundle, "Procedure") if "meta" in one]
    assert [one["meta"]["security"][0]["code"] for one in simulated] == ["HTEST"]
    assert [one["status"] for one in simulated] == ["stopped"]
    imported = [one for one in of(bundle, "Observation") if one.get("meta", {}).get("tag")]
    assert [one["note"][0]["text"] for one in imported] == [
        "Imported from old.csv, line 2",
        "Imported from old.csv, line 3",
    ]
    assert [one["effectiveDateTime"] for one in imported] == ["2025-12-01T08:15:00.000Z", "2025-12-01"]


def test_a_fault_while_something_was_shown_and_a_symptom_are_adverse_events(bundle: Json) -> None:
    event, felt = of(bundle, "AdverseEvent")
    assert (felt["event"]["text"], felt["severity"]["coding"][0]["code"]) == ("nausea", "moderate")
    assert felt["date"] == "2026-03-04T09:30:40.000Z"
    assert felt["suspectEntity"] == event["suspectEntity"]
    assert event["event"]["text"] == "the picture was lost: it crashed"
    assert event["date"] == "2026-03-04T09:30:08.000Z"
    devices = {f"urn:uuid:{one['id']}": one["deviceName"][0]["name"] for one in of(bundle, "Device")}
    assert devices[event["suspectEntity"][0]["instance"]["reference"]] == "Headset"


def test_ids_are_the_same_in_a_later_export_of_a_part(bundle: Json, record: Store, tmp_path: Path) -> None:
    export(record, "fhir", tmp_path / "part.json", Choice(aliases=(CHINESE,)))
    part: Json = json.loads((tmp_path / "part.json").read_text("utf-8"))
    whole = {entry["fullUrl"]: entry["resource"] for entry in bundle["entry"]}
    assert {one["identifier"][0]["value"] for one in of(part, "Patient")} == {CHINESE}
    assert all(whole[entry["fullUrl"]] == entry["resource"] for entry in part["entry"])
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["part.json"]
