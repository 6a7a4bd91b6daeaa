"""A program that writes contacts for as long as it lives, and acknowledges each change once it is kept.

Run as `python writer.py REGISTER ACKNOWLEDGED CHANGES [SYNCHRONOUS]`: ACKNOWLEDGED gets the number of
contacts, one a line. Every third change writes many contacts at once, as an import does.
"""

from __future__ import annotations

import os
import sys

from outreach_cli.api import open_register
from outreach_cli.storage import database


def main(path: str, acknowledged: str, changes: int, synchronous: str = "EXTRA", many: int = 40) -> None:
    database.SETTINGS = tuple(each.replace("EXTRA", synchronous) for each in database.SETTINGS)  # type: ignore[assignment]
    with open_register(path) as register:
        handle = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for number in range(changes):
            with register.change("contact") as change:
                for day in range(many if number % 3 == 2 else 1):
                    change.contact("C1", on=f"2018-01-{1 + day % 28:02}")
            (count,) = register.connection.execute("SELECT count(*) FROM contact").fetchone()
            os.write(handle, f"{count}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), *sys.argv[4:5])
