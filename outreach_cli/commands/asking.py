"""Asking: yes or no, in both languages, on a terminal only."""

from __future__ import annotations

import sys

import click

from outreach_cli.commands import session
from outreach_cli.language import N_, _
from outreach_cli.names import folded

_YES = {"j", "ja", "y", "yes"}


def can_ask() -> bool:
    """Whether someone sits at a terminal and may be asked."""
    return not session().no_input and sys.stdin.isatty()


def sure(question: str) -> bool:
    """The answer to a question of yes or no; no unless said otherwise. Raises Abort at the end of input."""
    click.echo(f"{question} [{_(N_('y/N'))}] ", nl=False, err=True)
    answer = sys.stdin.readline()
    if not answer:
        raise click.Abort
    return folded(answer) in _YES
