"""How a record is declared: a name, its fields and their types, each with a Danish and an English label."""

# Without `annotations` from `__future__`: NamedTuple compiles each annotation that is a text.
from functools import cache
from typing import Literal, NamedTuple

from outreach_cli.core.language import get_language
from outreach_cli.records.choices import RegisterWords, find_words
from outreach_cli.records.label import Label
from outreach_cli.records.types import Day, Hours, Number, Reference, RowName, Type

Merging = Literal["kept", "earliest", "latest", "all"] | tuple[str, ...]
"""What holds of two values when the records are found to be one, as citizens are merged.

That of the kept record (the other's where it has none), the earlier or later of two days, all of both, or the
first of the values in that order. What is overruled is told.
"""


class Field(NamedTuple):
    """One thing that is written down of a record.

    `key` is the column in the register, in import files and in JSON; `option` the flag on the command line
    (`--key` when not given). `example` is a word for the examples in help, where its type has none that will
    do. `invalid_as` names the reason that a lenient record (a form) gets when the value cannot be taken;
    elsewhere such a value is an error. `not_before` names the field with a day that this one's day answers
    to, and is never before. `merge` says which value holds when two are found to be one.
    """

    key: str
    label: Label
    type: Type
    required: bool = False
    default: str | None = None
    option: str | None = None
    headings: tuple[str, ...] = ()
    help: Label | None = None
    example: str = ""
    invalid_as: str | None = None
    not_before: str | None = None
    merge: Merging = "kept"

    @property
    def flag(self) -> str:
        return self.option or "--" + self.key.replace("_", "-")

    @property
    def cell_kind(self) -> Literal["day", "number", "text"]:
        """How a list shows it: days as days, numbers to the right, all else as words."""
        if isinstance(self.type, Day):
            return "day"
        return "number" if isinstance(self.type, Number | Hours) else "text"

    @property
    def decimals(self) -> int:
        """How many a list shows of it at most: two of hours."""
        return 2 if isinstance(self.type, Hours) else 0

    def show(self, value: object) -> str:
        """The value as a person reads it, in the current language; a reference's value is its name."""
        return self.type.show(value)


def make_name_field(key: str, label: Label, example: str, *headings: str, most: int = 200) -> Field:
    """The field that names a record, headed by those words too, with at most so many signs in it."""
    return Field(key, label, RowName(most), True, headings=(*headings, "Navn", "Name"), example=example)


Leaving = Literal["never", "as it is", "under a pseudonym", "with the sender's name"]
"""How a record goes to an evaluator: not at all where only the register's owner needs it, a person's name
under a pseudonym, and a name that another sender may have too with the sender's."""


class Record(NamedTuple):
    """One kind of thing that is written down.

    `kind` names the table and the command-line word, `plural` the import file and the `list` word. `leaves`
    says how it goes to an evaluator. `name` is the field that names one (a site's name, a citizen's code);
    `identity` the fields that together tell one from another where there is no name. A record with neither is
    known in imports by its `source_id`, or by its content and how many times that stands there. `day` is the
    field with the day it happened. `merged_in` names the record that remembers, in `code`, the names of those
    merged into one of this. `verb` is the command that writes it when that is not `add`. `span` are the two
    fields of its first day and the day it ended. Where `ends_all` says so, nothing that names it is dated
    after that day, and what is planned ends with it. Of one citizen's records alike in `ends_with`, as a
    merge finds them, the end of one ends each that had begun. Where `takes_over` says by which field they
    differ, those alike in all but their days are joined where they overlap, and of those that differ in it
    and go on the later takes over. `listed_in` names the record whose rows, alike in those fields, are the
    list of one of this, or the steps on its way: they go along when the last of this that is alike is moved
    or removed, and those of its own time when another is moved. `open_while`
    is a field and those of its values that leave the record open besides none at all. `future_if` is the
    yes-or-no field without which its day is not in the future. `indexes` are there for reports.
    """

    kind: str
    plural: str
    label: Label
    labels: Label
    leaves: Leaving
    fields: tuple[Field, ...]
    name: str | None = None
    identity: tuple[str, ...] = ()
    day: str | None = None
    verb: str | None = None
    span: tuple[str, ...] = ()
    ends_all: bool = False
    ends_with: tuple[str, ...] = ()
    takes_over: str | None = None
    open_while: tuple[str, tuple[str, ...]] | None = None
    future_if: str | None = None
    merged_in: str | None = None
    listed_in: tuple[str, tuple[str, ...]] | None = None
    indexes: tuple[tuple[str, ...], ...] = ()

    def __hash__(self) -> int:
        return hash(self.kind)

    @property
    def by_key(self) -> dict[str, Field]:
        """The fields by their key."""
        return _index_fields(self)

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called by anyone and no other record is: kind, plural, and both labels."""
        return (self.kind, self.plural, *self.label.both, *self.labels.both)

    @property
    def words(self) -> tuple[str, ...]:
        """What it is called by anyone, the shorter words too that another record may be called by.

        Each of two words stands with a hyphen too, as it is typed without quotation marks.
        """
        said = (*self.names, *self.label.also, *self.labels.also)
        return (*said, *(_join_words(word) for word in said if " " in word))

    @property
    def one(self) -> str:
        """The word for one that a command takes, in the current language; hyphens join it."""
        return _join_words(self.label.da) if get_language() == "da" else self.kind

    @property
    def several(self) -> str:
        """The word for several that a command takes, in the current language."""
        return _join_words(self.labels.da) if get_language() == "da" else self.plural

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields' keys, in the order declared."""
        return tuple(each.key for each in self.fields)

    @property
    def dated_by(self) -> str | None:
        """The field whose day is that of the whole record: `day`, or the only day that it has."""
        days = [each.key for each in self.fields if isinstance(each.type, Day)]
        return self.day or (days[0] if len(days) == 1 else None)

    @property
    def past_table(self) -> str:
        """The table of the versions that were replaced or removed."""
        return self.kind + "_past"

    @property
    def references(self) -> tuple[tuple[Field, Reference], ...]:
        """The fields that name another record, with the type that says which."""
        return tuple((each, each.type) for each in self.fields if isinstance(each.type, Reference))

    @property
    def word_fields(self) -> tuple[tuple[Field, RegisterWords], ...]:
        """The fields that hold words of the register's own besides standard ones, each with its words."""
        found = ((each, find_words(each.type)) for each in self.fields)
        return tuple((each, words) for each, words in found if words)

    @property
    def about_citizens(self) -> bool:
        """Whether its rows tell of single citizens."""
        return "citizen" in (self.kind, *(reference.to for _field, reference in self.references))

    @property
    def citizen_columns(self) -> list[str]:
        """The columns of its table that name a citizen by number."""
        keys = [field.key for field, reference in self.references if reference.to == "citizen"]
        return ["id"] if self.kind == "citizen" else keys

    @property
    def by_content(self) -> bool:
        """Whether imports know it by source id or content, for want of a name or identity."""
        return self.name is None and not self.identity

    @property
    def naming(self) -> Field:
        """The field that names it."""
        assert self.name is not None, f"{self.kind} has no name"
        return self.by_key[self.name]


def _join_words(label: str) -> str:
    """A label as one word to type: `næste-skridt`."""
    return label.replace(" ", "-")


@cache
def _index_fields(record: Record) -> dict[str, Field]:
    return {each.key: each for each in record.fields}
