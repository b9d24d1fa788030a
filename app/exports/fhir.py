"""The record as one FHIR R4B bundle.

A participant is a Patient with an alias and nothing else. A session is a Procedure; each rating is an Observation, derived
from a QuestionnaireResponse; what showed the world is a Device; a fault while something was shown is an
AdverseEvent, and so is a symptom that was noted.
Ratings that were imported are Observations tagged so. Simulated sessions carry the security label for test data (HTEST).
Entries are written one after the other, so a bundle of any size takes little memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson
from sqlalchemy import Select, select

from app import questionnaires
from app.__main__ import version
from app.exports.fhir_codes import (
    ALIAS,
    QUESTIONNAIRE,
    Json,
    entry,
    instant,
    instrument,
    urn,
)
from app.exports.fhir_visits import Told, of_visit, rating_of_file
from app.exports.job import Job
from app.exports.sheet import PAGE
from app.exports.visits import visits
from app.session import instruments
from app.store import measuring, queries
from app.store.models import EarlierRating, Participant, Segment, Session

BUNDLE = "respite_bundle.json"
DISPLAYS = {"openxr": "headset", "window": "window on a screen", "offscreen": "no screen"}


def owns(name: str) -> bool:
    """Whether a file of this name is one of such an export."""
    return name == BUNDLE


def write(job: Job, folder: Path) -> str:
    """Write the bundle into `folder`, which is empty; hands back what it is."""
    now = datetime.now(UTC)
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": instant(now)}
    with (folder / BUNDLE).open("wb") as stream:
        stream.write(orjson.dumps(head)[:-1] + b',"entry":[\n')
        for number, one in enumerate(_entries(job)):
            stream.write((b",\n" if number else b"") + orjson.dumps(one))
        stream.write(b"\n]}\n")
        stream.flush()
        os.fsync(stream.fileno())
    return "a FHIR R4B collection"


def _entries(job: Job) -> Iterator[Json]:
    job.progress.expect(job.choice.count(job.reading))
    software = urn("software", version())
    yield entry(software, _software())
    for one in instruments.available():
        yield entry(urn("questionnaire", one), _scale(instruments.load(one)))
    for one in questionnaires.available():
        yield entry(urn("questionnaire", one), _questionnaire(questionnaires.load(one)))
    patients = dict(_patients(job))
    for alias, identity in patients.items():
        yield entry(identity, _patient(alias))
    devices: dict[tuple[str, str | None, str | None], str] = {}
    for display, runtime, system in job.reading.execute(_devices(job)):
        key = (display, runtime, system)
        devices[key] = urn("device", *key)
        yield entry(devices[key], _device(*key))
    told = Told(software, patients, devices)
    for visit in job.progress.counted(visits(job.reading, job.choice, kinds=("fault", *measuring.KINDS))):
        yield from of_visit(visit, told)
    earlier = job.choice.narrow_earlier(select(EarlierRating, Participant.alias).join(Participant))
    for row, alias in job.reading.execute(earlier.order_by(EarlierRating.id), execution_options={"yield_per": PAGE}):
        yield rating_of_file(row, alias, patients[alias])


def _patients(job: Job) -> Iterator[tuple[str, str]]:
    """Alias and id of everybody of whom something is told."""
    record = queries.record(job.reading)
    visiting = job.choice.narrow(select(Session.participant_id), Session.id)
    imported = job.choice.narrow_earlier(select(EarlierRating.participant_id).join(Participant))
    query = select(Participant.alias, Participant.id).where(Participant.id.in_(visiting) | Participant.id.in_(imported))
    for alias, number in job.reading.execute(query.order_by(Participant.id)):
        yield alias, urn("patient", record, number)


def _patient(alias: str) -> Json:
    return {"resourceType": "Patient", "identifier": [{"system": ALIAS, "value": alias}]}


def _devices(job: Job) -> Select[str, str | None, str | None]:
    query = select(Segment.display, Segment.runtime, Segment.system).distinct()
    return job.choice.narrow(query, Segment.session_id)


def _device(display: str, runtime: str | None, system: str | None) -> Json:
    """What showed the world."""
    name = system or DISPLAYS.get(display, display)
    device: Json = {
        "resourceType": "Device",
        "status": "active",
        "deviceName": [{"name": name, "type": "model-name" if system else "other"}],
        "type": {"text": DISPLAYS.get(display, display)},
    }
    if runtime:
        device["note"] = [{"text": f"OpenXR runtime: {runtime}"}]
    return device


def _software() -> Json:
    return {
        "resourceType": "Device",
        "status": "active",
        "deviceName": [{"name": "Respite", "type": "model-name"}],
        "type": {"text": "software"},
        "version": [{"value": version()}],
    }


def _questionnaire(asked: questionnaires.Questionnaire) -> Json:
    """A questionnaire; without items where its text is licensed."""
    resource: Json = {
        "resourceType": "Questionnaire",
        "url": f"{QUESTIONNAIRE}:{asked.id}",
        "title": asked.name.en,
        "status": "active",
        "description": asked.source,
        "copyright": asked.licence.en,
    }
    if asked.items:
        resource["item"] = [{"linkId": item.id, "text": item.words.en, "type": "integer"} for item in asked.items]
    return resource


def _scale(scale: instruments.Instrument) -> Json:
    """The instrument's question, with its ends."""
    words = scale.wording("en")
    return {
        "resourceType": "Questionnaire",
        "url": f"{QUESTIONNAIRE}:{scale.id}",
        "title": scale.name.en,
        "status": "active",
        "description": scale.source,
        "code": instrument(scale.id, scale.name.en)["coding"],
        "item": [
            {
                "linkId": scale.id,
                "text": f"{words.question} ({scale.minimum}: {words.lowest}, {scale.maximum}: {words.highest})",
                "type": "integer",
                "extension": [
                    {"url": f"http://hl7.org/fhir/StructureDefinition/{end}Value", "valueInteger": value}
                    for end, value in (("min", scale.minimum), ("max", scale.maximum))
                ],
            }
        ],
    }
