"""What makes a citizen met, and what opens a closed case again: SQL that views and verbs share."""

MET_DAYS = (
    ("contact", "date", "contact.reached = 1"),
    ("attendance", "date", "attendance.attended = 'yes'"),
    ("enrolment", "started_on", "1"),
)
"""What makes a citizen met (rule 5), valid forms apart: table, column of the day, which of its rows do."""
MEETINGS = (*MET_DAYS, ("assignment", "started_on", "1"))
"""What opens a case again: a form does not, whoever assigns somebody does."""


REOPENINGS = " UNION ALL ".join(
    f"SELECT {day} AS day, '{kind}' AS kind, {kind}.id FROM {kind}"
    f" WHERE {kind}.citizen = {{citizen}} AND {met} AND {day} > {{closed_on}}"
    for kind, day, met in MEETINGS
)
"""SQL, to be filled in: what opened a case again that was closed on a day: its day, kind and number."""
REOPENED_ON = REOPENINGS.format(citizen="closing.citizen", closed_on="closing.closed_on")
"""The same for a row of `closing`."""
CLOSED = f"""
    SELECT citizen FROM closing
    WHERE closed_on <= :today
    AND NOT EXISTS (SELECT 1 FROM ({REOPENED_ON}) WHERE day <= :today)
"""
"""SQL: the citizens whose case is closed on the day `:today`."""
