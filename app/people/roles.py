"""What each role may do: one table, asked for every page, every file and everything a clinician does."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from app.errors import RespiteError
from app.i18n import N_


class Refused(RespiteError):
    """Whoever asked may not do this."""


class Role(StrEnum):
    CLINICIAN = "clinician"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """ENTER : what everybody has who is logged in: their own account, and Stop

    READ : sessions and participants on record; CARE : sessions as they run, and what belongs to a participant's care
    COMPARE : participants side by side; WORK : see the long work that is under way; EXPORT : files with many participants
    MANAGE : people, settings, network, backups, audit trail
    """

    ENTER = "enter"
    READ = "read"
    CARE = "care"
    COMPARE = "compare"
    WORK = "work"
    EXPORT = "export"
    MANAGE = "manage"


RIGHTS = {
    Role.CLINICIAN: frozenset({Right.ENTER, Right.READ, Right.CARE, Right.COMPARE}),
    Role.RESEARCHER: frozenset({Right.ENTER, Right.READ, Right.COMPARE, Right.WORK, Right.EXPORT}),
    Role.ADMINISTRATOR: frozenset({Right.ENTER, Right.WORK, Right.MANAGE}),
}
TITLES = {
    Role.CLINICIAN: N_("Clinician"),
    Role.RESEARCHER: N_("Researcher"),
    Role.ADMINISTRATOR: N_("Administrator"),
}
SAYS = {
    Role.CLINICIAN: N_("sessions, participants, comparing"),
    Role.RESEARCHER: N_("records, comparing, exports; no running session"),
    Role.ADMINISTRATOR: N_("people, devices, settings, audit trail"),
}

#: the first part of an address and what it needs; what is not among them needs `CARE`
PAGES = {
    "": Right.CARE,
    "live": Right.CARE,
    "mirror": Right.CARE,
    "talk": Right.CARE,
    "sound": Right.CARE,
    "stop": Right.ENTER,
    "pulse": Right.ENTER,
    "account": Right.ENTER,
    "pin": Right.ENTER,
    "logout": Right.ENTER,
    "awake": Right.ENTER,
    "language": Right.ENTER,
    "look": Right.ENTER,
    "shipped": Right.ENTER,
    "favicon.ico": Right.ENTER,
    # what the pages are made with, and the websocket that they speak over: what goes over it is asked for by itself
    "_nicegui": Right.ENTER,
    "_nicegui_ws": Right.ENTER,
    "sessions": Right.READ,
    "participants": Right.READ,
    "reports": Right.READ,
    "compare": Right.COMPARE,
    "work": Right.WORK,
    "exports": Right.EXPORT,
    "people": Right.MANAGE,
    "devices": Right.MANAGE,
    "audit": Right.MANAGE,
    "settings": Right.MANAGE,
}
#: what is asked of the desk (`app.session.view.Desk`) and needs something else than `CARE`, which everything else there needs
ACTIONS = {
    # each page's header asks whether a session runs; what it shows is seen on pages that need CARE
    "live": Right.ENTER,
    "ready": Right.ENTER,
    "stop": Right.ENTER,
    "sessions": Right.READ,
    "session": Right.READ,
    "answered": Right.READ,
    "baselines": Right.READ,
    "aliases": Right.READ,
    "earlier_of": Right.READ,
    "comfort_of": Right.READ,
    "hearing_of": Right.READ,
    "wishes_of": Right.READ,
    "worlds": Right.READ,
    "programmes": Right.READ,
    "part": Right.READ,
    "find": Right.READ,
    "people": Right.READ,
    "course_of": Right.READ,
    "sound_of": Right.READ,
    "trail_of": Right.READ,
    "compare": Right.COMPARE,
    "report": Right.READ,
    "report_at": Right.READ,
    "leave_report": Right.READ,
    "work": Right.WORK,
    "backups": Right.WORK,
    "last_backup": Right.ENTER,
    "site": Right.ENTER,
    "set_up": Right.MANAGE,
    "export": Right.EXPORT,
    "took_away": Right.EXPORT,
    "back_up": Right.MANAGE,
    "make_ready": Right.MANAGE,
}

#: what is asked of the desk and only read, beside what `ACTIONS` lets be read
_CARE_READS = frozenset(
    {"calibrating", "comers", "kept_calibration", "own_sounds", "own_timelines", "readiness", "unfinished"}
)
_READS = frozenset({Right.READ, Right.COMPARE, Right.WORK})


def rights(roles: Iterable[Role]) -> frozenset[Right]:
    """All that somebody with these roles may do."""
    return frozenset().union(*(RIGHTS[role] for role in roles))


def page_right(path: str) -> Right:
    """What the address needs."""
    first, *rest = path.split("?", 1)[0].strip("/").split("/")
    # a questionnaire is filled in there, which is no reading of the record
    return Right.CARE if "questionnaires" in rest else PAGES.get(first, Right.CARE)


def action_right(name: str) -> Right:
    """What this part of the desk needs."""
    return ACTIONS.get(name, Right.CARE)


def only_reads(name: str) -> bool:
    """Whether this part of the desk changes nothing."""
    return name in _CARE_READS or (action_right(name) in _READS) or name in ("live", "ready", "last_backup", "site")


def home(held: frozenset[Right]) -> str:
    """The first page for somebody with these rights."""
    if Right.CARE in held:
        return "/"
    return "/sessions" if Right.READ in held else "/people"
