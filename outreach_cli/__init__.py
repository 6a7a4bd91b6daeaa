"""outreach: the register of a municipal outreach project, and the tables that a committee asks for."""

from __future__ import annotations

TYPE_CHECKING = False  # that of `typing`, which would take longer to import than all that is needed to stop
if TYPE_CHECKING:
    from outreach_cli.api import Register, create_register, open_register

__all__ = ["Register", "create_register", "open_register"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """The public names, imported when they are first asked for: the command line starts faster without."""
    if name not in __all__:
        raise AttributeError(name)
    import outreach_cli.api

    return getattr(outreach_cli.api, name)
