"""Rejected rows set aside: a file that a person mends and imports again."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import IO

from outreach_cli.cpr import without_cpr
from outreach_cli.files import replace_file
from outreach_cli.tables.delimited import protected

ERROR = "error"
"""The heading of the column that says what is wrong with a row."""


class Rejects:
    """The rejected rows of an import, kept in a private file until it is over.

    `kinds` says the kind (plural) of each place that rows come from.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = kinds
        self.kept: dict[str, IO[str]] = {}
        self.headings: dict[str, dict[str, None]] = {}

    def add(self, place: str, headings: Sequence[str], cells: Sequence[str], said: str) -> None:
        """Set a row aside with what is wrong with it."""
        kind, headings = self.kinds[place], list(map(without_cpr, headings))
        if kind not in self.kept:
            self.kept[kind] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        row = dict(zip(headings, map(without_cpr, cells), strict=False)) | {ERROR: said}
        self.headings.setdefault(kind, {}).update(dict.fromkeys(h for h in headings if h != ERROR))
        self.kept[kind].write(json.dumps(row) + "\n")

    def write(self, path: Path, register: Path) -> None:
        """Write them to `path`: one kind as a CSV file, several as a folder with a file of each."""
        if len(self.kept) > 1:
            path.mkdir(mode=0o700, exist_ok=True)
        for kind in self.kept:
            place = path / f"{kind}.csv" if len(self.kept) > 1 else path
            replace_file(place, self._text(kind).encode(errors="replace"), mode=0o600, never=register)

    def _text(self, kind: str) -> str:
        out = StringIO()
        headings = [*self.headings[kind], ERROR]
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(self._rows(kind, headings))
        return out.getvalue()

    def _rows(self, kind: str, headings: Sequence[str]) -> Iterable[list[str]]:
        self.kept[kind].seek(0)
        for line in self.kept[kind]:
            row = json.loads(line)
            yield [protected(row.get(heading, "")) for heading in headings]
