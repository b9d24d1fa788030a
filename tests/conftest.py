"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rig import VirtualHeadset, VirtualScreen

# ---- nothing is skipped where CI runs ---------------------------------------------------------------------------------


def _left_out(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    stats: dict[str, list[pytest.TestReport]] = reporter.stats if reporter else {}
    return [report for kind in ("skipped", "xfailed") for report in stats.get(kind, [])]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if os.environ.get("CI") == "true" and session.exitstatus == pytest.ExitCode.OK and _left_out(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if os.environ.get("CI") == "true":
        for report in _left_out(config):
            terminalreporter.write_line(f"ERROR: nothing may be skipped here: {report.nodeid}", red=True)


# ---- virtual hardware -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def screen() -> Iterator[VirtualScreen]:
    """A screen for all tests (its `env` is for child processes only)."""
    with VirtualScreen() as virtual:
        yield virtual


@pytest.fixture(scope="session")
def headset_service() -> Iterator[VirtualHeadset]:
    """One headset for all tests; a test asks for `headset`."""
    with VirtualHeadset() as virtual:
        yield virtual


@pytest.fixture
def headset(headset_service: VirtualHeadset) -> VirtualHeadset:
    """A headset on a real runtime that runs and looks straight ahead, whatever the test before did to it."""
    headset_service.ready()
    return headset_service


# ---- worlds -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def baked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where baked data is kept: baked once for all tests."""
    return tmp_path_factory.mktemp("baked")
