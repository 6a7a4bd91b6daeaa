"""Every error that the package raises, by name: `from outreach_cli.errors import UnknownNameError`.

Each lives in the room that raises it; its module is imported when it is first asked for.
"""

from __future__ import annotations

from importlib import import_module

from outreach_cli.core.errors import OutreachError

# A test holds that every error of the package is found in one of these.
MODULES = (
    "core.errors",
    "core.days",
    "core.periods",
    "core.files",
    "core.encryption",
    "records.types",
    "records.choices",
    "records.own_words",
    "core.lost_values",
    "records.settings",
    "records.targets",
    "tables.row_files",
    "storage.failures",
    "storage.database",
    "storage.backup",
    "storage.check",
    "register.validation",
    "register.change_writer",
    "register.record_changes",
    "register.closing_changes",
    "register.contact_changes",
    "register.course_changes",
    "register.group_changes",
    "register.team_changes",
    "register.merge",
    "register.as_of",
    "register.undo",
    "register.listing",
    "register.record_filters",
    "privacy.access_log",
    "privacy.cpr_keys",
    "privacy.secret_key",
    "privacy.forgotten_codes",
    "privacy.rewriting",
    "reports.definitions.definition",
    "reports.counting.question",
    "reports.trace",
    "reports.run",
    "reports.documents.document",
    "reports.publishing.publications",
    "exchange.import_options",
    "exchange.name_resolver",
    "exchange.problems",
    "exchange.reject_file",
    "exchange.cpr_column",
    "exchange.sent_folder",
    "exchange.evaluation",
    "exchange.readers.sheet",
    "exchange.readers.sources",
    "exchange.readers.excel_file",
    "console.beginnings",
    "console.kind_group",
    "console.topics",
    "commands.importing",
    "commands.questions.kept_keys",
    "commands.report",
)


def __getattr__(name: str) -> type[OutreachError]:
    """The error class of that name. Raises AttributeError."""
    if name.endswith("Error"):
        for module in MODULES:
            found = getattr(import_module(f"outreach_cli.{module}"), name, None)
            if isinstance(found, type) and issubclass(found, OutreachError):
                return found
    message = f"module 'outreach_cli.errors' has no attribute {name!r}"
    raise AttributeError(message)
