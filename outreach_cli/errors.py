"""What can go wrong: one class a situation, which carries its message and its exit code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Self

from outreach_cli.cpr import mask_cpr
from outreach_cli.language import N_, _
from outreach_cli.parameter import with_flag

EXIT_CODES = {
    0: N_("done, an empty table too"),
    1: N_("an unexpected failure"),
    2: N_("wrong usage"),
    3: N_("refused: the input is wrong or names what is not registered; nothing was written"),
    4: N_("partly imported, rows set aside"),
    5: N_("no register there, not a register, or a newer one; nothing was made"),
    6: N_("the register is busy"),
    7: N_("check found something"),
    8: N_("the disk failed or is full; nothing was written"),
    130: N_("interrupted"),
}
"""What each exit code of the program means."""


class OutreachError(Exception):
    """The base of what can go wrong: a subclass a situation, raised with its message's details."""

    message = ""
    """The key of what is said, with the details' names in braces; empty where subclasses say it."""
    exit_code = 1
    hint: str | None = None

    def __init__(self, **details: object) -> None:
        super().__init__()
        self.details = details

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled by what it holds, as subclasses take arguments of their own."""
        return _restored, (type(self), self.args), self.__dict__

    def __str__(self) -> str:
        return mask_cpr(_(self.message).format(**self.details))

    def on_command_line(self) -> Self:
        """The same error as a command tells it: what was given wrongly is named by its flag."""
        said = copy(self)
        said.__dict__.update({name: with_flag(value) for name, value in self.__dict__.items()})
        said.details = {name: with_flag(value) for name, value in self.details.items()}
        return said

    def advice(self) -> str | None:
        """At most one line that says what to do next, in the current language."""
        return mask_cpr(_(self.hint).format(**self.details)) if self.hint else None


def _restored(kind: type[OutreachError], args: tuple[object, ...]) -> OutreachError:
    """An unpickled error, before it gets back what it held."""
    return kind.__new__(kind, *args)


class WrongUsageError(OutreachError):
    """A command was given words that do not go together; the reason says which."""

    message = N_("{reason}")
    exit_code = 2


class MissingError(OutreachError):
    """Something that must be given was left out or is empty."""

    message = N_("Missing: {what}.")
    exit_code = 2


class RefusedError(OutreachError):
    """The input is well formed, and may not be taken for the reason given."""

    message = N_("Refused: {reason}")
    exit_code = 3


class UnknownWordError(OutreachError):
    """Names something unknown; suggests the nearest known names."""

    exit_code = 3

    def __init__(self, *, nearest: Sequence[str] = (), **details: object) -> None:
        super().__init__(**details, nearest=in_quotes(nearest))
        self.nearest = tuple(nearest)

    def advice(self) -> str | None:
        return _(N_("Did you mean {nearest}?")).format(**self.details) if self.nearest else super().advice()


class UnknownNameError(UnknownWordError):
    """A name of that kind is not registered."""

    message = N_('No {kind} is called "{name}".')
    hint = N_("See what there is with: outreach list {plural}")

    def advice(self) -> str | None:
        if "new" not in self.details:
            return super().advice()
        near = f"{super().advice()} " if self.nearest else ""
        return near + mask_cpr(_(N_("If it is new: outreach {new}")).format(**self.details))


class UnknownNumberError(OutreachError):
    """No record of that kind has the number."""

    message = N_("There is no {kind} with number {number}.")
    exit_code = 3
    hint = N_("See what there is with: outreach list {plural}")


class UnknownChangeError(OutreachError):
    """No change has the number."""

    message = N_("There is no change with number {number}.")
    exit_code = 3
    hint = N_("See the changes with: outreach log")


class UnknownKindError(UnknownWordError):
    """A word that should name a kind of record names none."""

    message = N_('"{name}" is not a kind of record.')
    exit_code = 2
    hint = N_("Known: {known}")


class UnknownReportError(UnknownWordError):
    """No built-in report has that name, and no file does."""

    message = N_('There is no report called "{name}".')
    hint = N_("See the reports with: outreach report --list")


class AlreadyThereError(OutreachError):
    """A record of that name is registered already."""

    message = N_('There is already a {kind} called "{name}": {details}.')
    exit_code = 3
    hint = N_("To change it: outreach correct {kind_key} {shown} --FIELD VALUE")


class AlreadyNotedError(OutreachError):
    """The same was noted already, with other values."""

    message = N_("The same {kind} is noted already: {details}.")
    exit_code = 3
    hint = N_("To change it: outreach correct {kind_key} {number} --FIELD VALUE")


class StillUsedError(OutreachError):
    """Other records refer to what is to be removed."""

    message = N_("{name} is still used by {users}, so it cannot be removed.")
    exit_code = 3


class NotReferredError(OutreachError):
    """An outcome was given where no referral is open."""

    message = N_("{citizen} has no open referral to {offer}.")
    exit_code = 3
    hint = N_("See the referrals with: outreach show {citizen}")


class NoConsentError(OutreachError):
    """What needs a consent was asked for without one."""

    message = N_("{citizen} has given no consent to {purpose} by that day.")
    exit_code = 3


class NothingToHandOverError(OutreachError):
    """A worker has no citizen on the day of a hand-over."""

    message = N_("{worker} has nobody to hand over on {day}.")
    exit_code = 3


class ReportProgrammeError(OutreachError):
    """A report on one programme was asked for in a register with several."""

    message = N_("The report {report} covers one programme at a time; there are {programmes}.")
    exit_code = 2
    hint = N_("Name one with --programme.")


class BadReportError(OutreachError):
    """A report's file does not say what a report needs."""

    message = N_("{file}: {key}: {expected}")
    exit_code = 3


class BadFilterError(OutreachError):
    """The report has no such field to be filtered by."""

    message = N_("The report {report} cannot be filtered by {field}.")
    exit_code = 2


class BadRowsError(OutreachError):
    """The report has no such field for its rows."""

    message = N_("The report {report} cannot have a row for each {field}.")
    exit_code = 2
    hint = N_("It can have: {known}")


class UnknownRowError(UnknownWordError):
    """A trace asks for a row that the report does not have."""

    message = N_('The report has no row called "{name}".')


class UnknownColumnError(UnknownWordError):
    """A trace or a chart asks for a column that the report does not have."""

    message = N_('The report has no column called "{name}".')


class NoRegisterError(OutreachError):
    """The file is not there."""

    message = N_("There is no register at {path}.")
    exit_code = 5
    hint = N_("Make one with: outreach init   (or name another with --db PATH)")


class NotARegisterError(OutreachError):
    """The file is there and holds something else."""

    message = N_("{path} is not an outreach register.")
    exit_code = 5


class DamagedError(OutreachError):
    """SQLite or the register's own checks found the file damaged."""

    message = N_("The register is damaged ({reason}).")
    exit_code = 5
    hint = N_("See what is wrong with: outreach check")


class NewerRegisterError(OutreachError):
    """The file's schema is newer than this version of the program."""

    message = N_(
        "{path} was written by a newer version of outreach (schema {version}; this one knows {known})."
    )
    exit_code = 5
    hint = N_("Install the newer outreach from where you got this one.")


class RegisterExistsError(OutreachError):
    """A new register was to be made where a file is."""

    message = N_("There is already a file at {path}; it was left as it is.")
    exit_code = 3


class NoFolderError(OutreachError):
    """The folder of a new register is not there."""

    message = N_("There is no folder {path}.")
    exit_code = 5


class BusyError(OutreachError):
    """Another process holds the register's lock: the class says whether it is known which."""

    exit_code = 6
    hint = N_("Nothing was written. Try again in a moment.")


class BusyWithError(BusyError):
    """Another process holds the register's lock and is known by name."""

    message = N_("The register is busy: it is held by {holder}.")


class DiskFailedError(OutreachError):
    """Writing failed, and nothing of it stands."""

    message = N_("The disk failed or is full ({reason}); nothing was written.")
    exit_code = 8


class PerhapsKeptError(OutreachError):
    """Writing failed while the change was committed, so that either may be true."""

    message = N_(
        "The disk failed ({reason}) as the change was being kept; outreach log says whether it stands."
    )
    exit_code = 8


class BadValueError(OutreachError):
    """A value that cannot be taken: the message of each class says why."""

    exit_code = 3

    def __init__(self, value: str, *, nearest: Sequence[str] = (), **details: object) -> None:
        super().__init__(**details)
        self.value = mask_cpr(value)
        self.nearest = tuple(nearest)
        self.column: str | None = None

    def reason(self) -> str:
        """Why, in the current language, without column and value."""
        return super().__str__()

    def __str__(self) -> str:
        said = f'{self.reason()} ("{shortened(self.value)}")'
        return f"{self.column}: {said}" if self.column else said

    def advice(self) -> str | None:
        said = _(N_("Did you mean {nearest}?")).format(nearest=in_quotes(self.nearest))
        return said if self.nearest else super().advice()


def in_quotes(names: Iterable[str]) -> str:
    """The names with commas between them, each in the quotation marks of the current language."""
    return ", ".join(_(N_('"{name}"')).format(name=name) for name in names)


def shortened(text: str, length: int = 60) -> str:
    """The text as shown in a message: one line of at most `length` characters."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


class NotADayError(BadValueError):
    """The text is no date."""

    message = N_("not a date; write it as 2018-02-03 or 3.2.2018")


class NoSuchDayError(BadValueError):
    """The text is written as a date and names no day of the calendar."""

    message = N_("no such day in the calendar")


class TwoDigitYearError(BadValueError):
    """The year of a date has two digits, so that its century is not known."""

    message = N_("write the year with four digits")


class FutureDayError(BadValueError):
    """The day is to come where only past days make sense."""

    message = N_("the day is in the future")


class BackToFrontError(BadValueError):
    """The end of what lasts from one day to another is before its beginning."""

    message = N_("ends before it begins on {first}")


class SiteClosedError(BadValueError):
    """A contact is to be noted at a site that was closed by then."""

    message = N_("the site closed on {day}")

    def advice(self) -> str | None:
        name = self.details["successor"]
        return _(N_("It was succeeded by: {successor}")).format(successor=name) if name else None


class NotANumberError(BadValueError):
    """The text is no whole number."""

    message = N_("not a whole number")


class NotHoursError(BadValueError):
    """The text is no number of hours."""

    message = N_("not a number of hours")


class OutOfRangeError(BadValueError):
    """The number is outside what its field takes."""

    message = N_("not between {least} and {most}")


class NotYesOrNoError(BadValueError):
    """The text is neither yes nor no, in either language."""

    message = N_("answer yes or no")


class NotAChoiceError(BadValueError):
    """The value is none of those that its field takes."""

    message = N_("unknown {what}")
    hint = N_("Known: {known}")


class TooLongError(BadValueError):
    """The text is longer than its field takes."""

    message = N_("longer than {most} characters")


class ControlCharacterError(BadValueError):
    """The text holds a character that would act on a terminal."""

    message = N_("holds a control character")


class RequiredError(BadValueError):
    """A field that must have a value has none."""

    message = N_("is missing")


class HoldsCprError(BadValueError):
    """A CPR number stands in what would be registered. The value is not kept."""

    message = N_(
        "looks like a CPR number, which the register never holds; use a code of your own, such as AAL-001"
    )
    hint = N_("Where the source has only CPR numbers: outreach register CODE --cpr-stdin")

    def __init__(self, value: str = "") -> None:
        super().__init__("")

    def __str__(self) -> str:
        return f"{self.column}: {self.reason()}" if self.column else self.reason()
