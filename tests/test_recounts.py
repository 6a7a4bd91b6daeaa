"""The reports counted again in plain Python, record by record, on made-up registers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from statistics import median
from typing import Any

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.storage.schema import quote_name
from outreach_cli.tables.cells import format_number as show_number
from tests.made_up import fill

pytestmark = pytest.mark.slow

PERIODS = [("2018-03-01", "2018-08-31"), ("2018-01-01", "2019-03-15"), ("2018-05-10", "2018-05-10")]
Rows = list[dict[str, Any]]


@pytest.fixture(scope="module", params=[7, 11, 23])
def made_up(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OUTREACH_TODAY", "2019-03-15")
        path = fill(tmp_path_factory.mktemp("made_up") / "outreach.db", seed=request.param)
        with open_register(path) as register:
            yield register


def every(register: Register, kind: str) -> Rows:
    cursor = register.connection.execute(f"SELECT * FROM {quote_name(kind)}")
    keys = [each[0] for each in cursor.description]
    return [dict(zip(keys, row, strict=True)) for row in cursor.fetchall()]


def named(register: Register, kind: str) -> dict[int | None, str | None]:
    return {row["id"]: row[kind] for row in every(register, kind)} | {None: None}  # type: ignore[dict-item]


def told(
    register: Register, report: str, period: tuple[str, str], *columns: str
) -> dict[Any, tuple[Any, ...]]:
    """The report's rows as it prints them, by their name; rows of zeros left out."""
    first, last = period
    table = register.report(report, first=first, last=last, show_unknown=True)
    rows = {row[table.columns[0].key]: tuple(row[key] for key in columns) for row in table.rows}
    assert table.total
    rows["total"] = tuple(table.total[key] for key in columns)
    return {name: cells for name, cells in rows.items() if any(cells)}


def counted(things: dict[Any, list[set[Any]]]) -> dict[Any, tuple[int, ...]]:
    """The sizes of the sets by row, and in total; rows of nothing left out."""
    total = [set[Any]().union(*each) for each in zip(*things.values(), strict=True)] if things else []
    sizes = {name: tuple(map(len, sets)) for name, sets in things.items()} | {"total": tuple(map(len, total))}
    return {name: cells for name, cells in sizes.items() if any(cells)}


def met_days(register: Register) -> dict[int, set[str]]:
    """The days on which each citizen was met: contacts that reached, enrolments, attendances, valid forms."""
    days = seen_days(register)
    for number, day in register.connection.execute("SELECT citizen_id, date FROM received_forms WHERE valid"):
        days[number].add(day)
    return days


def seen_days(register: Register) -> dict[int, set[str]]:
    """The days on which each citizen was met, by other than a form."""
    days: dict[int, set[str]] = defaultdict(set)
    for each in every(register, "contact"):
        if each["reached"]:
            days[each["citizen"]].add(each["date"])
    for each in every(register, "enrolment"):
        days[each["citizen"]].add(each["started_on"])
    for each in every(register, "attendance"):
        if each["attended"] == "yes":
            days[each["citizen"]].add(each["date"])
    return days


@pytest.mark.parametrize("period", PERIODS)
def test_caseload(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    workers = named(made_up, "worker")
    quiet_after = (date.fromisoformat(last) - timedelta(days=30)).isoformat()
    assignments = [each for each in every(made_up, "assignment") if each["role"] == "pathway_partner"]
    contacts, opened = every(made_up, "contact"), seen_days(made_up)
    for each in every(made_up, "assignment"):
        opened[each["citizen"]].add(each["started_on"])
    holding = [
        each
        for each in assignments
        if each["started_on"] <= last and (each["ended_on"] is None or each["ended_on"] > last)
    ]
    partnered = {each["citizen"] for each in holding}
    closed = {
        each["citizen"]
        for each in every(made_up, "closing")
        if each["closed_on"] <= last
        and not any(each["closed_on"] < day <= last for day in opened[each["citizen"]])
    }
    reached = {each["citizen"] for each in contacts if each["reached"] and quiet_after < each["date"] <= last}
    rows: dict[Any, list[set[Any]]] = defaultdict(lambda: [set(), set(), set(), set(), set()])
    for each in holding:
        rows[workers[each["worker"]]][0].add(each["citizen"])
    for each in every(made_up, "citizen"):
        known = each["registered_on"] is None or each["registered_on"] <= last
        if known and each["id"] not in partnered | closed:
            rows[None][0].add(each["id"])
    for each in assignments:
        if first <= each["started_on"] <= last:
            rows[workers[each["worker"]]][1].add(each["citizen"])
        if each["ended_on"] and first <= each["ended_on"] <= last:
            rows[workers[each["worker"]]][2].add(each["citizen"])
    for sets in rows.values():
        sets[3] = {
            each["id"]
            for each in contacts
            if each["reached"] and first <= each["date"] <= last and each["citizen"] in sets[0]
        }
        sets[4] = sets[0] - reached
    columns = ("active", "new", "ended", "contacts", "no_contact_30_days")
    assert told(made_up, "caseload", period, *columns) == counted(rows)


@pytest.mark.parametrize("period", PERIODS)
def test_staffing(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    before = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    total = told(made_up, "staffing", period, "at_start", "joined", "left", "at_end")["total"]
    workers = every(made_up, "worker")

    def employed(day: str) -> int:
        return sum(
            (each["started_on"] is None or each["started_on"] <= day)
            and (each["ended_on"] is None or each["ended_on"] > day)
            for each in workers
        )

    joined = sum(each["started_on"] is not None and first <= each["started_on"] <= last for each in workers)
    left = sum(each["ended_on"] is not None and first <= each["ended_on"] <= last for each in workers)
    assert total == (employed(before), joined, left, employed(last))
    assert total[0] + total[1] - total[2] == total[3]


@pytest.mark.parametrize("period", PERIODS)
def test_referrals(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    offers = named(made_up, "offer")
    rows: dict[Any, list[set[Any]]] = defaultdict(lambda: [set(), set(), set(), set(), set(), set()])
    for each in every(made_up, "referral"):
        if not first <= each["date"] <= last:
            continue
        row, over = rows[offers[each["offer"]]], each["outcome_date"] or each["date"]
        ended = each["outcome"] not in (None, "accepted", "started") and max(over, each["date"]) <= last
        began = each["started_on"]
        if began is None and each["outcome"] in ("started", "completed"):
            began = over
        began = began and max(began, each["date"])
        completed = each["outcome"] == "completed" and max(over, began or over, each["date"]) <= last
        gave_up = ended and each["outcome"] != "completed"
        started = began is not None and began <= last and not (gave_up and max(over, each["date"]) < began)
        row[0].add(each["id"])
        row[1].add(each["citizen"])
        row[2 if not started and not gave_up else 3 if started else 5].add(each["id"])
        if completed:
            row[4].add(each["id"])
    columns = ("referrals", "citizens", "pending", "started", "completed", "not_taken_up")
    found = told(made_up, "referrals", period, *columns)
    assert found == counted(rows)
    for cells in found.values():
        assert cells[2] + cells[3] + cells[5] == cells[0]


@pytest.mark.parametrize("period", PERIODS)
def test_reach(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    days = met_days(made_up)
    for each in every(made_up, "citizen"):
        days[each["id"]].add(each["registered_on"] or "")
    words = {
        "homelessness": "Hjemløshed",
        "alcohol": "Alkohol",
        "cannabis": "Hash",
        "drugs": "Stoffer",
        "mental_illness": "Psykisk sygdom",
        "other": "Andet",
    }
    rows: dict[Any, list[set[Any]]] = defaultdict(lambda: [set(), set()])
    for each in every(made_up, "citizen"):
        if not any(first <= day <= last for day in days[each["id"]]):
            continue
        has = (each["problems"] or "").split("|") if each["problems"] else []
        names = [words[key] for key in has] or [None]
        names += ["Misbrug"] if {"alcohol", "cannabis", "drugs"} & set(has) else []
        for name in names:
            rows[name][0].add(each["id"])
            if each["previously_known"] == 0:
                rows[name][1].add(each["id"])
    assert told(made_up, "reach", period, "citizens", "previously_unknown") == counted(rows)


@pytest.mark.parametrize("period", PERIODS)
def test_health(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    answers: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    seen = set()
    for each in every(made_up, "form"):
        scale, answer = each["scale"] or "srh5", each["self_rated_health"]
        wellbeing = each["wellbeing"]
        on_default = scale in ("srh5", "who5")  # well-being has a field of its own
        fits = answer is None or not on_default or 1 <= answer <= 5
        needed = wellbeing if scale == "who5" else answer
        told_it = each["form"] != "baseline" or needed is not None
        if each["invalid_reason"] or not each["date"] or not each["citizen"] or not fits or not told_it:
            continue
        key = (each["citizen"], each["form"], each["date"], scale)
        if key in seen:
            continue
        seen.add(key)
        asked = each["form"] == "baseline" and on_default and answer is not None
        if asked and first <= each["date"] <= last:
            answers[each["citizen"]].append((each["date"], each["id"], answer))
    pairs = [(min(each), max(each)) for each in answers.values()]
    pairs = [(one, other) for one, other in pairs if one[0] < other[0]]
    expected = (
        len(answers),
        len(pairs),
        sum(other[2] > one[2] for one, other in pairs),
        sum(other[2] == one[2] for one, other in pairs),
        sum(other[2] < one[2] for one, other in pairs),
    )
    columns = ("baseline_citizens", "paired_citizens", "better", "same", "worse")
    assert told(made_up, "health", period, *columns).get("total", (0, 0, 0, 0, 0)) == expected


@pytest.mark.parametrize("period", PERIODS)
def test_groups(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    sessions = [each for each in every(made_up, "session") if first <= each["date"] <= last]
    came = [
        each
        for each in every(made_up, "attendance")
        if first <= each["date"] <= last and each["attended"] == "yes"
    ]
    names = {each["group"] for each in [*sessions, *came]}
    expected = {}
    for name in [*names, "total"]:
        held = [each for each in sessions if name in (each["group"], "total")]
        here = [each for each in came if name in (each["group"], "total")]
        relatives = sum(each["relatives"] or 0 for each in held)
        persons = {each["citizen"] for each in here}
        expected[name] = (len(held), len(persons), len(here) + relatives, relatives)
    found = told(made_up, "groups", period, "sessions", "attended", "attendances", "relatives")
    assert found == {name: cells for name, cells in expected.items() if any(cells)}


@pytest.mark.parametrize("period", PERIODS)
def test_flow(made_up: Register, period: tuple[str, str]) -> None:
    """Each citizen's days walked through one by one."""
    first, last = period
    met, closings = met_days(made_up), defaultdict(set)
    for each in every(made_up, "closing"):
        closings[each["citizen"]].add(each["closed_on"])
    before = str(date.fromisoformat(first) - timedelta(days=1))
    found = dict.fromkeys(("at_start", "new", "returned", "closed", "silent", "at_end"), 0)
    for citizen, days in met.items():
        active, ever, latest = False, False, ""
        day = date.fromisoformat(min(days))
        while (said := str(day)) <= last:
            counts = said >= first
            if active and said not in days and (day - date.fromisoformat(latest)).days == 91:
                active = False
                found["closed" if said in closings[citizen] else "silent"] += counts
            if said in days:
                if not active:
                    found["returned" if ever else "new"] += counts
                active, ever, latest = True, True, said
            if active and said in closings[citizen]:
                active = False
                found["closed"] += counts
            found["at_start"] += said == before and active
            day += timedelta(days=1)
        found["at_end"] += active
    total = made_up.report("flow", first=first, last=last).total
    assert total
    assert {key: total[key] for key in found} == found


@pytest.mark.parametrize("period", PERIODS)
def test_dose(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    times: dict[int, int] = defaultdict(int)
    for each in every(made_up, "contact"):
        times[each["citizen"]] += bool(each["reached"]) and first <= each["date"] <= last
    for each in every(made_up, "attendance"):
        times[each["citizen"]] += each["attended"] == "yes" and first <= each["date"] <= last
    met = sorted(number for number in times.values() if number)
    bands = {"1 møde": (1, 1), "2–4 møder": (2, 4), "5–9 møder": (5, 9), "10 møder eller flere": (10, 10**6)}
    expected = {
        name: (sum(least <= number <= most for number in met),) for name, (least, most) in bands.items()
    }
    expected["total"] = (len(met),)
    assert told(made_up, "dose", period, "citizens") == {k: v for k, v in expected.items() if any(v)}
    notes = made_up.report("dose", first=first, last=last).notes
    if not met:
        assert notes == ()
        return
    half = show_number(Fraction(median(met)), 1, ",")
    said = f"Møder pr. borger: median {half}, højeste antal {met[-1]}"
    assert any(said in note for note in notes)


@pytest.mark.parametrize("period", PERIODS)
def test_waiting(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    offers = named(made_up, "offer")
    rows: dict[Any, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for each in every(made_up, "referral"):
        if not first <= each["date"] <= last:
            continue
        over, outcome = each["outcome_date"] or each["date"], each["outcome"]
        began = each["started_on"] or (over if outcome in ("started", "completed") else None)
        began = began and max(began, each["date"])
        gave_up = (
            max(over, each["date"]) if outcome not in (None, "accepted", "started", "completed") else None
        )
        started = began is not None and began <= last and not (gave_up and gave_up < began)
        ended = gave_up is not None and gave_up <= last and not started
        made, end = date.fromisoformat(each["date"]), date.fromisoformat(last)
        for row in (rows[offers[each["offer"]]], rows["total"]):
            row["referrals"].append(1)
            if started:
                row["started"].append((date.fromisoformat(began) - made).days)
            elif not ended:
                row["open"].append((end - made).days)
    expected = {
        name: (
            len(row["referrals"]),
            len(row["started"]),
            median(row["started"]) if row["started"] else None,
            sum(days <= 30 for days in row["started"]) / len(row["referrals"]),
            len(row["open"]),
            sum(days > 90 for days in row["open"]),
            max(row["open"], default=None),
        )
        for name, row in rows.items()
    }
    columns = ("referrals", "started", "median_days_to_start", "share_started_30_days", "open")
    found = told(made_up, "waiting", period, *columns, "open_over_90_days", "oldest_open_days")
    assert {name: pytest.approx(cells) for name, cells in expected.items()} == found


@pytest.mark.parametrize("period", PERIODS)
def test_time(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    words = {
        "conversation": "Samtale",
        "visit": "Besøg",
        "phone": "Telefon",
        "accompaniment": "Ledsagelse",
        "counselling": "Rådgivning",
        "activity": "Aktivitet",
        "letter": "Brev",
    }
    rows: dict[Any, list[int]] = defaultdict(lambda: [0, 0, 0])
    for each in every(made_up, "contact"):
        if each["reached"] and first <= each["date"] <= last:
            for row in (rows[words[each["kind"]]], rows["total"]):
                row[0] += 1
                row[1] += each["minutes"] is not None
                row[2] += each["minutes"] or 0
    found = told(made_up, "time", period, "contacts", "minutes_stated", "minutes", "mean_minutes")
    assert {name: cells[:3] for name, cells in found.items()} == {k: tuple(v) for k, v in rows.items()}
    assert all(
        cells[3] == (pytest.approx(cells[2] / cells[1]) if cells[1] else None) for cells in found.values()
    )


@pytest.mark.parametrize("period", PERIODS)
def test_completeness(made_up: Register, period: tuple[str, str]) -> None:
    first, last = period
    met = met_days(made_up)
    citizens = [
        each
        for each in every(made_up, "citizen")
        if any(first <= day <= last for day in met[each["id"]] | {each["registered_on"] or ""})
    ]
    contacts = [e for e in every(made_up, "contact") if e["reached"] and first <= e["date"] <= last]
    fields = {
        "birth_year": "Fødselsår",
        "sex": "Køn",
        "municipality": "Kommune",
        "problems": "Problemer",
        "previously_known": "Kendt i forvejen",
    }
    expected = {
        name: (len(citizens), sum(each[key] is not None for each in citizens)) for key, name in fields.items()
    }
    for key, name in (("site", "Kontakter: enhed"), ("minutes", "Kontakter: minutter")):
        expected[name] = (len(contacts), sum(each[key] is not None for each in contacts))
    referrals = [each for each in every(made_up, "referral") if first <= each["date"] <= last]
    known = [min((day for day in days_of_outcome(each) if day), default="9999") <= last for each in referrals]
    expected["Henvisninger: udfald"] = (len(referrals), sum(known))
    expected["total"] = tuple(map(sum, zip(*expected.values(), strict=True)))  # type: ignore[assignment]
    found = told(made_up, "completeness", period, "records", "stated")
    assert found == {name: cells for name, cells in expected.items() if any(cells)}


def days_of_outcome(referral: dict[str, Any]) -> list[str | None]:
    """The days on which something came of a referral: a step's own day goes before that of the outcome."""
    outcome, told = referral["outcome"], referral["outcome_date"] or referral["date"]
    days = [
        referral["accepted_on"] or (told if outcome == "accepted" else None),
        referral["started_on"] or (told if outcome in ("started", "completed") else None),
        told if outcome not in (None, "accepted", "started", "completed") else None,
    ]
    return [day and max(day, referral["date"]) for day in days]
