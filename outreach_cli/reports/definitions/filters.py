"""What a report can be filtered by, each filter declared once, with how a word becomes the keys."""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Self, TypedDict

from outreach_cli.core.language import get_language
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.populations.fields import AGE, list_fields
from outreach_cli.populations.own_words import list_own_words
from outreach_cli.populations.population import Population
from outreach_cli.records.choices import Choice, NotAChoiceError, RegisterWords
from outreach_cli.records.citizens import CITIZEN, SEX
from outreach_cli.records.contacts import CONTACT, CONTACT_KIND
from outreach_cli.records.forms import SCALE
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.places import MUNICIPALITY, SITE_LABEL, WORKER
from outreach_cli.reports.definitions.dimensions import AGE_BAND, DIMENSIONS

if TYPE_CHECKING:
    from outreach_cli.register.finder import RecordFinder  # help on filters looks nothing up


class FilterChoices(TypedDict, total=False):
    """The words that a report may be filtered by, one key for each declared filter."""

    site: str | Sequence[str]
    municipality: str | int | None
    programme: str | None
    scale: str | None
    worker: str | Sequence[str]
    kind: str | Sequence[str]
    sex: str | Sequence[str]
    age: str | Sequence[str]


class ReportFilter(NamedTuple):
    """One thing to filter by: a record by its name (`kind`), or one of the values of a `choice`.

    Set, it keeps what has one of `keys` in the population's `field`, with an `expression` in that of it;
    `names` are the keys as people know them. `several` may be named. `parts` (SQL with `:key`) lists the key
    with those that count as part of it, and `used` the values that a choice has in the register besides its
    declared ones. `wholes` lists, by key and name, what a report that covers one at a time can be about.
    `declared` says how a report's own file may set the filter: to a value, or to "one" for one at a time.
    `setting` holds the register's own value.
    """

    name: str
    field: str
    label: Label
    kind: str | None = None
    choice: Choice | None = None
    several: bool = False
    parts: str | None = None
    used: str | None = None
    wholes: str | None = None
    declared: Literal["value", "one"] | None = None
    setting: str | None = None
    expression: str | None = None
    keys: tuple[str | int, ...] = ()
    names: tuple[str, ...] = ()

    def find_sql(self, population: Population) -> str | None:
        """What has one of the keys, as SQL over a population; None where its things have no such field."""
        found = list_fields(population).get(self.field)
        if found is None:
            return None
        return self.expression.format(of=found.value) if self.expression else found.counted_as

    def choose(self, finder: "RecordFinder", words: str | int | Sequence[str | int]) -> Self:
        """The filter set to these words or codes. Raises UnknownNameError or NotAChoiceError."""
        several = [words] if isinstance(words, str | int) else words
        found = [self._find(finder, str(word)) for word in several]
        keys, names = zip(*found, strict=True)
        return self.keep(finder.connection, keys, names)

    def keep(
        self, connection: sqlite3.Connection, keys: tuple[str | int, ...], names: tuple[str, ...]
    ) -> Self:
        """The filter set to these keys, and to whatever is part of them."""
        if self.parts:
            rows = [row for key in keys for row in connection.execute(self.parts, {"key": key})]
            keys = tuple(dict.fromkeys(number for (number,) in rows))
        return self._replace(keys=keys, names=names)

    def list_wholes(self, connection: sqlite3.Connection) -> list[tuple[int, str]]:
        """What a report that covers one at a time can be about, by key and name."""
        return connection.execute(self.wholes).fetchall() if self.wholes else []

    def show(self, key: str) -> str:
        """A choice's value as people know it."""
        return self.choice.show(key) if self.choice else key

    def _find(self, finder: "RecordFinder", word: str) -> tuple[str | int, str]:
        if self.choice is None:
            assert self.kind is not None
            return finder.find_name(self.kind, word)
        key = self.choice.read(word)
        if isinstance(self.choice, RegisterWords):
            key = self._find_word(finder.connection, self.choice, key)
        return key, self.show(key)

    def _find_word(self, connection: sqlite3.Connection, words: RegisterWords, word: str) -> str:
        """What a register's word counts as. Raises NotAChoiceError for one that it neither has nor holds."""
        own: dict[str, str | None] = dict(connection.execute(list_own_words(words)).fetchall())
        used = [value for (value,) in connection.execute(self.used)] if self.used else []
        known = list(dict.fromkeys([*words.values, *own, *used]))
        spelled = {fold_case(each): each for each in known}.get(fold_case(word))
        if spelled is None:
            near = find_nearest(word, known)
            raise NotAChoiceError(word, what=words.what, nearest=near, known=", ".join(known))
        return own.get(spelled) or spelled


_PROGRAMME_PARTS = """
WITH RECURSIVE part (id) AS (
    SELECT :key
    UNION
    SELECT programme.id FROM programme JOIN part ON programme.parent = part.id
)
SELECT id FROM part ORDER BY id
"""
_PROGRAMMES_ENROLLED_IN = """
WITH RECURSIVE whole (id, parent) AS (
    SELECT id, parent FROM programme WHERE id IN (SELECT programme FROM enrolment)
    UNION
    SELECT programme.id, programme.parent FROM programme JOIN whole ON programme.id = whole.parent
)
SELECT programme.id, programme.programme
FROM whole JOIN programme ON programme.id = whole.id
WHERE whole.parent IS NULL
ORDER BY programme.id
"""
"""The programmes that are part of no other and have enrolments, themselves or through their parts."""

# To add a filter: declare it here, beside its key in FilterChoices, and give `outreach report` the option.
FILTERS: dict[str, ReportFilter] = {
    each.name: each
    for each in (
        ReportFilter("site", "site", SITE_LABEL, kind="site", several=True),
        ReportFilter(
            "municipality", "municipality", MUNICIPALITY, choice=Municipality(), setting="municipality"
        ),
        ReportFilter(
            "programme",
            "programme",
            Label("Indsats", "Programme"),
            kind="programme",
            parts=_PROGRAMME_PARTS,
            wholes=_PROGRAMMES_ENROLLED_IN,
            declared="one",
        ),
        ReportFilter(
            "scale",
            "scale",
            Label("Skala", "Scale"),
            choice=SCALE,
            used="SELECT DISTINCT scale FROM form WHERE scale IS NOT NULL",
            declared="value",
        ),
        ReportFilter("worker", "worker", WORKER.naming.label, kind="worker", several=True),
        ReportFilter("kind", "contact_kind", CONTACT.by_key["kind"].label, choice=CONTACT_KIND, several=True),
        ReportFilter("sex", "sex", CITIZEN.by_key["sex"].label, choice=SEX, several=True),
        ReportFilter(
            "age", AGE.key, AGE.label, choice=AGE_BAND, several=True, expression=DIMENSIONS["age"].expression
        ),
    )
}


def show_filter(name: str) -> str:
    """The word for a filter in the current language."""
    return str(FILTERS[name].label).lower() if get_language() == "da" else name


def list_able_filters(population: Population) -> list[str]:
    """The filters that a population has the field for."""
    return [name for name, each in FILTERS.items() if each.field in list_fields(population)]
