"""How a site sets up the beginning of a session."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import BadInput
from app.i18n import translator
from app.session.checklist import CHECKLIST, check
from app.session.plan import Mode, SessionPlan
from app.session.site import Site, checked
from app.store import Store
from app.who import acting

CONSENT = "Consent form signed"


def test_a_site_that_set_up_nothing_asks_every_usual_line() -> None:
    assert Site().required == tuple(CHECKLIST)


def test_lines_can_be_switched_off_and_others_added(tmp_path: Path) -> None:
    site = checked(Site(off=("hygiene",), own=("  Consent   form signed ",)))
    assert site.own == (CONSENT,)
    assert "hygiene" not in site.required
    assert site.items(translator("zh_CN"))[CONSENT] == CONSENT
    plan = SessionPlan("P-1", "snow-canyon", 600.0, Mode.D2, checklist=site.required)
    assert check(plan, tmp_path, site.required).checklist[-1] == CONSENT
    with pytest.raises(BadInput, match=f"missing: {CONSENT}"):
        check(replace(plan, checklist=tuple(CHECKLIST)), tmp_path, site.required)


@pytest.mark.parametrize(
    ("site", "rule"),
    [
        (Site(off=("weather",)), "off must be among"),
        (Site(own=("x" * 121,)), "1 to 120 characters"),
        (Site(own=(CONSENT, CONSENT.upper())), "once"),
        (Site(own=tuple(map(str, range(13)))), "12 at most"),
        (Site(minutes=90), "minutes must be 1 to 60"),
        (Site(reads="de"), "reads must be one of"),
    ],
)
def test_what_breaks_a_rule_is_refused(site: Site, rule: str) -> None:
    with pytest.raises(BadInput, match=rule):
        checked(site)


def test_a_change_is_kept_with_who_made_it_and_what_it_was_before(tmp_path: Path) -> None:
    with Store.open(tmp_path) as store, acting("ada"):
        store.set_up(Site(off=("hygiene",), minutes=20))
        store.set_up(Site(off=("hygiene",), own=(CONSENT,), minutes=20))
        assert store.site() == Site(off=("hygiene",), own=(CONSENT,), minutes=20)
        newest, *older = store.changes(kind="setting")
    assert (newest.who, newest.subject, newest.old, newest.new) == ("ada", "checklist lines of the site", [], [CONSENT])
    assert sorted((change.subject, change.old, change.new) for change in older) == [
        ("checklist items switched off", [], ["hygiene"]),
        ("usual minutes", 15, 20),
    ]
