"""Who works here: passwords, PINs, and the waits after wrong ones."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.errors import BadInput
from app.people.password import Hasher, check_password, check_pin, temporary
from app.people.roles import Role
from app.people.staff import Staff, Wait
from app.store import Store
from tests.console.ward import CHEAP, PASSWORD
from tests.people.clock import Clock
from tests.people.entering import entered


@pytest.mark.parametrize(
    "password", ["short one", "1234567890", "Password1234", "aaaaabbbbbaaaa", "it is Bo again", "x" * 129]
)
def test_a_password_that_can_be_guessed_is_refused(password: str) -> None:
    with pytest.raises(BadInput, match="the password must"):
        check_password(password, "bo")


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "1111", "2345", "4321"])
def test_a_pin_that_can_be_guessed_is_refused(pin: str) -> None:
    with pytest.raises(BadInput, match="the PIN must"):
        check_pin(pin)


def test_a_temporary_password_keeps_the_rules_and_must_be_changed(staff: Staff) -> None:
    given = staff.add("Cy", [Role.RESEARCHER])
    assert check_password(given, "Cy") == given
    assert given != temporary()
    member = entered(staff, "cy", given)
    assert member.renew
    with pytest.raises(BadInput, match="must be another"):
        staff.choose_password(member.id, given, given)
    staff.choose_password(member.id, given, PASSWORD)
    assert not entered(staff, "cy").renew


def test_the_wait_grows_for_the_person_and_is_not_lifted_by_another_address(staff: Staff, clock: Clock) -> None:
    waits = []
    for n in range(40):
        assert staff.enter("bo", "not this one", f"10.0.0.{n}") is None or n >= 40
        (bo,) = [m for m in staff.members() if m.name == "Bo"]
        waits.append(bo.wait_s)
        clock.seconds += bo.wait_s
    assert waits[:8] == [0, 0, 0, 0, 15, 30, 60, 120]
    assert waits[-1] == 3600
    staff.enter("bo", "not this one", "10.0.1.1")
    right_but_early = staff.enter("bo", PASSWORD, "10.0.1.2")
    assert right_but_early == Wait(3600)
    clock.seconds += 3600
    assert staff.enter("bo", PASSWORD, "10.0.1.2")


def test_a_wait_outlives_a_restart(staffed: Path, tmp_path: Path) -> None:
    shutil.copy(staffed / "respite.db", tmp_path)
    with Store.open(tmp_path) as store:
        staff = Staff(store, Hasher(CHEAP))
        assert [staff.enter("bo", "not this one", "10.0.0.1") for _ in range(5)] == [None] * 5
    with Store.open(tmp_path) as store:
        assert isinstance(Staff(store, Hasher(CHEAP)).enter("bo", PASSWORD, "10.0.0.2"), Wait)


def test_an_address_that_tries_many_names_waits_too(staff: Staff) -> None:
    found = [staff.enter(f"name{n}", "not this one", "10.0.0.1") for n in range(14)]
    assert found[:13] == [None] * 13
    assert isinstance(found[13], Wait)
    assert isinstance(staff.enter("ada", PASSWORD, "10.0.0.1"), Wait)
    assert staff.enter("ada", PASSWORD, "10.0.0.2")


def test_a_machine_with_many_addresses_counts_as_one(staff: Staff) -> None:
    found = [staff.enter(f"name{n}", "not this one", f"2001:db8:1:2::{n:x}") for n in range(14)]
    assert isinstance(found[13], Wait)
    assert staff.enter("ada", PASSWORD, "2001:db8:1:3::1")


def test_the_last_administrator_stays(staff: Staff) -> None:
    with pytest.raises(BadInput, match="somebody must be an administrator"):
        staff.disable("ada")
    with pytest.raises(BadInput, match="somebody must be an administrator"):
        staff.set_roles("ada", [Role.CLINICIAN])
    staff.set_roles("bo", [Role.CLINICIAN, Role.ADMINISTRATOR])
    staff.disable("ada")
    assert staff.enter("ada", PASSWORD, "10.0.0.1") is None


def test_no_secret_is_in_the_audit_trail(staff: Staff, store: Store) -> None:
    given = staff.reset("bo")
    (bo,) = [m for m in staff.members() if m.name == "Bo"]
    staff.choose_pin(bo.id, "2580")
    told = " ".join(f"{c.subject} {c.old} {c.new}" for c in store.changes())
    assert not [word for word in (given, PASSWORD, "2580", "argon2") if word in told]
