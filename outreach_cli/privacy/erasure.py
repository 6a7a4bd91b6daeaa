"""Forgetting a citizen: the one path that rewrites the past, and leaves no byte of who it was.

The citizen's code becomes a random tombstone in every version of every record, text about them is blanked and
the birth year rounded down to its decade, so that every count stays as it was. Or every trace is removed, and
counts change. A salted hash of the code is kept, so that a backup from before forgets again when restored.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from outreach_cli.core.days import now
from outreach_cli.core.names import fold_case
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Text
from outreach_cli.register.change_writer import ChangeWriter
from outreach_cli.register.citizen_identity import CitizenIdentity, citizen_columns, find_identity
from outreach_cli.storage import seals, table_digests
from outreach_cli.storage.row_digests import fingerprint
from outreach_cli.storage.schema import quoted


@dataclass(frozen=True)
class Forgetting:
    """Who is to be forgotten, and how: what stands for each of their codes, and whether all of it goes.

    `counts` are records by kind, each once however many versions it has; `versions` are those of all of them.
    """

    number: int
    name: str
    whole: CitizenIdentity
    tombstone: str
    everything: bool
    counts: Mapping[str, int]
    versions: int

    @property
    def instead(self) -> dict[str, str]:
        """What is written where a code stood, each code its own."""
        others = sorted(self.whole.codes - {self.name})
        return {self.name: self.tombstone} | {
            code: f"{self.tombstone}-{place}" for place, code in enumerate(others, 2)
        }


def plan(
    connection: sqlite3.Connection, number: int, name: str, *, everything: bool, tombstone: str | None = None
) -> Forgetting:
    """What forgetting the citizen touches: how many records of each kind, and versions of them in all."""
    whole = find_identity(connection, number)
    counts, versions = {}, 0
    for record in RECORDS.values():
        if where := _naming(record, whole):
            each = " UNION ALL ".join(f"SELECT id FROM {table} WHERE {where}" for table in _tables(record))
            records, all_of_them = connection.execute(
                f"SELECT count(DISTINCT id), count(*) FROM ({each})"
            ).fetchone()
            versions += all_of_them
            if records:
                counts[record.kind] = 1 if record.kind == "citizen" else records
    chosen = tombstone or f"forgotten-{secrets.token_hex(4)}"
    return Forgetting(number, name, whole, chosen, everything, counts, versions)


def carry_out(change: ChangeWriter, plans: Sequence[Forgetting]) -> None:
    """Forget them in the change's transaction, and seal the past anew. The file is to be vacuumed after."""
    connection = change.connection
    with _without_triggers(connection):
        for each in plans:
            _keep_hash(connection, each)
            listed = _listed(each.whole)
            table_digests.delete(connection, "cpr_key", f"citizen IN ({listed})", {})
            if each.everything:
                table_digests.delete(connection, "access", f"citizen IN ({listed})", {})
            for record in reversed(RECORDS.values()):
                if each.everything:
                    _remove(connection, record, each.whole)
                else:
                    _blank(connection, record, each)
            for record in RECORDS.values():
                _mask(connection, record, each)
            _mask_column(connection, "change", "command", each)
            for kind, number in each.counts.items():
                change.count(RECORDS[kind], "removed" if each.everything else "corrected", number)
    seals.seal_again(connection)


def vacuum(connection: sqlite3.Connection) -> None:
    """Write the file anew, so that nothing deleted is left in it."""
    samples = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat4'").fetchone()
    if samples:
        connection.execute("DELETE FROM sqlite_stat4")
    connection.execute("VACUUM")


def _tables(record: Record) -> tuple[str, str]:
    return quoted(record.kind), quoted(record.past_table)


def _listed(whole: CitizenIdentity) -> str:
    return ", ".join(f"{number:d}" for number in sorted(whole.numbers))


def _naming(record: Record, whole: CitizenIdentity) -> str:
    """SQL: the row is about the citizen; empty for a kind that names none."""
    return " OR ".join(f"{quoted(key)} IN ({_listed(whole)})" for key in citizen_columns(record))


def _remove(connection: sqlite3.Connection, record: Record, whole: CitizenIdentity) -> None:
    """Delete the record's rows about the citizen, and what refers to those rows."""
    where = _naming(record, whole)
    if not where:
        return
    gone = " UNION ".join(f"SELECT id FROM {table} WHERE {where}" for table in _tables(record))
    if record.kind != "citizen":
        for other in RECORDS.values():
            for field, reference in other.references:
                if reference.to == record.kind:
                    for table in _tables(other):
                        connection.execute(f"DELETE FROM {table} WHERE {quoted(field.key)} IN ({gone})")
    for table in _tables(record):
        connection.execute(f"DELETE FROM {table} WHERE {where}")


def _blank(connection: sqlite3.Connection, record: Record, each: Forgetting) -> None:
    """Give every version about the citizen the tombstone, and take out what could tell who it was."""
    where = _naming(record, each.whole)
    if not where:
        return
    if record.kind == "citizen":
        for number in each.whole.numbers:
            for table in _tables(record):
                _name_tombstone(connection, table, number, each)
        return
    blanked = [
        f"{quoted(field.key)} = {':tombstone' if field.required else 'NULL'}"
        for field in record.fields
        if isinstance(field.type, Text) and field.key not in record.identity
    ]
    if record.by_content:
        blanked += ["source = NULL", "source_id = NULL"]
    for table in _tables(record) if blanked else ():
        connection.execute(
            f"UPDATE {table} SET {', '.join(blanked)} WHERE {where}", {"tombstone": each.tombstone}
        )
        _fingerprint_again(connection, record, table, where)


def _name_tombstone(connection: sqlite3.Connection, table: str, number: int, each: Forgetting) -> None:
    """The tombstone in place of every code that the number had, the birth year down to its decade."""
    for code in each.whole.codes:
        stone = each.tombstone if number == each.number else each.instead[code]
        connection.execute(
            f"UPDATE {table} SET citizen = :stone, birth_year = birth_year / 10 * 10"
            " WHERE id = :number AND citizen = :code",
            {"stone": stone, "number": number, "code": code},
        )


def _mask(connection: sqlite3.Connection, record: Record, each: Forgetting) -> None:
    """Take the codes out of every other text in the record's tables, wherever someone wrote them."""
    texts = [
        field.key for field in record.fields if isinstance(field.type, Text) and field.key != record.name
    ]
    for table in _tables(record):
        for column in [*texts, *(["source", "source_id"] if record.by_content else [])]:
            if _mask_column(connection, table, column, each) and record.by_content:
                _fingerprint_again(connection, record, table, f"{quoted(column)} LIKE '%{each.tombstone}%'")


def _mask_column(connection: sqlite3.Connection, table: str, column: str, each: Forgetting) -> int:
    """Replace the codes in one column where they stand as words, with -s too; returns in how many rows."""
    changed = 0
    for code, instead in each.instead.items():
        found = connection.execute(
            f"SELECT rowid, {quoted(column)} FROM {table} WHERE {quoted(column)} GLOB ?", (_glob(code),)
        ).fetchall()
        word = re.compile(rf"(?<![^\W_]){re.escape(code)}(?=s?(?![^\W_]))", flags=re.IGNORECASE)
        for row, text in found:
            if (said := word.sub(instead, text)) != text:
                connection.execute(f"UPDATE {table} SET {quoted(column)} = ? WHERE rowid = ?", (said, row))
                changed += 1
    return changed


def _glob(code: str) -> str:
    """The pattern of texts with the code in them, in large or small letters; SQLite's lower() knows no Æ."""
    signs = (f"[{sign.lower()}{sign.upper()}]" if sign.isalpha() or sign in "*?[" else sign for sign in code)
    return f"*{''.join(signs)}*"


def _fingerprint_again(connection: sqlite3.Connection, record: Record, table: str, where: str) -> None:
    """Work out anew by what content an import would know the rows."""
    if not record.by_content:
        return
    keys = ", ".join(quoted(key) for key in record.keys)
    for row, *values in connection.execute(f"SELECT rowid, {keys} FROM {table} WHERE {where}").fetchall():
        connection.execute(
            f"UPDATE {table} SET fingerprint = ? WHERE rowid = ?",
            (fingerprint(record, dict(zip(record.keys, values, strict=True))), row),
        )


@contextmanager
def _without_triggers(connection: sqlite3.Connection) -> Iterator[None]:
    """No trigger for the length of the block: what keeps the past must let this one thing through."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f"DROP TRIGGER {quoted(name)}")
    yield
    for _name, sql in triggers:
        connection.execute(sql)


def _keep_hash(connection: sqlite3.Connection, each: Forgetting) -> None:
    """Remember the codes, as hashes from which no code is read, for backups from before."""
    row = connection.execute("SELECT salt FROM forgotten LIMIT 1").fetchone()
    salt = row[0] if row else secrets.token_hex(16)
    tombstone = None if each.everything else each.tombstone
    _remember(connection, [(hashed(code, salt), salt, tombstone, now()) for code in each.whole.codes])


def _remember(connection: sqlite3.Connection, forgotten: Sequence[tuple[str, str, str | None, str]]) -> None:
    """Remember these hashes, in the place of the same ones."""
    for row in forgotten:
        table_digests.delete(connection, "forgotten", "code = :code", {"code": row[0]})
        table_digests.insert(connection, "forgotten", [row])


def hashed(code: str, salt: str) -> str:
    """The salted hash of a code, 32 hexadecimal digits; case and spacing do not count."""
    return hashlib.blake2b(fold_case(code).encode(), key=salt.encode(), digest_size=16).hexdigest()


def forget_again(
    connection: sqlite3.Connection, forgotten: Sequence[tuple[str, str, str | None, str]]
) -> int:
    """Forget in an older register whom a later one had forgotten; returns how many.

    `forgotten` are the rows of the later one's table. A citizen registered after the forgetting under a code
    that was free again is another person, and stays.
    """
    known = {code: (tombstone, at) for code, _salt, tombstone, at in forgotten}
    plans: dict[int, Forgetting] = {}
    for number, name, since in _everyone(connection) if forgotten else ():
        stone, at = known.get(hashed(name, forgotten[0][1]), (None, ""))
        if since <= at and not any(number in each.whole.numbers for each in plans.values()):
            plans[number] = plan(connection, number, name, everything=stone is None, tombstone=stone)
    if plans:
        change = ChangeWriter(connection, "forget")
        carry_out(change, list(plans.values()))
        change.close()
    _remember(connection, forgotten)
    return len(plans)


def _everyone(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    """Every citizen that is or was: number, code, and when first registered."""
    return connection.execute(
        "SELECT whole.id, whole.citizen, min(change.at) OVER (PARTITION BY whole.id) FROM ("
        "SELECT id, citizen, change FROM citizen UNION ALL SELECT id, citizen, change FROM citizen_past"
        ") AS whole JOIN change ON change.id = whole.change ORDER BY whole.id, whole.change DESC"
    ).fetchall()


def inactive_since(connection: sqlite3.Connection, day: str) -> list[tuple[int, str]]:
    """The citizens of whom nothing happened on that day (ISO) or later: numbers and codes."""
    parts = ["SELECT registered_on AS day FROM citizen AS one WHERE one.id = citizen.id"]
    for record in RECORDS.values():
        if record.kind != "citizen" and record.day:
            parts += [
                f"SELECT {quoted(record.day)} FROM {quoted(record.kind)} WHERE {quoted(key)} = citizen.id"
                for key in citizen_columns(record)
            ]
    return connection.execute(
        "SELECT citizen.id, citizen.citizen FROM citizen JOIN change ON change.id = citizen.change"
        " WHERE citizen.citizen NOT IN (SELECT tombstone FROM forgotten WHERE tombstone IS NOT NULL)"
        f" AND ifnull((SELECT max(day) FROM ({' UNION ALL '.join(parts)})), change.at) < ?"
        " ORDER BY citizen.id",
        (day,),
    ).fetchall()
