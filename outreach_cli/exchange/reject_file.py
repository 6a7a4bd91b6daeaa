"""Rejected rows set aside: a file that a person mends and imports again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.errors import OutreachError, RefusedError, WrongUsageError
from outreach_cli.core.files import is_same_file
from outreach_cli.core.language import N_, _
from outreach_cli.core.lost_values import NO_CELL
from outreach_cli.tables.row_files import ROW_FORMATS, write_rows

ERROR = "error"
"""The heading of the column that says what is wrong with a row."""

Column = tuple[str, int]
"""A heading, and how many columns of that heading stand before it."""


class OtherFormatError(OutreachError):
    """The ending of a file of rejected rows says a format in which none can be written."""

    message = N_("Rejected rows cannot be written as {ending}.")
    exit_code = 2
    hint = N_("They can be written as: {endings}")


_OTHER_FORMATS = (
    *(".xls", ".xlsm", ".xlsb", ".ods", ".xml", ".html", ".htm", ".md", ".docx", ".doc", ".odt", ".pdf"),
    *(".parquet", ".gz", ".zip", ".7z", ".age", ".db"),
)
"""Endings of files that are no rows as text, nor a workbook that can be written here."""


def choose_format(path: Path, form: str | None, came: str | None = None) -> str:
    """The format of a file of rejected rows: the one asked for, else the one that its ending says.

    An ending that may be any text's leaves it to the one that the rows `came` in.

    Raises OtherFormatError where that is none of those that can be written, and WrongUsageError where the two
    differ.
    """
    endings = {ending: name for name, (ending, _write) in reversed(ROW_FORMATS.items())} | {
        ".ndjson": "jsonl"
    }
    ending = path.suffix.lower()
    if form is None and ending in _OTHER_FORMATS:
        raise OtherFormatError(ending=ending, endings=", ".join(sorted(endings)))
    of = endings.get(ending)
    if form and of and ROW_FORMATS[form][0] != ROW_FORMATS[of][0]:
        reason = _('the ending of "{file}" is that of {of}, and --format asks for {format}')
        raise WrongUsageError(reason=reason.format(file=path.name, of=of, format=form))
    return form or (of if of not in (None, "csv") else came or "csv")


class RejectFile:
    """The rejected rows of an import, kept in a private file until it is over.

    `kinds` says the kind (plural) of each place that rows come from.
    """

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = kinds
        self.kept: dict[str, IO[str]] = {}
        self.columns: dict[str, dict[Column, None]] = {}
        self.places: dict[str, str] = {}
        """The first place that rejected rows of each kind came from."""

    def add(self, place: str, headings: Sequence[str], cells: Sequence[str], said: str) -> None:
        """Set a row aside with what is wrong with it: every cell of it, those under no heading too."""
        kind = self.kinds[place]
        if kind not in self.kept:
            self.kept[kind] = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        named = [*map(mask_cpr, headings), *[""] * (len(cells) - len(headings))]
        padded = [*map(mask_cpr, cells), *[NO_CELL] * (len(headings) - len(cells))]
        columns = [(name, named[:at].count(name)) for at, name in enumerate(named)]
        row = [(*column, cell) for column, cell in zip(columns, padded, strict=True) if column[0] != ERROR]
        self.places.setdefault(kind, place)
        self.columns.setdefault(kind, {}).update(dict.fromkeys((name, at) for name, at, _cell in row))
        self.kept[kind].write(json.dumps([said, row]) + "\n")

    def close(self) -> None:
        """Let the rows go."""
        for file in self.kept.values():
            file.close()

    def write(
        self,
        path: Path,
        register: Path,
        forms: Mapping[str, str | None],
        *,
        form: str | None = None,
        sources: Iterable[Path] = (),
    ) -> None:
        """Write them to `path`: one kind as a file, several as a folder with a file of each, or none of them.

        `forms` says in which format each place is.
        Raises RefusedError where that would be one of the files that the rows came from.
        """
        from outreach_cli.exchange.export_files import make_folder, open_draft

        chosen = {kind: choose_format(path, form, forms.get(place)) for kind, place in self.places.items()}
        places = {kind: path / f"{kind}{ROW_FORMATS[each][0]}" for kind, each in chosen.items()}
        if len(places) == 1:
            places = dict.fromkeys(places, path)
        for place in places.values():
            refuse_source(place, sources)
        with ExitStack() as drafts:
            if len(places) > 1:
                drafts.enter_context(make_folder(path))
            for kind, place in places.items():
                columns = list(self.columns[kind])
                keys = [*(name for name, _at in columns), ERROR]
                with open_draft(drafts, place, register) as file:
                    write_rows(chosen[kind], file, keys, self._list_rows(kind, columns), frozenset())

    def _list_rows(self, kind: str, columns: Sequence[Column]) -> Iterator[list[str]]:
        self.kept[kind].seek(0)
        for line in self.kept[kind]:
            said, row = json.loads(line)
            cells = {(name, at): cell for name, at, cell in row}
            found = [cells.get(column, "") for column in columns]
            yield [each.encode(errors="replace").decode() for each in (*found, said)]


def refuse_source(path: Path, sources: Iterable[Path]) -> None:
    """Raise Refused where the path is one of the files that rows come from, under whatever name."""
    for each in sources:
        if is_same_file(path, each):
            raise RefusedError(reason=_("{path} is a file that is being imported.").format(path=path))
