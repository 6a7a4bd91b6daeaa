"""Keeps the Danish catalogue: `python -m tests.catalogue [FILE.json ...]` brings it in line with the code.

It collects every message that a user can be shown, takes translations from the JSON files given
({"English": "dansk"}, or {"one": ["ental", "flertal"]}), drops what is no longer used, writes the .po, makes
the .mo from it, and lists what is still without Danish.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib import import_module
from itertools import chain
from pathlib import Path
from pkgutil import walk_packages

import click
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import outreach_cli
from outreach_cli.core.errors import OutreachError
from outreach_cli.core.language import DOMAIN, LOCALE_DIR

PO = Path(LOCALE_DIR) / "da" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
Message = str | tuple[str, str]
CLICK = "said by click"
"""The comment in the .po file on what is not ours: it comes and goes with the version of click."""


class PlainCatalog(Catalog):
    """A catalogue whose header does not name the tool, so that every version of Babel writes the same .mo."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in super().mime_headers if name != "Generated-By"]


def said_in(path: Path) -> Iterator[Message]:
    """The messages that a module marks: `_("…")`, `N_("…")` and `ngettext("…", "…", n)`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [
            each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if node.func.id in ("_", "N_") and texts:
            yield texts[0]
        elif node.func.id == "ngettext" and len(texts) >= 2:
            yield texts[0], texts[1]


def errors(kind: type[OutreachError] = OutreachError) -> Iterator[type[OutreachError]]:
    """Every error class there is."""
    yield kind
    for each in kind.__subclasses__():
        yield from errors(each)


def commands(group: click.Group) -> Iterator[click.Command]:
    """Every command of the tree, the front door first."""
    yield group
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command)
        elif command is not None:
            yield command


def messages() -> list[Message]:
    """Every message of ours that a user can be shown, without the labels of declarations.

    Those carry both languages.
    """
    from outreach_cli.cli import build_tree

    for module in walk_packages(outreach_cli.__path__, "outreach_cli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    found: list[Message] = []
    for path in sorted(Path(outreach_cli.__file__).parent.rglob("*.py")):
        found += said_in(path)
    found += [each.message for each in errors()]
    for command in commands(build_tree()):
        found += [command.help or "", getattr(command, "details", "")]
    return [each for each in dict.fromkeys(found) if each and each != "{reason}"]


def messages_of_click() -> list[Message]:
    """What the click that is installed says of its own; another version says some of it in other words."""
    ours = set(messages())
    paths = sorted(Path(click.__file__).parent.rglob("*.py"))
    return [each for each in dict.fromkeys(chain.from_iterable(map(said_in, paths))) if each not in ours]


def current() -> Catalog:
    """The catalogue as it stands in the .po file."""
    with PO.open("rb") as file:
        return read_po(file, locale="da", domain=DOMAIN)


def untranslated(catalogue: Catalog, wanted: Iterable[Message]) -> list[Message]:
    """Those of the messages that have no Danish, or Danish with other {names} in it."""
    missing: list[Message] = []
    for each in wanted:
        entry = catalogue.get(each[0] if isinstance(each, tuple) else each)
        danish = entry.string if entry else ""
        words = danish if isinstance(danish, tuple) else (danish,)
        english = each if isinstance(each, tuple) else (each,)
        same_form = isinstance(danish, tuple) == isinstance(each, tuple)
        same_fields = set(re.findall(r"{\w*}", words[-1])) == set(re.findall(r"{\w*}", english[-1]))
        if not (all(words) and same_form and same_fields):
            missing.append(each)
    return missing


def said_by(catalogue: Catalog) -> dict[Message, Message]:
    """Each message with its Danish; the header, in which Babel names its own version, is left out."""
    return {_key(each.id): _key(each.string) for each in catalogue if each.id and each.string}


def _key(words: str | list[str] | tuple[str, ...]) -> Message:
    return words if isinstance(words, str) else (words[0], words[1])


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the .mo file."""
    plain = PlainCatalog(locale="da", domain=DOMAIN, project="outreach", fuzzy=False)
    plain.creation_date = plain.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    for message in catalogue:
        if message.id:
            plain[message.id] = message
    out = io.BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def main(files: list[str]) -> None:
    old = current() if PO.exists() else Catalog(locale="da", domain=DOMAIN)
    danish: dict[str, str | list[str]] = {}
    for name in files:
        danish |= json.loads(Path(name).read_text(encoding="utf-8"))
    new = Catalog(locale="da", domain=DOMAIN, project="outreach", fuzzy=False, header_comment="# Dansk.")
    of_click = set(messages_of_click())
    wanted = [*messages(), *of_click]
    for each in sorted(wanted, key=lambda said: said[0] if isinstance(said, tuple) else said):
        comments = [CLICK] if each in of_click else []
        key = each[0] if isinstance(each, tuple) else each
        before = old.get(key)
        words: object = danish.get(key) or (before.string if before else "")
        if isinstance(each, tuple):
            new.add(
                each, tuple(words) if isinstance(words, list | tuple) else ("", ""), auto_comments=comments
            )
        else:
            new.add(each, words if isinstance(words, str) else "", auto_comments=comments)
    out = io.BytesIO()
    write_po(out, new, width=100, omit_header=False)
    kept = [
        line
        for line in out.getvalue().decode().splitlines()
        if not line.startswith(
            ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator')
        )
    ]
    PO.write_text("\n".join(kept).rstrip() + "\n", encoding="utf-8")
    MO.write_bytes(compiled(current()))
    print(json.dumps(untranslated(current(), wanted), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
