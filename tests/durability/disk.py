"""The failing disk in Python: building it, running the program on it, and replaying its diary."""

from __future__ import annotations

import os
import random
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import MACHINE, ROOT, TODAY, installed

SOURCE = Path(__file__).with_name("disk.c")
SECTOR = 512


def build(folder: Path) -> Path:
    """The shim as a library."""
    compiler = installed("cc", "gcc", "clang")
    library = folder / "disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"], check=True)
    return library


def run(library: Path, folder: Path, words: list[str], **disk: object) -> subprocess.CompletedProcess[str]:
    """Run Python with those words in the folder, on the disk that `disk` describes (see disk.c)."""
    environment = MACHINE | {
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OUTREACH_TODAY": TODAY,
        "OUTREACH_WHO": "tester",
        "LD_PRELOAD": str(library),
        "DISK_FOLDER": str(folder),
    }
    environment |= {f"DISK_{key.upper()}": str(value) for key, value in disk.items()}
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


@dataclass(frozen=True)
class Call:
    """One call to the disk: W(rite), S(ync), T(runcate) or U(nlink); `path` is a name in the folder."""

    letter: str
    path: str
    offset: int
    content: bytes


def diary(log: Path, folder: Path) -> Iterator[Call]:
    """The calls in the order in which they were made."""
    said, place = log.read_bytes(), 0
    while place < len(said):
        letter, (name,) = chr(said[place]), struct.unpack_from("=q", said, place + 1)
        path = said[place + 9 : place + 9 + name].decode()
        offset, length = struct.unpack_from("=qq", said, place + 9 + name)
        place += 25 + name
        content = b""
        if letter == "W":
            content = said[place : place + length]
            place += length
        yield Call(letter, os.path.relpath(path, folder), offset, content)


@dataclass
class Platter:
    """What is on the disk for certain, and what was asked of it since and may be lost in a power cut.

    A write is certain once its file was synced; that a file is there, or gone, once its folder was.
    """

    files: dict[str, bytes]
    gone: dict[str, bytes] = field(default_factory=dict)
    asked: list[Call] = field(default_factory=list)

    def take(self, call: Call) -> None:
        if call.letter == "S" and call.path == ".":
            self.gone.clear()
        elif call.letter == "S":
            for each in [asked for asked in self.asked if asked.path == call.path]:
                self.files[each.path] = applied(self.files.get(each.path, b""), each)
            self.asked = [asked for asked in self.asked if asked.path != call.path]
        elif call.letter == "U":
            content = self.files.pop(call.path, None)
            if content is not None:
                self.gone[call.path] = content
            self.asked = [asked for asked in self.asked if asked.path != call.path]
        else:
            self.asked.append(call)

    def after_a_cut(self, dice: random.Random) -> dict[str, bytes]:
        """What a power cut may leave: any of what was asked, in whole sectors, and of what is gone."""
        files = {
            **self.files,
            **{name: content for name, content in self.gone.items() if dice.random() < 0.5},
        }
        chance = dice.choice([0.0, 0.3, 0.7, 1.0])
        for call in self.asked:
            if dice.random() < chance:
                torn = call
                if call.letter == "W" and len(call.content) > SECTOR and dice.random() < 0.3:
                    kept = SECTOR * dice.randrange(1, len(call.content) // SECTOR + 1)
                    torn = Call("W", call.path, call.offset, call.content[:kept])
                files[call.path] = applied(files.get(call.path, b""), torn)
        return files


def applied(content: bytes, call: Call) -> bytes:
    """The file's content after a write or truncation."""
    if call.letter == "T":
        return content[: call.offset].ljust(call.offset, b"\0")
    content = content.ljust(call.offset, b"\0")
    return content[: call.offset] + call.content + content[call.offset + len(call.content) :]
