"""Errors as a script meets them: they name keywords, travel between processes, and commands tell flags."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import walk_packages
from string import Formatter

import pytest

import outreach_cli
from outreach_cli.api import Register
from outreach_cli.change import Change
from outreach_cli.core.errors import BadValueError, OutreachError

for module in walk_packages(outreach_cli.__path__, "outreach_cli."):
    if not module.name.endswith("__main__"):
        import_module(module.name)


def classes(kind: type[OutreachError] = OutreachError) -> Iterator[type[OutreachError]]:
    for each in kind.__subclasses__():
        yield each
        yield from classes(each)


def made(kind: type[OutreachError]) -> OutreachError:
    """An error of the class with a text for everything that its message names."""
    error = kind.__new__(kind)
    error.details = {name: f"<{name}>" for _t, name, _s, _c in Formatter().parse(kind.message) if name}
    if isinstance(error, BadValueError):
        error.value, error.nearest, error.column = "value", (), None
    return error


@pytest.mark.parametrize(
    "kind", sorted({each for each in classes() if each.message}, key=str), ids=lambda kind: kind.__name__
)
def test_an_error_of_every_class_says_the_same_after_pickling(kind: type[OutreachError]) -> None:
    error = made(kind)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert str(again) == str(error) != ""
    assert str(error.on_command_line()) == str(error)


WRONG: dict[str, tuple[Callable[[Change], object], str, str]] = {
    "contact": (lambda c: c.contact("A", on="never"), "on: not a date", "--on: not a date"),
    "an empty day": (lambda c: c.contact("A", on=""), "Missing: on.", "Missing: --on."),
    "register": (lambda c: c.register("C", birth_year="x"), "birth_year: ", "--birth-year: "),
    "plan": (
        lambda c: c.plan("SPL-1", "Nord", [], first="2018-01-01", last="2018-02-01"),
        "Missing: weekdays.",
        "Missing: --weekday.",
    ),
    "add": (lambda c: c.add("contact", citizen="A", date="never"), "date: not", "--on: not"),
    "assign": (lambda c: c.assign("A", "SPL-1", on="never"), "on: not", "--from: not"),
    "closed": (lambda c: c.contact("A", on="2018-02-03", site="Syd"), "site: the site", "--site: the site"),
    "consent": (lambda c: c.consent("A", "evaluation", on="never"), "on: not", "--on: not"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_by_keyword_to_a_script_and_by_flag_in_a_command(
    register: Register, name: str
) -> None:
    with register.change("names") as change:
        change.add("site", "Nord")
        change.add("site", "Syd", closed_on="2017-12-31")
        change.add("worker", "SPL-1")
        change.register("A", on="2017-01-01")
    wrong, keyword, flag = WRONG[name]
    with pytest.raises(OutreachError) as told, register.change("nightly") as change:
        wrong(change)
    assert str(told.value).startswith(keyword)
    assert str(told.value.on_command_line()).startswith(flag)
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)
    assert str(pickle.loads(pickle.dumps(told.value)).on_command_line()).startswith(flag)


def test_a_refused_import_can_be_pickled_with_its_problems(register: Register) -> None:
    with pytest.raises(OutreachError) as refused, register.change("nightly") as change:
        change.import_rows("contacts", [{"date": "never", "citizen": "Nobody"}])
    again = pickle.loads(pickle.dumps(refused.value))
    assert str(again) == str(refused.value)
    assert [str(each) for each in again.problems.kept] == [str(each) for each in refused.value.problems.kept]
