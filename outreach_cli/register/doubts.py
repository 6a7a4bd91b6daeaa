"""What a change wrote that is perhaps a slip or counts for nothing: it is written all the same, and told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from outreach_cli.core.days import format_day
from outreach_cli.core.language import N_, _
from outreach_cli.records.contacts import OPEN_OUTCOMES
from outreach_cli.records.forms import INVALID
from outreach_cli.records.registry import RECORDS
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.storage.schema import quote_name


class WrittenDoubt(NamedTuple):
    """A warning to whoever wrote: what is said, and the SQL that finds what it is said of.

    `about` are the kinds of records that it may come from, each with the fields that it rests on (none: all):
    one that was corrected in others only was warned of before. The SQL gets the numbers of the rest by kind,
    as JSON; its columns are filled in.
    """

    said: str
    about: Mapping[str, tuple[str, ...]]
    sql: str


LONG = 240
"""Minutes above which a contact may be a slip of the finger: 45 becomes 450."""


def _tell_once(kind: str) -> str:
    """SQL: of `mine`, which the change wrote, and `other` it is told once where it wrote both."""
    return f"(other.id < mine.id OR other.id NOT IN (SELECT value FROM json_each(:{kind})))"


DOUBTS = (
    WrittenDoubt(
        N_("{minutes} minutes is long for contact {id}; was it fewer?"),
        {"contact": ("minutes",), "headcount": ("minutes",)},
        f"""
SELECT id, minutes FROM contact WHERE id IN (SELECT value FROM json_each(:contact)) AND minutes > {LONG}
UNION ALL
SELECT id, minutes FROM headcount WHERE id IN (SELECT value FROM json_each(:headcount)) AND minutes > {LONG}
""",
    ),
    WrittenDoubt(
        N_("{citizen} has another contact that day: {other}."),
        {"contact": ("citizen", "date")},
        f"""
SELECT citizen.citizen, max(other.id) AS other
FROM contact AS mine
JOIN contact AS other ON other.citizen = mine.citizen AND other.date = mine.date AND other.id <> mine.id
JOIN citizen ON citizen.id = mine.citizen
WHERE mine.id IN (SELECT value FROM json_each(:contact)) AND {_tell_once("contact")}
GROUP BY mine.id
""",
    ),
    WrittenDoubt(
        N_("Contact {id} is before {citizen} was registered on {day}."),
        {"contact": ("citizen", "date")},
        """
SELECT mine.id, citizen.citizen, citizen.registered_on AS day
FROM contact AS mine JOIN citizen ON citizen.id = mine.citizen AND mine.date < citizen.registered_on
WHERE mine.id IN (SELECT value FROM json_each(:contact))
""",
    ),
    WrittenDoubt(
        N_("Contact {id} is before the first day of {name}, {day}."),
        {"contact": ("site", "worker", "date")},
        """
SELECT mine.id, site.site AS name, site.opened_on AS day
FROM contact AS mine JOIN site ON site.id = mine.site AND mine.date < site.opened_on
WHERE mine.id IN (SELECT value FROM json_each(:contact))
UNION ALL
SELECT mine.id, worker.worker, worker.started_on
FROM contact AS mine JOIN worker ON worker.id = mine.worker AND mine.date < worker.started_on
WHERE mine.id IN (SELECT value FROM json_each(:contact))
""",
    ),
    WrittenDoubt(
        N_("{citizen} has the same status that day already: {other}."),
        {"status": ("citizen", "programme", "date", "status")},
        f"""
SELECT citizen.citizen, max(other.id) AS other
FROM status AS mine
JOIN status AS other ON other.citizen = mine.citizen AND other.programme = mine.programme
    AND other.date = mine.date AND other.status = mine.status AND other.id <> mine.id
JOIN citizen ON citizen.id = mine.citizen
WHERE mine.id IN (SELECT value FROM json_each(:status)) AND {_tell_once("status")}
GROUP BY mine.id
""",
    ),
    WrittenDoubt(
        N_("{citizen} has an answer that day already, form {other}: form {id} counts as a duplicate."),
        {"form": ("citizen", "form", "date", "scale", "self_rated_health", "wellbeing", "municipality")},
        """
SELECT max(mine.id, other.id) AS id, citizen.citizen, min(mine.id, other.id) AS other
FROM form AS mine
JOIN form AS other ON other.citizen = mine.citizen AND other.form = mine.form AND other.date = mine.date
    AND other.scale IS mine.scale AND other.id <> mine.id
JOIN citizen ON citizen.id = mine.citizen
WHERE mine.id IN (SELECT value FROM json_each(:form))
    AND (SELECT valid FROM received_forms WHERE id = min(mine.id, other.id))
    AND (SELECT reason FROM received_forms WHERE id = max(mine.id, other.id)) = 'duplicate'
GROUP BY max(mine.id, other.id)
""",
    ),
    WrittenDoubt(
        N_("Form {id} is kept, but counts as not valid: {reason}."),
        {"form": ()},
        """
SELECT id, reason FROM received_forms
WHERE id IN (SELECT value FROM json_each(:form)) AND reason <> 'duplicate'
""",
    ),
    WrittenDoubt(
        N_("Next step {id} is due before the contact of {day}."),
        {"step": ("citizen", "by"), "contact": ("citizen", "date")},
        """
SELECT step.id, max(contact.date) AS day
FROM step JOIN contact ON contact.citizen = step.citizen AND contact.date > step.by
WHERE step.id IN (SELECT value FROM json_each(:step))
    AND contact.id IN (SELECT value FROM json_each(:contact))
GROUP BY step.id
""",
    ),
    WrittenDoubt(
        N_("The outcome of referral {id} is dated before a step that was reached on {day}."),
        {"referral": ("date", "accepted_on", "started_on", "outcome_date")},
        """
SELECT id, max(ifnull(accepted_on, date), ifnull(started_on, date)) AS day
FROM referral WHERE id IN (SELECT value FROM json_each(:referral)) AND outcome_date < day
""",
    ),
    WrittenDoubt(
        N_("{citizen} has an open referral to {offer} already: {other}."),
        {"referral": ("citizen", "offer", "outcome")},
        f"""
SELECT offer.offer, citizen.citizen, max(other.id) AS other
FROM referral AS mine
JOIN referral AS other ON other.citizen = mine.citizen AND other.offer = mine.offer AND other.id <> mine.id
    AND (other.outcome IS NULL OR other.outcome IN ({", ".join(f"'{each}'" for each in OPEN_OUTCOMES)}))
JOIN citizen ON citizen.id = mine.citizen
JOIN offer ON offer.id = mine.offer
WHERE mine.id IN (SELECT value FROM json_each(:referral)) AND mine.outcome IS NULL
    AND {_tell_once("referral")}
GROUP BY mine.id
""",
    ),
    WrittenDoubt(
        N_("Status {id} of {citizen} in {programme} does not count: no enrolment had begun by then."),
        {"status": ("citizen", "programme", "date"), "enrolment": ("citizen", "programme", "started_on")},
        """
SELECT mine.id, citizen.citizen, programme.programme
FROM status AS mine
JOIN citizen ON citizen.id = mine.citizen
JOIN programme ON programme.id = mine.programme
WHERE (
    mine.id IN (SELECT value FROM json_each(:status))
    OR (mine.citizen, mine.programme) IN (
        SELECT citizen, programme FROM enrolment WHERE id IN (SELECT value FROM json_each(:enrolment))
        UNION
        SELECT citizen, programme FROM enrolment_past WHERE id IN (SELECT value FROM json_each(:enrolment))
    )
)
AND NOT EXISTS (
    SELECT 1 FROM enrolment
    WHERE enrolment.citizen = mine.citizen AND enrolment.programme = mine.programme
        AND enrolment.started_on <= mine.date
)
ORDER BY mine.id
""",
    ),
)

_SHOWN: dict[str, Callable[[str], str]] = {"day": format_day, "reason": INVALID.show}
"""How a column is told, where it is not as it stands."""


def find_doubts(change: ChangeWriter) -> Iterator[str]:
    """What the change wrote that is to be asked about, each in words."""
    for doubt in DOUBTS:
        if not change.counts.keys() & doubt.about.keys():
            continue
        numbers = {kind: str(_list_written(change, kind, fields)) for kind, fields in doubt.about.items()}
        found = change.connection.execute(doubt.sql, numbers)
        columns = [name for name, *_rest in found.description]
        for row in found.fetchall():
            told = {name: _SHOWN.get(name, str)(value) for name, value in zip(columns, row, strict=True)}
            yield _(doubt.said).format(**told)


def _list_written(change: ChangeWriter, kind: str, fields: tuple[str, ...]) -> list[int]:
    """The numbers of the rows of a kind that the change wrote, without those corrected in no such field."""
    # By number: nothing finds a row by its change without reading the whole table. A list of numbers is JSON.
    written = change.list_touched(kind)
    if not (fields and change.counts.get(kind, {}).get("corrected")):
        return sorted(written)
    alike = " AND ".join(f"now.{quote_name(key)} IS before.{quote_name(key)}" for key in fields)
    same = change.connection.execute(
        f"SELECT now.id FROM {quote_name(kind)} AS now"
        f" JOIN {quote_name(RECORDS[kind].past_table)} AS before ON before.id = now.id"
        f" WHERE before.ended_by = ? AND {alike}",
        (change.id,),
    )
    return sorted(written - {number for (number,) in same})
