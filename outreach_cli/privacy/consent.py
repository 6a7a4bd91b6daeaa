"""Consent: which citizens allow their records to be used for a purpose, on a day."""

from __future__ import annotations

import sqlite3

from outreach_cli.records.citizens import PURPOSE


def find_consenting(connection: sqlite3.Connection, purpose: str, day: str) -> frozenset[int]:
    """The numbers of the citizens whose consent to the purpose holds on that day (ISO).

    A consent holds from the day it is given until a consent to the same is withdrawn: the later word binds,
    also where it was noted on another of two consents. Everyone else has given none.
    """
    rows = connection.execute(
        "SELECT DISTINCT citizen FROM consent AS given WHERE purpose = :purpose AND given_on <= :day"
        " AND NOT EXISTS (SELECT 1 FROM consent AS word WHERE word.citizen = given.citizen"
        "  AND word.purpose = given.purpose AND word.withdrawn_on BETWEEN given.given_on AND :day)",
        {"purpose": PURPOSE.read(purpose), "day": day},
    )
    return frozenset(number for (number,) in rows)


def count_consented(
    connection: sqlite3.Connection, purpose: str, day: str
) -> tuple[frozenset[int] | None, int]:
    """Whose records may be used for the purpose, None for everyone's, and of how many they may not.

    A register in which nobody's consent to it was ever recorded does not work by consent.
    """
    asked = {"purpose": PURPOSE.read(purpose)}
    if not connection.execute("SELECT 1 FROM consent WHERE purpose = :purpose LIMIT 1", asked).fetchone():
        return None, 0
    agreed = find_consenting(connection, purpose, day)
    (citizens,) = connection.execute("SELECT count(*) FROM citizen").fetchone()
    return agreed, citizens - len(agreed)
