"""The rules of the house: who may import whom, the rooms of the libraries, sizes, and retired names."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "outreach_cli"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Each package, lowest first; "" is the package itself, which knows its version. With each
# the packages that it may import. Imports inside functions and for
# typing count. Everything may import `core`, and itself.
MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    "records": set(),
    "tables": set(),
    "populations": {"records"},
    "storage": {"populations", "records"},
    "register": {"storage", "populations", "records", "tables"},
    "privacy": {"register", "storage", "records", "tables"},
    "reports": {"register", "storage", "populations", "records", "tables"},
    "exchange": {"privacy", "register", "storage", "populations", "records", "tables"},
    "change": {"exchange", "privacy", "register", "records"},
    "api": {"change", "exchange", "reports", "privacy", "register", "storage", "records", "tables"},
    "console": {
        "", "api", "change", "reports", "privacy", "register", "storage", "populations", "records", "tables",
    },
    "commands": {
        "", "console", "api", "change", "exchange", "reports", "privacy", "register", "storage",
        "populations", "records", "tables",
    },
    "errors": {
        "console", "exchange", "reports", "privacy", "register", "storage", "records", "tables",
    },
    "cli": {"commands", "console", "api", "tables", "records", ""},
    "__main__": {"cli"},
    "": {"api"},
}  # fmt: skip

# Each library with the packages that may import it.
LIBRARIES: dict[str, set[str]] = {
    "click": {"cli", "commands", "console"},
    "rich": {"tables", "console"},
    "tabulate": {"tables"},
    "dateutil": {"core"},
    "holidays": {"core"},
    "sqlite3": {"storage", "register", "privacy", "exchange", "reports", "change", "api"},
    "sqlite_utils": {"storage"},
    "xlsxwriter": {"tables", "exchange"},
    "docx": {"tables"},
    "resvg_py": {"tables"},
    "prompt_toolkit": {"console"},
    "python_calamine": {"exchange"},
    "pyrage": {"core"},
    "highspy": {"reports"},
}

MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_MODULES = 400, 40, 20


def module_name(path: Path) -> str:
    """The dotted name below the package; a package's own name for its `__init__`."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_name(path): path for path in MODULES}


def package_of(module: str) -> str:
    return module.partition(".")[0]


def typing_lines(tree: ast.Module) -> set[int]:
    """Lines under `if TYPE_CHECKING:`, which import nothing at run time."""
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def imported(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module that a file imports, wherever in it, with whether that is for typing only."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing = typing_lines(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno in typing
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                is_module = full.removeprefix("outreach_cli.") in NAMES
                yield full if is_module else str(node.module), node.lineno in typing


def own_imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The imported modules of our own, below the package."""
    for name, typing in imported(path):
        if name == "outreach_cli" or name.startswith("outreach_cli."):
            yield name.removeprefix("outreach_cli").removeprefix("."), typing


def circles(arrows: Mapping[str, set[str]]) -> list[list[str]]:
    """The groups of names that reach one another (Tarjan's strongly connected components)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for to in arrows.get(name, ()):
            if to not in index:
                visit(to)
                low[name] = min(low[name], low[to])
            elif to in stack:
                low[name] = min(low[name], index[to])
        if low[name] == index[name]:
            group = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in arrows:
        if name not in index:
            visit(name)
    return found


def test_the_finder_of_circles_finds_one() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c"]]


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_what_its_package_may(path: Path) -> None:
    package = package_of(module_name(path))
    allowed = MAY_IMPORT[package] | {package, "core"}
    assert {package_of(name) for name, _typing in own_imports(path)} - allowed == set()


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_library_is_imported_only_in_its_rooms(path: Path) -> None:
    package = package_of(module_name(path))
    libraries = {name.partition(".")[0] for name, typing in imported(path) if not typing}
    assert {each for each in libraries & LIBRARIES.keys() if package not in LIBRARIES[each]} == set()


def test_no_packages_import_one_another_in_a_circle() -> None:
    arrows: dict[str, set[str]] = defaultdict(set)
    for name, path in NAMES.items():
        arrows[package_of(name)] |= {package_of(to) for to, _typing in own_imports(path)} - {package_of(name)}
    assert circles(arrows) == []


def test_no_modules_import_one_another_in_a_circle_at_run_time() -> None:
    arrows = {
        name: {to for to, typing in own_imports(path) if not typing and to != name}
        for name, path in NAMES.items()
    }
    assert circles(arrows) == []


def test_an_init_file_holds_one_sentence_only() -> None:
    wrong = []
    for path in PACKAGE.glob("*/**/__init__.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if len(tree.body) != 1 or not (ast.get_docstring(tree) or "").endswith("."):
            wrong.append(module_name(path))
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_opens_with_a_sentence_and_stays_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert (ast.get_docstring(tree) or "").split("\n")[0].strip()
    assert text.count("\n") <= MOST_LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert long == []


def test_a_folder_holds_few_enough_modules() -> None:
    folders: dict[Path, int] = defaultdict(int)
    for path in MODULES:
        if path.name != "__init__.py":
            folders[path.parent] += 1
    assert {folder.name: number for folder, number in folders.items() if number > MOST_MODULES} == {}
