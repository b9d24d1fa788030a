"""Sets a machine up to run Respite from its checkout: the virtual environment, the pinned packages, the system libraries.

Standard library alone, and written so that an older Python can still read it and say that it is too old. `ensure` is
called at every start: it takes a few milliseconds where nothing is missing, and hands over to the Python in `.venv`.
Linux is tested; Windows and macOS are written for and untested.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from app.libraries import TO_RUN, TO_TEST, Installer, Library, SetupError, missing, this_system, venv_module

ROOT = Path(__file__).resolve().parent.parent
OLDEST, TOO_NEW = (3, 11), (3, 15)
#: bytes that the packages take, with room to unpack them
NEEDED_SPACE = 1_500_000_000


@dataclass(frozen=True)
class Stamp:
    """What `.venv` holds, written when it is complete: no stamp, no trust.

    python : the interpreter it was made with, links resolved
    run, test : digest of the requirements file that was installed from it, "" for none
    """

    python: str = ""
    run: str = ""
    test: str = ""

    @classmethod
    def read(cls, path: Path) -> Stamp:
        """The stamp at `path`; an empty one where there is none that can be read."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls(str(content["python"]), str(content["run"]), str(content["test"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls()

    def write(self, path: Path) -> None:
        """Put the stamp at `path`, whole or not at all."""
        part = path.with_suffix(".part")
        part.write_text(json.dumps(asdict(self)), encoding="utf-8")
        part.replace(path)


def python_problem(version: tuple[int, int]) -> str:
    """Why Respite can't run on this version of Python; "" when it can."""
    if OLDEST <= version < TOO_NEW:
        return ""
    fits = [f"python{OLDEST[0]}.{minor}" for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1)]
    here = next((name for name in fits if shutil.which(name)), "")
    todo = f"Run: {here} -m app" if here else "Install one of these and start Respite with it."
    return (
        f"Respite needs Python {OLDEST[0]}.{OLDEST[1]} to {TOO_NEW[0]}.{TOO_NEW[1] - 1}; "
        f"this is {version[0]}.{version[1]} ({sys.executable}). {todo}"
    )


def venv_python(venv: Path) -> Path:
    """The interpreter inside a virtual environment."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def say(line: str) -> None:
    """Show progress. Standard output belongs to the command."""
    print(f"Setting up: {line} ...", file=sys.stderr, flush=True)


def ask(question: str) -> str | None:
    """Ask the person at the terminal; None where there is none."""
    if not (sys.stdin and sys.stdin.isatty()):
        return None
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline()


class Setup:
    """The set-up of one checkout, at `root`."""

    def __init__(self, root: Path, *, test: bool) -> None:
        self.root = root
        self.test = test
        self.venv = root / ".venv"
        self.stamp = self.venv / ".respite.json"

    @property
    def inside(self) -> bool:
        """Whether this very process runs on the Python in `.venv`."""
        return Path(sys.prefix).resolve() == self.venv.resolve()

    def _trusted(self) -> Stamp:
        """What `.venv` holds; nothing when its stamp or the Python it was made with is gone."""
        stamp = Stamp.read(self.stamp)
        python = venv_python(self.venv)
        return stamp if python.exists() and stamp.python == str(python.resolve()) else Stamp()

    def outdated(self) -> list[str]:
        """Which of "run" and "test" have to be installed."""
        stamp = self._trusted()
        wanted = ("run", "test") if self.test else ("run",)
        return [name for name in wanted if getattr(stamp, name) != self._digest(name)]

    def complete(self) -> bool:
        """Bring in all that is missing. Returns whether anything was.

        Raises
        ------
        SetupError
            It can't be done; the message says what to do.
        """
        lacking = missing(TO_RUN + TO_TEST if self.test else TO_RUN)
        if not lacking and not self.outdated():
            return False
        with _alone(self.root):
            self._complete(lacking)
        return True

    def _complete(self, lacking: list[Library]) -> None:
        outdated, stamp = self.outdated(), self._trusted()  # once more: another set-up may have just ended
        anew = bool(outdated) and stamp == Stamp() and not self.inside
        lacking = [*(missing([venv_module()]) if anew else []), *lacking]
        if lacking:
            Installer(this_system(), say, ask).install(lacking)
            still = ", ".join(library.name for library in missing(lacking))
            if still:
                raise SetupError(f"{still} can't be found although the packages are installed. Run: sudo ldconfig")
        if not outdated:
            return
        self._enough_space()
        self.stamp.unlink(missing_ok=True)
        if anew:
            self._make_venv()
        for number, name in enumerate(outdated, 1):
            say(f"Python packages ({number} of {len(outdated)})")
            self._install(name)
        digests = {name: self._digest(name) for name in outdated}
        self._compile()
        self._bake()
        Stamp(
            python=str(venv_python(self.venv).resolve()),
            run=digests.get("run", stamp.run),
            test=digests.get("test", stamp.test),
        ).write(self.stamp)

    def _digest(self, name: str) -> str:
        return hashlib.sha256(self._requirements(name).read_bytes()).hexdigest()

    def _requirements(self, name: str) -> Path:
        return self.root / "app" / "requirements" / f"{name}.txt"

    def _enough_space(self) -> None:
        free = shutil.disk_usage(self.root).free
        if free < NEEDED_SPACE:
            raise SetupError(
                f"Setting up needs {NEEDED_SPACE / 1e9:.1f} GB free in {self.root}; there are {free / 1e9:.1f} GB. "
                "Make room, then run the same command again."
            )

    def _make_venv(self) -> None:
        say("virtual environment")
        self._run([sys.executable, "-m", "venv", "--clear", str(self.venv)], "make the virtual environment")

    def _install(self, name: str) -> None:
        # Wheels alone: nothing is built here, so nothing asks for a compiler. Compiling all at once is quicker.
        self._run(
            [
                *(str(venv_python(self.venv)), "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"),
                *("--no-compile", "--no-input", "--no-warn-script-location", "--disable-pip-version-check"),
                *("--quiet", "--requirement", str(self._requirements(name))),
            ],
            "install the Python packages",
            "Check the network, then run the same command again.",
        )

    def _compile(self) -> None:
        # A package may ship files for other Pythons, which don't compile here; that is no fault.
        library = self.venv / ("Lib" if os.name == "nt" else "lib")
        command = [str(venv_python(self.venv)), "-m", "compileall", "-q", "-j", "0", str(library)]
        subprocess.run(command, cwd=self.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)

    def _bake(self) -> None:
        if (self.root / "app" / "bake.py").is_file():
            say("the worlds")
            try:
                self._run([str(venv_python(self.venv)), "-m", "app.bake"], "prepare the worlds")
            except SetupError as error:  # they are prepared at their first start then, only more slowly
                print(f"respite: {error}", file=sys.stderr)

    def _run(self, command: Sequence[str], what: str, todo: str = "") -> None:
        done = subprocess.run(
            command,
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode:
            last = "\n  ".join(done.stdout.strip().splitlines()[-6:])
            raise SetupError(
                f"Setting up could not {what} (exit code {done.returncode}). The last lines were:\n  {last}"
            )


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One set-up of a checkout at a time; a second one waits for the first."""
    if os.name == "nt":
        yield
        return
    import fcntl

    with (root / "pyproject.toml").open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("waiting for another set-up of this folder")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def hand_over(command: Sequence[str]) -> None:
    """Become `command`. Doesn't return."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":  # there execv would start a second process and leave the terminal to both
        sys.exit(subprocess.call(list(command)))
    os.execv(command[0], list(command))


def ensure(arguments: Sequence[str], *, test: bool) -> None:
    """Return once this process can run Respite; or hand over to one that can, with the same `arguments`.

    An installed Respite (no `pyproject.toml` beside the package) has had its set-up from pip.

    Raises
    ------
    SetupError
        This machine can't be set up as it is; the message says what to do.
    """
    problem = python_problem((sys.version_info[0], sys.version_info[1]))
    if problem:
        raise SetupError(problem)
    if not (ROOT / "pyproject.toml").is_file():
        return
    setup = Setup(ROOT, test=test)
    try:
        setup.complete()
    except OSError as error:
        raise SetupError(
            f"Setting up failed in {ROOT}: {error}. Mend that, then run the same command again."
        ) from error
    if not setup.inside:
        hand_over([str(venv_python(setup.venv)), "-m", "app", *arguments])
