"""A register's own words: scales, statuses, problems, reasons; each stands for a standard one or for none."""

from collections.abc import Mapping

from outreach_cli.core.errors import BadValueError
from outreach_cli.core.language import N_
from outreach_cli.records.choices import Choice, MultipleChoice, RegisterWords
from outreach_cli.records.citizens import PROBLEM
from outreach_cli.records.closings import CLOSING_REASON
from outreach_cli.records.courses import STATUS_VALUE
from outreach_cli.records.forms import ANSWERS, SCALE, SCALES
from outreach_cli.records.label import Label
from outreach_cli.records.places import PROGRAMME_FIELD
from outreach_cli.records.record import Field, Record, make_name_field
from outreach_cli.records.types import Value

_LIMITS = ANSWERS.type

BETTER = Choice(
    Label("retning", "direction"),
    {"higher": Label("Højere", "Higher"), "lower": Label("Lavere", "Lower")},
)


def _make_record(
    words: RegisterWords, plural: str, label: Label, labels: Label, example: tuple[str, str], *more: Field
) -> Record:
    """The record of the words that a register has of its own besides the standard ones.

    `example` is such a word, with the key of the standard one that it stands for.
    """
    name = Label(label.da.capitalize(), label.en.capitalize())
    return Record(
        kind=words.of,
        plural=plural,
        label=label,
        labels=labels,
        leaves="under a pseudonym",
        name=words.of,
        fields=(
            make_name_field(words.of, name, example[0], most=60),
            *more,
            Field(
                "stands_for",
                Label("Står for", "Stands for"),
                Choice(words.what, words.values),
                example=example[1],
                help=Label(
                    "Tælles som dette i rapporter; uden får ordet sin egen række",
                    "Counted as this in reports; without it the word has a row of its own",
                ),
            ),
        ),
    )


SCALE_WORD = _make_record(
    SCALE,
    "scales",
    Label("skala", "scale"),
    Label("skalaer", "scales"),
    ("Helbred kort", "srh5"),
    Field("lowest", Label("Laveste", "Lowest"), _LIMITS, required=True, example="1"),
    Field("highest", Label("Højeste", "Highest"), _LIMITS, required=True, example="5"),
    Field("better", Label("Bedre er", "Better is"), BETTER, required=True, default="higher"),
)
STATUS_WORD = _make_record(
    STATUS_VALUE,
    "status_words",
    Label("statusord", "status word", also=("status",)),
    Label("statusord", "status words"),
    ("Venteliste", "active"),
    PROGRAMME_FIELD._replace(
        help=Label("Kun i denne indsats og dens dele", "In this programme and its parts only")
    ),
)
PROBLEM_WORD = _make_record(
    PROBLEM, "problems", Label("problem", "problem"), Label("problemer", "problems"), ("Gæld", "other")
)
REASON_WORD = _make_record(
    CLOSING_REASON,
    "closing_reasons",
    Label("afslutningsårsag", "closing reason", also=("årsag", "reason")),
    Label("afslutningsårsager", "closing reasons", also=("årsager", "reasons")),
    ("Plejebolig", "moved"),
)

WORDS: Mapping[str, RegisterWords] = {
    words.of: words for words in (SCALE, STATUS_VALUE, PROBLEM, CLOSING_REASON)
}
"""What a register may have words of its own for, by the kind of record that those are."""


def find_fault(record: Record, values: Mapping[str, Value]) -> tuple[str, BadValueError] | None:
    """What is wrong with a word of the register's own, and in which field; None for any other record."""
    if record.kind not in WORDS:
        return None
    words, name = WORDS[record.kind], str(values.get(record.kind) or "")
    if standard := words.find_key(name):
        return record.kind, StandardWordError(name, what=words.what, label=words.values[standard])
    if any(mark in name for mark in MultipleChoice.BETWEEN):
        return record.kind, SeparatorError(name)
    return _find_scale_fault(values) if record is SCALE_WORD else None


def _find_scale_fault(values: Mapping[str, Value]) -> tuple[str, BadValueError] | None:
    lowest, highest = values.get("lowest"), values.get("highest")
    if not (isinstance(lowest, int) and isinstance(highest, int)):
        return None
    if highest <= lowest:
        return "highest", NotAboveError(str(highest), lowest=lowest)
    standard = SCALES.get(str(values.get("stands_for")))
    if standard and (lowest, highest, values.get("better")) != (standard.least, standard.most, "higher"):
        return "stands_for", OtherScaleError(str(standard.label), least=standard.least, most=standard.most)
    return None


class StandardWordError(BadValueError):
    """A word of one's own is a standard one already."""

    message = N_("is a standard {what} already: {label}")


class SeparatorError(BadValueError):
    """A word of one's own holds what stands between two."""

    message = N_("a word of your own holds none of | , ;")


class NotAboveError(BadValueError):
    """The highest answer of a scale is not above its lowest."""

    message = N_("not above the lowest answer, {lowest}")


class OtherScaleError(BadValueError):
    """A scale is to stand for one with other answers, which would mix the two."""

    message = N_("goes from {least} to {most}, higher is better; the two would be mixed")
