"""Closed cases: why and when the work with a citizen ended, until the next meeting opens it again."""

from outreach_cli.records.choices import RegisterWords
from outreach_cli.records.citizens import CITIZEN_LABEL
from outreach_cli.records.label import Label
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Day, Reference

CLOSING_REASON = RegisterWords(
    "closing_reason",
    Label("årsag", "reason"),
    {
        "completed": Label("Indsatsen er gennemført", "Completed"),
        "own_wish": Label("Borgerens eget ønske", "The citizen's own wish"),
        "no_need": Label("Ikke længere behov", "No longer a need"),
        "moved": Label("Fraflyttet", "Moved away"),
        "not_reached": Label("Kan ikke træffes", "Cannot be reached"),
        "other_help": Label("Får anden hjælp", "Gets other help"),
        "died": Label("Død", "Died"),
        "other": Label("Andet", "Other"),
    },
)

CLOSING = Record(
    kind="closing",
    plural="closings",
    label=Label("afslutning", "closing"),
    labels=Label("afslutninger", "closings"),
    leaves="as it is",
    identity=("citizen", "closed_on"),
    day="closed_on",
    verb="close",
    fields=(
        Field("citizen", CITIZEN_LABEL, Reference("citizen"), required=True, headings=("Borger",)),
        Field("closed_on", Label("Afsluttet", "Closed"), Day(), required=True, option="--on"),
        Field("reason", Label("Årsag", "Reason"), CLOSING_REASON, required=True),
    ),
)
"""The end of the work with a citizen. Nothing says that it is over: a meeting of a later day does."""

MET_DAYS = (
    ("contact", "date", "contact.reached = 1"),
    ("attendance", "date", "attendance.attended = 'yes'"),
    ("enrolment", "started_on", "1"),
)
"""What makes a citizen met (rule 5), valid forms apart: table, column of the day, which of its rows do."""
MEETINGS = (*MET_DAYS, ("assignment", "started_on", "1"))
"""What opens a case again: a form does not, whoever assigns somebody does."""


def write_reopenings(citizen: str, closed_on: str) -> str:
    """SQL: what opened a case again that was closed on that day: its day, kind of record and number."""
    return " UNION ALL ".join(
        f"SELECT {day} AS day, '{kind}' AS kind, {kind}.id FROM {kind}"
        f" WHERE {kind}.citizen = {citizen} AND {met} AND {day} > {closed_on}"
        for kind, day, met in MEETINGS
    )


REOPENED_ON = write_reopenings("closing.citizen", "closing.closed_on")
"""The same for a row of `closing`."""
