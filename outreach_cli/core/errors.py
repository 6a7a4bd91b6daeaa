"""What can go wrong: one class a situation, which carries its message and its exit code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Self

from outreach_cli.core.cpr import mask_cpr
from outreach_cli.core.language import N_, _

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


class NamedParameter(str):
    """What something is given by: the keyword in Python, which is its text, and the flag of a command."""

    __slots__ = ("flag",)
    flag: str

    def __new__(cls, keyword: str, flag: str) -> Self:
        made = super().__new__(cls, keyword)
        made.flag = flag
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.flag


def name_flag(value: object) -> object:
    """The value, or in its place the flag of what it is given by."""
    return value.flag if isinstance(value, NamedParameter) else value


class OutreachError(Exception):
    """The base of what can go wrong: a subclass a situation, raised with its message's details."""

    message = ""
    """The key of what is said, with the details' names in braces; empty where subclasses say it."""
    exit_code = 3
    """The input is refused, unless a subclass says otherwise."""
    hint: str | None = None

    def __init__(self, *, nearest: Sequence[str] = (), **details: object) -> None:
        super().__init__()
        self.details = details
        self.nearest = tuple(nearest)
        """What is known and near to what was given."""

    def __reduce__(self) -> tuple[object, ...]:
        """Pickled by what it holds, as subclasses take arguments of their own."""
        return _restore_error, (type(self), self.args), self.__dict__

    def __str__(self) -> str:
        return mask_cpr(_(self.message).format(**self.details))

    def name_flags(self) -> Self:
        """The same error as a command tells it: what was given wrongly is named by its flag."""
        from copy import copy  # read only when something is wrong

        said = copy(self)
        said.__dict__.update({name: name_flag(value) for name, value in self.__dict__.items()})
        said.details = {name: name_flag(value) for name, value in self.details.items()}
        return said

    def give_advice(self) -> str | None:
        """At most one line that says what to do next, in the current language."""
        if self.nearest:
            return _("Did you mean {nearest}?").format(nearest=quote_names(self.nearest))
        return mask_cpr(_(self.hint).format(**self.details)) if self.hint else None


def _restore_error(kind: type[OutreachError], args: tuple[object, ...]) -> OutreachError:
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


class UnknownWordError(OutreachError):
    """Names something unknown; suggests the nearest known names."""


class UnknownNameError(UnknownWordError):
    """A name of that kind is not registered."""

    message = N_('No {kind} is called "{name}".')
    hint = N_("See what there is with: outreach list {plural}")

    def give_advice(self) -> str | None:
        if "new" not in self.details:
            return super().give_advice()
        near = f"{super().give_advice()} " if self.nearest else ""
        return near + mask_cpr(_("If it is new: outreach {new}").format(**self.details))


class UnknownNumberError(OutreachError):
    """No record of that kind has the number."""

    message = N_("There is no {kind} with number {number}.")
    hint = N_("See what there is with: outreach list {plural}")


class UnknownKindError(UnknownWordError):
    """A word that should name a kind of record names none."""

    message = N_('"{name}" is not a kind of record.')
    exit_code = 2
    hint = N_("Known: {known}")


class UnknownColumnError(UnknownWordError):
    """A trace or a chart asks for a column that the report does not have."""

    message = N_('The report has no column called "{name}".')


class DiskFailedError(OutreachError):
    """Writing failed, and nothing of it stands."""

    message = N_("The disk failed or is full ({reason}); nothing was written.")
    exit_code = 8


class MayNotWriteError(DiskFailedError):
    """The rights of a file or a folder do not let it be written to."""

    message = N_("You may not write to {place}; nothing was written.")
    hint = N_("Ask its owner for the right to, or choose another place.")


class UnusableNameError(DiskFailedError):
    """A file cannot be called so where it was to lie."""

    message = N_("No file can be called {path} there ({reason}); nothing was written.")
    hint = N_("Choose a shorter name, of letters, digits, spaces, - and _.")


class MayNotReadError(OutreachError):
    """The rights of a register, or of its folder, do not let it be read."""

    message = N_("You may not read {path}.")
    exit_code = 5
    hint = N_("Ask its owner for the right to, or choose another place.")


class BadValueError(OutreachError):
    """A value that cannot be taken: the message of each class says why."""

    def __init__(self, value: str, *, nearest: Sequence[str] = (), **details: object) -> None:
        super().__init__(nearest=nearest, **details)
        self.value = mask_cpr(value)
        self.column: str | None = None

    def give_reason(self) -> str:
        """Why, in the current language, without column and value."""
        return super().__str__()

    def __str__(self) -> str:
        said = f'{self.give_reason()} ("{shorten_text(self.value)}")'
        return f"{self.column}: {said}" if self.column else said


class UnkeptValueError(BadValueError):
    """A value that cannot be taken, and that nothing repeats or keeps: who it is of could be read from it."""

    def __init__(self, value: str = "") -> None:
        super().__init__("")

    def __str__(self) -> str:
        return f"{self.column}: {self.give_reason()}" if self.column else self.give_reason()


def quote_names(names: Iterable[str]) -> str:
    """The names with commas between them, each in the quotation marks of the current language."""
    return ", ".join(_('"{name}"').format(name=name) for name in names)


def shorten_text(text: str) -> str:
    """The text as shown in a message: one line of at most 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


class RequiredError(BadValueError):
    """A field that must have a value has none."""

    message = N_("is missing")
