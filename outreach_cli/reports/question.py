"""What is asked of a report: the period, the filters and the rows, with names resolved to numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from outreach_cli.days import Period, period_between, read_period, shown_day
from outreach_cli.errors import BadRows, NotAChoice, ReportProgramme, WrongUsage, in_quotes
from outreach_cli.language import N_, _, ngettext, spoken
from outreach_cli.names import folded, nearest
from outreach_cli.records.declare import Label
from outreach_cli.records.forms import SCALE, SCALES
from outreach_cli.records.municipalities import MUNICIPALITIES, Municipality
from outreach_cli.records.places import MUNICIPALITY, SITE_LABEL
from outreach_cli.reports.definition import Definition
from outreach_cli.reports.dimensions import DIMENSIONS, Dimension, named

if TYPE_CHECKING:
    from outreach_cli.reports import Choices

PROGRAMME_LABEL = Label("Indsats", "Programme")
SCALE_LABEL = Label("Skala", "Scale")
Named = Callable[[str, str], tuple[int, str]]
"""Finds a record by kind and name: its number and registered spelling."""


class Filter(NamedTuple):
    """Only what has one of `keys` in the population's `column`; `names` are the keys as people know them."""

    name: str
    column: str
    label: Label
    keys: tuple[str | int, ...]
    names: tuple[str, ...]


class Question(NamedTuple):
    """Everything that decides a table, besides the register and the definition.

    With `least` no cell tells of fewer persons than that.
    """

    rows: tuple[Dimension, ...]
    period: Period
    filters: tuple[Filter, ...] = ()
    show_unknown: bool = False
    as_of: int | None = None
    least: int | None = None

    def words(self) -> tuple[str, str]:
        """The period and the filters in words."""
        language = spoken()
        last = shown_day(self.period.last, language)
        if self.period.first is None:
            period = _("Until {last}").format(last=last)
        else:
            period = _("Period {first} – {last}").format(
                first=shown_day(self.period.first, language), last=last
            )
        said = [f"{each.label}: {', '.join(each.names)}" for each in self.filters]
        return period, " · ".join(said)


def ask(
    definition: Definition, connection: sqlite3.Connection, named: Named, as_of: int | None, choices: Choices
) -> Question:
    """The question in these words. Raises what reading days, periods and names raises, and BadRows."""
    filters = []
    if sites := choices.get("site"):
        found = [named("site", each) for each in ((sites,) if isinstance(sites, str) else sites)]
        keys, names = zip(*found, strict=True)
        filters.append(Filter("site", "site_id", SITE_LABEL, keys, names))
    if municipality := choices.get("municipality"):
        code = Municipality().read(municipality)
        name = MUNICIPALITIES[code]
        filters.append(Filter("municipality", "municipality_id", MUNICIPALITY, (code,), (name,)))
    programme = choices.get("programme")
    chosen = named("programme", programme) if programme else _only_programme(definition, connection)
    if chosen:
        keys = _with_parts(connection, chosen[0])
        filters.append(Filter("programme", "programme_id", PROGRAMME_LABEL, keys, (chosen[1],)))
    if scale := choices.get("scale") or definition.scale:
        key = _scale(connection, scale)
        filters.append(Filter("scale", "scale", SCALE_LABEL, (key,), (SCALE.show(key),)))
    return Question(
        rows=_rows(definition, choices.get("by")),
        period=_period(definition, choices),
        filters=tuple(filters),
        show_unknown=choices.get("show_unknown", False),
        as_of=as_of,
        least=_least(choices.get("suppress")),
    )


def _least(said: int | str | None) -> int | None:
    """The fewest persons that a cell may tell of, None where nothing was said of it. Raises Refused."""
    if said is None:
        return None
    from outreach_cli.reports.suppression import read_least

    return read_least(said)


def _scale(connection: sqlite3.Connection, word: str) -> str:
    """The scale of that name: a declared one, or one that answers have been given on. Raises NotAChoice."""
    key = SCALE.read(word)
    used = [name for (name,) in connection.execute("SELECT DISTINCT scale FROM form WHERE scale IS NOT NULL")]
    known = list(dict.fromkeys([*SCALES, *used]))
    if key not in known:
        raise NotAChoice(word, what=SCALE.what, nearest=nearest(word, known), known=", ".join(known))
    return key


def _period(definition: Definition, choices: Choices) -> Period:
    first, last, period = choices.get("first"), choices.get("last"), choices.get("period")
    if period is not None and (first is not None or last is not None):
        raise WrongUsage(reason=_(N_("--period and --from/--to say the same; give one of them.")))
    if period is not None:
        return read_period(period)
    if first is not None or last is not None or not definition.period:
        return period_between(first, last)
    return read_period(definition.period)


def _rows(definition: Definition, by: str | None) -> tuple[Dimension, ...]:
    """The report's own rows, or those asked for; months stay, so that they can be split."""
    if by is None:
        return definition.rows
    known = {folded(word): name for name, each in DIMENSIONS.items() for word in each.label.both}
    known |= {name: name for name in DIMENSIONS}  # a name is never taken by another's label
    name = known.get(folded(by))
    if name is None:
        near = dict.fromkeys(known[each] for each in nearest(by, known))
        raise BadRows(report=definition.name, field=by, known=", ".join(map(named, near or DIMENSIONS)))
    months = tuple(each for each in definition.rows if each.month and each.name != name)
    return (*months, DIMENSIONS[name])


def _with_parts(connection: sqlite3.Connection, programme: int) -> tuple[int, ...]:
    """The programme and everything that is part of it."""
    rows = connection.execute(
        "WITH RECURSIVE part (id) AS (SELECT ? UNION SELECT programme.id FROM programme"
        " JOIN part ON programme.parent = part.id) SELECT id FROM part ORDER BY id",
        (programme,),
    )
    return tuple(number for (number,) in rows)


def programmes_enrolled_in(connection: sqlite3.Connection) -> list[tuple[int, str]]:
    """The programmes that are part of no other and have enrolments, themselves or through their parts."""
    return connection.execute(
        "WITH RECURSIVE whole (id, parent) AS ("
        "SELECT id, parent FROM programme WHERE id IN (SELECT programme FROM enrolment)"
        " UNION SELECT programme.id, programme.parent"
        " FROM programme JOIN whole ON programme.id = whole.parent)"
        " SELECT programme.id, programme.programme FROM whole JOIN programme ON programme.id = whole.id"
        " WHERE whole.parent IS NULL ORDER BY programme.id"
    ).fetchall()


def _only_programme(definition: Definition, connection: sqlite3.Connection) -> tuple[int, str] | None:
    """The one programme of a report that covers one at a time, when there is but one with enrolments."""
    if not definition.one_programme:
        return None
    rows = programmes_enrolled_in(connection)
    if len(rows) > 1:
        names = in_quotes(name for _number, name in rows)
        raise ReportProgramme(report=definition.name, programmes=names)
    return rows[0] if rows else None


def people(number: int) -> str:
    """`citizen` or `citizens`, for that many."""
    return ngettext("citizen", "citizens", number)
