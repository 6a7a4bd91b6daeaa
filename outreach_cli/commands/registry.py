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


def _load_setup() -> ModuleType:
    from outreach_cli.commands import setup

    return setup


def _load_contacts() -> ModuleType:
    from outreach_cli.commands import contacts

    return contacts


def _load_courses() -> ModuleType:
    from outreach_cli.commands import courses

    return courses


def _load_worklist() -> ModuleType:
    from outreach_cli.commands import worklist

    return worklist


def _load_team() -> ModuleType:
    from outreach_cli.commands import team

    return team


def _load_planning() -> ModuleType:
    from outreach_cli.commands import planning

    return planning


def _load_any_kind() -> ModuleType:
    from outreach_cli.commands import any_kind

    return any_kind


def _load_history() -> ModuleType:
    from outreach_cli.commands import history

    return history


def _load_maintenance() -> ModuleType:
    from outreach_cli.commands import maintenance

    return maintenance


def _load_privacy() -> ModuleType:
    from outreach_cli.commands import privacy

    return privacy


def _load_report() -> ModuleType:
    from outreach_cli.commands import report

    return report


def _load_published() -> ModuleType:
    from outreach_cli.commands import published

    return published


def _load_targets() -> ModuleType:
    from outreach_cli.commands import targets

    return targets


def _load_importing() -> ModuleType:
    from outreach_cli.commands import importing

    return importing


def _load_exporting() -> ModuleType:
    from outreach_cli.commands import exporting

    return exporting


def _load_help() -> ModuleType:
    from outreach_cli.commands import help as help_module

    return help_module


# To add a command: write it in a module of commands/, and give its line of help here.
COMMANDS: dict[str, dict[str, CommandEntry]] = {
    N_("Set up"): {
        "init": CommandEntry(N_("Make a new register."), _load_setup),
        "add": CommandEntry(N_("Add a site, worker, programme, offer or another record."), _load_setup),
        "set": CommandEntry(N_("Change a setting of the register."), _load_setup),
    },
    N_("Day by day"): {
        "register": CommandEntry(N_("Register a citizen."), _load_contacts),
        "contact": CommandEntry(N_("Log a conversation or another contact."), _load_contacts),
        "refer": CommandEntry(N_("Refer a citizen to an offer, or note what came of it."), _load_contacts),
        "enrol": CommandEntry(N_("Enrol a citizen in a programme."), _load_courses),
        "status": CommandEntry(N_("Note or show where a citizen stands in a programme."), _load_courses),
        "due": CommandEntry(N_("Show what waits, the longest over first."), _load_worklist),
        "close": CommandEntry(N_("Close a citizen's case, with the reason."), _load_worklist),
    },
    N_("The team"): {
        "assess": CommandEntry(N_("Note a citizen's answer on a scale of health."), _load_team),
        "attend": CommandEntry(N_("Note who came to a session of a group."), _load_team),
        "assign": CommandEntry(N_("Give a citizen a pathway partner."), _load_team),
        "hand-over": CommandEntry(N_("Hand a worker's citizens over to another."), _load_team),
        "plan": CommandEntry(N_("Plan a worker's weekly presence at a site."), _load_planning),
        "consent": CommandEntry(N_("Note a citizen's consent to a purpose."), _load_team),
    },
    N_("Look and mend"): {
        "list": CommandEntry(N_("List the records of a kind."), _load_any_kind),
        "show": CommandEntry(N_("Show everything registered about a citizen."), _load_any_kind),
        "correct": CommandEntry(N_("Correct a record; the old version is kept."), _load_any_kind),
        "remove": CommandEntry(N_("Remove a record; its last version is kept."), _load_any_kind),
        "merge": CommandEntry(N_("Make one citizen of two that were registered."), _load_any_kind),
        "log": CommandEntry(N_("Show who changed what, and when."), _load_history),
        "undo": CommandEntry(N_("Undo a change, the latest one unless you name another."), _load_history),
    },
    N_("Keep safe"): {
        "check": CommandEntry(N_("Check that everything stands as it was written."), _load_maintenance),
        "backup": CommandEntry(N_("Copy the register to a file, checked."), _load_maintenance),
        "restore": CommandEntry(N_("Put a backup in the register's place."), _load_maintenance),
    },
    N_("Privacy"): {
        "disclose": CommandEntry(N_("Write out everything held on a citizen."), _load_privacy),
        "forget": CommandEntry(N_("Forget a citizen, in the past too."), _load_privacy),
        "key": CommandEntry(N_("Make or check the key that CPR numbers are hashed with."), _load_privacy),
        "access": CommandEntry(N_("Show who looked at whom."), _load_privacy),
    },
    N_("Tables"): {
        "report": CommandEntry(N_("Print a report."), _load_report),
        "published": CommandEntry(
            N_("List what was published, or what of it is otherwise now."), _load_published
        ),
        "target": CommandEntry(N_("Set a goal for a figure of a report."), _load_targets),
    },
    N_("In and out"): {
        "import": CommandEntry(N_("Import records from files."), _load_importing),
        "export": CommandEntry(N_("Export records to files."), _load_exporting),
    },
    N_("Help"): {
        "help": CommandEntry(N_("Read about a topic, or about a command."), _load_help),
        "completion": CommandEntry(N_("Complete commands and names at the tab key."), _load_help),
    },
}
ENTRIES = {name: entry for section in COMMANDS.values() for name, entry in section.items()}
