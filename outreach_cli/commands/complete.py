"""Tab completion: the values that a shell offers, and how each shell is told of them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    ShellComplete,
    get_completion_class,
)

from outreach_cli.commands import Session
from outreach_cli.names import folded
from outreach_cli.records import RECORDS
from outreach_cli.records.types import Choice, Flag, Reference, Several

Offer = tuple[str, str]
"""A value and what it means, the latter empty where the value says it."""


def offers(known: object, context: click.Context, begins: str) -> list[CompletionItem[Any]]:
    """The values of a parameter that begin so: a kind's names, a choice, or a list named in SOURCES.

    Where something new is to refer to a name (a Reference), those that have ended are left out.
    """
    if isinstance(known, Several):
        known = known.choice
    if isinstance(known, Choice):
        found: Iterable[Offer] = [(key, str(label)) for key, label in known.values.items()]
    elif isinstance(known, Flag):
        found = [("yes", ""), ("no", "")]
    elif known in SOURCES:
        found = SOURCES[str(known)](context)
    elif isinstance(known, Reference):
        return _items((name, "") for name in _names(context, known.to, begins, ended=False))
    elif known in RECORDS and RECORDS[str(known)].name:
        return _items((name, "") for name in _names(context, str(known), begins))
    else:
        return []
    begin = folded(begins)
    items = _items(each for each in found if any(folded(word).startswith(begin) for word in each if word))
    return items or ([CompletionItem(begins, type="file")] if known in WITH_FILES else [])


def _items(found: Iterable[Offer]) -> list[CompletionItem[Any]]:
    return [CompletionItem(value, help=said or None) for value, said in found]


def _names(context: click.Context, kind: str, begins: str, *, ended: bool = True) -> list[str]:
    from outreach_cli.register.offered import known_names

    session = context.find_root().obj
    if not isinstance(session, Session):
        return []
    return known_names(session.db, kind, begins, ended=ended)


def _kinds(_context: click.Context) -> list[Offer]:
    return [(record.plural, str(record.labels)) for record in RECORDS.values()]


def _kinds_or_files(context: click.Context) -> list[Offer]:
    """A kind first; after it, and where no kind begins so, the shell offers its files."""
    return [] if context.params.get("words") else _kinds(context)


def _reports(_context: click.Context) -> list[Offer]:
    from outreach_cli.reports.definitions.reader import builtin_names

    own = sorted(name for name in os.listdir() if name.endswith(".toml"))
    return [(name, "") for name in (*builtin_names(), "all", *own)]


def _dimensions(_context: click.Context) -> list[Offer]:
    from outreach_cli.reports.definitions.dimensions import DIMENSIONS

    return [(name, str(each.label)) for name, each in DIMENSIONS.items()]


def _municipalities(_context: click.Context) -> list[Offer]:
    from outreach_cli.records.municipalities import MUNICIPALITIES

    return [(name, "") for name in MUNICIPALITIES.values()]


def _record_names(context: click.Context) -> list[Offer]:
    """The names of the kind that was given before: `remove site …`, `correct citizen …`."""
    word = context.params.get("kind") or context.info_name or ""
    for record in RECORDS.values():
        if record.name and folded(str(word)) in {folded(each) for each in (record.kind, record.plural)}:
            return [(name, "") for name in _names(context, record.kind, "")]
    return []


def _topics(context: click.Context) -> list[Offer]:
    from outreach_cli.commands.ways import REFERENCE, TOPICS

    return [*((str(label), "") for label in TOPICS.values()), (REFERENCE, ""), *_commands(context)]


def _commands(context: click.Context) -> list[Offer]:
    group = context.find_root().command
    return [(name, "") for name in group.list_commands(context)] if isinstance(group, click.Group) else []


SOURCES: dict[str, Callable[[click.Context], list[Offer]]] = {
    "kinds": _kinds,
    "kinds or files": _kinds_or_files,
    "reports": _reports,
    "dimensions": _dimensions,
    "municipality": _municipalities,
    "record names": _record_names,
    "topics": _topics,
}

WITH_FILES = frozenset({"kinds or files", "reports"})
"""Sources that a file may stand for."""

LINES = {
    "bash": ("~/.bashrc", 'eval "$(_OUTREACH_COMPLETE=bash_source outreach)"'),
    "zsh": ("~/.zshrc", 'eval "$(_OUTREACH_COMPLETE=zsh_source outreach)"'),
    "fish": ("~/.config/fish/config.fish", "_OUTREACH_COMPLETE=fish_source outreach | source"),
    "powershell": (
        "$PROFILE",
        "$env:_OUTREACH_COMPLETE = 'powershell_source'; outreach | Out-String | Invoke-Expression;"
        " Remove-Item Env:_OUTREACH_COMPLETE",
    ),
}
"""For each shell the file that it reads at its start, and the line to add there."""


class Bash(BashComplete):
    """Bash, with values quoted where a space or another sign would split them."""

    source_template = r"""
%(complete_func)s() {
    local IFS=$'\n' type value
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD \
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def source(self) -> str:
        return ShellComplete.source(self)

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        return [word for word in args if word != "="], incomplete.removeprefix("=")

    def format_completion(self, item: CompletionItem[Any]) -> str:
        words, place = os.environ["COMP_WORDS"].split("\n"), int(os.environ["COMP_CWORD"])
        begun = words[place] if place < len(words) else ""
        value = str(item.value)
        if item.type == "plain" and not begun.startswith(("'", '"')):
            value = re.sub(r"[^\w@%+=:,./-]", r"\\\g<0>", value)
        return f"{item.type},{value}"


class PowerShell(ShellComplete):
    """PowerShell, on Windows and elsewhere."""

    name = "powershell"
    source_template = r"""
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = $commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition }
    $env:COMP_WORDS = ($before | ForEach-Object {
        if ($_.PSObject.Properties['Value']) { $_.Value } else { $_.Extent.Text }
    }) -join "`n"
    $env:COMP_CWORD = $wordToComplete
    $env:%(complete_var)s = 'powershell_complete'
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    try {
        %(prog_name)s 2>$null | ForEach-Object {
            $type, $value, $shown, $said = $_ -split "`t"
            if ($type -eq 'plain') {
                [System.Management.Automation.CompletionResult]::new($value, $shown, 'ParameterValue', $said)
            }
        }
    } finally {
        Remove-Item Env:COMP_WORDS, Env:COMP_CWORD, Env:%(complete_var)s
    }
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        words = os.environ.get("COMP_WORDS", "").split("\n")
        return words[1:], os.environ.get("COMP_CWORD", "").strip("'\"")

    def format_completion(self, item: CompletionItem[Any]) -> str:
        shown = str(item.value)
        quoted = "'" + shown.replace("'", "''") + "'"
        value = shown if re.fullmatch(r"[\w./:=-]+", shown) else quoted
        return "\t".join((item.type, value, shown, item.help or shown))


def complete(front: click.Command, session: Session) -> int:
    """Answer the shell that asks. Whatever goes wrong, it is told nothing, and nothing is said on stderr."""
    shell, _, asked = os.environ["_OUTREACH_COMPLETE"].partition("_")
    shells: dict[str, type[ShellComplete]] = {"bash": Bash, "powershell": PowerShell}
    try:
        found = shells.get(shell) or get_completion_class(shell)
        if found is None:
            return 0
        answer = found(front, {"obj": session}, "outreach", "_OUTREACH_COMPLETE")
        said = answer.source() if asked == "source" else answer.complete()
        click.echo(said, nl=bool(said))
    except Exception:
        return 0
    return 0
