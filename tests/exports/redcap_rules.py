"""What REDCap asks of a data dictionary and of an import file, as its own help pages have it ("Data Dictionary", "Data
Import Tool", "Repeating Instruments and Events"); written without a look at how Respite writes them."""

from __future__ import annotations

import re
from datetime import datetime

COLUMNS = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
]
TYPES = {
    "text",
    "notes",
    "radio",
    "dropdown",
    "calc",
    "file",
    "checkbox",
    "yesno",
    "truefalse",
    "descriptive",
    "slider",
}
NAME = re.compile(r"[a-z](?:[a-z0-9]|_(?!_))*[a-z0-9]")
CODE = re.compile(r"[A-Za-z0-9_]+")
VALIDATIONS = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?"),
    "datetime_seconds_ymd": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"),
}
RESERVED = {"redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance", "redcap_data_access_group"}

Row = dict[str, str]


def choices(field: Row) -> list[str]:
    return [part.strip().partition(",")[0] for part in field[COLUMNS[5]].split("|")]


def broken_in_dictionary(header: list[str], fields: list[Row]) -> list[str]:
    """The rules that a data dictionary breaks."""
    wrong = [] if header == COLUMNS else ["the header is not REDCap's"]
    names = [field[COLUMNS[0]] for field in fields]
    wrong += [f"{name}: a name twice" for name in {name for name in names if names.count(name) > 1}]
    if fields[0][COLUMNS[3]] != "text" or fields[0][COLUMNS[7]]:
        wrong.append("the first field must be the record's, a plain text")
    closed: list[str] = []
    for field in fields:
        name, form, kind, validation = (field[COLUMNS[at]] for at in (0, 1, 3, 7))
        if not NAME.fullmatch(name) or len(name) > 100 or name in RESERVED:
            wrong.append(f"{name}: not a field's name")
        if not NAME.fullmatch(form) or len(form) > 64:
            wrong.append(f"{name}: {form} is not a form's name")
        if kind not in TYPES:
            wrong.append(f"{name}: no field type {kind}")
        if not field[COLUMNS[4]].strip():
            wrong.append(f"{name}: no label")
        if form in closed[:-1]:
            wrong.append(f"{name}: the fields of {form} are not together")
        if not closed or closed[-1] != form:
            closed.append(form)
        if kind in ("radio", "dropdown", "checkbox"):
            codes = choices(field)
            if len(set(codes)) != len(codes) or not all(map(CODE.fullmatch, codes)):
                wrong.append(f"{name}: choices {codes}")
        elif field[COLUMNS[5]]:
            wrong.append(f"{name}: choices of a {kind}")
        if validation and (kind != "text" or validation not in VALIDATIONS):
            wrong.append(f"{name}: validation {validation} of a {kind}")
        for end in (field[COLUMNS[8]], field[COLUMNS[9]]):
            if end and not (validation and VALIDATIONS[validation].fullmatch(end)):
                wrong.append(f"{name}: a limit {end} of {validation or kind}")
    return wrong


def broken_in_import(fields: list[Row], header: list[str], rows: list[Row], repeating: set[str]) -> list[str]:
    """The rules that an import file breaks, in a project of this dictionary where `repeating` forms repeat."""
    known = {field[COLUMNS[0]]: field for field in fields}
    record = fields[0][COLUMNS[0]]
    wrong = [f"{name}: not in the dictionary" for name in header if name not in known and name not in RESERVED]
    if header[0] != record:
        wrong.append("the record's name must come first")
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(rows, 2):
        form, instance = row["redcap_repeat_instrument"], row["redcap_repeat_instance"]
        key = (row[record], form, instance)
        if key in seen:
            wrong.append(f"line {number}: {key} twice")
        seen.add(key)
        if not row[record] or len(row[record]) > 100:
            wrong.append(f"line {number}: no record")
        if bool(form) != bool(instance) or (form and (form not in repeating or not 0 < int(instance) < 32768)):
            wrong.append(f"line {number}: instance {instance!r} of {form!r}")
        for name, value in row.items():
            if value and name in known and name != record:
                if known[name][COLUMNS[1]] != form and (form or known[name][COLUMNS[1]] in repeating):
                    wrong.append(f"line {number}: {name} is not of {form!r}")
                wrong += [f"line {number}, {name}: {value!r} {why}" for why in _value(known[name], value)]
    return wrong


def _value(field: Row, value: str) -> list[str]:
    kind, validation = field[COLUMNS[3]], field[COLUMNS[7]]
    if kind == "yesno" and value not in ("0", "1"):
        return ["is neither 0 nor 1"]
    if kind == "radio" and value not in choices(field):
        return [f"is none of {choices(field)}"]
    if validation:
        if not VALIDATIONS[validation].fullmatch(value):
            return [f"is no {validation}"]
        if validation == "datetime_seconds_ymd":
            datetime.strptime(value, "%Y-%m-%d %H:%M:%S")
        else:
            least, most = (field[COLUMNS[at]] for at in (8, 9))
            if (least and float(value) < float(least)) or (most and float(value) > float(most)):
                return [f"is not within {least} and {most}"]
    return []
