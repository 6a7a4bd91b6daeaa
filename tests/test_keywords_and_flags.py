"""What is wrong is named as it was given: by keyword to a script, by flag on the command line."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest

from outreach_cli.api import Register
from outreach_cli.change import Change
from outreach_cli.core.errors import OutreachError

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
    assert str(told.value.name_flags()).startswith(flag)
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)
    assert str(pickle.loads(pickle.dumps(told.value)).name_flags()).startswith(flag)
