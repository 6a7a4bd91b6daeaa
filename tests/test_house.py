"""The rules of the house: who may import whom, the rooms of the libraries, sizes, and retired names."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.slow

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


# The rooms that ask the file in its own words; every other has it asked by one of these.
SQL_ROOMS = {"storage", "register", "privacy", "exchange", "populations", "reports"}


def test_only_the_rooms_of_the_file_hold_sql() -> None:
    holding = [name for name, path in NAMES.items() if "SELECT " in path.read_text(encoding="utf-8")]
    assert [name for name in holding if package_of(name) not in SQL_ROOMS] == []
    assert SQL_ROOMS - {package_of(name) for name in holding} == set()


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


def test_the_types_of_fields_that_a_report_loads_are_no_text() -> None:
    """Of a NamedTuple under `from __future__ import annotations` typing compiles every field's type as text.

    That is done as the module is imported, and took 4 % of the instructions of a small report.
    """
    rooms = ("records", "populations", "reports.definitions", "reports.counting", "tables.table")
    declaring = [path for path in MODULES if module_name(path).startswith(rooms)]
    assert len(declaring) > len(rooms)
    texts = {module_name(path): path.read_text(encoding="utf-8") for path in declaring}
    future = "from __future__ import annotations\n"
    assert [name for name, text in texts.items() if "(NamedTuple)" in text and future in text] == []


def test_a_folder_holds_few_enough_modules() -> None:
    folders: dict[Path, int] = defaultdict(int)
    for path in MODULES:
        if path.name != "__init__.py":
            folders[path.parent] += 1
    assert {folder.name: number for folder, number in folders.items() if number > MOST_MODULES} == {}


# What a function's name may begin with. A new word is added here on purpose, and only if it is a verb: a
# function is called by what it does, a value by what it is.
VERBS = {
    "abandon", "account", "add", "admit", "advise", "align", "answer", "apply", "ask", "assign", "attempt",
    "back", "begin", "bind", "blank", "bring", "build", "carry", "check", "choose", "claim", "clean", "clear",
    "close", "collect", "compare", "compile", "complain", "complete", "compute", "confirm", "connect",
    "convert", "copy", "correct", "count", "create", "cut", "decide", "decrypt", "define", "delete",
    "derive", "describe", "digest", "divide", "draft", "draw", "drop", "empty", "encode", "end", "enrol",
    "erase", "escape", "expect", "explain", "export", "extend", "fail", "fetch", "fill", "find", "finish",
    "fit", "fix", "fold", "forget", "format", "gather", "get", "give", "go", "group", "guard", "guess",
    "hand", "handle", "hash", "hide", "hold", "imagine", "import", "index", "insert", "interrupt",
    "introduce", "join", "judge", "keep", "label", "lay", "leave", "let", "limit", "list",
    "load", "lock", "log", "look", "make", "mark", "mask", "match", "measure", "meet", "merge", "migrate",
    "mix", "move", "name", "narrow", "normalize", "note", "open", "pack", "pair", "parse",
    "peek", "pick", "plan", "prepare", "preview", "print", "promise", "protect", "prune", "put",
    "quote", "read", "refer", "refuse", "register", "reject", "rely", "remark", "remember",
    "remove", "rename", "renew", "replace", "reserve", "resolve", "restore", "rewrite",
    "rotate", "round", "run", "say", "seal", "search", "select", "set", "settle", "share", "shift",
    "shorten", "show", "solve", "sort", "split", "spread", "stack", "stamp", "stand", "start", "stop",
    "strip", "sum", "sync", "take", "tell", "tick", "touch", "trace", "translate", "trim", "try",
    "undo", "unescape", "unlock", "unpack", "unprotect", "unquote", "update", "upgrade", "use", "vacuum",
    "vary", "warn", "watch", "weigh", "withdraw", "work", "wrap", "write",
}  # fmt: skip
# A question that is answered with yes or no.
ASKING = {
    "adds", "can", "contains", "fits", "follows", "has", "hides", "holds", "includes", "is", "may",
    "rests",
}  # fmt: skip
# What is converted from, or to, as in the standard library.
CONVERTING = {"from", "to"}
# Functions that begin with no verb, each with the reason.
NOUNS = {
    "_": "gettext's own",
    "N_": "gettext's own",
    "ngettext": "gettext's own",
    "now": "as `datetime.now`",
    "today": "as `date.today`",
    "main": "what every program calls it",
    "change": "what a script asks a register for",
    "records": "what a script asks a register for",
    "report": "what a script asks a register for",
    "book": "what a script asks a register for",
    "shell_complete": "click calls it",
    "source": "click calls it",
    "type_cast_value": "click calls it",
    "value_is_missing": "click calls it",
}

# Classes of one word: words of the domain, of the contract, and what every engineer knows alone.
DOMAIN_WORDS = {
    "Municipality", "Scale", "Period", "Day", "Hours", "Year", "Amount", "Figures", "Note", "Term",
    "Document", "Publication",
    "Register", "Change", "Record", "Field", "Type", "Choice", "Label", "Flag", "Name", "Number",
    "Reference", "Text", "Book", "Column", "Dimension", "Population", "Table", "Argument", "Bash",
    "Command", "Database", "Option", "Sheet", "Statement",
}  # fmt: skip

# Names that were given up, as nobody found by them what they meant. None comes back as a module or a class;
# a function's is held by its verb.
RETIRED_MODULES = {
    "asking", "behind", "bulk", "consenting", "declare", "described", "engine", "incoming", "intake",
    "known", "late", "loading", "look", "mend", "offered", "onward", "outgoing", "params", "parcel",
    "people", "person", "rules", "shown", "spoken", "store", "teamwork", "told", "verbs", "ways", "whole",
    "withheld", "writing",
}  # fmt: skip
RETIRED_CLASSES = {
    "Asking", "Batch", "Behind", "Bulk", "Cells", "Content", "Counted", "Derived", "Dialogue", "Exported",
    "Finder", "Finds", "Forgetting", "Found", "Front", "Imported", "Incoming", "Journal", "Laid", "Late",
    "Later", "Leave", "Leaving", "Loading", "Lock", "Looks", "Moment", "Nearest", "Offering", "Open",
    "Outgoing", "Parts", "Promise", "Read", "Rejects", "Restored", "Sending", "Several", "Sizes",
    "Spoken", "Standing", "Teamwork", "Touched", "Unreadable", "Ways", "Withheld", "Writing", "Written",
}  # fmt: skip

Definition = ast.FunctionDef | ast.ClassDef
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in NAMES.items()}
DEFINED = [
    (name, node) for name, tree in TREES.items() for node in ast.walk(tree) if isinstance(node, Definition)
]
FUNCTIONS = [(name, node) for name, node in DEFINED if isinstance(node, ast.FunctionDef)]
CLASSES = [(name, node) for name, node in DEFINED if isinstance(node, ast.ClassDef)]


def decorators(node: Definition) -> set[str]:
    """The names of the decorators, whatever they are called with."""
    return {ast.unparse(each).partition("(")[0].rpartition(".")[2] for each in node.decorator_list}


DECORATORS = {each for _name, node in DEFINED for each in decorators(node)}


def first_word(function: str) -> str:
    return function.strip("_").partition("_")[0]


def is_named_otherwise(node: ast.FunctionDef) -> bool:
    """Whether it is a property, which is a value, a command of that name, a decorator or Python's own."""
    return (
        bool(decorators(node) & {"property", "cached_property", "command"})
        or node.name in DECORATORS
        or (node.name.startswith("__") and node.name.endswith("__"))
    )


def words_of(name: str) -> list[str]:
    """The words of a class's name: `CprKeys` has two, and so has every error."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+", name)


def test_a_function_begins_with_a_verb() -> None:
    allowed = VERBS | ASKING | CONVERTING
    assert [
        f"{module}: {node.name}"
        for module, node in FUNCTIONS
        if not is_named_otherwise(node) and node.name not in NOUNS and first_word(node.name) not in allowed
    ] == []


def test_a_class_is_two_words_or_one_of_the_domain() -> None:
    assert [
        f"{module}: {node.name}"
        for module, node in CLASSES
        if len(words_of(node.name)) < 2 and node.name not in DOMAIN_WORDS
    ] == []


def test_every_word_that_names_may_begin_with_is_in_use() -> None:
    functions = {node.name for _module, node in FUNCTIONS if not is_named_otherwise(node)}
    begun = {first_word(name) for name in functions - NOUNS.keys()}
    assert (VERBS | ASKING | CONVERTING) - begun == set()
    assert NOUNS.keys() - functions == set()
    assert DOMAIN_WORDS - {node.name for _module, node in CLASSES} == set()


def test_no_retired_name_comes_back() -> None:
    assert [name for name in NAMES if RETIRED_MODULES & set(name.split("."))] == []
    retired = [
        f"{module}: {node.name}" for module, node in CLASSES if node.name.strip("_") in RETIRED_CLASSES
    ]
    assert retired == []


@pytest.mark.parametrize(
    ("function", "verb"),
    [("count_rows", "count"), ("_count", "count"), ("rows_counted", "rows"), ("rows", "rows")],
)
def test_the_first_word_of_a_function_is_found(function: str, verb: str) -> None:
    assert first_word(function) == verb
    assert (verb in VERBS) == (verb == "count")


@pytest.mark.parametrize(
    ("name", "words"), [("CprKeys", 2), ("TSVWriter", 2), ("_Finder", 1), ("Finder", 1), ("MissingError", 2)]
)
def test_the_words_of_a_class_are_counted(name: str, words: int) -> None:
    assert len(words_of(name)) == words
