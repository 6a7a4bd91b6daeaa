"""When a closed case is opened again: the days of the meetings that do it, for statements about closings."""

from __future__ import annotations

MET_DAYS = (
    ("contact", "date", "contact.reached = 1"),
    ("attendance", "date", "attendance.attended = 'yes'"),
    ("enrolment", "started_on", "1"),
)
"""What makes a citizen met (rule 5), valid forms apart: table, column of the day, which of its rows do."""
MEETINGS = (*MET_DAYS, ("assignment", "started_on", "1"))
"""What opens a case again: a form does not, whoever assigns somebody does."""

REOPENED_ON = " UNION ALL ".join(
    f"SELECT {day} AS day FROM {kind} WHERE {kind}.citizen = closing.citizen AND {met}"
    f" AND {day} > closing.closed_on"
    for kind, day, met in MEETINGS
)
"""SQL: the later days on which a case was opened again, for a row of `closing`."""
