"""Forgetting a citizen: the one path that rewrites the past, and leaves no byte of who it was.

The citizen's code becomes a random tombstone in every version of every record, text about them is blanked and
the birth year rounded down to its decade, so that every count stays as it was but for those by age. Or every
trace is removed, and counts change. The citizen's number is kept, so that a backup from before forgets again
when restored; and with the user's key a hash of the code, so that a source which brings them back is stopped.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

from outreach_cli.core.names import fold_case
from outreach_cli.privacy.citizen_identity import CitizenIdentity, find_identity
from outreach_cli.privacy.code_traces import CodeSearch, CodeTrace, apply_traces
from outreach_cli.privacy.forgotten_codes import remember_codes
from outreach_cli.privacy.lone_names import LoneName, find_lone_names
from outreach_cli.records.choices import OpenChoice, RegisterWords
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Text
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.register.finder import RecordFinder
from outreach_cli.register.references import list_naming
from outreach_cli.storage import marks, seals, table_digests
from outreach_cli.storage.row_digests import compute_fingerprint
from outreach_cli.storage.schema import quote_name, read_column


@dataclass(frozen=True)
class ErasurePlan:
    """Who is to be forgotten, and how: what stands for each of their codes, and whether all of it goes.

    `instead` is what is written where a code stood, each code its own; for the last it is the `tombstone`.
    `counts` are records by kind, each once however many versions it has; `versions` are those of all of them.
    `traces` are the texts about others in which a code stands; `lone` are names, as of a site, that are used
    of nobody else.
    """

    number: int
    name: str
    whole: CitizenIdentity
    tombstone: str
    instead: Mapping[str, str]
    everything: bool
    counts: Mapping[str, int]
    versions: int
    traces: tuple[CodeTrace, ...]
    lone: tuple[LoneName, ...]


def find_citizens(finder: RecordFinder, word: str) -> list[tuple[int, str]]:
    """Who is or was called that: the citizen registered now, else those who were removed, undone or renamed.

    Number and code of each. Raises UnknownNameError where nobody ever was.
    """
    if found := finder.look_up("citizen", word):
        return [found]
    connection = finder.connection
    rows = connection.execute("SELECT DISTINCT id, citizen FROM citizen_past ORDER BY id").fetchall()
    chosen: dict[int, tuple[int, str]] = {}
    seen: set[int] = set()
    for number, code in rows:
        if fold_case(code) != fold_case(word) or number in seen:
            continue
        whole = find_identity(connection, number)
        seen |= whole.numbers
        standing = connection.execute(
            f"SELECT id, citizen FROM citizen WHERE id IN ({whole.listed})"
        ).fetchone()
        chosen[number] = standing or (number, code)
    return list(chosen.values()) or [finder.find_name("citizen", word)]


def plan_erasure(
    connection: sqlite3.Connection, number: int, name: str, *, everything: bool, tombstone: str | None = None
) -> ErasurePlan:
    """What forgetting the citizen touches: how many records of each kind, and versions of them in all."""
    whole = find_identity(connection, number)
    naming = _write_naming(whole)
    counts, versions = {}, 0
    for kind, where in naming.items():
        each = " UNION ALL ".join(
            f"SELECT id FROM {table} WHERE {where}" for table in _list_tables(RECORDS[kind])
        )
        records, all_of_them = connection.execute(
            f"SELECT count(DISTINCT id), count(*) FROM ({each})"
        ).fetchone()
        versions += all_of_them
        if records:
            counts[kind] = 1 if kind == "citizen" else records
    chosen = tombstone or f"forgotten-{secrets.token_hex(4)}"
    others = sorted(whole.codes - {name})
    instead = {name: chosen} | {code: f"{chosen}-{place}" for place, code in enumerate(others, 2)}
    search = CodeSearch(connection, instead, whole)
    traces = tuple(search.search_everywhere(naming))
    changed = {trace.text for trace in traces if trace.said != trace.text}
    lone = tuple(each for each in find_lone_names(connection, naming) if each.name not in changed)
    return ErasurePlan(number, name, whole, chosen, instead, everything, counts, versions, traces, lone)


def erase_citizens(change: ChangeWriter, plans: Sequence[ErasurePlan], key: bytes | None = None) -> None:
    """Forget them in the change's transaction, and seal the past anew. The file is to be rewritten after.

    With the user's key the codes are known again when a source brings them back.
    """
    connection = change.connection
    with _drop_triggers(connection):
        for each in plans:
            _keep_numbers(connection, each)
            if key is not None:
                query = f"SELECT key FROM cpr_key WHERE citizen IN ({each.whole.listed})"
                remember_codes(connection, key, each.whole.codes, read_column(connection, query))
            _erase_citizen(connection, each)
            for kind, number in each.counts.items():
                change.count(RECORDS[kind], "removed" if each.everything else "corrected", number)
    marks.write_mark(connection, marks.UNFINISHED, "forget")
    table_digests.begin(connection)
    seals.seal_again(connection)


def _erase_citizen(connection: sqlite3.Connection, each: ErasurePlan) -> None:
    connection.execute(f"DELETE FROM cpr_key WHERE citizen IN ({each.whole.listed})")
    if each.everything:
        connection.execute(f"DELETE FROM access WHERE citizen IN ({each.whole.listed})")
    for kind, where in reversed(_write_naming(each.whole).items()):
        if each.everything:
            _remove(connection, RECORDS[kind], where)
        elif kind == "citizen":
            _name_tombstone(connection, each)
        else:
            _blank(connection, RECORDS[kind], each, where)
    search = CodeSearch(connection, each.instead, each.whole)
    written = apply_traces(connection, search.search_everywhere())
    for record in RECORDS.values():
        for kind in (record.kind, record.past_table):
            if record.by_content and (rows := written.get(kind)):
                some = ", ".join(f"{row:d}" for row in sorted(rows))
                _renew_fingerprints(connection, record, quote_name(kind), f"rowid IN ({some})")
        for field, reference in record.references:
            if reference.to == "citizen" and field.invalid_as:  # who was refused there may be the one
                for table in _list_tables(record):
                    _renew_fingerprints(connection, record, table, f"{quote_name(field.key)} IS NULL")


def vacuum(connection: sqlite3.Connection) -> None:
    """Write the file anew, so that nothing deleted is left in it."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'").fetchone():
        connection.execute("DELETE FROM sqlite_stat4")
    connection.execute("VACUUM")


def _list_tables(record: Record) -> tuple[str, str]:
    return quote_name(record.kind), quote_name(record.past_table)


def _write_naming(whole: CitizenIdentity) -> dict[str, str]:
    """SQL, by each kind that names citizens: the row is about this one."""
    return {
        record.kind: " OR ".join(f"{quote_name(key)} IN ({whole.listed})" for key in record.citizen_columns)
        for record in RECORDS.values()
        if record.citizen_columns
    }


def _remove(connection: sqlite3.Connection, record: Record, where: str) -> None:
    """Delete the record's rows about the citizen, and what refers to those rows."""
    gone = " UNION ".join(f"SELECT id FROM {table} WHERE {where}" for table in _list_tables(record))
    if record.kind != "citizen":
        for other, field in list_naming(record.kind):
            for table in _list_tables(other):
                connection.execute(f"DELETE FROM {table} WHERE {quote_name(field.key)} IN ({gone})")
    for table in _list_tables(record):
        connection.execute(f"DELETE FROM {table} WHERE {where}")


def _blank(connection: sqlite3.Connection, record: Record, each: ErasurePlan, where: str) -> None:
    """Give every version about the citizen the tombstone, and take out what could tell who it was."""
    _blank_own_words(connection, record, each, where)
    blanked = [
        f"{quote_name(field.key)} = {':tombstone' if field.required else 'NULL'}"
        for field in record.fields
        if isinstance(field.type, Text) and field.key not in record.identity
    ]
    if record.by_content:
        blanked += ["source = NULL", "source_id = NULL"]
    for table in _list_tables(record):
        if blanked:
            connection.execute(
                f"UPDATE {table} SET {', '.join(blanked)} WHERE {where}", {"tombstone": each.tombstone}
            )
        _renew_fingerprints(connection, record, table, where)


def _blank_own_words(connection: sqlite3.Connection, record: Record, each: ErasurePlan, where: str) -> None:
    """Blank own words in fields of a choice, unless others' records hold the same: those tell of nobody."""
    for field in record.fields:
        if not isinstance(field.type, OpenChoice) or isinstance(
            field.type, RegisterWords
        ):  # those are named as sites are
            continue
        words = _find_own_words(connection, record, field, field.type, where)
        for place, word in enumerate(words, 1):
            stone = each.tombstone if place == 1 else f"{each.tombstone}-{place}"
            for table in _list_tables(record):
                connection.execute(
                    f"UPDATE {table} SET {quote_name(field.key)} = :stone"
                    f" WHERE ({where}) AND {quote_name(field.key)} = :word",
                    {"stone": stone if field.required else None, "word": word},
                )


def _find_own_words(
    connection: sqlite3.Connection, record: Record, field: Field, choice: OpenChoice, where: str
) -> list[str]:
    """The words, declared ones apart, that stand in the field of these rows and of no others."""
    key = quote_name(field.key)
    rows = " UNION ALL ".join(
        f"SELECT {key} AS word, ({where}) AS mine FROM {table}" for table in _list_tables(record)
    )
    found = connection.execute(
        f"SELECT word FROM ({rows}) WHERE word IS NOT NULL GROUP BY word HAVING min(mine) = 1 ORDER BY word"
    )
    return [word for (word,) in found if word not in choice.values]


def _name_tombstone(connection: sqlite3.Connection, each: ErasurePlan) -> None:
    """The tombstone in place of every code that the numbers had, the birth year down to its decade."""
    for table, number, code in product(("citizen", "citizen_past"), each.whole.numbers, each.whole.codes):
        stone = each.tombstone if number == each.number else each.instead[code]
        connection.execute(
            f"UPDATE {table} SET citizen = :stone, birth_year = birth_year / 10 * 10"
            " WHERE id = :number AND citizen = :code",
            {"stone": stone, "number": number, "code": code},
        )


def _renew_fingerprints(connection: sqlite3.Connection, record: Record, table: str, where: str) -> None:
    """Work out anew by what content an import would know the rows."""
    if not record.by_content:
        return
    keys = ", ".join(quote_name(key) for key in record.keys)
    for row, *values in connection.execute(f"SELECT rowid, {keys} FROM {table} WHERE {where}").fetchall():
        connection.execute(
            f"UPDATE {table} SET fingerprint = ? WHERE rowid = ?",
            (compute_fingerprint(record, dict(zip(record.keys, values, strict=True))), row),
        )


@contextmanager
def _drop_triggers(connection: sqlite3.Connection) -> Iterator[None]:
    """No trigger for the length of the block: what keeps the past must let this one thing through."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {quote_name(name)}")
    yield
    for _name, sql in triggers:
        connection.execute(sql)


def _keep_numbers(connection: sqlite3.Connection, each: ErasurePlan) -> None:
    """Remember the citizen's numbers, for backups from before."""
    known = set(read_column(connection, "SELECT citizen FROM erased"))
    connection.executemany(
        "INSERT INTO erased (citizen, since, everything) VALUES (?, ?, ?)",
        [
            (number, since, int(each.everything))
            for number, since in find_first_changes(connection).items()
            if number in each.whole.numbers - known
        ],
    )
    if each.everything:
        connection.execute(f"UPDATE erased SET everything = 1 WHERE citizen IN ({each.whole.listed})")


def find_first_changes(connection: sqlite3.Connection) -> dict[int, int]:
    """By number, every citizen that is or was, with the change that wrote them first."""
    rows = connection.execute(
        "SELECT id, min(change) FROM (SELECT id, change FROM citizen"
        " UNION ALL SELECT id, change FROM citizen_past) GROUP BY id ORDER BY id"
    )
    return dict(rows.fetchall())


def find_inactive(connection: sqlite3.Connection, day: str) -> list[tuple[int, str]]:
    """The citizens of whom nothing happened on that day (ISO) or later: numbers and codes."""
    parts = ["SELECT registered_on AS day FROM citizen AS one WHERE one.id = citizen.id"]
    for record in RECORDS.values():
        if record.kind != "citizen" and record.day:
            parts += [
                f"SELECT {quote_name(record.day)} FROM {quote_name(record.kind)}"
                f" WHERE {quote_name(key)} = citizen.id"
                for key in record.citizen_columns
            ]
    return connection.execute(
        "SELECT citizen.id, citizen.citizen FROM citizen JOIN change ON change.id = citizen.change"
        " WHERE citizen.id NOT IN (SELECT citizen FROM erased)"
        f" AND ifnull((SELECT max(day) FROM ({' UNION ALL '.join(parts)})), change.at) < ?"
        " ORDER BY citizen.id",
        (day,),
    ).fetchall()
