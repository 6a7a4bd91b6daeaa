"""Text files as municipalities have them: which encoding a file is in, and what is wrong with one in none."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Sequence
from os import SEEK_END
from typing import BinaryIO

from outreach_cli.core.language import _
from outreach_cli.exchange.readers.sheet import UnreadableRowsError

CHUNK = 1 << 20
LONGEST_LINE = 16 << 20
"""Bytes without a line end above which a file is no table."""
LONGEST_SIGN = 64
"""Bytes that a pattern takes up at most, so that none is missed which stands across two chunks."""
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_UTF8_DANISH = re.compile(rb"\xc3[\x80-\xbf]")
_DOS = re.compile(rb"[A-Za-z\x80-\xff][\x86\x91\x9b][A-Za-z\x80-\xff]")
_DOS_LETTERS = (b"\x86", b"\x91", b"\x9b")


def guess_encoding(file: BinaryIO) -> str:
    """The encoding of a file, read from its start to its end a chunk at a time; it is left at the start.

    A byte order mark says it; else strict UTF-8, else strict Windows-1252. Raises UnreadableRowsError with
    the offset of the byte that is in none of them.
    """
    start = file.read(4)
    file.seek(0)
    encoding = next((name for bom, name in _BOMS.items() if start.startswith(bom)), None)
    if encoding is None and len(start) == 4 and 0 in start[:2]:
        encoding = "utf-16-le" if start[1] == start[3] == 0 else "utf-16-be"
    wrong = _find_wrong_byte(file, encoding or "utf-8")
    if wrong is None:
        return encoding or "utf-8"
    if encoding is None and find(file, _UTF8_DANISH) is None:
        _refuse_dos(file)
        if _find_wrong_byte(file, "cp1252") is None:
            return "cp1252"
    said = _("byte {offset} is not valid {encoding}; save the file as UTF-8")
    line = _find_line(file, wrong)
    file.seek(wrong)
    byte = (file.read(1) or b"\0")[0]
    name = {"utf-8-sig": "UTF-8"}.get(encoding or "utf-8", (encoding or "utf-8").upper())
    raise UnreadableRowsError(said.format(offset=wrong, encoding=name), line=line, value=f"0x{byte:02x}")


def share_read(file: BinaryIO) -> Callable[[], float]:
    """What says how much of a file is read, from 0 to 1, until it is closed."""
    here = file.tell()
    size = file.seek(0, SEEK_END) or 1
    file.seek(here)
    return lambda: 1.0 if file.closed else file.tell() / size


def _find_wrong_byte(file: BinaryIO, encoding: str) -> int | None:
    """The offset of the first byte that the encoding does not have.

    Raises UnreadableRowsError for an endless line.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    file.seek(0)
    offset = since_line_end = 0
    try:
        while chunk := file.read(CHUNK):
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return offset - held + error.start
            offset += len(chunk)
            end = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            since_line_end = since_line_end + len(chunk) if end < 0 else len(chunk) - end
            if since_line_end > LONGEST_LINE:
                raise UnreadableRowsError(_("a line is so long that this is no table"))
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return offset - 1
        return None
    finally:
        file.seek(0)


def _refuse_dos(file: BinaryIO) -> None:
    """Raises UnreadableRowsError for a file from DOS (cp850): its å, æ, ø are †, ‘, › in Windows-1252."""
    offset = find(file, _DOS, _DOS_LETTERS)
    if offset is None:
        return
    file.seek(max(0, offset - 10))
    said = file.read(20).decode("cp850")
    reason = _("the letters æ, ø and å are in an old DOS code page; save the file as UTF-8")
    raise UnreadableRowsError(reason, line=_find_line(file, offset), value=said)


def find(file: BinaryIO, pattern: re.Pattern[bytes], signs: Sequence[bytes] = (b"",)) -> int | None:
    """The offset of the pattern's first place in the file, None where it has none.

    Only chunks that hold one of `signs` are looked through, which is quicker where those are rare.
    """
    file.seek(0)
    offset, held = 0, b""
    try:
        while chunk := file.read(CHUNK):
            for begins, part in ((offset - len(held), held + chunk[:LONGEST_SIGN]), (offset, chunk)):
                if any(sign in part for sign in signs) and (found := pattern.search(part)):
                    return begins + found.start()
            offset, held = offset + len(chunk), chunk[-LONGEST_SIGN:]
        return None
    finally:
        file.seek(0)


def _find_line(file: BinaryIO, offset: int) -> int:
    """The line that the byte stands in."""
    file.seek(0)
    line, left = 1, offset
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        line, left = line + chunk.count(b"\n"), left - len(chunk)
    file.seek(0)
    return line
