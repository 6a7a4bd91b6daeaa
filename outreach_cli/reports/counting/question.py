"""What is asked of a report: the period, the filters and the rows, with names resolved to numbers."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product
from typing import NamedTuple, Self, cast

from outreach_cli.core.days import format_day
from outreach_cli.core.errors import (
    OutreachError,
    RefusedError,
    UnknownWordError,
    WrongUsageError,
    quote_names,
)
from outreach_cli.core.language import N_, LazyMessage, _
from outreach_cli.core.names import find_nearest, fold_spelling
from outreach_cli.core.periods import Period, find_previous, make_period, read_period
from outreach_cli.populations.population import Population
from outreach_cli.register.finder import RecordFinder
from outreach_cli.reports.definitions.declaration_reader import DeclarationReader
from outreach_cli.reports.definitions.definition import BadRowsError, ReportDefinition
from outreach_cli.reports.definitions.dimensions import (
    DIMENSIONS,
    Dimension,
    Key,
    find_dimension,
    find_near_dimensions,
    show_dimension,
)
from outreach_cli.reports.definitions.filters import FILTERS, FilterChoices, ReportFilter
from outreach_cli.reports.definitions.measures import When

PREVIOUS = frozenset({"previous", "forrige"})
"""The words for the period before."""
LEAST = 3
"""The fewest persons that may ever be published. The usual figure is 5."""


class ReportChoices(FilterChoices, total=False):
    """What may be asked of a report besides its name; see `outreach report --help`.

    With `keys` what lists records or cells has choices, yes and no, and columns by their key, in no language.
    What is `traced` is a row, or a row and a column.
    """

    language: str | None
    as_of: str | int | None
    compare_with: str | int | None
    traced: str | tuple[str, str | None] | None
    period: str | int | None
    first: str | date | None
    last: str | date | None
    by: str | Sequence[str] | None
    across: str | None
    column: str | None
    against: str | None
    show_unknown: bool
    keys: bool
    suppress: int | str | None
    round: int | str | None


class ReportQuestion(NamedTuple):
    """Everything that decides a table, besides the register and the definition.

    With a `threshold` no cell tells of fewer persons than that; with `rounded_to` numbers of persons are
    multiples of that. `unfinished` is the period asked for, where its last day is still to come.
    """

    rows: tuple[Dimension, ...]
    period: Period
    filters: tuple[ReportFilter, ...] = ()
    show_unknown: bool = False
    as_of: int | None = None
    threshold: int | None = None
    unfinished: Period | None = None
    across: Dimension | None = None
    against: Period | None = None
    rounded_to: int | None = None

    def ask_beside(self) -> Self:
        """The question of the other period, which is counted to today as well."""
        assert self.against is not None
        unfinished = None if self.against.is_over else self.against
        return self._replace(period=self.against.cut_to_today(), unfinished=unfinished)

    @property
    def is_to_come(self) -> bool:
        """Whether no day of what was asked for is over or goes on."""
        return self.unfinished is not None and (self.unfinished.first or "") > self.period.last

    @property
    def told_period(self) -> Period:
        """The period that the table tells: what is counted of it, or all of one that is to come."""
        return self.unfinished if self.unfinished and self.is_to_come else self.period

    @property
    def is_published(self) -> bool:
        """Whether the table goes to people who may see no single persons."""
        return self.threshold is not None or self.rounded_to is not None

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What the numbers are counted by: the rows, and the field that a column is spread out by."""
        return (*self.rows, *([self.across] if self.across else []))

    @property
    def over_time(self) -> Dimension | None:
        """The rows that are stretches of time, if any are: of several the shortest."""
        return min((each for each in self.rows if each.spans), key=Dimension.find_length, default=None)

    def list_spans(self, earliest: str | None) -> Sequence[str]:
        """The shortest of the rows' stretches of time, from `earliest` where the period has no beginning."""
        time = self.over_time
        return time.spans.of_period(self.period, earliest) if time and time.spans else ()

    def list_stretches(self, earliest: str | None) -> Iterator[tuple[str | None, ...]]:
        """The keys of the rows' stretches of time, None for rows of another field.

        Of several at once it is those with days in common: a week over a month's end stands in both months.
        """
        time = self.over_time
        for span in self.list_spans(earliest):
            days = self.period.cut_to(span)
            together = (
                [span] if each == time else each.spans.of_period(days, None) if each.spans else [None]
                for each in self.rows
            )
            yield from (keys for keys in product(*together) if self._cut_to_row(keys))

    def bind_stretch(
        self, values: Mapping[str, object], keys: Sequence[Key], when: When
    ) -> dict[str, object]:
        """The parameters of a statement that is run for the stretch of time of a row, with its own days."""
        assert self.over_time is not None
        days = self._cut_to_row(keys)
        assert days is not None
        return {**values, "first": days.first, "last": days.last, "held_on": find_day_held(when, days)}

    def _cut_to_row(self, keys: Sequence[Key]) -> Period | None:
        """The days of the period that all of the row's stretches of time have, None where that is no day."""
        days = self.period
        for each, key in zip(self.rows, keys, strict=True):
            days = days.cut_to(str(key)) if each.spans and key is not None else days
        return days if (days.first or "") <= days.last else None

    def find_filter(self, name: str | None) -> ReportFilter | None:
        """The filter of that name, None where nothing was filtered by it."""
        return next((each for each in self.filters if each.name == name), None)

    def describe(self) -> tuple[str, str]:
        """The period and the filters in words."""
        first, last = self.told_period.first, format_day(self.told_period.last)
        if first is None:
            period = _("Until {last}").format(last=last)
        else:
            period = _("Period {first} – {last}").format(first=format_day(first), last=last)
        said = [f"{each.label}: {', '.join(each.names)}" for each in self.filters]
        return period, " · ".join(said)


def find_day_held(when: When, days: Period) -> str:
    """The day at whose end all held that is counted: the last, for what held at the start the one before."""
    return find_previous(days).last if when == "at start" else days.last


def ask(
    definition: ReportDefinition, finder: RecordFinder, as_of: int | None, choices: ReportChoices
) -> ReportQuestion:
    """The question in these words.

    Raises UnknownChoiceError, what reading days, periods and names raises, and BadRowsError.
    """
    _refuse_unknown(choices)
    suppress, rounded = choices.get("suppress"), choices.get("round")
    asked = _choose_period(definition, choices)
    against = choices.get("against")
    rows = _choose_rows(definition, choices.get("by"))
    across = _choose_across(definition, rows, choices)
    counted = definition.counted[definition.leading].population
    filters = tuple(_choose_filters(definition, finder, choices))
    return ReportQuestion(
        filters=filters,
        rows=tuple(_take_words(each, counted, filters) for each in rows),
        period=asked.cut_to_today(),
        show_unknown=choices.get("show_unknown", False),
        as_of=as_of,
        threshold=None if suppress is None else read_least(suppress),
        rounded_to=None if rounded is None else read_least(rounded, "--round"),
        across=_take_words(across, counted, filters) if across else None,
        against=None if against is None else _choose_against(asked, against),
        unfinished=None if asked.is_over else asked,
    )


def _take_words(dimension: Dimension, counted: Population, filters: Sequence[ReportFilter]) -> Dimension:
    """It with the words that its keys have among what is counted, where they are words for that."""
    if dimension.worded_for and dimension.worded_for not in [(each.name, *each.keys) for each in filters]:
        return dimension._replace(choice=None)
    return dimension.take_words(counted)


def _refuse_unknown(choices: ReportChoices) -> None:
    """Raises UnknownChoiceError: passed over, it would leave a figure of more than was asked for."""
    known = sorted(ReportChoices.__optional_keys__)
    for name in choices.keys() - known:
        near = find_nearest(name, known)
        raise UnknownChoiceError(name=name, known=", ".join(known), nearest=near)


def is_said(words: object) -> bool:
    """Whether anything was said, be it an empty text, which is told as wrong and never passed over."""
    return words is not None and words is not False and words not in ((), [])


def _choose_against(period: Period, said: str) -> Period:
    """The period to compare with: one in words, or the one before of the same length. Raises RefusedError."""
    if fold_spelling(said) not in PREVIOUS:
        return read_period(said)
    if period.first is None:
        raise RefusedError(reason=LazyMessage(N_("a period without a first day has none before it.")))
    return find_previous(period)


def read_least(said: str | int | None, flag: str = "--suppress") -> int:
    """The fewest persons that a published cell may stand for, or its step. Raises RefusedError below 3."""
    number = int(str(said)) if str(said).isdecimal() else 0
    if number < LEAST:
        raise RefusedError(
            reason=LazyMessage(N_("{flag} takes a whole number from {least} up."), flag=flag, least=LEAST)
        )
    return number


def _choose_filters(
    definition: ReportDefinition, finder: RecordFinder, choices: ReportChoices
) -> Iterator[ReportFilter]:
    """The filters that were asked for, and those that the report has unless asked otherwise."""
    asked = cast("Mapping[str, str | Sequence[str] | None]", choices)
    for name, each in FILTERS.items():
        if is_said(words := asked.get(name)):
            yield each.choose(finder, cast("str | Sequence[str]", words))
        elif words := definition.chosen.get(name):
            yield _choose_declared(definition, each, finder, words)
        elif name == definition.one_at_a_time and (wholes := each.list_wholes(finder.connection)):
            if len(wholes) > 1:
                known = quote_names(called for _key, called in wholes)
                raise SeveralWholesError(report=definition.name, known=known, flag=f"--{name}")
            ((key, called),) = wholes
            yield each.keep(finder.connection, (key,), (called,))


def _choose_declared(
    definition: ReportDefinition, declared: ReportFilter, finder: RecordFinder, word: str
) -> ReportFilter:
    """The filter that the report's file sets. Raises BadReportError."""
    try:
        return declared.choose(finder, word)
    except OutreachError as error:
        reader = DeclarationReader(definition.file or definition.name, definition.text)
        raise reader.complain_of_error(error, declared.name) from None


def _choose_period(definition: ReportDefinition, choices: ReportChoices) -> Period:
    first, last, period = choices.get("first"), choices.get("last"), choices.get("period")
    if period is not None and (first is not None or last is not None):
        raise WrongUsageError(reason=_("--period and --from/--to say the same; give one of them."))
    if period is not None:
        return read_period(str(period))
    if first is not None or last is not None or not definition.period:
        return make_period(first, last)
    return read_period(definition.period)


def _choose_rows(definition: ReportDefinition, by: str | Sequence[str] | None) -> tuple[Dimension, ...]:
    """The report's own rows, or those asked for: several words, or one with commas between.

    Where one field is asked for, stretches of time stay, so that they can be split; another stretch of time
    takes their place.
    """
    if by is None or not is_said(by):
        return definition.rows
    words = (by if isinstance(by, str) else ",".join(by)).split(",")
    asked = tuple(dict.fromkeys(_find_dimension(definition, word.strip()) for word in words))
    if len(asked) > 1 or asked[0].spans:
        return asked
    return (*(each for each in definition.rows if each.spans), *asked)


def _choose_across(
    definition: ReportDefinition, rows: tuple[Dimension, ...], choices: ReportChoices
) -> Dimension | None:
    """What a column is spread out by: the report's own field gives way to what does not go with it.

    Raises BadRowsError where the rows are of that already.
    """
    if (word := choices.get("across")) is None:
        said = cast("Mapping[str, object]", choices)
        alone = any(is_said(said.get(each)) for each in ("compare_with", "against"))
        return None if alone or definition.across in rows else definition.across
    across = _find_dimension(definition, word)
    if across in rows:
        able = ", ".join(
            show_dimension(name) for name in definition.able_rows if DIMENSIONS[name] not in rows
        )
        raise BadRowsError(report=definition.name, field=across.label, known=able)
    return across


def _find_dimension(definition: ReportDefinition, word: str) -> Dimension:
    """The choice of rows that a word names in either language. Raises BadRowsError."""
    found = find_dimension(word)
    if found is None:
        fits = definition.able_rows
        near = [show_dimension(each) for each in find_near_dimensions(word) if each in fits]
        able = ", ".join(map(show_dimension, fits))
        raise BadRowsError(report=definition.name, field=word or quote_names([""]), known=able, nearest=near)
    return found


class UnknownChoiceError(UnknownWordError):
    """A script asks something of a report by a keyword that none has."""

    message = N_('A report cannot be asked for "{name}".')
    exit_code = 2
    hint = N_("Known: {known}")


class SeveralWholesError(OutreachError):
    """A report on one thing at a time was asked for in a register with several."""

    message = N_("The report {report} covers one at a time of {known}.")
    exit_code = 2
    hint = N_("Name one with {flag}.")
