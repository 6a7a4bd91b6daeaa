"""Loads a night's contacts from another system into the register, from a program of one's own.

    python examples/nightly_load.py REGISTER CONTACTS.json

CONTACTS.json stands for whatever the other system hands over. Rows are known by their id, so a load that is
run twice adds nothing, and a contact that was mended over there is corrected here. A bad row stops the whole
load: it is told on stderr and the exit code is 3.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from outreach_cli.api import open_register
from outreach_cli.core.errors import OutreachError
from outreach_cli.exchange.problems import RejectedError

KINDS = {"SAMTALE": "conversation", "TLF": "phone", "BESØG": "visit"}


def main() -> int:
    if len(sys.argv) != 3:
        print("usage: python examples/nightly_load.py REGISTER CONTACTS.json", file=sys.stderr)
        return 2
    register_path, contacts_path = sys.argv[1:]
    contacts = json.loads(Path(contacts_path).read_text(encoding="utf-8"))
    rows = [
        {
            "source_id": contact["id"],
            "date": contact["day"],
            "citizen": contact["person"],
            "site": contact["place"],
            "kind": KINDS[contact["type"]],
            "minutes": contact.get("minutes"),
        }
        for contact in contacts
    ]
    try:
        with open_register(register_path) as register, register.change("nightly load") as change:
            done = change.import_rows("contacts", rows, create=["citizens"], source="journal-system")
    except RejectedError as error:
        for problem in error.problems.kept:
            print(problem, file=sys.stderr)
        return error.exit_code
    except OutreachError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(done)
    return 0


if __name__ == "__main__":
    sys.exit(main())
