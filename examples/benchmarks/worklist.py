"""What waits and what is to be mended, beside the best SQL by hand for the same lines.

The register has what `bulk.make_files` makes, and no settings of its own: limits are the usual days.
"""

from __future__ import annotations

from pathlib import Path

from examples.benchmarks.measure import Figure, outreach, print_table, timed
from outreach_cli.populations.likeness import ALIKE

_TODAY = "'2024-06-30'"
_LONG_OPEN, _SILENT = (f"(SELECT date({_TODAY}, '-{days} days'))" for days in (31, 91))
"""The last days on which an open referral is over its limit, and on which whoever was met last is silent."""
_OPENED = """
    SELECT citizen, date AS day FROM contact WHERE reached = 1
    UNION ALL SELECT citizen, date FROM attendance WHERE attended = 'yes'
    UNION ALL SELECT citizen, started_on FROM enrolment
    UNION ALL SELECT citizen, started_on FROM assignment
"""
_ANSWER = """answer AS MATERIALIZED (
    SELECT id, citizen_id, date, scale FROM health_answers WHERE date <= '2024-06-30'
)"""
_DUE = f"""
WITH {_ANSWER},
valid_form AS MATERIALIZED (
    SELECT citizen_id, max(date) AS date FROM received_forms WHERE valid AND date <= {_TODAY} GROUP BY 1
),
met AS MATERIALIZED (
    SELECT id, site, max(
        ifnull((SELECT max(date) FROM contact
            WHERE contact.citizen = citizen.id AND reached = 1 AND date <= {_TODAY}), ''),
        ifnull((SELECT max(date) FROM attendance
            WHERE attendance.citizen = citizen.id AND attended = 'yes' AND date <= {_TODAY}), ''),
        ifnull((SELECT max(started_on) FROM enrolment
            WHERE enrolment.citizen = citizen.id AND started_on <= {_TODAY}), ''),
        ifnull((SELECT date FROM valid_form WHERE citizen_id = citizen.id), '')) AS day
    FROM citizen
),
closed AS MATERIALIZED (
    SELECT citizen FROM closing WHERE closed_on <= {_TODAY} AND NOT EXISTS (
        SELECT 1 FROM ({_OPENED}) AS opened
        WHERE opened.citizen = closing.citizen AND day > closed_on AND day <= {_TODAY}
    )
),
task (task, id, citizen, about, worker, site, since, due_on) AS (
    SELECT 'Henvisning uden udfald', referral.id, citizen, offer.offer, NULL, site, date,
        date(date, '+30 days')
    FROM referral LEFT JOIN offer ON offer.id = referral.offer
    WHERE outcome IS NULL AND +date <= {_LONG_OPEN}
    UNION ALL
    SELECT 'Opfølgende skema mangler', min(answer.id), citizen_id, scale, NULL, NULL, min(date),
        date(min(date), '+180 days')
    FROM answer GROUP BY citizen_id, scale
    HAVING min(date) = max(date) AND date(min(date), '+180 days') <= {_TODAY}
    UNION ALL
    SELECT 'Borger ikke mødt længe', id, id, NULL, NULL, site, day, date(day, '+90 days')
    FROM met WHERE day > '' AND day <= {_SILENT}
    UNION ALL
    SELECT 'Næste skridt er aftalt', id, citizen, step, worker, site, "by", "by"
    FROM step WHERE done_on IS NULL AND "by" <= {_TODAY}
    UNION ALL
    SELECT 'Planlagt dag ikke bekræftet', id, NULL, NULL, worker, site, date, date
    FROM presence AS plan WHERE planned = 1 AND date < {_TODAY} AND NOT EXISTS (
        SELECT 1 FROM presence AS held WHERE held.worker = plan.worker AND held.site = plan.site
        AND held.date = plan.date AND held.planned = 0
    )
    UNION ALL
    SELECT 'Forløb uden status', enrolment.id, citizen, programme.programme, NULL, site, started_on,
        started_on
    FROM enrolment JOIN programme ON programme.id = enrolment.programme
    WHERE started_on <= {_TODAY} AND NOT EXISTS (
        SELECT 1 FROM status WHERE status.citizen = enrolment.citizen
        AND status.programme = enrolment.programme AND date BETWEEN enrolment.started_on AND {_TODAY}
    ) AND NOT EXISTS (
        SELECT 1 FROM enrolment AS later WHERE later.citizen = enrolment.citizen
        AND later.programme = enrolment.programme
        AND later.started_on > enrolment.started_on AND later.started_on <= {_TODAY}
    )
    UNION ALL
    SELECT 'Borger ikke overdraget', assignment.id, assignment.citizen, worker.worker, worker.id,
        citizen.site, worker.ended_on, worker.ended_on
    FROM worker JOIN assignment ON assignment.worker = worker.id
    JOIN citizen ON citizen.id = assignment.citizen
    WHERE worker.ended_on < {_TODAY} AND ifnull(assignment.ended_on, '9999') > {_TODAY}
)
SELECT task, task.id, citizen.citizen, about, due_on,
    CAST(julianday({_TODAY}) - julianday(due_on) AS INTEGER), ifnull(worker.worker, (
        SELECT worker.worker FROM assignment JOIN worker ON worker.id = assignment.worker
        WHERE assignment.citizen = task.citizen AND assignment.role = 'pathway_partner'
        AND assignment.started_on <= {_TODAY} AND ifnull(assignment.ended_on, '9999') > {_TODAY}
        ORDER BY assignment.worker DESC LIMIT 1
    )), site.site, since
FROM task
LEFT JOIN citizen ON citizen.id = task.citizen
LEFT JOIN worker ON worker.id = task.worker
LEFT JOIN site ON site.id = task.site
WHERE task.citizen IS NULL OR task.citizen NOT IN (SELECT citizen FROM closed)
ORDER BY due_on, task, task.id;
"""
_NOTHING_DIFFERS = " AND ".join(
    f"(earlier.{key} = contact.{key} OR earlier.{key} IS NULL OR contact.{key} IS NULL)"
    for key in ("site", "worker", "programme", "minutes")
)
_BEFORE = " UNION ALL ".join(
    f"SELECT 1 FROM citizen CROSS JOIN {kind} ON {kind}.citizen = citizen.id AND {day} < registered_on"
    for kind, day in (("contact", "date"), ("referral", "date"), ("enrolment", "started_on"))
)
_QUALITY = f"""
WITH {_ANSWER}
SELECT 1, count(*) FROM contact
WHERE kind = 'conversation' AND reached = 1 AND site IS NULL AND +date <= {_TODAY}
UNION ALL
SELECT 2, count(*) FROM referral WHERE +date <= {_LONG_OPEN} AND (
    outcome IS NULL OR coalesce(accepted_on, started_on, outcome_date, date) > {_TODAY})
UNION ALL
SELECT 3, count(*) FROM (
    SELECT *, lead(started_on) OVER (PARTITION BY citizen, programme ORDER BY started_on, id) AS next_on
    FROM enrolment
) AS spell
WHERE started_on <= {_TODAY} AND NOT EXISTS (
    SELECT 1 FROM status WHERE status.citizen = spell.citizen AND status.programme = spell.programme
    AND date >= started_on AND date <= {_TODAY} AND (next_on IS NULL OR date < next_on))
UNION ALL
SELECT 4, count(*) FROM status WHERE date <= {_TODAY} AND NOT EXISTS (
    SELECT 1 FROM enrolment
    WHERE enrolment.citizen = status.citizen AND enrolment.programme = status.programme)
UNION ALL
SELECT 5, count(*) FROM (
    SELECT 1 FROM answer GROUP BY citizen_id, scale
    HAVING min(date) = max(date) AND date(min(date), '+180 days') <= {_TODAY})
UNION ALL
SELECT 6, count(DISTINCT one.id) FROM ({ALIKE}) AS pair
JOIN citizen AS one ON one.id = pair.one JOIN citizen AS other ON other.id = pair.other
WHERE max(coalesce(one.registered_on, ''), coalesce(other.registered_on, '')) <= {_TODAY} AND NOT EXISTS (
    SELECT 1 FROM doublet WHERE same = 0 AND (
        (doublet.citizen = one.id AND doublet.code = other.citizen)
        OR (doublet.citizen = other.id AND doublet.code = one.citizen)))
UNION ALL
SELECT 7, count(*) FROM ({_BEFORE})
UNION ALL
SELECT 8, count(*) FROM contact WHERE date <= {_TODAY} AND id IN (
    SELECT id FROM contact WHERE EXISTS (
        SELECT 1 FROM contact AS earlier
        WHERE earlier.citizen = contact.citizen AND earlier.date = contact.date AND earlier.id < contact.id)
) AND EXISTS (
    SELECT 1 FROM contact AS earlier
    WHERE earlier.citizen = contact.citizen AND earlier.date = contact.date AND earlier.id < contact.id AND (
        earlier.kind = contact.kind AND earlier.reached = contact.reached AND {_NOTHING_DIFFERS}
        OR contact.source_id IS NULL AND earlier.source_id IS NULL AND (
            SELECT count(*) FROM change
            WHERE id IN (contact.change, earlier.change) AND command = 'import') = 2))
UNION ALL
SELECT 9, count(*) FROM presence WHERE planned = 0 AND date <= {_TODAY} AND NOT EXISTS (
    SELECT 1 FROM contact WHERE contact.site = presence.site AND contact.date = presence.date
    AND kind = 'conversation' AND reached = 1)
UNION ALL
SELECT 10, count(*) FROM received_forms WHERE NOT valid AND (date IS NULL OR date <= {_TODAY});
"""
_ASKED = {"due": (["due"], _DUE), "quality": (["report", "quality"], _QUALITY)}


def run(folder: Path, contacts: int, pairs: int) -> None:
    """Measure and print; `folder` holds a register with the contacts."""
    for name, (words, sql) in _ASKED.items():
        hand, own = Figure(), Figure()
        for _turn in range(pairs):
            timed(["sqlite3", "outreach.db", sql], hand, folder=folder)
            timed(outreach(*words), own, folder=folder)
        print_table(
            f"{name}, {contacts:,} contacts", "× by hand", hand, {"sqlite3, by hand": hand, name: own}
        )
