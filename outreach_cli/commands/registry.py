"""Which commands there are, under which heading, and where each is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

import click

from outreach_cli.core.language import N_

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.console.questions import PromptStep


class CommandEntry(NamedTuple):
    """A command as `outreach --help` lists it, and the module of it, so that no run imports others."""

    help_line: str
    module: str

    def import_module(self) -> ModuleType:
        """The module with the command."""
        return import_module(f"outreach_cli.commands.{self.module}")

    def load(self, name: str) -> click.Command:
        """The command of that name, with its help."""
        commands = vars(self.import_module()).values()
        found = next(each for each in commands if isinstance(each, click.Command) and each.name == name)
        found.help = found.help or self.help_line
        return found


def load_questions(name: str) -> Callable[[Register], Iterator[PromptStep]]:
    """The questions of that name, which are read when they are asked."""

    def ask(register: Register) -> Iterator[PromptStep]:
        from outreach_cli.commands.questions import command_questions

        found: Callable[[Register], Iterator[PromptStep]] = getattr(command_questions, name)
        return found(register)

    return ask


# To add a command: write it in a module of commands/, and give its line of help here.
COMMANDS: dict[str, dict[str, CommandEntry]] = {
    N_("Set up"): {
        "init": CommandEntry(N_("Make a new register."), "setup"),
        "add": CommandEntry(N_("Add a site, worker, programme, offer or another record."), "setup"),
        "set": CommandEntry(N_("Change a setting of the register."), "setup"),
    },
    N_("Day by day"): {
        "register": CommandEntry(N_("Register a citizen."), "contacts"),
        "contact": CommandEntry(N_("Log a conversation or another contact."), "contacts"),
        "refer": CommandEntry(N_("Refer a citizen to an offer, or note what came of it."), "contacts"),
        "enrol": CommandEntry(N_("Enrol a citizen in a programme."), "courses"),
        "status": CommandEntry(N_("Note or show where a citizen stands in a programme."), "courses"),
        "due": CommandEntry(N_("Show what waits, the longest over first."), "worklist"),
        "close": CommandEntry(N_("Close a citizen's case, with the reason."), "worklist"),
    },
    N_("The team"): {
        "assess": CommandEntry(N_("Note a citizen's answer on a scale of health."), "team"),
        "attend": CommandEntry(N_("Note who came to a session of a group."), "team"),
        "assign": CommandEntry(N_("Give a citizen a pathway partner."), "team"),
        "hand-over": CommandEntry(N_("Hand a worker's citizens over to another."), "team"),
        "plan": CommandEntry(N_("Plan a worker's weekly presence at a site."), "planning"),
        "consent": CommandEntry(N_("Note a citizen's consent to a purpose."), "team"),
    },
    N_("Look and mend"): {
        "list": CommandEntry(N_("List the records of a kind."), "any_kind"),
        "show": CommandEntry(N_("Show everything registered about a citizen."), "any_kind"),
        "correct": CommandEntry(N_("Correct a record; the old version is kept."), "any_kind"),
        "remove": CommandEntry(N_("Remove a record; its last version is kept."), "any_kind"),
        "merge": CommandEntry(N_("Make one citizen of two that were registered."), "any_kind"),
        "log": CommandEntry(N_("Show who changed what, and when."), "history"),
        "undo": CommandEntry(N_("Undo a change, the latest one unless you name another."), "history"),
    },
    N_("Keep safe"): {
        "check": CommandEntry(N_("Check that everything stands as it was written."), "maintenance"),
        "backup": CommandEntry(N_("Copy the register to a file, checked."), "maintenance"),
        "restore": CommandEntry(N_("Put a backup in the register's place."), "maintenance"),
    },
    N_("Privacy"): {
        "disclose": CommandEntry(N_("Write out everything held on a citizen."), "privacy"),
        "forget": CommandEntry(N_("Forget a citizen, in the past too."), "privacy"),
        "key": CommandEntry(N_("Make or check the key that CPR numbers are hashed with."), "privacy"),
        "access": CommandEntry(N_("Show who looked at whom."), "privacy"),
    },
    N_("Tables"): {
        "report": CommandEntry(N_("Print a report."), "report"),
        "published": CommandEntry(
            N_("List what was published, or what of it is otherwise now."), "published"
        ),
        "target": CommandEntry(N_("Set a goal for a figure of a report."), "targets"),
    },
    N_("In and out"): {
        "import": CommandEntry(N_("Import records from files."), "importing"),
        "export": CommandEntry(N_("Export records to files."), "exporting"),
    },
    N_("Help"): {
        "help": CommandEntry(N_("Read about a topic, or about a command."), "help"),
        "completion": CommandEntry(N_("Complete commands and names at the tab key."), "help"),
    },
}
ENTRIES = {name: entry for section in COMMANDS.values() for name, entry in section.items()}
