"""When citizens were met: for the first time, how often, and who is met, closed, lost and met again."""

from collections.abc import Collection

from outreach_cli.populations.meetings import MET_DAYS
from outreach_cli.populations.population import (
    HELD_FIELDS,
    WHO_AND_WHERE_FIELDS,
    OccurrenceTally,
    Population,
    select_who_and_where,
    take_fields,
    write_place,
)
from outreach_cli.populations.reach_views import write_programme
from outreach_cli.records.choices import Choice
from outreach_cli.records.contacts import CONTACT, CONTACT_KIND
from outreach_cli.records.label import Label
from outreach_cli.records.places import WORKER
from outreach_cli.records.record import Field
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.settings import DAYS
from outreach_cli.records.types import Number, Text

MET_BY = Choice(
    Label("post", "record"),
    {kind: RECORDS[kind].label for kind in ("contact", "enrolment", "attendance", "form")},
)


_ANSWERED = ("(SELECT citizen_id AS citizen, date FROM received_forms WHERE valid)", "date", "1")


_OTHER_DAYS = "\nUNION ALL\n".join(
    f"SELECT citizen, {day} AS date FROM {kind} WHERE {met}"
    for kind, day, met in (*MET_DAYS, _ANSWERED)
    if kind != "contact"
)
"""SQL: the days on which citizens were met by other than a contact. To be registered is no meeting."""


_SHARED = "met.citizen_id, met.citizen, met.sex, met.birth_year, met.site_id, met.site, met.model"
_PLACE = "met.municipality_id, met.municipality"
_PROGRAMME = "met.programme_id, met.programme"
_NOBODY = "NULL AS worker_id, NULL AS worker, NULL AS role, NULL AS contact_kind"
# Forms are joined to it by CROSS JOIN: else SQLite finds them by day, for n citizens n forms of one day each.
_ON_FIRST = "met.citizen_id = begun.citizen AND met.date = begun.first_on"

NEW_CITIZEN = Population(
    name="new_citizen",
    view="new_citizens",
    called=(
        Label("første møde med en borger", "first meeting with a citizen"),
        Label("første møder med borgere", "first meetings with citizens"),
    ),
    record="contact",
    columns=("record", "id", "date", "citizen", "site", "programme"),
    fields=(
        *WHO_AND_WHERE_FIELDS,
        *take_fields(CONTACT, "worker"),
        *take_fields(WORKER, "role"),
        Field("contact_kind", CONTACT.by_key["kind"].label, CONTACT_KIND),
    ),
    mixed=True,
    choices={"record": MET_BY},
    costly=True,
    sql=f"""
WITH enrolled AS MATERIALIZED (SELECT citizen, min(started_on) AS day FROM enrolment GROUP BY citizen),
came AS MATERIALIZED (
    SELECT citizen, min(date) AS day FROM attendance WHERE attended = 'yes' GROUP BY citizen
),
answered AS MATERIALIZED (
    SELECT citizen_id AS citizen, min(date) AS day FROM received_forms WHERE valid GROUP BY citizen_id
),
met_first AS MATERIALIZED (
    SELECT citizen.id AS citizen, nullif(min(
        coalesce((SELECT contact.date FROM contact WHERE contact.citizen = citizen.id AND contact.reached = 1
            ORDER BY contact.date LIMIT 1), '9999'),
        coalesce((SELECT day FROM enrolled WHERE enrolled.citizen = citizen.id), '9999'),
        coalesce((SELECT day FROM came WHERE came.citizen = citizen.id), '9999'),
        coalesce((SELECT day FROM answered WHERE answered.citizen = citizen.id), '9999')
    ), '9999') AS first_on
    FROM citizen
),
begun AS MATERIALIZED (SELECT citizen, first_on FROM met_first WHERE first_on IS NOT NULL)
SELECT met.id, 'contact' AS record, met.date, {_SHARED}, {_PROGRAMME}, {_PLACE},
    met.worker_id, met.worker, met.role, met.contact_kind
FROM begun CROSS JOIN meetings AS met ON {_ON_FIRST}
UNION ALL
SELECT met.id, 'enrolment', met.date, {_SHARED}, {_PROGRAMME}, {_PLACE}, {_NOBODY}
FROM begun JOIN enrolments AS met ON {_ON_FIRST}
UNION ALL
SELECT met.id, 'attendance', met.date, {_SHARED}, {_PROGRAMME}, {_PLACE}, {_NOBODY}
FROM expected_attendances AS met JOIN begun ON {_ON_FIRST}
WHERE met.attended = 'yes'
UNION ALL
SELECT met.id, 'form', met.date, {_SHARED}, NULL, NULL, {_PLACE}, {_NOBODY}
FROM received_forms AS met CROSS JOIN begun ON {_ON_FIRST}
WHERE met.valid
""",
)
"""The meetings of the day on which a citizen was met for the first time ever, each with its own place."""

BAND = Choice(
    Label("antal møder", "number of meetings"),
    {
        "1": Label("1 møde", "1 meeting"),
        "2-4": Label("2–4 møder", "2–4 meetings"),
        "5-9": Label("5–9 møder", "5–9 meetings"),
        "10+": Label("10 møder eller flere", "10 meetings or more"),
    },
)

_DOSE_PLACE = f"CASE met.record WHEN 'contact' THEN {write_place('met')} ELSE met.place END"
_COUNTED = {"contact": "reached = 1", "attendance": "attended = 'yes'"}
"""Which meetings a dose counts, by their record: SQL for both forms of it."""
_MEETINGS = f"""
SELECT met.id, met.record, met.date, {select_who_and_where("met", _DOSE_PLACE)}
FROM (
    SELECT every.*, {write_programme("every")} AS programme
    FROM (
        SELECT id, 'contact' AS record, date, citizen, site, id AS contact, NULL AS held_in, NULL AS place
        FROM contact WHERE {_COUNTED["contact"]}{{happened}}
        UNION ALL
        SELECT id, 'attendance', date, citizen_id, site_id, NULL, programme_id, municipality_id
        FROM expected_attendances WHERE {_COUNTED["attendance"]}{{happened}}
    ) AS every
) AS met
"""
_MEETING_DAYS = " UNION ALL ".join(
    f"SELECT citizen AS citizen_id, date FROM {kind} WHERE {met}{{happened}}"
    for kind, met in _COUNTED.items()
)


def _write_meetings(happened: str, used: Collection[str]) -> str:
    """The SQL of the meetings of those days; whose and when alone where no more is used.

    That takes three quarters of the time, and to choose the days within each half a fifth less: SQLite asks
    of each row of both again what it has asked of each half.
    """
    more = {*used} - {"citizen_id", "times", "band"}
    return (_MEETINGS if more else _MEETING_DAYS).format(happened=f" AND {happened}")


DOSE = Population(
    name="dose",
    view="meetings_and_attendances",
    called=(Label("møde", "meeting"), Label("møder", "meetings")),
    record="contact",
    columns=("record", "id", "date", "citizen", "site", "times"),
    fields=(Field("times", Label("Antal møder", "Meetings"), Number()), *WHO_AND_WHERE_FIELDS),
    mixed=True,
    choices={"record": MET_BY, "band": BAND},
    costly=True,
    tally=OccurrenceTally("citizen_id", "times", "band", {"1": 1, "2-4": 2, "5-9": 5, "10+": 10}),
    sql=_MEETINGS.format(happened=""),
    happened=_write_meetings,
)
"""Each citizen with how many times they were met in the period: contacts that reached them and sessions."""

EVENT = Choice(
    Label("hændelse", "event"),
    {
        "new": Label("Ny", "New"),
        "returned": Label("Vendt tilbage", "Returned"),
        "closed": Label("Afsluttet", "Closed"),
        "silent": Label("Tavs", "Silent"),
    },
)
_DAYS = f"""1 + coalesce(
        (SELECT value FROM setting WHERE setting = 'silent_after_days'), {DAYS["silent_after_days"]}
    )"""
_LATER, _EARLIER = (f"(SELECT '{sign}' || ({_DAYS}) || ' days')" for sign in "+-")
"""SQL: the days after which a citizen is silent, as `date` adds or takes them off; a SELECT is run once."""


def _write_alone(near: str, since: str, until: str) -> str:
    """SQL: the citizen has no meeting `near` the meeting `met`, or their case was closed between the two."""
    return "\n        AND ".join(
        f"""NOT EXISTS (
            SELECT 1 FROM {kind} AS near
            WHERE near.citizen = met.citizen AND {reached} AND {near} AND NOT EXISTS (
                SELECT 1 FROM closing
                WHERE closing.citizen = met.citizen AND closed_on >= {since} AND closed_on < {until}
            )
        )"""
        for kind, reached in (("contact", "near.reached = 1"), ("other", "1"))
    )


_BEGINS = _write_alone(
    f"near.date < met.date AND near.date >= date(met.date, {_EARLIER})", "near.date", "met.date"
)
_ENDS = _write_alone(
    f"near.date > met.date AND near.date <= date(met.date, {_LATER})", "met.date", "near.date"
)
"""SQL: with the meeting `met` a turn of the citizen begins, or ends."""


def _find_met_day(act: str, citizen: str, when: str) -> str:
    """SQL: the first (`min`) or last (`max`) day on which the citizen was met, of those `when` says."""
    none, order = ("9999-12-31", "") if act == "min" else ("", " DESC")
    return f"""{act}(coalesce((
            SELECT met.date FROM contact AS met
            WHERE met.citizen = {citizen} AND met.reached = 1 AND {when}
            ORDER BY met.date{order} LIMIT 1
        ), '{none}'), coalesce((
            SELECT {act}(met.date) FROM other AS met WHERE met.citizen = {citizen} AND {when}
        ), '{none}'))"""


_TURNS = f"""
WITH other AS MATERIALIZED (
    SELECT citizen, date FROM ({_OTHER_DAYS}) WHERE date IS NOT NULL
),
before AS MATERIALIZED (
    SELECT id AS citizen, {_find_met_day("max", "citizen.id", "met.date < {first}")} AS met_on FROM citizen
),
begun AS MATERIALIZED (
    SELECT met.citizen, met.date AS began_on, met.date AS met_on, before.met_on <> '' AS was_met
    FROM before CROSS JOIN contact AS met ON met.citizen = before.citizen
    WHERE met.reached = 1 AND met.date BETWEEN {{first}} AND {{last}} AND {_BEGINS}
    UNION
    SELECT met.citizen, met.date, met.date, before.met_on <> ''
    FROM other AS met CROSS JOIN before ON before.citizen = met.citizen
    WHERE met.date BETWEEN {{first}} AND {{last}} AND {_BEGINS}
    UNION ALL
    SELECT citizen, {{began}}, met_on, {{was_met}} FROM before
    WHERE met_on >= (SELECT date({{first}}, {_EARLIER}))
),
latest AS (
    SELECT citizen, began_on, was_met, {{ended}} AS met_on FROM begun
),
ending AS (
    SELECT citizen, began_on, was_met, date(met_on, {_LATER}) AS silent_on, (
            SELECT min(closed_on) FROM closing
            WHERE closing.citizen = latest.citizen AND closed_on >= met_on
        ) AS closed_on
    FROM latest
),
turn AS MATERIALIZED (
    SELECT citizen, began_on, coalesce(min(silent_on, closed_on), silent_on) AS over_on,
        CASE WHEN closed_on <= silent_on THEN 'closed' ELSE 'silent' END AS ended,
        CASE WHEN was_met OR EXISTS (
            SELECT 1 FROM contact AS met
            WHERE met.citizen = ending.citizen AND met.reached = 1 AND met.date < ending.began_on
        ) OR EXISTS (
            SELECT 1 FROM other AS met WHERE met.citizen = ending.citizen AND met.date < ending.began_on
        ) THEN 'returned' ELSE 'new' END AS began
    FROM ending
),
beginning AS MATERIALIZED (
    SELECT citizen, date AS began_on FROM contact AS met WHERE reached = 1 AND {_BEGINS}
    UNION
    SELECT citizen, date FROM other AS met WHERE {_BEGINS}
),
happened AS (
    SELECT citizen, began_on, +began AS event, +began_on AS date, +began_on AS holds_from,
        +over_on AS holds_until
    FROM turn
    UNION ALL
    SELECT citizen, began_on, +ended, +over_on, '9999-12-31', NULL FROM turn
)
SELECT happened.citizen AS id, happened.date, happened.event,
    10000000 * happened.citizen + CAST(julianday(happened.began_on) AS INTEGER) AS turn_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = happened.citizen) || ' (' || (
        SELECT count(*) FROM beginning
        WHERE beginning.citizen = happened.citizen AND beginning.began_on <= happened.began_on
    ) || ')' AS turn,
    happened.holds_from, happened.holds_until"""
"""SQL: the turns that touch the days from {first} to {last}, or the day before them, up to the last FROM.

A turn is sought from its first meeting, or from the last one before those days (then it began on {began}),
to its end, after the meeting on {ended}. `was_met` spares looking for an earlier meeting. The + takes a
column's affinity away: SQLite makes one statement of what happened and what is selected of it only where the
columns of both halves are alike in it, and else hands every row on twice.
"""
_PLACE_COLUMNS = (
    *("citizen_id", "citizen", "sex", "birth_year", "site_id", "site", "model"),
    *("programme_id", "programme", "municipality_id", "municipality", "worker_id", "worker"),
)


_BEGAN = _find_met_day("max", "before.citizen", f"met.date <= met_on AND {_BEGINS}")
_LONG_ENOUGH = f"met.date > (SELECT date({{last}}, {_EARLIER}))"
"""SQL: after the meeting `met` a citizen is not silent before the day {last} is over."""


def _write_turns(first: str, last: str, used: Collection[str] = _PLACE_COLUMNS) -> str:
    """The SQL of the turns that touch the days from `first` to `last`, or the day before.

    Where each citizen was met first is looked up only where it is `used`: it takes half as long as the rest.
    Where nobody asks when what holds began or ends, a turn from before those days stands as begun on any
    meeting before them, and one that outlasts them as over on any day after them: that takes a fifth less.
    """
    placed = {"*", *_PLACE_COLUMNS}.intersection(used)
    exact = placed or {"turn", "holds_from", "holds_until"}.intersection(used)
    ends = _ENDS if exact else f"({_LONG_ENOUGH.format(last=last)} OR {_ENDS})"
    turns = _TURNS.format(
        first=first,
        last=last,
        began=_BEGAN if exact else "met_on",
        was_met="0" if exact else "1",
        ended=_find_met_day("min", "begun.citizen", f"met.date >= begun.met_on AND {ends}"),
    )
    if not placed:
        return f"{turns}\nFROM happened"
    listed = ", ".join(f"place.{each}" for each in _PLACE_COLUMNS)
    return f"""{turns},
    {listed}
FROM happened
CROSS JOIN new_citizens AS place ON place.citizen_id = happened.citizen
"""


ACTIVE = Population(
    name="active",
    view="active_citizens",
    called=(Label("aktiv borger", "active citizen"), Label("aktive borgere", "active citizens")),
    record="citizen",
    columns=("id", "citizen", "turn", "event", "date"),
    fields=(
        Field("turn", Label("Gang", "Turn"), Text()),
        *HELD_FIELDS,
        *WHO_AND_WHERE_FIELDS,
        *take_fields(CONTACT, "worker"),
    ),
    choices={"event": EVENT},
    numbered=("turn",),
    several_by=_PLACE_COLUMNS,
    holds=True,
    costly=True,
    sql=_write_turns("''", "'9999-12-31'"),
    between=_write_turns,
)
"""Citizens met and neither closed nor silent since, from a meeting until that; a citizen has several turns.

Silent is whom nobody has met for the number of days in the setting, from the day after them. Closed is whose
case is closed, until a meeting of a later day. Each turn stands where the citizen was met for the first time.
It holds as the row of its beginning; the row of its end only says when that was.
"""
