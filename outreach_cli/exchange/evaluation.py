"""To an evaluator: pseudonyms in place of codes, no free text, a codebook and a row for each person."""

from __future__ import annotations

import base64
import hmac
import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from outreach_cli.core.days import today
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import N_
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.evaluation_summary import (
    CODEBOOK_KEYS,
    list_held_records,
    make_persons_table,
    write_codebook,
)
from outreach_cli.exchange.export_files import ExportedFile, ExportFolder, open_draft, open_folder
from outreach_cli.exchange.export_rows import ExportRules
from outreach_cli.exchange.sent_folder import CODEBOOK, MANIFEST, PERSONS, digest_content, list_earlier_files
from outreach_cli.privacy.consent import count_consented
from outreach_cli.privacy.secret_key import hash_key, remember_key
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Note, Text
from outreach_cli.storage.database import Database

CONSENT_TO = "evaluation"
"""The purpose that a citizen consents to."""


class NoSenderError(OutreachError):
    """An export for an evaluator does not know who sends it."""

    message = N_("Who sends this? The register has no municipality.")
    exit_code = 2
    hint = N_("Name the sender with --sender NAME.")


def make_pseudonymizer(key: bytes, kind: str) -> Callable[[str], str]:
    """What makes a pseudonym of a name: 80 bits of a keyed hash, the same each time with the same key."""

    def make_pseudonym(name: str) -> str:
        made = hmac.digest(key, f"{kind}\x1f{fold_case(name)}".encode(), "sha256")
        return "P" + base64.b32encode(made[:10]).decode()

    return make_pseudonym


def make_sender_mark(sender: str) -> Callable[[str], str]:
    """What tells a sender's site from another's of the same name."""
    tail = f" ({sender})"
    return lambda name: name[: Text().most - len(tail)] + tail


def list_free_text(record: Record) -> frozenset[str]:
    """The fields that a person writes freely in and that tell no record from another."""
    kept = {record.name, *record.identity}
    return frozenset(
        each.key
        for each in record.fields
        if type(each.type) in (Text, Note) and not each.required and each.key not in kept
    )


def export_for_evaluation(
    register: Database, folder: Path, key: bytes, form: str, sender: str | None = None
) -> tuple[list[ExportedFile], int]:
    """Write the folder, with its manifest: a file of each kind that holds something, codebook and persons.

    Returns the files, and how many citizens are in none of them for want of consent. Rows are known by their
    numbers here, so that sending a grown or mended register again adds and corrects. Where consent to
    evaluation is recorded, citizens whose consent does not hold today stay, with all that tells of them. In a
    field of a choice that takes other words too, such a word leaves under a pseudonym. A site or a group gets
    the sender's name, for others may have one called the same.

    Raises NoSenderError, WrongKeyError where the register was used with another key, a BadValueError and what
    an export raises.
    """
    home = register.read_setting("municipality")
    sender = _name_sender(sender, home)
    with register.begin_transaction():
        remember_key(register.connection, key)
    records = [record for record in RECORDS.values() if record.leaves != "never"]
    with register.open_snapshot() as connection:
        agreed, left_out = count_consented(connection, CONSENT_TO, today().isoformat())
    leave = _make_rules(records, agreed, key, sender, home)
    with open_folder(folder, form, register.path) as to, register.open_snapshot() as connection:
        held = list_held_records(connection, records, leave)
        made = [*to.write_kinds(connection, held, leave), *_write_beside(to, connection, held, leave)]
        manifest = {
            "schema": 1,
            "made_on": today().isoformat(),
            "sender": sender,
            "key": hash_key(key),
            "without_consent": left_out,
            "files": {each.path.name: _describe_file(each) for each in made if each.record},
            "beside": {each.path.name: _describe_file(each) for each in made if not each.record},
        }
        with open_draft(to.drafts, folder / MANIFEST, register.path) as file:
            file.write((json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode())
        if (folder / MANIFEST).exists():  # a kind that holds nothing now has no file
            for name in list_earlier_files(folder):
                (folder / name).unlink(missing_ok=True)
    return made, left_out


def _name_sender(sender: str | None, home: str | None) -> str:
    """The sender given, else the register's municipality. Raises NoSenderError."""
    if not (sender or home):
        raise NoSenderError
    return str(Text(60).read(sender)) if sender else Municipality().show(home)


def _make_rules(
    records: Sequence[Record], agreed: frozenset[int] | None, key: bytes, sender: str, home: str | None
) -> ExportRules:
    """What becomes of rows on their way: `agreed` are the citizens who go, None for all."""
    names = {"group": make_sender_mark(sender)}  # a group is a field and no record
    for record in records:
        if record.leaves == "under a pseudonym":
            names[record.kind] = make_pseudonymizer(key, record.kind)
        elif record.leaves == "with the sender's name":
            names[record.kind] = make_sender_mark(sender)
    return ExportRules(
        without={record.kind: list_free_text(record) for record in records},
        only={} if agreed is None else {"citizen": agreed},
        names=names,
        words=make_pseudonymizer(key, "word"),
        source=sender,
        home=home,
    )


def _describe_file(file: ExportedFile) -> dict[str, object]:
    file.file.seek(0)
    kind = {"kind": file.record.plural} if file.record else {}
    return {**kind, "rows": file.rows, "sha256": digest_content(file.file)}


def _write_beside(
    to: ExportFolder, connection: sqlite3.Connection, records: list[Record], leave: ExportRules
) -> list[ExportedFile]:
    """Write the persons and the codebook in the format of the other files."""
    persons = make_persons_table(connection, leave)
    codebook = write_codebook(connection, records, leave, persons)
    return [
        to.write(PERSONS, (*persons.columns,), persons.rows, persons.days),
        to.write(CODEBOOK, CODEBOOK_KEYS, codebook, frozenset()),
    ]
