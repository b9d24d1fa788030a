"""A session, and a rating from a file, as FHIR resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from app.exports.fhir_codes import (
    ACT_REASON,
    ADVERSE_EVENT_CATEGORY,
    ADVERSE_EVENT_SEVERITY,
    DETAIL,
    INSTRUMENT,
    MODE,
    MOMENT,
    OBSERVATION_CATEGORY,
    ORIGIN,
    PHASE,
    QUESTIONNAIRE,
    Json,
    coded,
    entry,
    instant,
    instrument,
    reference,
    score,
    seconds,
    urn,
)
from app.exports.visits import Answered, Event, Rating, Symptom, Visit
from app.session import measured
from app.session.measured import Measured, Series
from app.store.models import EarlierRating

#: a fault that ends what is shown is told up to so many seconds after it
AFTER_S = 5.0
MODES = {
    "3d": "3D: in the headset with depth",
    "2d": "2D: on a screen",
    "flat": "Flat: in the headset as a flat picture",
}
PHASES = {
    "before": "Before the exposure",
    "during": "During the exposure",
    "after": "After the exposure",
    "followup": "In a visit that only asked",
}
MOMENTS = {
    "baseline": "At baseline",
    "before": "Before the session",
    "after": "After the session",
    "later": "Some time later",
}
STATUS = {"complete": "completed", "aborted": "stopped", "checklist": "preparation", "calibration": "preparation"}


@dataclass(frozen=True, slots=True)
class Told:
    """Ids of what was told before: Respite itself, the participants by alias, devices by display, runtime and headset."""

    software: str
    patients: Mapping[str, str]
    devices: Mapping[tuple[str, str | None, str | None], str]


def of_visit(visit: Visit, told: Told) -> Iterator[Json]:
    """The session itself, its ratings, what went wrong while something was shown, and what the patient felt."""
    patient = told.patients[visit.row.alias]
    identity = urn("session", patient, visit.row.id)
    yield entry(identity, _procedure(visit, told, patient))
    if visit.segments:
        yield entry(urn("delivered", identity), _delivered(visit, told, patient, identity))
    for rating in visit.ratings:
        answer = urn("answer", identity, rating.id)
        yield entry(answer, _answer(visit, rating, patient, identity))
        yield entry(urn("rating", identity, rating.id), _rating(visit, rating, told, patient, identity, answer))
    for one in visit.answered:
        answer = urn("answered", identity, one.id)
        yield entry(answer, _questionnaire(visit, one, patient, identity))
        for name, value in one.scores.items():
            if value is not None:
                scored = _score(visit, one, name, value, told, patient, identity, answer)
                yield entry(urn("score", answer, name), scored)
    for fault in visit.events:
        if fault.kind == "fault" and _felt(visit, fault):
            yield entry(urn("fault", identity, fault.id), _adverse(visit, fault, told, patient))
    told_by = ((e.at_s, e.kind, e.data) for e in visit.events)
    for series in Measured.of(visit.row.world, told_by).series:
        measure = _measure(visit, series, told, patient, identity)
        yield entry(urn("measure", identity, series.world, series.name), measure)
    for symptom in visit.symptoms:
        yield entry(urn("symptom", identity, symptom.id), _felt_by_patient(visit, symptom, told, patient))


def _labelled(visit: Visit, resource: Json) -> Json:
    if visit.row.simulated:
        resource["meta"] = {"security": [{"system": ACT_REASON, "code": "HTEST", "display": "test health data"}]}
    return resource


def _procedure(visit: Visit, told: Told, patient: str) -> Json:
    row = visit.row
    used = dict.fromkeys(told.devices[segment.display, segment.runtime, segment.system] for segment in visit.segments)
    period = {"start": instant(row.started_utc)}
    if row.state in ("complete", "aborted"):
        period["end"] = instant(visit.moment(visit.session.last_s))
    procedure: Json = {
        "resourceType": "Procedure",
        "identifier": [{"system": "urn:respite:session", "value": str(row.id)}],
        "status": STATUS.get(row.state, "in-progress"),
        "code": {"text": f"Virtual reality session: {row.world}" if row.world else "Visit of ratings alone"},
        "subject": reference(patient),
        "performedPeriod": period,
        "usedReference": [reference(device) for device in (told.software, *used)],
    }
    if row.reason:
        procedure["statusReason"] = {"text": row.reason}
    if visit.session.note.strip():
        procedure["note"] = [{"text": visit.session.note}]
    return _labelled(visit, procedure)


def _observation(what: Json, patient: str, told_at: str) -> Json:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [coded(OBSERVATION_CATEGORY, "survey", "Survey")],
        "code": what,
        "subject": reference(patient),
        "effectiveDateTime": told_at,
    }


def _delivered(visit: Visit, told: Told, patient: str, identity: str) -> Json:
    """Seconds shown, in all and by mode."""
    what = coded(DETAIL, "exposure-delivered", "Exposure delivered")
    lengths = [(s.mode, (visit.session.last_s if s.end_s is None else s.end_s) - s.start_s) for s in visit.segments]
    observation = _observation(what, patient, instant(visit.moment(visit.segments[0].start_s)))
    observation["category"] = [coded(OBSERVATION_CATEGORY, "procedure", "Procedure")]
    by_mode = groupby(sorted(lengths), key=lambda length: length[0])
    observation |= {
        "valueQuantity": seconds(visit.row.delivered_s),
        "partOf": [reference(identity)],
        "device": reference(told.software),
        "component": [
            {"code": coded(MODE, mode, MODES[mode]), "valueQuantity": seconds(sum(length for _, length in parts))}
            for mode, parts in by_mode
        ],
    }
    if any(segment.end_s is None for segment in visit.segments):
        observation["status"] = "preliminary"
    return _labelled(visit, observation)


def _rating(visit: Visit, rating: Rating, told: Told, patient: str, identity: str, answer: str) -> Json:
    observation = _observation(instrument(rating.instrument, _scale(rating)), patient, _at(visit, rating))
    observation |= {
        "valueQuantity": score(rating.value),
        "performer": [reference(patient)],
        "partOf": [reference(identity)],
        "derivedFrom": [reference(answer)],
        "device": reference(told.software),
        "component": [
            _detail("phase", "Phase", PHASE, rating.phase, PHASES),
            *([] if rating.mode is None else [_detail("mode", "Mode in force", MODE, rating.mode, MODES)]),
            {"code": coded(DETAIL, "source", "How it was given"), "valueString": rating.source},
            {
                "code": coded(DETAIL, "corrections", "Changes before it was confirmed"),
                "valueInteger": rating.corrections,
            },
        ],
    }
    if rating.latency_s is not None:
        what = coded(DETAIL, "latency", "From the panel's appearing to the confirmation")
        observation["component"].append({"code": what, "valueQuantity": seconds(rating.latency_s)})
    return _labelled(visit, observation)


def _detail(code: str, display: str, system: str, value: str, known: dict[str, str]) -> Json:
    return {"code": coded(DETAIL, code, display), "valueCodeableConcept": coded(system, value, known[value])}


def _scale(rating: Rating) -> str:
    return f"{rating.instrument}: {rating.anchor_low} – {rating.anchor_high}"


def _at(visit: Visit, rating: Rating) -> str:
    return instant(visit.moment(rating.at_s))


def _answer(visit: Visit, rating: Rating, patient: str, identity: str) -> Json:
    """The rating as it was asked and answered."""
    return _labelled(
        visit,
        {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": f"{QUESTIONNAIRE}:{rating.instrument}",
            "status": "completed",
            "language": rating.language.replace("_", "-"),
            "partOf": [reference(identity)],
            "subject": reference(patient),
            "source": reference(patient),
            "authored": _at(visit, rating),
            "item": [
                {"linkId": rating.instrument, "text": _scale(rating), "answer": [{"valueInteger": rating.value}]},
            ],
        },
    )


def _questionnaire(visit: Visit, one: Answered, patient: str, identity: str) -> Json:
    """A questionnaire as it was answered; without items where its scores alone were entered."""
    response: Json = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{QUESTIONNAIRE}:{one.questionnaire}",
        "status": "completed" if one.finished else "in-progress",
        "language": one.language.replace("_", "-"),
        "partOf": [reference(identity)],
        "subject": reference(patient),
        "source": reference(patient),
        "authored": instant(one.entered_utc),
    }
    if one.answers:
        response["item"] = [
            {"linkId": item, "answer": [{"valueInteger": value}]} for item, value in one.answers.items()
        ]
    return _labelled(visit, response)


def _score(
    visit: Visit, one: Answered, name: str, value: float, told: Told, patient: str, identity: str, answer: str
) -> Json:
    what = coded(INSTRUMENT, f"{one.questionnaire}.{name}", f"{one.questionnaire}: {name}")
    observation = _observation(what, patient, instant(one.entered_utc))
    observation |= {
        "valueQuantity": score(value),
        "partOf": [reference(identity)],
        "derivedFrom": [reference(answer)],
        "device": reference(told.software),
        "component": [
            _detail("moment", "When it was asked", MOMENT, one.moment, MOMENTS),
            {"code": coded(DETAIL, "how", "How it was given"), "valueString": one.how},
        ],
    }
    return _labelled(visit, observation)


def _measure(visit: Visit, series: Series, told: Told, patient: str, identity: str) -> Json:
    """What a world measured: the value that stands for the visit, told in words, since no code is known for it."""
    of = measured.measure(measured.scene_of(series.world), series.name)
    what = {"text": f"{series.world}: {of.title} ({of.summary.value} of {len(series.values)})"}
    observation = _observation(what, patient, instant(visit.moment(series.values[-1][0])))
    observation["category"] = [coded(OBSERVATION_CATEGORY, "activity", "Activity")]
    quantity: Json = {"value": series.one(of)}
    observation |= {
        "valueQuantity": quantity | ({"unit": of.unit} if of.unit else {}),
        "partOf": [reference(identity)],
        "device": reference(told.software),
    }
    return _labelled(visit, observation)


def _felt(visit: Visit, fault: Event) -> bool:
    """Whether something was shown to the patient when it came."""
    return any(
        segment.start_s <= fault.at_s <= (fault.at_s if segment.end_s is None else segment.end_s + AFTER_S)
        for segment in visit.segments
    )


def _adverse(visit: Visit, fault: Event, told: Told, patient: str) -> Json:
    shown = [segment for segment in visit.segments if segment.start_s <= fault.at_s]
    device = told.devices[shown[-1].display, shown[-1].runtime, shown[-1].system]
    words = [str(fault.data[name]) for name in ("what", "why") if fault.data.get(name)]
    return _labelled(
        visit,
        {
            "resourceType": "AdverseEvent",
            "actuality": "actual",
            "category": [coded(ADVERSE_EVENT_CATEGORY, "product-problem", "Product Problem")],
            "event": {"text": ": ".join(words) or "fault"},
            "subject": reference(patient),
            "date": instant(visit.moment(fault.at_s)),
            "suspectEntity": [{"instance": reference(device)}],
        },
    )


def _felt_by_patient(visit: Visit, symptom: Symptom, told: Told, patient: str) -> Json:
    """A symptom; that it came in the session is told, not that the session brought it."""
    shown = [segment for segment in visit.segments if segment.start_s <= symptom.at_s]
    suspects = [told.software]
    if shown:
        suspects = [told.devices[shown[-1].display, shown[-1].runtime, shown[-1].system]]
    return _labelled(
        visit,
        {
            "resourceType": "AdverseEvent",
            "actuality": "actual",
            "category": [{"text": "Symptom noted by the clinician"}],
            "event": {"text": symptom.symptom.replace("_", " ")},
            "severity": coded(ADVERSE_EVENT_SEVERITY, symptom.severity, symptom.severity.capitalize()),
            "subject": reference(patient),
            "date": instant(visit.moment(symptom.at_s)),
            "suspectEntity": [{"instance": reference(suspect)} for suspect in suspects],
        },
    )


def rating_of_file(row: EarlierRating, alias: str, patient: str) -> Json:
    """A rating that was imported: tagged so, and with the file it stood in."""
    given = row.given_utc.date().isoformat() if row.date_only else instant(row.given_utc)
    observation = _observation(instrument(row.instrument, row.instrument), patient, given)
    observation |= {
        "meta": {"tag": [{"system": ORIGIN, "code": "imported", "display": "Imported from a file"}]},
        "valueQuantity": score(row.value),
        "component": [_detail("phase", "Phase", PHASE, row.phase, PHASES)],
        "note": [{"text": f"Imported from {row.file}, line {row.line}"}],
    }
    return entry(urn("earlier", patient, row.given_utc.isoformat(), row.instrument, row.phase), observation)
