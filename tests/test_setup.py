"""Setting a machine up: what is looked for, what is run, what is said, and that it is done once."""

from __future__ import annotations

import ast
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest

from app.libraries import (
    TO_RUN,
    TO_TEST,
    Installer,
    Library,
    SetupError,
    System,
    missing,
    not_offered,
    packages,
    parse_os_release,
)
from app.setup import ROOT, Setup, Stamp, python_problem, venv_python

DEBIAN = System("Debian GNU/Linux 13 (trixie)", ("debian",), root=False)
ABSENT = [library for library in TO_RUN if library.name in ("PortAudio", "EGL")]
LINE = "apt-get install --yes --no-install-recommends libportaudio2 libegl1"


def installer(system: System, answer: str | None = None, tools: tuple[str, ...] = ("apt-get", "sudo")) -> Installer:
    return Installer(system, lambda _: None, lambda _: answer, lambda name: name if name in tools else None)


# ---- which system -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "family"),
    [
        ('PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n', "Debian GNU/Linux 13 (trixie)", "debian"),
        ("# a comment=1\nNAME='Linux Mint'\nID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", "Linux Mint", "debian"),
        ('NAME="Fedora Linux"\nID=fedora\n', "Fedora Linux", "fedora"),
        ('NAME="EndeavourOS"\nID=endeavouros\nID_LIKE=arch\n', "EndeavourOS", "arch"),
        ("NAME=Odd\nID=odd\n", "Odd", ""),
        ("", "this system", ""),
    ],
)
def test_a_distribution_is_known_by_its_family(text: str, name: str, family: str) -> None:
    system = parse_os_release(text)
    assert (system.name, system.family) == (name, family)


def test_nothing_that_the_tests_use_is_missing_where_they_run() -> None:
    assert missing(TO_RUN + TO_TEST) == []


def test_every_library_has_a_package_in_each_known_family() -> None:
    for library in TO_RUN + TO_TEST:
        for family in ("debian", "fedora", "arch"):
            assert packages([library], family), f"{library.name} has no package for {family}"


# ---- what is run and said ---------------------------------------------------------------------------------------------


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Programs that stand for apt and sudo and write down how they were called; that file is handed out.

    What apt offers stands in the file `offers` beside it.
    """
    calls = tmp_path / "calls"
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "offers").write_text("libportaudio2:\n  Candidate: 19\nlibegl1:\n  Candidate: 1.7\n")
    bodies = {
        "apt-get": f'echo "apt-get $*" >>{calls}',
        "sudo": f'echo sudo >>{calls}; exec "$@"',
        "apt-cache": f"cat {tmp_path / 'offers'}",
    }
    for name, body in bodies.items():
        (programs / name).write_text(f"#!/bin/sh\n{body}\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    return calls


def test_root_installs_what_is_missing_without_a_question(apt: Path) -> None:
    root = System(DEBIAN.name, DEBIAN.families, root=True)
    installer(root).install(ABSENT)
    assert apt.read_text().splitlines() == ["apt-get update", LINE]


def test_sudo_runs_exactly_the_line_that_was_agreed_to(apt: Path) -> None:
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return "y\n"

    Installer(DEBIAN, lambda _: None, ask).install(ABSENT)
    assert f"sudo apt-get update && sudo env DEBIAN_FRONTEND=noninteractive {LINE}" in questions[0]
    assert apt.read_text().splitlines() == ["sudo", "apt-get update", "sudo", LINE]


def test_a_package_that_is_not_offered_leaves_nothing_half_done(apt: Path) -> None:
    apt.with_name("offers").write_text("libportaudio2:\n  Candidate: 19\nlibegl1:\n  Candidate: (none)\n")
    root = System(DEBIAN.name, DEBIAN.families, root=True)
    with pytest.raises(SetupError, match="offers no package libegl1, so nothing was installed"):
        installer(root).install(ABSENT)
    assert apt.read_text().splitlines() == ["apt-get update"]


@pytest.mark.parametrize("answer", [None, "n\n"])
def test_without_consent_the_line_is_said_and_nothing_is_run(apt: Path, answer: str | None) -> None:
    with pytest.raises(SetupError, match=rf"Run this[^\n]*\n  sudo apt-get update && sudo env [^\n]*{LINE}"):
        installer(DEBIAN, answer).install(ABSENT)
    assert not apt.exists()


def test_without_sudo_an_administrator_is_told_the_line(apt: Path) -> None:
    with pytest.raises(SetupError, match=rf"As an administrator run this[^\n]*\n  apt-get update && env [^\n]*{LINE}"):
        installer(DEBIAN, "y\n", tools=("apt-get",)).install(ABSENT)
    assert not apt.exists()


def test_other_distributions_are_told_their_own_packages() -> None:
    with pytest.raises(SetupError, match=r"Fedora lacks PortAudio, EGL.*\n  sudo dnf install portaudio mesa-libEGL$"):
        installer(System("Fedora", ("fedora",), root=False)).install(ABSENT)


def test_an_unknown_distribution_is_told_what_is_missing() -> None:
    with pytest.raises(SetupError, match=r"Odd lacks PortAudio, EGL\. Install them with its package manager"):
        installer(System("Odd", ("odd",), root=True)).install(ABSENT)


def test_what_apt_offers_is_read_from_its_policy() -> None:
    policy = "xvfb:\n  Installed: (none)\n  Candidate: 2:21.1\nmonado-service:\n  Candidate: (none)\n"
    assert not_offered(policy, ["xvfb", "monado-service", "chromium"]) == ["monado-service", "chromium"]


# ---- Python -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "fits"), [((3, 10), False), ((3, 11), True), ((3, 14), True), ((3, 15), False)])
def test_a_python_that_does_not_fit_is_told_which_do(version: tuple[int, int], fits: bool) -> None:
    problem = python_problem(version)
    assert (problem == "") is fits
    assert fits or f"Respite needs Python 3.11 to 3.14; this is {version[0]}.{version[1]}" in problem


@pytest.mark.parametrize("module", ["__main__", "setup", "libraries", "errors"])
def test_an_old_python_can_still_read_why_it_is_too_old(module: str) -> None:
    ast.parse((ROOT / "app" / f"{module}.py").read_text(), feature_version=(3, 8))


# ---- done once --------------------------------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose requirements are empty."""
    requirements = tmp_path / "app" / "requirements"
    requirements.mkdir(parents=True)
    for name in ("run", "test"):
        (requirements / f"{name}.txt").write_text("# nothing\n")
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def test_a_set_up_is_done_once_mended_when_interrupted_and_renewed_when_the_pins_change(
    checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert Setup(checkout, test=False).complete()
    assert not Setup(checkout, test=False).complete()
    assert Setup(checkout, test=True).outdated() == ["test"]

    leftover = checkout / ".venv" / "leftover"
    leftover.touch()
    (checkout / "app" / "requirements" / "run.txt").write_text("# nothing more\n")
    assert Setup(checkout, test=False).complete()
    assert leftover.exists(), "new pins are installed in place"

    Setup(checkout, test=False).stamp.unlink()
    assert Setup(checkout, test=False).complete()
    assert not leftover.exists(), "what an interrupted set-up left is not trusted"

    said = capfd.readouterr()
    assert said.out == ""
    assert "Setting up: Python packages (1 of 1) ..." in said.err


def test_a_package_that_cannot_be_verified_stops_the_set_up_and_is_not_trusted_later(checkout: Path) -> None:
    (checkout / "app" / "requirements" / "run.txt").write_text("numpy==2.4.0\n")
    setup = Setup(checkout, test=False)
    with pytest.raises(SetupError, match=r"could not install the Python packages(?s:.*)--hash"):
        setup.complete()
    assert setup.outdated() == ["run"]
    assert not setup.stamp.exists()


def test_another_python_than_the_one_it_was_made_with_voids_the_environment(checkout: Path) -> None:
    setup = Setup(checkout, test=False)
    python = venv_python(setup.venv)
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    Stamp(str(python.resolve()), setup._digest("run")).write(setup.stamp)
    assert setup.outdated() == []
    Stamp("/usr/bin/python3.9", setup._digest("run")).write(setup.stamp)
    assert setup.outdated() == ["run"]


@pytest.mark.parametrize("content", ["", "[]", '{"python": 1}', "\x00"])
def test_a_stamp_that_cannot_be_read_is_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "stamp").write_text(content)
    assert Stamp.read(tmp_path / "stamp") == Stamp()


# ---- the pins ---------------------------------------------------------------------------------------------------------


def pins(name: str) -> dict[str, set[str]]:
    text = (ROOT / "app" / "requirements" / f"{name}.txt").read_text()
    found: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, flags=re.MULTILINE):
        found.setdefault(package.lower(), set()).add(version)
    return found


def test_everything_that_the_project_names_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for name, named in (("run", project["project"]["dependencies"]), ("test", project["dependency-groups"]["test"])):
        packages_named = {re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0].lower() for line in named}
        assert packages_named <= pins(name).keys()


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    run, test = pins("run"), pins("test")
    assert {name: test[name] for name in run.keys() & test.keys()} == {
        name: run[name] for name in run.keys() & test.keys()
    }


@pytest.mark.parametrize("name", ["run", "test"])
def test_every_pin_has_a_hash(name: str) -> None:
    text = (ROOT / "app" / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) > 10
    assert [line.split()[0] for line in lines if "--hash=sha256:" not in line] == []


def test_a_library_says_what_it_looks_for() -> None:
    here = Library("Shell", lambda: True, ("dash",))
    gone = Library("Moonshine", lambda: False, ("moonshine",))
    assert missing([here, gone]) == [gone]
