"""The names in a report's conditions, held against a register: one that is not there is told."""

from collections.abc import Sequence
from typing import NamedTuple

from outreach_cli.core.errors import UnknownNameError
from outreach_cli.core.language import N_
from outreach_cli.core.names import find_nearest, fold_case
from outreach_cli.populations.fields import list_fields
from outreach_cli.populations.own_words import list_own_words
from outreach_cli.records.choices import MultipleChoice, OpenChoice, RegisterWords, find_words
from outreach_cli.records.types import Text, Value
from outreach_cli.register.finder import RecordFinder
from outreach_cli.reports.definitions.conditions import FieldCondition, RecordName
from outreach_cli.reports.definitions.declaration_reader import DeclarationReader
from outreach_cli.reports.definitions.definition import ReportDefinition
from outreach_cli.reports.definitions.measures import CountedMeasure
from outreach_cli.storage.schema import quote_name


def bind_names(definition: ReportDefinition, finder: RecordFinder) -> ReportDefinition:
    """The report with the number of each record that a condition names, and each text as it is written.

    Raises BadReportError for a name or word that the register does not hold, with the nearest that it does.
    """
    binder = _NameBinder(DeclarationReader(definition.file or definition.name, definition.text), finder)
    columns = [
        each._replace(measure=binder.bind(each.measure, f"column {number}, measure"))
        if isinstance(each.measure, CountedMeasure)
        else each
        for number, each in enumerate(definition.columns, 1)
    ]
    notes = [
        note._replace(
            numbers={
                name: binder.bind(each, f"note {number}, numbers, {name}")
                for name, each in note.numbers.items()
            }
        )
        for number, note in enumerate(definition.notes, 1)
    ]
    return definition._replace(columns=tuple(columns), notes=tuple(notes))


class _NameBinder(NamedTuple):
    """Binds one measure after the other, and says of a name that is not there in which it stands."""

    reader: DeclarationReader
    finder: RecordFinder

    def bind(self, measure: CountedMeasure, place: str) -> CountedMeasure:
        bound = tuple(self._bind_condition(measure, each, place) for each in measure.conditions)
        return measure._replace(conditions=bound)

    def _bind_condition(
        self, measure: CountedMeasure, condition: FieldCondition, place: str
    ) -> FieldCondition:
        kind = list_fields(measure.population)[condition.field].type
        if own := find_words(kind):
            return self._bind_words(measure, condition, own, place)
        values: list[Value | RecordName] = list(condition.values)
        for number, value in enumerate(values):
            if isinstance(value, RecordName):
                values[number] = self._find_record(value, place)
            elif isinstance(value, str) and isinstance(kind, Text | OpenChoice):
                known = list(kind.values) if isinstance(kind, OpenChoice) else []
                if value not in known:
                    words = [*known, *self._list_words(measure, condition.field)]
                    values[number] = self._find_word(condition.field, value, words, place)
        return condition._replace(values=tuple(values))

    def _bind_words(
        self, measure: CountedMeasure, condition: FieldCondition, words: RegisterWords, place: str
    ) -> FieldCondition:
        """The condition with each word as it is written, and with a standard one those that stand for it."""
        own = dict(self.finder.connection.execute(list_own_words(words)).fetchall())
        known = [*words.values, *own]
        if not isinstance(list_fields(measure.population)[condition.field].type, MultipleChoice):
            known += self._list_words(measure, condition.field)  # an earlier version took any word
        values: list[Value | RecordName] = []
        for value in condition.values:
            unknown = isinstance(value, str) and value not in known
            word: Value | RecordName = value
            if unknown:
                near = words.refuse(str(value), own).nearest or [words.list_known(), *own]
                word = self._find_word(condition.field, str(value), known, place, near)
            values += [word, *(each for each, standard in own.items() if word and standard == word)]
        return condition._replace(values=tuple(dict.fromkeys(values)))

    def _list_words(self, measure: CountedMeasure, field: str) -> list[str]:
        """The words that stand in the field, whatever is asked."""
        name = list_fields(measure.population)[field].name
        view = quote_name(measure.population.view)
        sql = f"SELECT DISTINCT {name} FROM {view} AS counted WHERE {name} IS NOT NULL ORDER BY 1"
        return [str(word) for (word,) in self.finder.connection.execute(sql)]

    def _find_record(self, value: RecordName, place: str) -> int:
        try:
            return self.finder.find_name(value.kind, value.name)[0]
        except UnknownNameError as error:
            if not error.nearest:
                advised = N_("{said} {advice}")
                raise self.reader.complain(place, advised, said=error, advice=error.give_advice()) from None
            near = ", ".join(error.nearest)
            raise self.reader.complain(place, N_("{said} Known: {known}"), said=error, known=near) from None

    def _find_word(
        self, field: str, word: str, known: list[str], place: str, near: Sequence[str] = ()
    ) -> str:
        """The word as it is written. Raises BadReportError, with those that are near."""
        for each in known:
            if fold_case(each) == fold_case(word):
                return each
        if not known:  # nothing is registered yet, so nothing says that the word is wrong
            return word
        said = ", ".join(near or find_nearest(word, known) or known[:5])
        never = N_('{field} is never "{value}"; known: {known}')
        raise self.reader.complain(place, never, field=field, value=word, known=said)
