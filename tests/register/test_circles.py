"""No record comes to follow, or be a part of, itself: by no verb, no file and no undo, of any kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outreach_cli.api import Register
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.merge import note_as_two
from outreach_cli.register.record_changes import CircleError
from outreach_cli.register.undo import LaterChangesError
from outreach_cli.register.validation import StandingCodeError
from tests.conftest import Typed

Type = Callable[..., Typed]
OWN = [
    (record.kind, field.key)
    for record in RECORDS.values()
    for field, reference in record.references
    if reference.to == record.kind
]
"""Every field by which a record names another of its own kind."""
CIRCLES = {
    "itself": (["C,C"], {2}),
    "two new rows": (["C,D", "D,C"], {2, 3}),
    "three new rows": (["C,D", "D,E", "E,C"], {2, 3, 4}),
    "one that stands": (["A,B"], {2}),
    "one that stands, over a new one": (["A,C", "C,B"], {2}),
    "one that stands, over a new one above it": (["C,B", "A,C"], {3}),
    "beside good rows": (["C,A", "D,D", "E,C"], {3}),
}


@pytest.fixture(params=OWN, ids=".".join)
def own(request: pytest.FixtureRequest, register: Register) -> tuple[str, str]:
    """A kind and its field, with B naming A in the register."""
    kind, key = request.param
    with register.change("prepare") as change:
        change.add(kind, "A")
        change.add(kind, "B", **{key: "A"})
    return kind, key


def read_links(register: Register, kind: str, key: str) -> dict[object, object]:
    return {row[kind]: row[key] for row in register.records(kind)}


def test_sites_and_programmes_are_the_kinds_that_name_their_own() -> None:
    assert OWN == [("site", "successor"), ("programme", "parent")]


def test_a_correction_makes_no_circle(register: Register, own: tuple[str, str]) -> None:
    kind, key = own
    for word, named in (("A", "B"), ("A", "A")):
        with pytest.raises(CircleError), register.change("correct") as change:
            change.correct(kind, word, **{key: named})
    assert read_links(register, kind, key) == {"A": None, "B": "A"}


@pytest.mark.parametrize("circle", CIRCLES)
def test_a_file_makes_no_circle_and_is_told_by_line_and_column(
    register: Register,
    own: tuple[str, str],
    typed: Type,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    circle: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    kind, key = own
    rows, wrong = CIRCLES[circle]
    file = Path("in.csv")
    file.write_text(f"{kind},{key}\n" + "".join(f"{row}\n" for row in rows))
    said: Typed = typed("import", RECORDS[kind].plural, str(file))
    assert said.code == 3
    lines = [line for line in said.err.splitlines() if "leads back to the record itself" in line]
    assert {line.partition(" ")[0] for line in lines} == {f"in.csv:{number}:" for number in wrong}
    assert all(f": {key}: " in line for line in lines)
    assert read_links(register, kind, key) == {"A": None, "B": "A"}
    keys = (kind, key)
    with pytest.raises(RejectedError), register.change("script") as change:
        change.import_rows(kind, [dict(zip(keys, row.split(","), strict=True)) for row in rows])
    assert typed("import", RECORDS[kind].plural, str(file), "--partial", "--rejects", "bad.csv").code == 4
    links = read_links(register, kind, key)
    for name in links:
        met: list[object] = [name]
        while (named := links[met[-1]]) is not None:
            assert named not in met
            met.append(named)
    assert typed("check").code == 0


def test_the_same_file_again_is_no_circle_with_what_was_corrected_since(
    register: Register, own: tuple[str, str], typed: Type, tmp_path: Path
) -> None:
    kind, key = own
    (tmp_path / "in.csv").write_text(f"{kind},{key}\nC,B\nD,C\n")
    assert typed("import", RECORDS[kind].plural, str(tmp_path / "in.csv")).code == 0
    with register.change("correct") as change:
        change.correct(kind, "D", **{key: None})
        change.correct(kind, "C", **{key: "D"})
    said = typed("import", RECORDS[kind].plural, str(tmp_path / "in.csv"))
    assert (said.code, "unchanged 2" in said.out) == (0, True), said


def test_an_undo_brings_no_circle_back(register: Register, own: tuple[str, str]) -> None:
    kind, key = own
    with register.change("correct") as cleared:
        cleared.correct(kind, "B", **{key: None})
    with register.change("correct") as turned:
        turned.correct(kind, "A", **{key: "B"})
    with pytest.raises(LaterChangesError) as refused, register.change("undo") as change:
        change.undo(cleared.id)
    assert str(turned.id) in str(refused.value)
    for number in (turned.id, cleared.id):
        with register.change("undo") as change:
            change.undo(number)
    assert read_links(register, kind, key) == {"A": None, "B": "A"}


@pytest.mark.parametrize("rows", [["A-1,A-1"], ["a-1,B-1"], ["A-1,B-1", "B-1,A-1"], ["X-1,B-1", "B-1,A-1"]])
def test_a_code_that_is_registered_stands_for_no_other(
    register: Register, typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with register.change("prepare") as change:
        for code in ("A-1", "B-1", "C-1"):
            change.register(code, on="2018-01-01")
        note_as_two(change, "A-1", "C-1")
    text = "".join(f"{row},{{same}}\n" for row in rows)
    (tmp_path / "in.csv").write_text("code,citizen,same\n" + text.format(same="yes"))
    said = typed("import", "doublets", "in.csv")
    wrong = [number for number, row in enumerate(rows, 2) if not row.startswith("X-1")]
    told = [line for line in said.err.splitlines() if "code: is registered itself" in line]
    assert [line.partition(" ")[0] for line in told] == [f"in.csv:{number}:" for number in wrong]
    assert said.code == 3
    with pytest.raises(StandingCodeError), register.change("correct") as change:
        change.correct("doublet", 1, same="yes")
    (tmp_path / "in.csv").write_text("code,citizen,same\n" + text.format(same="no"))
    assert typed("import", "doublets", "in.csv").code == 0
    assert typed("merge", "A-1", "B-1").code in (0, 3)
    assert typed("check").code == 0
