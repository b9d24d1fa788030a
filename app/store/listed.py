"""What lists and filters ask of a session, kept beside it: what was rated, and what was shown.

The database itself keeps it, by triggers: whoever writes a rating or a segment, the session's own columns follow.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

#: the rating that the course of a participant is told by
PAIN = "nrs-pain-now"
#: what was shown, as bits of `Session.shown`
SHOWN = {"3d": 1, "flat": 2, "2d": 4}

_MODE = "case new.mode when '3d' then 1 when 'flat' then 2 else 4 end"
_TRIGGERS = {
    **{
        f"listed_{phase}": f"after insert on ratings when new.phase = '{phase}' and new.instrument = '{PAIN}' begin "
        f"update sessions set rated_{phase} = coalesce(rated_{phase}, new.value) where id = new.session_id; end"
        for phase in ("before", "after", "followup")
    },
    # a rating that is corrected is corrected here too
    **{
        f"corrected_{phase}": f"after update of value on ratings when new.phase = '{phase}' "
        f"and new.instrument = '{PAIN}' begin update sessions set rated_{phase} = new.value where id = new.session_id; end"
        for phase in ("before", "after", "followup")
    },
    "listed_shown": "after insert on segments begin "
    f"update sessions set shown = shown | {_MODE} where id = new.session_id; end",
}


def watch(connection: Connection) -> None:
    """Have the triggers, where they are not there yet."""
    for name, does in _TRIGGERS.items():
        connection.execute(text(f"create trigger if not exists {name} {does}"))


def unwatch(connection: Connection) -> None:
    """Be without them: SQLite makes no table anew while a trigger speaks of it."""
    for name in _TRIGGERS:
        connection.execute(text(f"drop trigger if exists {name}"))


def mask(modes: tuple[str, ...]) -> int:
    """The bits of `modes`; one that is not known has none."""
    return sum(SHOWN.get(mode, 0) for mode in set(modes))
