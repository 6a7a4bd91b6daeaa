"""The worklist: what has passed its day, or soon will, with whose it is and how many days it is over."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from outreach_cli.core.days import today
from outreach_cli.populations.meetings import CLOSED
from outreach_cli.populations.own_words import write_scale
from outreach_cli.records.choices import Choice
from outreach_cli.records.forms import DEFAULT_SCALE, SCALE, SCALES
from outreach_cli.records.label import Label
from outreach_cli.records.settings import DAYS
from outreach_cli.records.team import PARTNER
from outreach_cli.storage.schema import read_value

if TYPE_CHECKING:
    from outreach_cli.tables.table import Table

TASK = Choice(
    Label("opgave", "task"),
    {
        "referral_without_outcome": Label("Henvisning uden udfald", "Referral without an outcome"),
        "follow_up_due": Label("Opfølgende skema mangler", "Follow-up form due"),
        "citizen_silent": Label("Borger ikke mødt længe", "Citizen not met for long"),
        "step_promised": Label("Næste skridt er aftalt", "Next step promised"),
        "plan_not_confirmed": Label("Planlagt dag ikke bekræftet", "Planned day not confirmed"),
        "enrolment_without_status": Label("Forløb uden status", "Enrolment without a status"),
        "not_handed_over": Label("Borger ikke overdraget", "Citizen not handed over"),
    },
)

_TO_COME = {
    "follow_up_due": Label("Opfølgende skema", "Follow-up form"),
    "citizen_silent": Label("Borger ikke mødt for nylig", "Citizen not met lately"),
    "plan_not_confirmed": Label("Planlagt dag", "Planned day"),
    "not_handed_over": Label("Borger skal overdrages", "Citizen to be handed over"),
}
"""What those tasks are called until they wait, where the word for them says that something is missing."""
_ON_THE_DAY = ("follow_up_due", "step_promised", "enrolment_without_status")
"""The tasks that wait on their day itself; all others do when it is over."""


def _write_limit(setting: str) -> str:
    """SQL: the day so many days before the last that is looked ahead to; a SELECT is run once."""
    return f"(SELECT date(:until, '-' || substr(:{setting}, 2)))"


# Each task's rows that wait: number of the record, citizen, what it is about, worker, site, since when, and
# the last day within the limit, or the day named (promised by, due again). The + keeps SQLite from walking
# most of the referrals day by day (200,000 of them: 0.16 s for 0.46).
_TASKS = {
    "referral_without_outcome": f"""
SELECT referral.id, referral.citizen, offer.offer, NULL, referral.site, referral.date,
    date(referral.date, :referral_days)
FROM referral LEFT JOIN offer ON offer.id = referral.offer
WHERE referral.outcome IS NULL AND +referral.date <= :today
    AND +referral.date < {_write_limit("referral_days")}""",
    # Rule 19: until a later baseline answers the same scale.
    "follow_up_due": f"""
SELECT id, citizen_id, scale, NULL, site_id, min(date), date(min(date), :follow_up_days)
FROM answer
GROUP BY citizen_id, scale HAVING max(date) = min(date) AND min(date) <= {_write_limit("follow_up_days")}""",
    # The latest of the days that make a citizen met (rule 5), each sought in an index for that citizen alone,
    # and once: LIMIT keeps SQLite from seeking it wherever it is named (50,000 citizens: 0.16 s for 0.30).
    "citizen_silent": f"""
SELECT id, id, NULL, NULL, site, met_on, date(met_on, :silent_after_days)
FROM (
    SELECT citizen.id, citizen.site, nullif(max(
        ifnull((SELECT date FROM contact WHERE contact.citizen = citizen.id AND reached = 1
            AND date <= :today ORDER BY date DESC LIMIT 1), ''),
        ifnull((SELECT date FROM attendance WHERE attendance.citizen = citizen.id AND attended = 'yes'
            AND date <= :today ORDER BY date DESC LIMIT 1), ''),
        ifnull((SELECT max(started_on) FROM enrolment WHERE enrolment.citizen = citizen.id
            AND started_on <= :today), ''),
        ifnull(answered.date, '')), '') AS met_on
    FROM citizen
    LEFT JOIN (SELECT citizen_id, max(date) AS date FROM valid_form GROUP BY citizen_id) AS answered
        ON answered.citizen_id = citizen.id
    LIMIT -1
)
WHERE met_on < {_write_limit("silent_after_days")}""",
    "step_promised": """
SELECT id, citizen, step, worker, site, "by", "by" FROM step WHERE done_on IS NULL AND "by" <= :until""",
    "plan_not_confirmed": """
SELECT id, NULL, NULL, worker, site, date, date
FROM presence AS plan
WHERE planned = 1 AND date < :until AND NOT EXISTS (
    SELECT 1 FROM presence AS held
    WHERE held.worker = plan.worker AND held.site = plan.site AND held.date = plan.date AND held.planned = 0
)""",
    # Rule 18: the latest enrolment in a programme has a status only by one from its own time on.
    "enrolment_without_status": """
SELECT enrolment.id, enrolment.citizen, programme.programme, NULL, enrolment.site, enrolment.started_on,
    enrolment.started_on
FROM enrolment JOIN programme ON programme.id = enrolment.programme
WHERE enrolment.started_on <= :today AND NOT EXISTS (
    SELECT 1 FROM status
    WHERE status.citizen = enrolment.citizen AND status.programme = enrolment.programme
    AND status.date BETWEEN enrolment.started_on AND :today
) AND NOT EXISTS (
    SELECT 1 FROM enrolment AS later
    WHERE later.citizen = enrolment.citizen AND later.programme = enrolment.programme
    AND later.started_on > enrolment.started_on AND later.started_on <= :today
)""",
    # Whoever leaves keeps the citizens until they are handed over.
    "not_handed_over": """
SELECT assignment.id, assignment.citizen, worker.worker, worker.id, citizen.site, worker.ended_on,
    worker.ended_on
FROM worker
JOIN assignment ON assignment.worker = worker.id
JOIN citizen ON citizen.id = assignment.citizen
WHERE worker.ended_on < :until AND ifnull(assignment.ended_on, '9999') > max(worker.ended_on, :today)""",
}
_ANSWERS = "\nUNION ALL\n".join(
    f"SELECT id, date, citizen_id, site_id, {name} AS scale FROM valid_form AS form"
    f" WHERE form.form = 'baseline' AND {field} IS NOT NULL"
    for field, name in {
        scale.field: write_scale("form.") if key == DEFAULT_SCALE else f"'{key}'"
        for key, scale in SCALES.items()
    }.items()
)
"""SQL: the answers that `health` counts. Asked of the forms once: which are valid takes long to work out."""
_LINES = "\nUNION ALL\n".join(
    f"SELECT '{task}', mine.* FROM ({sql}\n) AS mine" for task, sql in _TASKS.items()
)
_FIELDS = ", ".join(dict.fromkeys(scale.field for scale in SCALES.values()))
_SQL = f"""
WITH valid_form AS MATERIALIZED (
    SELECT id, date, citizen_id, site_id, form, scale, {_FIELDS}
    FROM received_forms WHERE valid AND date <= :today
),
answer AS ({_ANSWERS}),
task (task, id, citizen, about, worker, site, since, due_on) AS ({_LINES}),
partner AS MATERIALIZED (
    SELECT citizen, max(worker) AS worker FROM assignment
    WHERE role = '{PARTNER}' AND started_on <= :today AND ifnull(ended_on, '9999') > :today
    GROUP BY citizen
),
closed AS MATERIALIZED ({CLOSED}),
waiting AS (
    SELECT task.task, task.id, task.citizen, task.about, task.site, task.since, task.due_on,
        ifnull(task.worker, partner.worker) AS worker
    FROM task LEFT JOIN partner ON partner.citizen = task.citizen
    WHERE task.citizen IS NULL OR task.citizen NOT IN (SELECT citizen FROM closed)
)
SELECT {{columns}}
FROM waiting
LEFT JOIN citizen ON citizen.id = waiting.citizen
LEFT JOIN worker ON worker.id = waiting.worker
LEFT JOIN site ON site.id = waiting.site
WHERE (:worker IS NULL OR waiting.worker = :worker) AND (:site IS NULL OR waiting.site = :site)
"""
_COLUMNS = """waiting.task, waiting.id, waiting.citizen, citizen.citizen, waiting.about, worker.worker,
    site.site, waiting.since, waiting.due_on,
    CAST(julianday(:today) - julianday(waiting.due_on) AS INTEGER) AS over"""


class WaitingTask(NamedTuple):
    """Something that waits: the key of TASK, its record's number, whose it is, and the days it is over.

    `days_over` is negative for what is not over yet. `citizen_id` and `citizen` are None for a planned day.
    """

    task: str
    id: int
    citizen_id: int | None
    citizen: str | None
    about: str | None
    worker: str | None
    site: str | None
    since: str
    due_on: str
    days_over: int

    @property
    def name(self) -> str:
        """What it is called, in the current language."""
        return _name_tasks()[_has_come(self.task, self.days_over)][self.task]


def _has_come(task: str, days_over: int) -> bool:
    """Whether the task waits by now."""
    return days_over > 0 or (days_over == 0 and task in _ON_THE_DAY)


def _name_tasks() -> tuple[dict[str, str], dict[str, str]]:
    """What the tasks are called in the current language: until they wait, and then."""
    waiting = {task: TASK.show(task) for task in TASK.values}
    return waiting | {task: str(label) for task, label in _TO_COME.items()}, waiting


def find_tasks(
    connection: sqlite3.Connection, *, worker: int | None = None, site: int | None = None, within: int = 0
) -> list[WaitingTask]:
    """What waits today or will within so many days, the longest over first.

    `worker` and `site` (numbers) keep what is theirs: a citizen's tasks are the pathway partner's.
    """
    sql = f"{_SQL.format(columns=_COLUMNS)} ORDER BY waiting.due_on, waiting.task, waiting.id"
    given = {**_find_limits(connection, within), "worker": worker, "site": site}
    return list(map(WaitingTask._make, connection.execute(sql, given)))


def count_tasks(connection: sqlite3.Connection) -> dict[str, int]:
    """How many of each task wait today, by its key, those that there are."""
    sql = f"{_SQL.format(columns='waiting.task, count(*)')} GROUP BY waiting.task"
    given = {**_find_limits(connection, 0), "worker": None, "site": None}
    found = dict(connection.execute(sql, given).fetchall())
    return {task: found[task] for task in TASK.values if task in found}


def count_flaws(connection: sqlite3.Connection) -> int:
    """How many flaws hold today: as many as the report on quality counts without a period."""
    query = (
        "SELECT count(*) FROM flaws WHERE (date <= :today OR date IS NULL)"
        " AND (holds_from IS NULL OR holds_from <= :today) AND (holds_until IS NULL OR holds_until > :today)"
    )
    return int(read_value(connection, query, {"today": today().isoformat()}))


def read_days(connection: sqlite3.Connection) -> dict[str, int]:
    """After how many days each sort of task waits: as its setting says, else the usual."""
    said = dict(connection.execute("SELECT setting, value FROM setting").fetchall())
    return {name: int(said.get(name, usual)) for name, usual in DAYS.items()}


def _find_limits(connection: sqlite3.Connection, within: int) -> dict[str, str]:
    """Today, the last day that is looked ahead to, and the limits as SQLite's dates add them."""
    limits = {name: f"+{days} days" for name, days in read_days(connection).items()}
    day = today()
    return limits | {"today": day.isoformat(), "until": (day + timedelta(days=within)).isoformat()}


def make_worklist_table(tasks: list[WaitingTask], *, keys: bool) -> Table:
    """The tasks as a table; with `keys` what they are stands as scripts read it, in every language."""
    from outreach_cli.register.listing import make_table
    from outreach_cli.tables.table import Column

    columns = (  # a narrow terminal has no room for the last ones
        Column("task", str(Label("Opgave", "Task")), "text", row=True),
        Column("id", str(Label("Nr.", "No.")), "number", row=True),
        Column("citizen", str(Label("Borgernøgle", "Citizen")), "text"),
        Column("about", str(Label("Hvad", "What")), "text"),
        Column("due_on", str(Label("Frist", "Due")), "day"),
        Column("days_over", str(Label("Dage over", "Days over")), "number"),
        Column("worker", str(Label("Medarbejder", "Worker")), "text"),
        Column("site", str(Label("Enhed", "Site")), "text"),
        Column("since", str(Label("Siden", "Since")), "day"),
    )
    names = ({task: task for task in TASK.values},) * 2 if keys else _name_tasks()
    of_a_scale = None if keys else "follow_up_due"
    body = tuple(
        (
            names[_has_come(task, over)][task],
            *(number, citizen, SCALE.show(about) if task == of_a_scale else about),
            *(due_on, over, worker, site, since),
        )
        for task, number, _whom, citizen, about, worker, site, since, due_on, over in tasks
    )
    return make_table("due", str(Label("Huskeliste", "Worklist")), columns, body)
