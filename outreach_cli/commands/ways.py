"""Finding one's way: help on a topic, and completion at the tab key."""

from __future__ import annotations

import click

from outreach_cli.commands import argument, command, remark
from outreach_cli.language import N_, _

SHELLS = ("bash", "zsh", "fish", "powershell")


@command("completion", "outreach completion bash", "outreach completion bash >> ~/.bashrc")
@argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print the line that makes the tab key complete commands, citizens, sites and reports.

    Add the line to the file that the shell reads when it starts; it works in the next terminal."""
    from outreach_cli.commands.complete import LINES

    file, line = LINES[shell]
    click.echo(line)
    remark(_(N_("Add this line to {file}")).format(file=file))
