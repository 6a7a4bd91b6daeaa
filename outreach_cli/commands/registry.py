"""Which commands there are, under which heading, and where each is found."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

import click

from outreach_cli.core.language import N_


class CommandEntry(NamedTuple):
    """A command as `outreach --help` lists it, and what imports its module, so that no run imports others."""

    help_line: str
    import_module: Callable[[], ModuleType]

    def load(self, name: str) -> click.Command:
        """The command of that name, with its help."""
        commands = vars(self.import_module()).values()
        found = next(each for each in commands if isinstance(each, click.Command) and each.name == name)
        found.help = found.help or self.help_line
        return found


def _setup() -> ModuleType:
    from outreach_cli.commands import setup

    return setup


def _contacts() -> ModuleType:
    from outreach_cli.commands import contacts

    return contacts


def _courses() -> ModuleType:
    from outreach_cli.commands import courses

    return courses


def _worklist() -> ModuleType:
    from outreach_cli.commands import worklist

    return worklist


def _team() -> ModuleType:
    from outreach_cli.commands import team

    return team


def _planning() -> ModuleType:
    from outreach_cli.commands import planning

    return planning


def _any_kind() -> ModuleType:
    from outreach_cli.commands import any_kind

    return any_kind


def _history() -> ModuleType:
    from outreach_cli.commands import history

    return history


def _maintenance() -> ModuleType:
    from outreach_cli.commands import maintenance

    return maintenance


def _privacy() -> ModuleType:
    from outreach_cli.commands import privacy

    return privacy


def _report() -> ModuleType:
    from outreach_cli.commands import report

    return report


def _targets() -> ModuleType:
    from outreach_cli.commands import targets

    return targets


def _importing() -> ModuleType:
    from outreach_cli.commands import importing

    return importing


def _exporting() -> ModuleType:
    from outreach_cli.commands import exporting

    return exporting


def _help() -> ModuleType:
    from outreach_cli.commands import help as help_module

    return help_module


# To add a command: write it in a module of commands/, and give its line of help here.
COMMANDS: dict[str, dict[str, CommandEntry]] = {
    N_("Set up"): {
        "init": CommandEntry(N_("Make a new register."), _setup),
        "add": CommandEntry(N_("Add a site, worker, programme, offer or another record."), _setup),
        "set": CommandEntry(N_("Change a setting of the register."), _setup),
    },
    N_("Day by day"): {
        "register": CommandEntry(N_("Register a citizen."), _contacts),
        "contact": CommandEntry(N_("Log a conversation or another contact."), _contacts),
        "refer": CommandEntry(N_("Refer a citizen to an offer, or note what came of it."), _contacts),
        "enrol": CommandEntry(N_("Enrol a citizen in a programme."), _courses),
        "status": CommandEntry(N_("Note or show where a citizen stands in a programme."), _courses),
        "due": CommandEntry(N_("Show what waits, the longest over first."), _worklist),
        "close": CommandEntry(N_("Close a citizen's case, with the reason."), _worklist),
    },
    N_("The team"): {
        "assess": CommandEntry(N_("Note a citizen's answer on a scale of health."), _team),
        "attend": CommandEntry(N_("Note who came to a session of a group."), _team),
        "assign": CommandEntry(N_("Give a citizen a pathway partner."), _team),
        "hand-over": CommandEntry(N_("Hand a worker's citizens over to another."), _team),
        "plan": CommandEntry(N_("Plan a worker's weekly presence at a site."), _planning),
        "consent": CommandEntry(N_("Note a citizen's consent to a purpose."), _team),
    },
    N_("Look and mend"): {
        "list": CommandEntry(N_("List the records of a kind."), _any_kind),
        "show": CommandEntry(N_("Show everything registered about a citizen."), _any_kind),
        "correct": CommandEntry(N_("Correct a record; the old version is kept."), _any_kind),
        "remove": CommandEntry(N_("Remove a record; its last version is kept."), _any_kind),
        "merge": CommandEntry(N_("Make one citizen of two that were registered."), _any_kind),
        "log": CommandEntry(N_("Show who changed what, and when."), _history),
        "undo": CommandEntry(N_("Undo a change, the latest one unless you name another."), _history),
    },
    N_("Keep safe"): {
        "check": CommandEntry(N_("Check that everything stands as it was written."), _maintenance),
        "backup": CommandEntry(N_("Copy the register to a file, checked."), _maintenance),
        "restore": CommandEntry(N_("Put a backup in the register's place."), _maintenance),
    },
    N_("Privacy"): {
        "disclose": CommandEntry(N_("Write out everything held on a citizen."), _privacy),
        "forget": CommandEntry(N_("Forget a citizen, in the past too."), _privacy),
        "key": CommandEntry(N_("Make or check the key that CPR numbers are hashed with."), _privacy),
        "access": CommandEntry(N_("Show who looked at whom."), _privacy),
    },
    N_("Tables"): {
        "report": CommandEntry(N_("Print a report."), _report),
        "target": CommandEntry(N_("Set a goal for a figure of a report."), _targets),
    },
    N_("In and out"): {
        "import": CommandEntry(N_("Import records from files."), _importing),
        "export": CommandEntry(N_("Export records to files."), _exporting),
    },
    N_("Help"): {
        "help": CommandEntry(N_("Read about a topic, or about a command."), _help),
        "completion": CommandEntry(N_("Complete commands and names at the tab key."), _help),
    },
}
ENTRIES = {name: entry for section in COMMANDS.values() for name, entry in section.items()}
