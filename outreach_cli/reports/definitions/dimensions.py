"""What the rows of a report can be: sites, statuses, months and the rest, with their order and names."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Self

from outreach_cli.core.language import N_, get_language
from outreach_cli.core.names import find_nearest, fold_spelling
from outreach_cli.core.periods import Period, name_span
from outreach_cli.populations.fields import AGE, list_fields
from outreach_cli.populations.form_views import ANSWER
from outreach_cli.populations.population import DATE, Population
from outreach_cli.populations.reach_views import PROBLEMS_BY_CITIZEN
from outreach_cli.records.choices import Choice, MultipleChoice
from outreach_cli.records.citizens import CITIZEN, PROBLEM, PROBLEM_GROUPS
from outreach_cli.records.forms import DEFAULT_SCALE
from outreach_cli.records.groups import GROUP_LABEL
from outreach_cli.records.label import ChoiceGroup, Label
from outreach_cli.records.places import MUNICIPALITY, SITE_LABEL
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.team import WEEKDAY

Key = str | int | None


class TimeSpans(NamedTuple):
    """Rows that are stretches of time: those of a period, by how they begin, and the days of one as SQL.

    The first takes a period and the day (ISO) from which to list when it has no beginning. The second is a
    condition on `date` with the parameter `:span`. `longest` is how many days one has at most.
    """

    of_period: Callable[[Period, str | None], Sequence[str]]
    days: str
    longest: int


class Dimension(NamedTuple):
    """One choice of rows.

    `field` is the population's field that the row's key comes from, as it is or by the SQL `expression` of
    it (`{of}`); `without` says what a thing in the 'not stated' row lacks. The keys that always have a row
    come from `listed` (SQL: key and name in order), from `choice`, or from `spans`; other keys found in the
    data come after. A choice is declared only for keys that are worked out: those of a field have its own
    words, for a project's status has others than a course's. A record's row that a filter named `placed_by`
    puts elsewhere (a site of another municipality) is not among them; `kind` is that record. `groups` are
    rows that count several of the choice's keys together, each after the last of them. With `several` a thing
    stands in each of the rows that it has a key for; where its field holds them all, `spread` (SQL) lists the
    keys of each record of the kind `spread_by`, as `spread_owner` and `spread_key`. The words of one that is
    `worded_for` a filter and a key are those of that key's things alone: 5 is no "very good" on all scales.
    """

    name: str
    label: Label
    field: str
    without: str
    expression: str | None = None
    kind: str | None = None
    listed: str | None = None
    choice: Choice | None = None
    spans: TimeSpans | None = None
    groups: Mapping[str, ChoiceGroup] = MappingProxyType({})
    several: bool = False
    spread: str | None = None
    spread_by: str | None = None
    placed_by: str | None = None
    worded_for: tuple[str, str] | None = None

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def is_of_day(self) -> bool:
        """Whether the key is worked out of the day on which a thing happened."""
        return self.field == DATE.key

    def find_length(self) -> int:
        """How many days one of its stretches of time has at most, 0 where it has none."""
        return self.spans.longest if self.spans else 0

    def take_words(self, population: Population) -> Self:
        """It with the words that the population's field has, where it has none of its own."""
        found = list_fields(population).get(self.field)
        if self.choice or self.listed or self.expression or not (found and isinstance(found.type, Choice)):
            return self
        return self._replace(choice=found.type)

    def find_sql(self, population: Population) -> str | None:
        """The row's key as SQL over a population, None where its things have no such field."""
        found = list_fields(population).get(self.field)
        if found and not isinstance(found.type, MultipleChoice):
            return self.expression.format(of=found.value) if self.expression else found.counted_as
        owner = list_fields(population).get(self.spread_by or "")
        return f"{self.name}_of.spread_key" if self.spread and owner else None

    def find_spread(self, population: Population) -> str:
        """The SQL join that makes a line of each of the keys that a thing has; empty where none is needed."""
        found = list_fields(population).get(self.field)
        owner = list_fields(population).get(self.spread_by or "")
        if not self.spread or not owner or (found and not isinstance(found.type, MultipleChoice)):
            return ""
        joined = f"{self.name}_of"
        return f" LEFT JOIN ({self.spread}) AS {joined} ON {joined}.spread_owner = counted.{owner.value}"

    def name_declared(self, period: Period, earliest: str | None) -> dict[Key, str]:
        """The keys that have a row without being looked up, in order, each with its name."""
        if self.spans:
            return {span: span for span in self.spans.of_period(period, earliest)}
        names: dict[Key, str] = {}
        for key, label in (self.choice.values if self.choice else {}).items():
            names[key] = str(label)
            names |= {k: str(g.label) for k, g in self.groups.items() if g.members[-1] == key}
        return names

    def name_found(self, keys: Iterable[Key]) -> dict[Key, str]:
        """The names of keys that have a row only because something was counted there, in the rows' order.

        Numbers, be they texts, come by how much they are, after words.
        """
        ordered = sorted(keys, key=lambda key: (len(str(key)) if str(key).isdecimal() else 0, str(key)))
        return {key: (self.choice.show(key) if self.choice else "") or str(key) for key in ordered}

    def list_synonyms(self, key: Key) -> set[str]:
        """What else a row is called than by its name: its key, and its names in both languages."""
        labels = dict(self.choice.labels) if self.choice else {}
        labels |= {k: group.label for k, group in self.groups.items()}
        spans = {name_span(str(key), each) for each in ("da", "en")} if self.spans else set()
        return {str(key), *((*labels[key].both, *labels[key].also) if key in labels else ()), *spans}


def _make_record_rows(kind: str, label: Label, without: str) -> Dimension:
    """Rows that are the records of a kind with a name."""
    assert RECORDS[kind].name
    placed_by = "municipality" if "municipality" in RECORDS[kind].by_key else None
    listed = f'SELECT id, "{kind}" FROM "{kind}" ORDER BY id'
    return Dimension(kind, label, kind, without, kind=kind, listed=listed, placed_by=placed_by)


def _make_text_rows(name: str, label: Label, without: str, record: str) -> Dimension:
    """Rows that are the words in a field of a record, by the first day on which they stand there."""
    listed = f'SELECT "{name}", "{name}" FROM "{record}" GROUP BY 1 ORDER BY min(date), min(id)'
    return Dimension(name, label, name, without, listed=listed)


def _make_time_rows(
    name: str,
    label: Label,
    expression: str,
    of_period: Callable[[Period, str | None], Sequence[str]],
    days: str,
    longest: int,
) -> Dimension:
    """Rows that are stretches of time, each by how ISO 8601 writes it."""
    spans = TimeSpans(of_period, days, longest)
    return Dimension(name, label, "date", N_("without a date"), expression=expression, spans=spans)


_THURSDAY = "date({of}, '-3 days', 'weekday 4')"
_WEEK = f"substr({_THURSDAY}, 1, 4) || printf('-W%02d', (strftime('%j', {_THURSDAY}) + 6) / 7)"
"""The ISO week: that of its Thursday, counted from the year's first. SQLite's %V is newer than 3.40."""
_MONDAY = (
    "date(substr(:span, 1, 4) || '-01-04', 'weekday 0', '-6 days', (7 * substr(:span, 7) - 7) || ' days')"
)
_QUARTER_DAY = "(substr(:span, 1, 5) || printf('%02d-01', 3 * substr(:span, 7) - 2))"
_BANDS = ((0, 17), (18, 24), (25, 29), (30, 39), (40, 49), (50, 59), (60, None))
AGE_BAND = Choice(
    Label("aldersgruppe", "age band"),
    {
        key: Label(key.replace("-", "–"), key.replace("-", "–"))
        for key in (f"{low}-{high}" if high else f"{low}+" for low, high in _BANDS)
    },
)
_BAND = "(SELECT CASE {whens} END FROM (SELECT {{of}} AS age LIMIT 1 OFFSET 0))".format(
    whens=" ".join(
        f"WHEN age {f'BETWEEN {low} AND {high}' if high else f'>= {low}'} THEN '{key}'"
        for (low, high), key in zip(_BANDS, AGE_BAND.values, strict=True)
    )
)
"""With an OFFSET SQLite looks the age up once a row, else once a band (0.34 s for 0.49 on a million)."""
_WEEKDAY = Choice(
    WEEKDAY.what, {key: Label(label.da.capitalize(), label.en) for key, label in WEEKDAY.values.items()}
)

_MUNICIPALITIES = """
SELECT code, municipality FROM municipality
WHERE code IN ({mentions} UNION SELECT value FROM setting WHERE setting = 'municipality')
ORDER BY place
""".format(
    mentions=" UNION ".join(
        f'SELECT municipality FROM "{record.kind}"'
        for record in RECORDS.values()
        if "municipality" in record.by_key
    )
)
"""Those that the register mentions, in the Danish alphabet's order."""

# To add a choice of rows: declare it here. The populations say by their columns which ones they have.
DIMENSIONS: dict[str, Dimension] = {
    dimension.name: dimension
    for dimension in (
        _make_record_rows("site", SITE_LABEL, N_("without a site")),
        _make_record_rows("programme", Label("Indsats", "Programme"), N_("without a programme")),
        _make_record_rows("offer", Label("Tilbud", "Offer"), N_("without an offer")),
        _make_record_rows("worker", Label("Medarbejder", "Worker"), N_("without a worker")),
        Dimension(
            "municipality", MUNICIPALITY, "municipality", N_("without a municipality"), listed=_MUNICIPALITIES
        ),
        _make_time_rows(
            "month",
            Label("Måned", "Month"),
            "substr({of}, 1, 7)",
            Period.list_months,
            "date BETWEEN :span AND :span || '-31'",
            31,
        ),
        _make_time_rows(
            "week",
            Label("Uge", "Week"),
            _WEEK,
            Period.list_weeks,
            f"date BETWEEN {_MONDAY} AND date({_MONDAY}, '+6 days')",
            7,
        ),
        _make_time_rows(
            "quarter",
            Label("Kvartal", "Quarter"),
            "substr({of}, 1, 5) || 'Q' || ((substr({of}, 6, 2) + 2) / 3)",
            Period.list_quarters,
            f"date BETWEEN {_QUARTER_DAY} AND date({_QUARTER_DAY}, '+3 months', '-1 day')",
            92,
        ),
        _make_time_rows(
            "year",
            Label("År", "Year"),
            "substr({of}, 1, 4)",
            Period.list_years,
            "date BETWEEN :span || '-01-01' AND :span || '-12-31'",
            366,
        ),
        Dimension(
            "weekday",
            Label("Ugedag", "Weekday"),
            "date",
            N_("without a date"),
            expression="substr('sunmontuewedthufrisat', 1 + 3 * strftime('%w', {of}), 3)",
            choice=_WEEKDAY,
        ),
        Dimension(
            "age", AGE.label, "age", N_("without a stated birth year"), expression=_BAND, choice=AGE_BAND
        ),
        Dimension("status", Label("Status", "Status"), "status", N_("without a registered status")),
        Dimension("model", Label("Organisering", "Model"), "model", N_("without a stated model")),
        Dimension("kind", Label("Kontakttype", "Kind"), "contact_kind", N_("without a kind")),
        Dimension("sex", Label("Køn", "Sex"), "sex", N_("without a stated sex")),
        Dimension("role", Label("Rolle", "Role"), "role", N_("without a role")),
        Dimension(
            "problem",
            Label("Problem", "Problem"),
            "problem",
            N_("without a stated problem"),
            choice=PROBLEM,
            groups=PROBLEM_GROUPS,
            several=True,
            spread=PROBLEMS_BY_CITIZEN,
            spread_by=CITIZEN.kind,
        ),
        Dimension("form", Label("Skematype", "Form"), "form", N_("without a known form")),
        Dimension("reason", Label("Fejl", "Reason"), "reason", N_("without a fault")),
        Dimension("scale", Label("Skala", "Scale"), "scale", N_("without a scale")),
        _make_text_rows("group", GROUP_LABEL, N_("without a group"), record="session"),
        _make_record_rows("project", Label("Projekt", "Project"), N_("without a project")),
        _make_text_rows("body", Label("Organ", "Body"), N_("without a body"), record="milestone"),
        Dimension("barrier", Label("Barriere", "Barrier"), "barrier", N_("without a code")),
        Dimension("observation", Label("Observation", "Observation"), "observation", N_("without a code")),
        Dimension(
            "observation_kind",
            Label("Observationstype", "Kind of observation"),
            "observation_kind",
            N_("without a kind"),
        ),
        Dimension("outcome", Label("Udfald", "Outcome"), "result", N_("without an outcome")),
        Dimension("band", Label("Antal møder", "Meetings"), "band", N_("without a meeting")),
        Dimension("field", Label("Felt", "Field"), "field", N_("without a field")),
        Dimension(
            "first_answer",
            Label("Første svar", "First answer"),
            "first_score",
            N_("without a first answer"),
            expression='CAST("first_score" AS TEXT)',
            choice=ANSWER,
            worded_for=("scale", DEFAULT_SCALE),
        ),
        Dimension("check", Label("Kontrol", "Check"), "check", N_("without a check")),
    )
}


def find_dimension(word: str) -> Dimension | None:
    """The choice of rows that a word names in either language; None where it names none."""
    name = _name_words().get(_fold_words(word))
    return DIMENSIONS[name] if name else None


def find_near_dimensions(word: str) -> list[str]:
    """The names of the choices of rows that are called nearly so, in either language."""
    known = _name_words()
    return list(dict.fromkeys(known[each] for each in find_nearest(word, known)))


def _name_words() -> dict[str, str]:
    """The name of each choice of rows by the words for it; a name is never taken by another's label."""
    known = {_fold_words(word): name for name, each in DIMENSIONS.items() for word in each.label.both}
    known |= {_fold_words(name): name for name in DIMENSIONS}
    return known | {name: name for name in DIMENSIONS}


def _fold_words(word: str) -> str:
    """The word as it is compared: `antal-møder`, `Antal møder` and `antal_moeder` are one."""
    return fold_spelling(word).replace("-", " ").replace("_", " ")


def show_dimension(dimension: str) -> str:
    """The word for a dimension that a report takes, in the current language."""
    return str(DIMENSIONS[dimension].label).lower() if get_language() == "da" else dimension
