"""What can go wrong: one class a situation; its docstring is the message, and it carries its exit code."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from copy import copy
from typing import Self

from outreach_cli.cpr import without_cpr
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
        return without_cpr(_(message_of(type(self))).format(**self.details))

    def on_command_line(self) -> Self:
        """The same error as a command tells it: what was given wrongly is named by its flag."""
        said = copy(self)
        said.__dict__.update({name: with_flag(value) for name, value in self.__dict__.items()})
        said.details = {name: with_flag(value) for name, value in self.details.items()}
        return said

    def advice(self) -> str | None:
        """At most one line that says what to do next, in the current language."""
        return without_cpr(_(self.hint).format(**self.details)) if self.hint else None


def _restored(kind: type[OutreachError], args: tuple[object, ...]) -> OutreachError:
    """An unpickled error, before it gets back what it held."""
    return kind.__new__(kind, *args)


def message_of(error: type[OutreachError]) -> str:
    """The message of an error class, or that in its docstring, on one line."""
    return error.message or " ".join(inspect.cleandoc(error.__doc__ or "").split())


class WrongUsage(OutreachError):
    """{reason}"""

    exit_code = 2


class Missing(OutreachError):
    """Missing: {what}."""

    exit_code = 2


class Refused(OutreachError):
    """Refused: {reason}"""

    exit_code = 3


class _Nearest(OutreachError):
    """Names something unknown; suggests the nearest known names."""

    exit_code = 3

    def __init__(self, *, nearest: Sequence[str] = (), **details: object) -> None:
        super().__init__(**details, nearest=in_quotes(nearest))
        self.nearest = tuple(nearest)

    def advice(self) -> str | None:
        return _(N_("Did you mean {nearest}?")).format(**self.details) if self.nearest else super().advice()


class UnknownName(_Nearest):
    """No {kind} is called "{name}"."""

    hint = N_("See what there is with: outreach list {plural}")

    def advice(self) -> str | None:
        if "new" not in self.details:
            return super().advice()
        near = f"{super().advice()} " if self.nearest else ""
        return near + without_cpr(_(N_("If it is new: outreach {new}")).format(**self.details))


class UnknownNumber(OutreachError):
    """There is no {kind} with number {number}."""

    exit_code = 3
    hint = N_("See what there is with: outreach list {plural}")


class UnknownChange(OutreachError):
    """There is no change with number {number}."""

    exit_code = 3
    hint = N_("See the changes with: outreach log")


class UnknownKind(_Nearest):
    """ "{name}" is not a kind of record."""  # noqa: D210 - it begins with a quotation mark

    exit_code = 2
    hint = N_("Known: {known}")


class UnknownReport(_Nearest):
    """There is no report called "{name}"."""

    hint = N_("See the reports with: outreach report --list")


class AlreadyThere(OutreachError):
    """There is already a {kind} called "{name}": {details}."""

    exit_code = 3
    hint = N_("To change it: outreach correct {kind_key} {shown} --FIELD VALUE")


class AlreadyNoted(OutreachError):
    """The same {kind} is noted already: {details}."""

    exit_code = 3
    hint = N_("To change it: outreach correct {kind_key} {number} --FIELD VALUE")


class StillUsed(OutreachError):
    """{name} is still used by {users}, so it cannot be removed."""

    exit_code = 3


class NotReferred(OutreachError):
    """{citizen} has no open referral to {offer}."""

    exit_code = 3
    hint = N_("See the referrals with: outreach show {citizen}")


class NoConsent(OutreachError):
    """{citizen} has given no consent to {purpose} by that day."""

    exit_code = 3


class NothingToHandOver(OutreachError):
    """{worker} has nobody to hand over on {day}."""

    exit_code = 3


class ReportProgramme(OutreachError):
    """The report {report} covers one programme at a time; there are {programmes}."""

    exit_code = 2
    hint = N_("Name one with --programme.")


class BadReport(OutreachError):
    """{file}: {key}: {expected}"""

    exit_code = 3


class BadFilter(OutreachError):
    """The report {report} cannot be filtered by {field}."""

    exit_code = 2


class BadRows(OutreachError):
    """The report {report} cannot have a row for each {field}."""

    exit_code = 2
    hint = N_("It can have: {known}")


class UnknownRow(_Nearest):
    """The report has no row called "{name}"."""


class UnknownColumn(_Nearest):
    """The report has no column called "{name}"."""


class NoRegister(OutreachError):
    """There is no register at {path}."""

    exit_code = 5
    hint = N_("Make one with: outreach init   (or name another with --db PATH)")


class NotARegister(OutreachError):
    """{path} is not an outreach register."""

    exit_code = 5


class Damaged(OutreachError):
    """The register is damaged ({reason})."""

    exit_code = 5
    hint = N_("See what is wrong with: outreach check")


class NewerRegister(OutreachError):
    """{path} was written by a newer version of outreach (schema {version}; this one knows {known})."""

    exit_code = 5
    hint = N_("Install the newer outreach from where you got this one.")


class RegisterExists(OutreachError):
    """There is already a file at {path}; it was left as it is."""

    exit_code = 3


class NoFolder(OutreachError):
    """There is no folder {path}."""

    exit_code = 5


class Busy(OutreachError):
    """The register is busy."""

    exit_code = 6
    hint = N_("Nothing was written. Try again in a moment.")


class BusyWith(Busy):
    """The register is busy: it is held by {holder}."""


class DiskFailed(OutreachError):
    """The disk failed or is full ({reason}); nothing was written."""

    exit_code = 8


class PerhapsKept(OutreachError):
    """The disk failed ({reason}) as the change was being kept; outreach log says whether it stands."""

    exit_code = 8


class BadValue(OutreachError):
    """A value that cannot be taken: the docstring of each class says why."""

    exit_code = 3

    def __init__(self, value: str, *, nearest: Sequence[str] = (), **details: object) -> None:
        super().__init__(**details)
        self.value = without_cpr(value)
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


class NotADay(BadValue):
    """not a date; write it as 2018-02-03 or 3.2.2018"""


class NoSuchDay(BadValue):
    """no such day in the calendar"""


class TwoDigitYear(BadValue):
    """write the year with four digits"""


class FutureDay(BadValue):
    """the day is in the future"""


class BackToFront(BadValue):
    """ends before it begins on {first}"""


class SiteClosed(BadValue):
    """the site closed on {day}"""

    def advice(self) -> str | None:
        name = self.details["successor"]
        return _(N_("It was succeeded by: {successor}")).format(successor=name) if name else None


class NotANumber(BadValue):
    """not a whole number"""


class NotHours(BadValue):
    """not a number of hours"""


class OutOfRange(BadValue):
    """not between {least} and {most}"""


class NotYesOrNo(BadValue):
    """answer yes or no"""


class NotAChoice(BadValue):
    """unknown {what}"""

    hint = N_("Known: {known}")


class TooLong(BadValue):
    """longer than {most} characters"""


class ControlCharacter(BadValue):
    """holds a control character"""


class Required(BadValue):
    """is missing"""


class HoldsCpr(BadValue):
    """looks like a CPR number, which the register never holds; use a code of your own, such as AAL-001"""

    hint = N_("Where the source has only CPR numbers: outreach register CODE --cpr-stdin")

    def __init__(self, value: str = "") -> None:
        super().__init__("")

    def __str__(self) -> str:
        return f"{self.column}: {self.reason()}" if self.column else self.reason()
