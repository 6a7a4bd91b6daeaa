"""Reading a CPR number from stdin, and the key with which it is hashed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from outreach_cli.console.session import get_session
from outreach_cli.core.errors import MissingError
from outreach_cli.core.language import _

if TYPE_CHECKING:
    from outreach_cli.api import Register
    from outreach_cli.privacy.cpr_keys import CprKeys


def read_cpr() -> str:
    """The line on stdin, or what is typed unseen at a terminal. Raises MissingError for an empty one."""
    if get_session().may_ask:
        text = click.prompt(_("CPR number"), hide_input=True, default="", show_default=False, err=True)
    else:
        text = sys.stdin.readline() if sys.stdin else ""
    if not text.strip():
        raise MissingError(what=_("a CPR number on stdin"))
    return str(text)


def open_cpr_keys(register: Register) -> CprKeys:
    """The register's look-up by CPR number, with the user's key.

    Raises NoKeyError, NotAKeyError, UnreadableKeyError, OpenKeyError and WrongKeyError.
    """
    from outreach_cli.privacy.cpr_keys import CprKeys
    from outreach_cli.privacy.secret_key import find_key_path, read_key

    return CprKeys(register.connection, read_key(find_key_path()))


def find_citizen_by_cpr(register: Register) -> str:
    """The code of the citizen whose number is on stdin. Raises UnknownCprError and what reading it raises."""
    from outreach_cli.privacy.cpr_keys import UnknownCprError

    keys = open_cpr_keys(register)
    found = keys.find_citizen(keys.hash_number(read_cpr()))
    if found is None:
        raise UnknownCprError
    return found
