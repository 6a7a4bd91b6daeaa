"""What a file is, told from its first bytes and never from its name alone."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import BinaryIO, Literal

from outreach_cli.core.language import N_, _
from outreach_cli.exchange.readers.encoding import find
from outreach_cli.exchange.readers.sheet import UnreadableRowsError

FileKind = Literal["text", "json", "xlsx", "ods", "xls"]
_START = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = re.compile("EncryptedPackage".encode("utf-16-le"))
_WORKBOOK = re.compile(b"|".join(name.encode("utf-16-le") for name in ("Workbook", "Book")))
LOCKED = N_("this is a workbook with a password; save it without one")
_WEB_PAGE = N_("this is a web page, whatever its name; open it in a spreadsheet and save it as XLSX or CSV")
_XML = N_("this is an XML file; open it in a spreadsheet and save it as XLSX or CSV")
_COMPRESSED = N_("this is compressed ({form}); unpack it first")
_ARCHIVE = N_("this is a ZIP archive and no workbook; unpack it first")
_DAMAGED = N_("this is a damaged or cut-off workbook or archive; fetch it again")
_BINARY = N_("this is a workbook of the binary form XLSB; save it as XLSX or CSV")
_NO_TABLE = N_("this is {form}, not a table; save the table as CSV or XLSX")
_COMPRESSIONS = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "RAR",
}
_OTHERS = {
    b"%PDF": "PDF",
    b"{\\rtf": "RTF",
    b"SQLite format 3\0": "SQLite",
    b"PAR1": "Parquet",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"age-encryption.org/": "age",
}
_LOCK_FILES = ("~$", ".~lock.")


def is_lock_file(name: str) -> bool:
    """Whether a file of that name only says that a spreadsheet has another one open."""
    return PurePath(name).name.startswith(_LOCK_FILES)


def guess_file_kind(file: BinaryIO, name: str) -> FileKind:
    """What the file is; it is left at its start.

    Raises UnreadableRowsError, saying what it is, for no table.
    """
    file.seek(0)
    start = file.read(_START)
    file.seek(0)
    if is_lock_file(name) and not start.startswith(b"PK"):
        raise UnreadableRowsError(
            _("this is what a spreadsheet leaves while the file is open; name the file itself")
        )
    if start.startswith(b"PK"):
        return _guess_archive_kind(file)
    if start.startswith(_OLE[:4]):
        return _guess_compound_kind(file)
    for said, forms in ((_COMPRESSED, _COMPRESSIONS), (_NO_TABLE, _OTHERS)):
        for sign, form in forms.items():
            if start.startswith(sign):
                raise UnreadableRowsError(_(said).format(form=form))
    return _guess_text_kind(start)


def _guess_compound_kind(file: BinaryIO) -> FileKind:
    """The kind of a file in Office's old form.

    Raises UnreadableRowsError for one that is locked or no workbook.
    """
    if find(file, _ENCRYPTED) is not None:
        raise UnreadableRowsError(_(LOCKED))
    if find(file, _WORKBOOK) is None:
        raise UnreadableRowsError(_(_NO_TABLE).format(form="Microsoft Office"))
    return "xls"


def _guess_text_kind(start: bytes) -> FileKind:
    """JSON or other text, in whatever encoding. Raises UnreadableRowsError for a web page or XML."""
    plain = start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").removeprefix(b"\xef\xbb\xbf")
    said = plain.replace(b"\0", b"").lstrip().lower()
    if said.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")):
        raise UnreadableRowsError(_(_WEB_PAGE))
    if said.startswith(b"<?xml"):
        raise UnreadableRowsError(_(_WEB_PAGE if b"<html" in said else _XML))
    return "json" if said.startswith((b"{", b"[")) else "text"


def _guess_archive_kind(file: BinaryIO) -> FileKind:
    """The kind of workbook in a ZIP archive.

    Raises UnreadableRowsError for another archive, or a damaged one.
    """
    from outreach_cli.exchange.readers.workbook import open_archive

    try:
        with open_archive(file) as packed:
            names = set(packed.namelist())
            said = "mimetype" in names and packed.getinfo("mimetype").file_size < _START
            kind = packed.read("mimetype").strip() if said else b""
    except UnreadableRowsError:
        raise UnreadableRowsError(_(_DAMAGED)) from None
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if "mimetype" in names:
        raise UnreadableRowsError(_(_NO_TABLE).format(form="OpenDocument"))
    if any(name.startswith("xl/") and name.endswith(".bin") and "workbook" in name for name in names):
        raise UnreadableRowsError(_(_BINARY))
    if any(name.startswith("word/") for name in names):
        raise UnreadableRowsError(_(_NO_TABLE).format(form="DOCX"))
    if "[Content_Types].xml" not in names:
        raise UnreadableRowsError(_(_ARCHIVE))
    return "xlsx"
