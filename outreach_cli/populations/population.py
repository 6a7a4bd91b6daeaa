"""How a population is declared: the things that reports count, as a view in plain words."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

from outreach_cli.records.choices import Choice
from outreach_cli.records.citizens import CITIZEN
from outreach_cli.records.contacts import CONTACT
from outreach_cli.records.label import Label
from outreach_cli.records.places import SITE
from outreach_cli.records.record import Field, Record
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Reference

OWN_SITE = "LEFT JOIN site AS own_site ON own_site.id = citizen.site"
"""The join that finds the site at which a joined citizen is registered, as `own_site`."""
HOME = "LEFT JOIN setting AS home ON home.setting = 'municipality'"
"""The join that finds the register's own municipality, as `home.value`."""


def join_municipality(*kinds: str) -> str:
    """The joins that find the municipality: what the first of these tables says, else the register's own."""
    said = ", ".join([*(f"{kind}.municipality" for kind in kinds), "home.value"])
    return f"{HOME}\nLEFT JOIN municipality ON municipality.code = coalesce({said})"


PLACE = "municipality.code AS municipality_id, municipality.municipality, site.model"
"""The columns of those joins that say which municipality, and how it organises the work."""

PERSON = "citizen.sex, citizen.birth_year"
"""What of a joined citizen reports can be told by."""


def take_fields(record: Record, *keys: str) -> tuple[Field, ...]:
    """The fields of a record under these keys, as a population declares those that its view has too."""
    return tuple(record.by_key[key] for key in keys)


PLACE_FIELDS = (*take_fields(CITIZEN, "municipality"), *take_fields(SITE, "model"))
"""The fields of the columns in PLACE."""
HELD_FIELDS = (
    Field("holds_from", Label("Gælder fra", "From"), Day()),
    Field("holds_until", Label("Gælder til", "Until"), Day()),
)
"""The fields of a population whose rows hold from a day until another."""
WHOSE = Field("citizen", Label("Borger", "Citizen"), Reference("citizen"))
DATE = CONTACT.by_key["date"]

_WHO_AND_WHERE = """
    {of}.citizen AS citizen_id,
    (SELECT citizen.citizen FROM citizen WHERE citizen.id = {of}.citizen) AS citizen,
    (SELECT citizen.sex FROM citizen WHERE citizen.id = {of}.citizen) AS sex,
    (SELECT citizen.birth_year FROM citizen WHERE citizen.id = {of}.citizen) AS birth_year,
    {of}.site AS site_id, (SELECT site.site FROM site WHERE site.id = {of}.site) AS site,
    {model} AS model,
    {of}.programme AS programme_id,
    (SELECT programme.programme FROM programme WHERE programme.id = {of}.programme) AS programme,
    (SELECT code FROM municipality WHERE code = {place}) AS municipality_id,
    (SELECT municipality FROM municipality WHERE code = {place}) AS municipality
"""
_PLACE = """coalesce(
        (SELECT site.municipality FROM site WHERE site.id = {of}.site),
        (SELECT citizen.municipality FROM citizen WHERE citizen.id = {of}.citizen),
        (SELECT site.municipality FROM citizen JOIN site ON site.id = citizen.site
         WHERE citizen.id = {of}.citizen),
        (SELECT value FROM setting WHERE setting = 'municipality')
    )"""


def write_place(of: str) -> str:
    """The municipality of rows of the table `of`: the site's, else the citizen's, else the register's own."""
    return _PLACE.format(of=of)


def write_site_model(of: str) -> str:
    """How the site of rows of the table `of` organises the work."""
    return f"(SELECT site.model FROM site WHERE site.id = {of}.site)"


def select_who_and_where(of: str, place: str | None = None, model: str | None = None) -> str:
    """The columns that most populations share, for rows of the table `of`: whose, where, in what.

    They are looked up one by one, not joined: SQLite passes over those that a report does not use, where it
    would carry out a join for every row that it counts, and then cannot count over an index alone. `place` is
    the SQL of the municipality where that is not what `write_place` says, `model` that of the organisation.
    """
    place, model = place or write_place(of), model or write_site_model(of)
    return _WHO_AND_WHERE.format(of=of, place=place, model=model).strip()


WHO_AND_WHERE_FIELDS = (
    WHOSE,
    *take_fields(CITIZEN, "sex", "birth_year"),
    *take_fields(CONTACT, "site", "programme"),
    *PLACE_FIELDS,
)
"""The fields of those columns."""


class PairedAnswers(NamedTuple):
    """First and latest of several answers: per which columns, and the column with the answer's number.

    The column `better` says `lower` where a lower number is the better answer.
    Of the rows that belong to the question one is left of each, the first, with further columns:
    `first_score`, `latest_score`, `latest_on`; and where the latest is of a later day, `change` (latest less
    first) and `direction` (`better`, `same`, `worse`). Without a later one these two are unknown.
    """

    per: tuple[str, ...]
    score: str
    better: str


PAIRED_COLUMNS = ("first_score", "latest_score", "latest_on", "change", "direction")
"""The columns that a paired population has besides those of its view."""


class OccurrenceTally(NamedTuple):
    """How often each is there: per which column, under which name, and in which of a choice's bands.

    Of the rows that belong to the question one is left of each, the first. `bands` has the lowest number of
    each band by its key, the smallest first.
    """

    per: str
    times: str
    column: str
    bands: Mapping[str, int]


class Population(NamedTuple):
    """Things that reports count.

    The view has `id` (of a row in the record's table), `date` (the day it happened, ISO), for each record
    that it names a number `KIND_id` and a name `KIND`, and further columns. `fields` say of each, by the
    records' own types and labels, what it holds; only `id` and `date` need not be named. `columns` are those
    that a trace lists. `called` are the words for one and for several, where they are not the record's.
    `left_out` names the population of what does not belong, for the note that says how many.

    `choices` are the columns with one of a few values that are no fields of the record. `one_per` names the
    rows of which each has one row of the population at most, so that a report can show what it says. A
    `mixed` one has rows of other records besides, whose `id` is none of the record's; of which kind each is
    says its column `record`, or the SQL `kind_as`.

    With `holds` a row holds from `holds_from` (None: since ever) until before `holds_until`, and a measure
    may ask for those that held at the period's start, its end or during it. With `as_at` the rows of the
    period that hold at its end are counted. With `latest_per` only the latest row of each person (that
    column) in the period is; with `paired` the first and the latest become one row; with `tally` the rows of
    each are counted; `waited` names a column with the days from each row's day to the period's last. With
    `undated` a row without a day belongs to every period, with `undated_before` to those without a first day.
    The rows of a `dated` one are found by their day over an index, so that its months may be counted one at
    a time. A `costly` one is worked out once a question, not for every column. Of one that `holds` and is
    held `within`, a measure of what held at the end takes only what happened in the period as well, or has
    no day. `usual` are columns with the key that is counted unless the rows, a filter or a condition ask for
    that column; what has no key there is counted always. Of an `entangled` one what a person's rows are
    depends on other persons, so that no table of it can be published.

    `numbered` are fields of text in whose stead a number, in the column KEY_id, tells the things apart, so
    that the text is worked out only where it is shown. Where none of the columns `several_by` is used, such a
    thing has one row for each key of a choice, and holds in one. `between` writes the SQL of at least the
    rows that touch the days from one to another (both as SQL) and the day before them, with at least the
    columns used: where that is quicker than to choose them from the view. `happened` does the same with the
    rows whose `date` meets a condition, and no others.
    """

    name: str
    view: str
    record: str
    columns: tuple[str, ...]
    sql: str
    called: tuple[Label, Label] | None = None
    left_out: tuple[str, ...] = ()
    holds: bool = False
    as_at: bool = False
    latest_per: str | None = None
    paired: PairedAnswers | None = None
    tally: OccurrenceTally | None = None
    waited: str | None = None
    undated: bool = False
    undated_before: bool = False
    dated: bool = False
    costly: bool = False
    within: bool = False
    usual: Mapping[str, str] = MappingProxyType({})
    choices: Mapping[str, Choice] = MappingProxyType({})
    fields: tuple[Field, ...] = ()
    one_per: tuple[str, ...] = ()
    mixed: bool = False
    kind_as: str = ""
    entangled: bool = False
    numbered: tuple[str, ...] = ()
    several_by: tuple[str, ...] = ()
    between: Callable[[str, str, Collection[str]], str] | None = None
    happened: Callable[[str, Collection[str]], str] | None = None

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def one(self) -> Label:
        return self.called[0] if self.called else RECORDS[self.record].label

    @property
    def many(self) -> Label:
        return self.called[1] if self.called else RECORDS[self.record].labels

    @property
    def person(self) -> str | None:
        """The record that names the person whom a row is about, None where there is none."""
        return WHOSE.key if WHOSE in self.fields else None

    @property
    def rests_on_others(self) -> bool:
        """Whether what a row counts as may depend on other records of the same person."""
        return self.costly or self.latest_per is not None or self.record == self.person
