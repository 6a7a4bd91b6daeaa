"""To an evaluator: a folder with pseudonyms in place of codes, no free text, and a manifest of its files."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach_cli.core.days import today
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.files import replace_file
from outreach_cli.core.language import N_
from outreach_cli.core.names import fold_case
from outreach_cli.exchange.export_files import Exported, export
from outreach_cli.exchange.export_rows import Leave
from outreach_cli.exchange.manifest import MANIFEST, digest_of
from outreach_cli.privacy.consent import consented
from outreach_cli.privacy.secret_key import fingerprint
from outreach_cli.privacy.used_key import remember_key
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


def pseudonyms(key: bytes, kind: str) -> Callable[[str], str]:
    """What makes a pseudonym of a name: 80 bits of a keyed hash, the same each time with the same key."""

    def pseudonym(name: str) -> str:
        made = hmac.digest(key, f"{kind}\x1f{fold_case(name)}".encode(), "sha256")
        return "P" + base64.b32encode(made[:10]).decode()

    return pseudonym


def belonging(sender: str) -> Callable[[str], str]:
    """What tells a sender's site from another's of the same name."""
    tail = f" ({sender})"
    return lambda name: name[: Text().most - len(tail)] + tail


def free_text(record: Record) -> frozenset[str]:
    """The fields that a person writes freely in and that tell no record from another."""
    kept = {record.name, *record.identity}
    return frozenset(
        each.key
        for each in record.fields
        if type(each.type) in (Text, Note) and not each.required and each.key not in kept
    )


def leaving_names(records: Sequence[Record], key: bytes, sender: str) -> dict[str, Callable[[str], str]]:
    """What becomes of names when they leave, by kind; of a group's too, which is a field and no record."""
    names = {"group": belonging(sender)}
    for record in records:
        if record.leaves == "under a pseudonym":
            names[record.kind] = pseudonyms(key, record.kind)
        elif record.leaves == "with the sender's name":
            names[record.kind] = belonging(sender)
    return names


@dataclass(frozen=True)
class Sending:
    """What an evaluator gets: the files, and how many citizens are not in them for want of consent."""

    files: list[Exported]
    without_consent: int


def export_for_evaluation(
    register: Database, folder: Path, key: bytes, form: str, sender: str | None = None
) -> Sending:
    """Write the folder, with its manifest. Raises NoSenderError, a BadValueError and what an export raises.

    Rows are known by their numbers here, so that sending a grown or mended register again adds and corrects.
    Where consent to evaluation is recorded, citizens whose consent does not hold today stay, with all that
    tells of them. In a field of a choice that takes other words too, such a word leaves under a pseudonym.
    Raises WrongKeyError where the register was used with another key. A site or a group gets the sender's
    name, for others may have one called the same.
    """
    home = register.setting("municipality")
    if not (sender or home):
        raise NoSenderError
    sender = Text(60).read(sender) if sender else Municipality().show(home)
    with register.transaction():
        remember_key(register.connection, key)
    records = [record for record in RECORDS.values() if record.leaves != "never"]
    with register.reading() as connection:
        agreed, left_out = consented(connection, CONSENT_TO, today().isoformat())
    leave = Leave(
        without={record.kind: free_text(record) for record in records},
        only={} if agreed is None else {"citizen": agreed},
        names=leaving_names(records, key, sender),
        words=pseudonyms(key, "word"),
        source=sender,
        home=home,
    )
    sending = Sending(export(register, folder, records, form, leave), left_out)
    text = json.dumps(_manifest(sending, sender, key), ensure_ascii=False, indent=2) + "\n"
    replace_file(folder / MANIFEST, text.encode(), mode=0o600, never=register.path)
    return sending


def _manifest(sending: Sending, sender: str, key: bytes) -> dict[str, object]:
    """What the folder holds, from whom, and the mark of the key."""
    return {
        "schema": 1,
        "sender": sender,
        "made_on": today().isoformat(),
        "key": fingerprint(key),
        "without_consent": sending.without_consent,
        "files": {
            each.path.name: {"kind": each.record.plural, "rows": each.rows, "sha256": digest_of(each.path)}
            for each in sending.files
        },
    }
