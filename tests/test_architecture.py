"""What holds for the code as a whole: who imports whom, that importing does nothing, what lies where."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "scenes", "audio", "assets")
#: what each package may import of the others
MAY_IMPORT = {
    "app": {"app", "scenes", "audio", "assets"},
    "scenes": {"scenes", "assets"},
    "audio": {"audio", "assets"},
    "assets": {"assets"},
}
#: read before anything is installed
FIRST_STAGE = ("app/__main__.py", "app/setup.py", "app/libraries.py", "app/errors.py")


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, nodes: list[ast.stmt] | None = None) -> Iterator[str]:
    """The full names of all modules that the file imports, wherever in it; with `nodes`, only what these import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    package = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(tree) if nodes is None else nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            yield ".".join([*base, *([node.module] if node.module else [])])


# ---- who imports whom -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package: str) -> None:
    own = {*PACKAGES, "tests"}
    wrong = [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in sources(package)
        for module in imports(path)
        if module.partition(".")[0] in own - MAY_IMPORT[package]
    ]
    assert wrong == []


def test_what_runs_before_anything_is_installed_needs_the_standard_library_alone() -> None:
    allowed = {name_of(ROOT / path) for path in FIRST_STAGE}
    wrong = []
    for path in (ROOT / name for name in FIRST_STAGE):
        top = ast.parse(path.read_text(encoding="utf-8")).body
        for module in imports(path, top):
            if module not in allowed and module.partition(".")[0] not in sys.stdlib_module_names:
                wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


# ---- importing does nothing -------------------------------------------------------------------------------------------

WATCH = """
import importlib, logging, multiprocessing, os, signal, sys, threading

# What others do when they are imported is theirs.
for name in THIRD_PARTY:
    importlib.import_module(name)
from panda3d.core import GraphicsEngine

DOING = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.exec", "os.system", "os.chdir", "os.putenv",
    "os.unsetenv", "os.mkdir", "os.remove", "os.rename", "os.truncate", "socket.bind", "socket.connect", "sqlite3.connect",
    "signal.pthread_kill", "os.kill"}
done = []

def watch(event, arguments):
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if event in DOING or writes:
        done.append((event, str(arguments)[:200]))

def state():
    root = logging.getLogger()
    signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)}
    return {"threads": threading.active_count(), "children": len(multiprocessing.active_children()),
        "folder": os.getcwd(), "environment": dict(os.environ), "root logger": (root.level, list(root.handlers)),
        "windows": GraphicsEngine.get_global_ptr().get_num_windows(), "signals": signals, "search path": list(sys.path)}

sys.addaudithook(watch)
before = state()
for name in MODULES:
    importlib.import_module(name)
    after = state()
    changed = [what for what in before if before[what] != after[what]]
    if changed or done:
        print(name, "changed", changed, "did", done)
        before = after
        done.clear()
"""


def test_nothing_happens_at_import() -> None:
    modules = [name_of(path) for path in sources(*PACKAGES) if path.name not in ("__main__.py", "env.py")]
    modules = [name for name in modules if ".versions" not in name]  # alembic's scripts run where alembic runs them
    third = ["alembic.command", "nicegui", "numpy", "panda3d.core", "PIL.Image", "platformdirs", "sounddevice", "xr"]
    script = f"THIRD_PARTY = {third}\nMODULES = {modules}\n{WATCH}"
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "", done.stdout


# ---- what lies where --------------------------------------------------------------------------------------------------


def texts() -> Iterator[tuple[Path, str]]:
    """Every text file of the checkout that is not made by a tool."""
    places = [ROOT / name for name in (*PACKAGES, "tests", ".ci")]
    files = [
        path for place in places for path in place.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    ]
    files += [path for path in ROOT.iterdir() if path.is_file()]
    for path in files:
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, a sound, a font


def test_no_file_names_a_package_index() -> None:
    # Put together from parts, or this file would name them itself.
    hosts = "|".join(("py" + "pi", "python" + "hosted", "npm" + "js", "deb." + "debian", "archive." + "ubuntu"))
    options = "|".join(("--index" + "-url", "--extra-" + "index", "--find-" + "links", "--trusted" + "-host"))
    named = re.compile(rf"https?://[^\s\"']*(?:{hosts})|^\s*(?:{options})", flags=re.MULTILINE)
    assert [str(path) for path, text in texts() if named.search(text)] == []


def test_no_module_is_too_long_to_hold_in_mind() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*PACKAGES, "tests")}
    assert {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > 500} == {}


def test_the_top_folder_holds_only_what_belongs_there() -> None:
    belongs = {*PACKAGES, "tests", "pyproject.toml", "README.md", "LICENSE"}
    made = {"dist", "build", "__pycache__"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and path.suffix != ".egg-info"}
    assert found - belongs - made == set()
