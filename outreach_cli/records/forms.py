"""Forms as the municipalities send them in, valid or not, and the scales that their answers stand on."""

from typing import NamedTuple

from outreach_cli.core.names import fold_spelling
from outreach_cli.records.choices import Choice, RegisterWords
from outreach_cli.records.citizens import CITIZEN_FIELD
from outreach_cli.records.contacts import DATE_FIELD
from outreach_cli.records.label import Label
from outreach_cli.records.places import MUNICIPALITY_FIELD
from outreach_cli.records.record import Field, Record
from outreach_cli.records.types import Number


class Scale(NamedTuple):
    """A scale of answers: its name, the field of a form that holds them, the lowest and the best answer."""

    label: Label
    field: str
    least: int
    most: int
    words: tuple[Label, ...] = ()
    """What each answer is called, the lowest first; none where it is only a number."""
    falling: bool = False
    """Whether a lower answer is the better one."""

    def find_word(self, answer: int) -> str:
        """What an answer is called in the current language; empty where it is only a number."""
        return str(self.words[answer - self.least]) if self.words else ""

    def find_number(self, text: str) -> str:
        """The number that a word stands for, in either language; the text itself where it is none."""
        said = fold_spelling(text)
        for place, word in enumerate(self.words):
            if said in map(fold_spelling, word.both):
                return str(self.least + place)
        return text

    def describe_answers(self) -> str:
        """The whole scale, the best answer first."""
        if not self.words:
            return f"{self.least}–{self.most}" if self.falling else f"{self.most}–{self.least}"
        numbers = range(self.most, self.least - 1, -1)
        return ", ".join(f"{number} {self.find_word(number)}" for number in numbers)


# To add a standard scale: declare it here. Answers on two scales are never compared.
_HEALTH = (
    Label("meget dårligt", "very bad"),
    Label("dårligt", "bad"),
    Label("nogenlunde", "fair"),
    Label("godt", "good"),
    Label("virkelig godt", "really good"),
)

SCALES: dict[str, Scale] = {
    "srh5": Scale(
        Label("Selvvurderet helbred (1–5)", "Self-rated health (1–5)"),
        "self_rated_health",
        least=1,
        most=5,
        words=_HEALTH,
    ),
    "who5": Scale(Label("WHO-5 trivsel (0–100)", "WHO-5 well-being (0–100)"), "wellbeing", least=0, most=100),
}
"""Every standard scale by its name; a higher answer is a better one."""
DEFAULT_SCALE = "srh5"
SCALE = RegisterWords("scale", Label("skala", "scale"), {key: each.label for key, each in SCALES.items()})

FORM_KIND = Choice(
    Label("skematype", "kind of form"),
    {
        "baseline": Label("Grundskema", "Baseline form"),
        "activity": Label("Aktivitetsskema", "Activity form"),
    },
)

INVALID = Choice(
    Label("fejl", "reason"),
    {
        "unknown_citizen": Label("Borger mangler eller er ukendt", "Citizen missing or unknown"),
        "unknown_municipality": Label("Kommune mangler eller er ukendt", "Municipality missing or unknown"),
        "bad_date": Label(
            "Dato mangler, findes ikke eller ligger i fremtiden", "Date missing, no such day or in the future"
        ),
        "unknown_form": Label("Skematype mangler eller er ukendt", "Kind of form missing or unknown"),
        "bad_answer": Label("Svar uden for skalaen", "Answer outside the scale"),
        "missing_answer": Label("Påkrævet svar mangler", "Required answer missing"),
        "duplicate": Label("Dublet", "Duplicate"),
    },
)
"""Why a form is not valid. The last two are found by comparing, not while the form is read."""

ANSWERS = Field(
    "self_rated_health",
    Label("Svar", "Answer"),
    Number(0, 1000),
    example="3",
    headings=("Selvvurderet helbred", "Self-rated health"),
    help=Label(
        "Svar på skalaen; på WHO-5 er det trivsel.", "Answer on the scale; on WHO-5 it is well-being."
    ),
    invalid_as="bad_answer",
)
"""The field that holds the answers on a scale of whatever name, the well-being scale apart."""

FORM = Record(
    kind="form",
    plural="forms",
    label=Label("skema", "form"),
    labels=Label("skemaer", "forms"),
    leaves="as it is",
    day="date",
    fields=(
        DATE_FIELD._replace(invalid_as="bad_date"),
        CITIZEN_FIELD._replace(invalid_as="unknown_citizen"),
        Field("form", Label("Skematype", "Form"), FORM_KIND, required=True, invalid_as="unknown_form"),
        MUNICIPALITY_FIELD._replace(invalid_as="unknown_municipality"),
        ANSWERS,
        Field("scale", Label("Skala", "Scale"), SCALE, invalid_as="bad_answer"),
        Field(
            "wellbeing",
            Label("Trivsel (WHO-5)", "Well-being (WHO-5)"),
            Number(0, 100),
            example="64",
            headings=("Trivsel", "Wellbeing"),
            invalid_as="bad_answer",
        ),
        Field("invalid_reason", Label("Fejl", "Reason"), INVALID),
    ),
    indexes=(("citizen", "form", "date"), ("date",)),
)
