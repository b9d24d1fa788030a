"""A record in which people work."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.people.password import Hasher
from app.people.roles import Role
from app.people.staff import Staff
from app.store import Store
from tests.console.ward import CHEAP, PASSWORD
from tests.people.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record in which two people work."""
    folder = tmp_path_factory.mktemp("staffed")
    with Store.open(folder) as store:
        staff = Staff(store, Hasher(CHEAP), Clock().now)
        staff.add("Ada", [Role.ADMINISTRATOR], PASSWORD)
        staff.add("Bo", [Role.CLINICIAN], PASSWORD)
    return folder


@pytest.fixture
def store(staffed: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(staffed / "respite.db", tmp_path)
    with Store.open(tmp_path) as store:
        yield store


@pytest.fixture
def staff(store: Store, clock: Clock) -> Staff:
    return Staff(store, Hasher(CHEAP), clock.now)
