"""When a closed case is opened again: the days of the meetings that do it, for statements about closings."""

from __future__ import annotations

MEETINGS = (
    ("contact", "date", "contact.reached = 1"),
    ("attendance", "date", "attendance.attended = 'yes'"),
    ("enrolment", "started_on", "1"),
    ("assignment", "started_on", "1"),
)
"""What opens a case again: table, the column of its day, and which of its rows do."""

REOPENED_ON = " UNION ALL ".join(
    f"SELECT {day} AS day FROM {kind} WHERE {kind}.citizen = closing.citizen AND {met}"
    f" AND {day} > closing.closed_on"
    for kind, day, met in MEETINGS
)
"""SQL: the later days on which a case was opened again, for a row of `closing`."""
