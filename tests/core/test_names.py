"""Names that look alike: which of those known is meant by a slip of the hand."""

from __future__ import annotations

from outreach_cli.core.names import find_nearest


def test_a_name_that_begins_with_the_words_comes_before_those_that_look_alike() -> None:
    bands = ["1 møde", "2–4 møder", "5–9 møder", "10 møder eller flere"]
    assert find_nearest("10 møder", bands)[0] == "10 møder eller flere"
    assert find_nearest("kendt", ["enhed", "kendt-i-forvejen"])[0] == "kendt-i-forvejen"


def test_a_code_that_begins_with_the_letters_is_not_for_that_nearer() -> None:
    assert find_nearest("AAL-1", ["AAL-100", "AAL-179", "AAL-001"])[0] == "AAL-001"
    assert find_nearest("AAL-1", ["AAL-100"]) == ["AAL-100"]


def test_a_name_without_its_danish_letters_leads_to_it() -> None:
    assert find_nearest("aase", ["Bøje", "Åse"]) == ["Åse"]
    assert find_nearest("soeby", ["Søby", "Nord"]) == ["Søby"]
