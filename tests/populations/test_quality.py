"""What the quality report calls a flaw, and what it says of it."""

import json
import shlex

LINES = """
add site Nord
add site Syd
add worker SPL-1
add worker SOC-1
register ODE-001 --site Nord --sex f --birth-year 1971 --on 2019-02-01
register ODF-001 --site Syd --on 2018-01-01
register ODE-777 --site Nord --sex f --birth-year 1971 --on 2019-02-04
register ODE-888 --site Syd --sex m --birth-year 1971 --on 2019-02-04
""".strip().splitlines()
CONTACT = "contact ODE-888 --on 2019-03-01 --site Nord --worker SPL-1 --minutes 45"


def trace(outreach, check: str, *more: str) -> dict[int, str | None]:
    """What each record behind the check looks like, by the record's number."""
    shown = outreach("report", "quality", "--trace", check, "--format", "json", *more)
    assert shown.returncode == 0, shown.stderr
    return {row["id"]: row["alike"] for row in json.loads(shown.stdout)["rows"]}


def write(outreach, *lines: str) -> None:
    for line in ("init", *LINES, *lines):
        done = outreach(*shlex.split(line))
        assert done.returncode == 0, done.stderr


def test_a_citizen_who_looks_registered_twice_is_named_with_whom(outreach) -> None:
    write(outreach)
    assert trace(outreach, "looks_registered_twice") == {1: "ODE-777, ODF-001", 2: "ODE-001", 3: "ODE-001"}
    assert outreach("merge", "ODE-001", "ODE-777", "--not-same").returncode == 0
    assert trace(outreach, "looks_registered_twice") == {1: "ODF-001", 2: "ODE-001"}


def test_a_second_contact_is_a_flaw_only_where_nothing_tells_it_from_the_first(outreach) -> None:
    write(
        outreach,
        CONTACT,
        CONTACT.replace("45", "20"),
        CONTACT.replace("SPL-1", "SOC-1"),
        CONTACT.replace("Nord", "Syd"),
        f"{CONTACT} --kind phone",
        f"{CONTACT} --not-reached",
    )
    assert trace(outreach, "same_day_twice") == {}
    write_again = ["contact", "ODE-888", "--on", "2019-03-01", "--site", "Nord", "--worker", "SPL-1"]
    assert outreach(*write_again).returncode == 0
    assert trace(outreach, "Another contact with the same citizen that day") == {7: "1, 2"}
    assert outreach("correct", "contact", "7", "--minutes", "10").returncode == 0
    assert trace(outreach, "same_day_twice") == {}


def test_whoever_is_named_beside_a_citizen_was_looked_at_too(outreach) -> None:
    write(outreach)
    trace(outreach, "looks_registered_twice", "--site", "Syd")
    looked = json.loads(outreach("access", "--format", "json").stdout)["rows"]
    assert {row["citizen"] for row in looked if "--trace" in row["command"]} == {"ODE-001", "ODF-001"}


def test_a_form_that_waits_or_is_invalid_stands_where_it_was_answered(outreach) -> None:
    form = "add form --citizen ODE-001 --date 2018-06-01 --form baseline --municipality Aarhus"
    write(outreach, f"{form} --self-rated-health 3", f"{form} --self-rated-health 9")
    counts = {}
    for place in ("Aarhus", "Aalborg"):
        asked = ("--municipality", place, "--lang", "en")
        shown = outreach("report", "quality", *asked, "--format", "json")
        assert shown.returncode == 0, shown.stderr
        rows = {row["check"]: row["records"] for row in json.loads(shown.stdout)["rows"]}
        counts[place] = rows["Follow-up form due past its limit"], rows["Invalid form"]
    assert counts == {"Aarhus": (1, 1), "Aalborg": (0, 0)}
