"""The rules of the house: layers, sizes, and the fences of ruff and mypy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, installed

PACKAGE = ROOT / "outreach_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Each room with the rooms that it may import from. Imports point down only.
FOUNDATION = {"cpr", "days", "errors", "files", "keys", "language", "names", "parameter"}
ROOMS = {
    "cli": {"api", "change", "commands", "intake", "register", "records", "reports", "tables"} | FOUNDATION,
    "commands": {
        "api",
        "change",
        "exchange",
        "storage",
        "intake",
        "register",
        "records",
        "reports",
        "tables",
        "commands",
    }
    | FOUNDATION,
    "api": {"change", "storage", "register", "records", "reports", "tables"} | FOUNDATION,
    "change": {"exchange", "storage", "register", "records", "tables"} | FOUNDATION,
    "exchange": {"exchange", "storage", "register", "records", "tables"} | FOUNDATION,
    "storage": {"storage", "register", "records"} | FOUNDATION,
    "intake": {"api", "exchange", "storage", "intake", "register", "records", "reports", "tables"}
    | FOUNDATION,
    "register": {"storage", "register", "records", "reports", "tables"} | FOUNDATION,
    "reports": {"reports", "records", "tables"} | FOUNDATION,
    "tables": {"tables"} | FOUNDATION,
    "records": {"records"} | FOUNDATION,
    "files": FOUNDATION,
    "days": {"errors", "names", "parameter"},
    "errors": {"cpr", "language", "parameter"},
    "parameter": set(),
    "keys": {"errors", "files", "language"},
    "cpr": set(),
    "names": set(),
    "language": set(),
}
# Each library with the rooms that may import it.
LIBRARIES = {
    "click": {"cli", "commands"},
    "rich": {"tables", "commands"},
    "tabulate": {"tables"},
    "dateutil": {"days"},
    "sqlite3": {"api", "exchange", "register", "reports", "storage"},
    "sqlite_utils": {"register"},
    "xlsxwriter": {"tables", "intake"},
    "docx": {"tables"},
    "prompt_toolkit": {"commands"},
    "python_calamine": {"intake"},
    "pyrage": {"register", "intake"},
}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append((node.lineno, node.module or ""))
    return found


def for_types_only(path: Path) -> set[int]:
    """Lines under `if TYPE_CHECKING:`, which import nothing at run time."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            lines |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down_only(path: Path) -> None:
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    wrong = []
    for line, module in imports(path):
        parts = module.split(".")
        if parts[0] == "outreach_cli" and len(parts) > 1:
            if parts[1] not in ROOMS[room] and line not in for_types_only(path):
                wrong.append(f"{path.name}:{line} imports {module}")
        elif parts[0] in LIBRARIES and room not in LIBRARIES[parts[0]] and line not in for_types_only(path):
            wrong.append(f"{path.name}:{line} imports {module}")
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_opens_with_a_sentence_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert (ast.get_docstring(tree) or "").split("\n")[0].strip()
    assert text.count("\n") <= 400
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.end_lineno and node.end_lineno - node.lineno + 1 > 50
    ]
    assert long == []


def test_the_top_level_holds_what_was_agreed() -> None:
    git = installed("git")
    tracked = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {line.split("/")[0] for line in tracked.splitlines()}
    agreed = {"outreach_cli", "tests", "examples", "pyproject.toml", "README.md", "CHANGELOG.md"}
    assert {name for name in top if not name.startswith(".")} <= agreed


@pytest.mark.parametrize("words", [["ruff", "check"], ["ruff", "format", "--check"], ["mypy"]], ids=" ".join)
def test_the_fences_hold(words: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
