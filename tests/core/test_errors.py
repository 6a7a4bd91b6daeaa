"""Errors: what each says outlives pickling and an interpreter without docstrings."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module

import pytest

from outreach_cli.api import Register
from outreach_cli.core.errors import BadValueError, OutreachError, UnknownNameError
from outreach_cli.core.language import LazyMessage, use_language
from outreach_cli.exchange.problems import ImportProblems
from outreach_cli.records.types import HoldsCprError
from tests.catalogue import errors, messages
from tests.conftest import ROOT

messages()  # imports every module, and with it every class
SAID = [each for each in errors() if each.message]


def raised(kind: type[OutreachError]) -> OutreachError:
    """An error of that class with a word for each detail of its message and hint."""
    error = kind.__new__(kind)
    names = re.findall(r"{(\w+)}", f"{kind.message} {kind.hint}")
    details = {name: f"<{name}>" for name in [*names, "nearest", "successor"]}
    error.__dict__ |= {
        "details": details,
        "nearest": ("Nord",),
        "problems": ImportProblems(set_aside=lambda *_: None),
    }
    if isinstance(error, BadValueError):
        error.__dict__ |= {"value": "Nrod", "column": "site"}
    return error


@pytest.mark.parametrize("kind", SAID, ids=lambda kind: kind.__name__)
def test_an_error_says_the_same_after_it_was_pickled(kind: type[OutreachError]) -> None:
    error = raised(kind)
    error.hint = "Ask {who}."
    error.details["who"] = "Karen"
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.details == error.details
    assert (str(again), again.give_advice(), again.exit_code) == (
        str(error),
        error.give_advice(),
        kind.exit_code,
    )
    assert str(error) == str(error.name_flags()) != ""


@pytest.mark.parametrize(
    "made",
    [
        lambda: UnknownNameError(kind="site", name="Nrod", plural="sites", nearest=["Nord"]),
        lambda: BadValueError("2019-13-01", nearest=["2019-12-01"]),
        lambda: HoldsCprError("010190-1234"),
    ],
    ids=["a name", "a value", "a CPR number"],
)
def test_an_error_made_with_other_arguments_is_unpickled_too(made: Callable[[], OutreachError]) -> None:
    error = made()
    again = pickle.loads(pickle.dumps(error))
    assert vars(again) == vars(error)
    with use_language("da"):
        assert (str(again), again.give_advice()) == (str(error), error.give_advice())


def test_a_detail_that_is_put_into_words_later_is_pickled_as_it_is() -> None:
    error = OutreachError(reason=LazyMessage("There is no folder {path}.", path="x"))
    again = pickle.loads(pickle.dumps(error))
    with use_language("da"):
        assert str(again.details["reason"]) == str(error.details["reason"])
    assert str(again.details["reason"]) == "There is no folder x."


def test_every_error_that_nothing_refines_has_a_message() -> None:
    assert [each for each in errors() if not each.message and not each.__subclasses__()] == []


@pytest.mark.parametrize("level", ["-O", "-OO"])
def test_an_error_has_its_words_where_python_removes_docstrings(level: str) -> None:
    words = [level, "-m", "outreach_cli", "--db", "nowhere.db", "list", "sites", "--lang", "da"]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 5
    assert done.stderr.startswith("Fejl: Registret nowhere.db findes ikke.")


@pytest.mark.parametrize("kind", [OutreachError, *SAID], ids=lambda kind: kind.__name__)
def test_every_error_can_be_imported_from_one_place(kind: type[OutreachError]) -> None:
    assert getattr(import_module("outreach_cli.errors"), kind.__name__) is kind


def test_what_is_no_error_is_not_found_among_them() -> None:
    with pytest.raises(AttributeError, match="NoSuchError"):
        import_module("outreach_cli.errors").NoSuchError  # noqa: B018


def test_a_refused_import_can_be_pickled_with_its_problems(register: Register) -> None:
    with pytest.raises(OutreachError) as refused, register.change("nightly") as change:
        change.import_rows("contacts", [{"date": "never", "citizen": "Nobody"}])
    again = pickle.loads(pickle.dumps(refused.value))
    assert str(again) == str(refused.value)
    assert [str(each) for each in again.problems.kept] == [str(each) for each in refused.value.problems.kept]
