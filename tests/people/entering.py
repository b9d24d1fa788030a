"""Coming in by name and password."""

from __future__ import annotations

from app.people.staff import Member, Staff
from tests.console.ward import PASSWORD


def entered(staff: Staff, name: str, password: str = PASSWORD) -> Member:
    """Somebody whose password is right."""
    found = staff.enter(name, password, "10.0.0.1")
    assert isinstance(found, Member)
    return found
