"""What a value is given by: a keyword in a script, and a flag on the command line."""

from __future__ import annotations

TYPE_CHECKING = False  # that of `typing`, which a contact need not import
if TYPE_CHECKING:
    from typing import Self


class Parameter(str):
    """What something is given by: the keyword in Python, which is its text, and the flag of a command."""

    __slots__ = ("flag",)
    flag: str

    def __new__(cls, keyword: str, flag: str) -> Self:
        made = super().__new__(cls, keyword)
        made.flag = flag
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.flag


def with_flag(value: object) -> object:
    """The value, or in its place the flag of what it is given by."""
    return value.flag if isinstance(value, Parameter) else value
