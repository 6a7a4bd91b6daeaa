"""The rows that tables have themselves are the name of no record, at whatever door it comes in."""

from __future__ import annotations

import pytest

from outreach_cli.api import Register
from outreach_cli.core.errors import BadValueError
from outreach_cli.exchange.problems import RejectedError
from outreach_cli.records.label import TABLE_WORDS
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.settings import SettingName
from outreach_cli.records.types import RowName, TableWordError
from outreach_cli.reports.definitions.reader import find_definition, list_builtin
from tests.bulk import everything, problems_of, take_text

REASON = "tables have a row of that name themselves; choose another name, or leave empty what is not stated"
WORDS = [word for label in TABLE_WORDS for word in label.both]


def test_the_name_of_every_record_is_held_to_it() -> None:
    named = [record for record in RECORDS.values() if record.name]
    assert [
        record.kind for record in named if not isinstance(record.naming.type, RowName | SettingName)
    ] == []


def test_the_row_of_what_has_no_key_is_known_in_every_report() -> None:
    rows = {word for name in list_builtin() for word in find_definition(name).not_stated.both}
    assert rows - set(WORDS) == set()


@pytest.mark.parametrize("word", [*WORDS, "ikke  oplyst", "TOTAL"])
def test_no_record_is_added_or_named_anew_as_a_row_of_the_tables(register: Register, word: str) -> None:
    with register.change("add") as change:
        change.add("site", "Nord")
        change.register("A")
        for kind in ("site", "worker", "programme", "offer", "status_word", "project"):
            with pytest.raises(TableWordError):
                change.add(kind, word)
        with pytest.raises(TableWordError):
            change.correct("site", "Nord", site=word)
        with pytest.raises(TableWordError):
            change.register(word)
        with pytest.raises(TableWordError):
            change.attend(word, {"yes": ["A"]})


def test_a_list_that_names_them_is_told_to_leave_the_cell_empty(register: Register) -> None:
    text = "date,citizen,site\n2018-02-03,A,Ikke oplyst\n"
    assert f'2: site: {REASON} ("Ikke oplyst")' in problems_of(register, "contacts", text)
    with pytest.raises(RejectedError) as rejected:
        take_text(register, "contacts", text, create=True)
    assert [str(each.reason) for each in rejected.value.problems.kept] == [REASON]
    assert problems_of(register, "sites", "site\ni alt\n") == [f'2: site: {REASON} ("i alt")']
    assert take_text(register, "contacts", "date,citizen,site\n2018-02-03,A,\n", create=True) == (
        "imported 1, corrected 0, unchanged 0, rejected 0"
    )
    assert everything(register)["site"] == []


def test_one_that_names_a_site_so_is_told_why_and_which_option(register: Register) -> None:
    with register.change("contact") as change:
        change.register("A")
        with pytest.raises(BadValueError) as caught:
            change.contact("A", site="Not stated")
    assert str(caught.value) == f'site: {REASON} ("Not stated")'
