"""What a site has set up, in the record. Who changed what is kept with every change."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session as Work

from app.session.site import Site
from app.store import audit
from app.store.models import Setting

#: the setting's name
SITE = "site"
#: what of it is changed, as the audit trail calls it
NAMES = {
    "off": "checklist items switched off",
    "own": "checklist lines of the site",
    "minutes": "usual minutes",
    "reads": "usual language",
}


def site(reading: Work) -> Site:
    """How the site has set up the beginning of a session; as it is usual where it has set up nothing."""
    kept: dict[str, Any] = reading.scalar(select(Setting.value).where(Setting.name == SITE)) or {}
    usual = Site()
    return Site(
        tuple(kept.get("off", ())),
        tuple(kept.get("own", ())),
        int(kept.get("minutes", usual.minutes)),
        str(kept.get("reads", "")),
    )


def keep(work: Work, now: Site) -> None:
    """Keep it from now on. Each thing that is another than before has a line of its own in the audit trail."""
    before, after = _plain(site(work)), _plain(now)
    row = work.scalar(select(Setting).where(Setting.name == SITE))
    if row is None:
        work.add(Setting(name=SITE, value=after))
    else:
        row.value = after
    for name in after:
        if after[name] != before[name]:
            audit.add(work, "setting", NAMES[name], before[name], after[name])


def _plain(site: Site) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(site).items()}
