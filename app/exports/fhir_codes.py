"""What FHIR's resources are coded with: code systems, and the parts that repeat.

FHIR R4B (HL7, 4.3.0). Pain is LOINC 72514-3; its unit is UCUM's annotation ``{score}``, as LOINC has it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

Json = dict[str, Any]

LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ADVERSE_EVENT_CATEGORY = "http://terminology.hl7.org/CodeSystem/adverse-event-category"
ADVERSE_EVENT_SEVERITY = "http://terminology.hl7.org/CodeSystem/adverse-event-severity"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
#: Respite's own
ALIAS, INSTRUMENT, QUESTIONNAIRE, DETAIL, MODE, PHASE, MOMENT, ORIGIN = (
    f"urn:respite:{name}"
    for name in ("alias", "instrument", "questionnaire", "detail", "mode", "phase", "moment", "origin")
)

#: instrument -> what LOINC calls it
SCORES = {"nrs-pain-now": ("72514-3", "Pain severity - 0-10 verbal numeric rating [Score] - Reported")}

#: every id is made from this and from what it stands for, so that a later export has the same ids
SPACE = UUID("6f1d8c52-0b6e-5f0e-9a36-8e0a4b1f7c21")


def urn(*of: object) -> str:
    """The id of what `of` names, the same in every export."""
    return uuid5(SPACE, "/".join(map(str, of))).urn


def entry(identity: str, resource: Json) -> Json:
    """An entry of a bundle. `identity` : a URN with the UUID the resource goes by."""
    return {"fullUrl": identity, "resource": {**resource, "id": identity.removeprefix("urn:uuid:")}}


def reference(identity: str) -> Json:
    return {"reference": identity}


def coded(system: str, code: str, display: str) -> Json:
    """A concept with one code."""
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}


def score(value: float) -> Json:
    return {"value": value, "unit": "{score}", "system": UCUM, "code": "{score}"}


def seconds(value: float) -> Json:
    return {"value": round(value, 3), "unit": "s", "system": UCUM, "code": "s"}


def instrument(name: str, text: str) -> Json:
    """What a rating is of: by LOINC where it has the instrument, by the instrument's own id always."""
    own = {"system": INSTRUMENT, "code": name, "display": text}
    known = SCORES.get(name)
    loinc = [] if known is None else [{"system": LOINC, "code": known[0], "display": known[1]}]
    return {"coding": [*loinc, own], "text": text}


def instant(moment: datetime) -> str:
    """A moment to the millisecond, with its zone."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
