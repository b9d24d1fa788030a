"""The believable record, made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store import Store
from tests.reports.record import believable


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reported")
    believable(made)
    return made


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with Store.open(folder, read_only=True) as opened:
        yield opened
