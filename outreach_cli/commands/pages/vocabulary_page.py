"""The language of report files as a page: their keys, the measures, and every population with its fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from outreach_cli.console.danish_lines import translate_lines
from outreach_cli.core.language import N_, _
from outreach_cli.populations.fields import list_steady_fields
from outreach_cli.populations.population import Population
from outreach_cli.populations.registry import POPULATIONS
from outreach_cli.records.choices import Choice, MultipleChoice, RegisterWords
from outreach_cli.records.label import Label
from outreach_cli.records.municipalities import Municipality
from outreach_cli.records.record import Field
from outreach_cli.records.registry import RECORDS
from outreach_cli.records.types import Day, Flag, Hours, Number, Reference
from outreach_cli.reports.definitions.conditions import FORMS as CONDITIONS
from outreach_cli.reports.definitions.dimensions import DIMENSIONS
from outreach_cli.reports.definitions.document_keys import DOCUMENT_KEYS, REPORT_PART_KEYS, TEXT_KEYS, WORDS
from outreach_cli.reports.definitions.document_keys import EXAMPLE as DOCUMENT_EXAMPLE
from outreach_cli.reports.definitions.keys import COLUMN_KEYS, EXAMPLE, NOTE_KEYS, REPORT_KEYS, Keys
from outreach_cli.reports.definitions.measures import FORMS as MEASURES


def write_vocabulary() -> Iterator[str]:
    """The page's lines, in the current language."""
    yield from (_("A report of your own is a TOML file. This one uses most of what there is:"), "")
    yield from ("```toml", *EXAMPLE.rstrip().split("\n"), "```", "")
    yield from _write_keys(_("Of the report"), REPORT_KEYS)
    yield from _write_keys(_("Of a column"), COLUMN_KEYS)
    yield from _write_keys(_("Of a note"), NOTE_KEYS)
    yield from (f"### {_('Measures')}", "")
    yield from ("```text", *MEASURES, "```", "")
    yield _(
        'After POPULATION may come "at start", "at end" or "during", where it holds from a day until'
        ' another, then "where" with one of these, or several joined by "and":'
    )
    yield from ("", "```text", *CONDITIONS, "```", "")
    for population in POPULATIONS.values():
        yield from _write_population(population)


def write_documents() -> Iterator[str]:
    """The page's lines on documents of several parts, in the current language."""
    yield from (_("A document of your own is a TOML file of parts in order:"), "")
    yield from ("```toml", *DOCUMENT_EXAMPLE.rstrip().split("\n"), "```", "")
    said = _(
        "A figure in braces is PART.COLUMN, from the total, or PART.COLUMN.ROW: PART is the name of a"
        " part that is a report, or of any report. The records behind it: outreach report FILE --trace"
        " PART.COLUMN. What a part says of itself goes before the command line, and that before what the"
        " document says of all."
    )
    yield translate_lines(said)
    yield ""
    yield from _write_keys(_("Of the document"), DOCUMENT_KEYS)
    yield from _write_keys(_("Of a part that is a text"), TEXT_KEYS)
    yield from _write_keys(_("Of a part that is a report"), REPORT_PART_KEYS)
    yield from _write_keys(_("Words in braces"), WORDS)


def _write_keys(heading: str, keys: Keys) -> Iterator[str]:
    yield from (f"### {heading}", "")
    rows = [(f"`{key}`", translate_lines(str(means))) for key, means in keys.items()]
    yield from write_table((_("Key"), _("Means")), rows)


def _write_population(population: Population) -> Iterator[str]:
    yield from (f"### `{population.name}`: {str(population.many).rstrip(',')}", "")
    able = ", ".join(f"`{name}`" for name, each in DIMENSIONS.items() if each.find_sql(population))
    yield from (_("Rows: {rows}").format(rows=able), "")
    if population.holds:
        yield from (_('Takes "at start", "at end" and "during".'), "")
    fields = [each.field for each in list_steady_fields(population).values()]
    rows = [(f"`{each.key}`", join_labels(each.label), describe_type(each)) for each in fields]
    yield from write_table((_("Field"), _("Label"), _("Holds")), rows)


def join_labels(label: Label) -> str:
    """The label in both languages, once where they are the same."""
    return " / ".join(dict.fromkeys(label.both))


def describe_type(field: Field) -> str:
    """What a field can hold, in words."""
    kind = field.type
    choice = kind.choice if isinstance(kind, MultipleChoice) else kind
    if isinstance(choice, Municipality):
        return _("the name or the four-digit code of a municipality")
    if isinstance(choice, Choice):
        values = ", ".join(f"`{key}`" for key in choice.values)
        if isinstance(choice, RegisterWords):
            values = _("{values} or a word of the register's own").format(values=values)
        return values if isinstance(kind, Choice) else _("several of {values}").format(values=values)
    if isinstance(kind, Reference):
        return _("the name of: {kind}").format(kind=RECORDS[kind.to].label)
    if isinstance(kind, Number):
        return _("a whole number from {least} to {most}").format(least=kind.least, most=kind.most)
    for type_, words in (
        (Day, N_("a date")),
        (Flag, N_("yes or no")),
        (Hours, N_("hours")),
    ):
        if isinstance(kind, type_):
            return _(words)
    return _("text")


def write_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table, and the empty line after it."""
    yield _write_row(heads)
    yield "|---" * len(heads) + "|"
    yield from map(_write_row, rows)
    yield ""


def _write_row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
