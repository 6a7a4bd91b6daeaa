"""What a report is about stands in declarations: the code that counts and shows knows no such name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from outreach_cli import reports
from outreach_cli.populations.population import PAIRED_COLUMNS
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.registry import RECORDS
from outreach_cli.reports.definitions.dimensions import DIMENSIONS
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.reader import list_builtin

ROOM = Path(reports.__file__).parent
DECLARATIONS = ROOM / "definitions"
# What was published and what was aimed at are records of their own, which their modules read; and citizens
# that
# might exist are made of those that there are.
OF_A_RECORD = {
    ROOM / "publishing/publications.py",
    ROOM / "publishing/imagined_citizens.py",
    ROOM / "targets.py",
}
MODULES = sorted(
    path for path in ROOM.rglob("*.py") if DECLARATIONS not in path.parents and path not in OF_A_RECORD
)
# How the register is set up is asked of its handle (`database.setting`), and counted by nothing; a target is
# also the row to which a person is moved while a cell is shown to be safe.
KINDS = {kind for each in RECORDS if each not in ("setting", "target") for kind in (each, f"{each}_id")}
# `date` is a column that each population has by its contract, and a paired one those of its pair; a cause in
# a comparison has a `kind`, and a complaint a `field`, as well.
COLUMNS = {word for each in DIMENSIONS.values() for word in (each.name, each.field)}
COLUMNS -= {"date", "kind", "field", *PAIRED_COLUMNS}
NAMES = KINDS | COLUMNS | {*FILTERS, *list_builtin(), *POPULATIONS} - {"kind"}
NAMES |= {each.view for each in POPULATIONS.values()}
MESSAGES = {"N_", "_", "ngettext", "Label"}
"""What marks words that a person reads; they may speak of citizens."""


def names_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The known names that stand in the code's strings, messages and docstrings apart, or as its names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MESSAGES:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from ((node.lineno, word) for word in re.findall(r"\w+", node.value) if word in NAMES)
        for attribute in ("id", "attr", "arg", "name"):
            word = getattr(node, attribute, None)
            if isinstance(word, str) and word in KINDS:
                yield getattr(node, "lineno", 0), word
        yield from names_in(node)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOM)))
def test_nothing_below_the_declarations_knows_a_record_a_report_or_a_column_by_its_name(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert list(names_in(tree)) == []
    imported = {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module is not None
    }
    assert {each for each in imported if each.startswith("outreach_cli.records.registry.")} <= {
        "outreach_cli.records.registry.types"
    }
    assert not {each for each in imported if each.endswith("_views")}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOM)))
def test_only_the_selection_writes_counting_sql(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    writes = any(
        isinstance(text, str) and re.search(r"\bSELECT\b.*\bFROM\b|^SELECT ", text) for text in texts
    )
    assert writes == (path.name in ("selection.py", "traced_selection.py", "row_shapes.py"))


def test_the_check_sees_a_name_in_a_string_in_sql_and_in_the_code() -> None:
    code = 'def count(citizen):\n    sql = f"SELECT site_id FROM {x}"\n    return x["month"], x.programme\n'
    assert {name for _line, name in names_in(ast.parse(code))} == {"citizen", "site_id", "month", "programme"}
    assert list(names_in(ast.parse('say(_("{n} citizen"))\n"""a citizen"""\n'))) == []
