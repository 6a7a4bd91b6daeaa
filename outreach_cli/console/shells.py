"""How each shell asks for a completion, and how it is answered."""

from __future__ import annotations

import os
import re
from typing import Any

import click
from click.shell_completion import BashComplete, CompletionItem, ShellComplete, get_completion_class

from outreach_cli.console.session import CommandSession

LINES = {
    "bash": ("~/.bashrc", 'eval "$(_OUTREACH_COMPLETE=bash_source outreach)"'),
    "zsh": ("~/.zshrc", 'eval "$(_OUTREACH_COMPLETE=zsh_source outreach)"'),
    "fish": ("~/.config/fish/config.fish", "_OUTREACH_COMPLETE=fish_source outreach | source"),
    "powershell": (
        "$PROFILE",
        (
            "$env:_OUTREACH_COMPLETE = 'powershell_source'; outreach | Out-String | Invoke-Expression;"
            " Remove-Item Env:_OUTREACH_COMPLETE"
        ),
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


def complete(front: click.Command, session: CommandSession) -> int:
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
    except Exception:  # noqa: BLE001 - a shell that completes shows nothing but values
        return 0
    return 0
