"""The keys of a report's file, each with what it says: the reader takes no others, and help lists them."""

from outreach_cli.records.label import Label
from outreach_cli.reports.definitions.filters import FILTERS, ReportFilter

Keys = dict[str, Label]

SETTABLE = {name: each for name, each in FILTERS.items() if each.declared}
"""The filters that a report's file may set."""


def _describe_filter(each: ReportFilter) -> Label:
    what = each.label
    if each.declared == "one":
        return Label(
            f'"one", når rapporten gælder én ad gangen: {what.da.lower()}',
            f'"one" where the report covers one at a time: {what.en.lower()}',
        )
    return Label(
        f"{what.da}, som rapporten er afgrænset til, medmindre man beder om noget andet",
        f"The {what.en.lower()} that the report is filtered by unless another is asked for",
    )


REPORT_KEYS: Keys = {
    "name": Label("Rapportens navn", "The report's name"),
    "title": Label(
        'Overskriften, som tekst eller som { da = "…", en = "…" }',
        'The title, as a text or as { da = "…", en = "…" }',
    ),
    "description": Label("Til den, der læser filen", "For whoever reads the file"),
    "rows": Label(
        'Hvad der er en række for, eller en liste af dem: "site", ["site", "month"]',
        'What there is a row for, or a list of them: "site", ["site", "month"]',
    ),
    "across": Label(
        'Det felt, som den første kolonne bredes ud over, medmindre man beder om noget andet: "month"',
        'The field over which the first column is spread out unless something else is asked for: "month"',
    ),
    "unknown": Label(
        '"row" viser rækken Ikke oplyst, "note" skriver i rapportens egne rækker dens antal under tabellen',
        '"row" shows the row Not stated, "note" says its number below the table in the report\'s own rows',
    ),
    "not_stated": Label("Hvad rækken Ikke oplyst kaldes", "What the row Not stated is called"),
    "empty_rows": Label(
        '"show" viser også rækker uden noget i, "hide" skjuler dem',
        '"show" shows rows with nothing in them too, "hide" leaves them out',
    ),
    "percent_sign": Label(
        '"close" skriver 33% uden mellemrum, som en tabel, der er trykt sådan; ellers skrives 33 %',
        '"close" prints 33% without a space in Danish too, as a table that was published so; else 33 %',
    ),
    "period": Label(
        'Perioden, når ingen er angivet: "last month"', 'The period when none is asked for: "last month"'
    ),
    "goes_with": Label(
        "Den rapport, hvor denne kan hentes med et flag", "The report with which a flag asks for this one"
    ),
    **{name: _describe_filter(each) for name, each in SETTABLE.items()},
    "column": Label("Et [[column]] for hver kolonne", "One [[column]] for each column"),
    "note": Label("Et [[note]] for hver note under tabellen", "One [[note]] for each note below the table"),
    "example": Label(
        "Et gennemregnet eksempel, som er rapportens prøve", "A worked example, which is the report's test"
    ),
}
COLUMN_KEYS: Keys = {
    "key": Label("Kolonnens nøgle i JSON og CSV", "The column's key in JSON and CSV"),
    "label": Label("Kolonnens overskrift", "The column's heading"),
    "measure": Label("Hvad der tælles; se nedenfor", "What is counted; see below"),
    "rule": Label(
        "Reglen i ord, til --explain og definitionerne; {silent_after_days} er den indstillings dage",
        "The rule in words, for --explain and the definitions; {silent_after_days} is that setting's days",
    ),
    "decimals": Label("Antal decimaler, 0 til 6", "Decimals, 0 to 6"),
    "show": Label(
        '"number", "percent" (kun for en andel) eller "nothing" (kun til at regne med)',
        '"number", "percent" (of a share only) or "nothing" (only to be computed with)',
    ),
    "empty": Label("Hvad der står, når en tekst ikke kendes", "What stands where a text is not known"),
}
NOTE_KEYS: Keys = {
    "text": Label(
        "Sætningen med navne på tal i krøllede parenteser", "The sentence, with names of numbers in braces"
    ),
    "one": Label(
        "Sætningen, når det første tal er 1; er det 0, udelades den",
        "The sentence when the first number is 1; with 0 there is none",
    ),
    "numbers": Label("Et udtryk (measure) for hvert navn", "A measure for each name"),
    "decimals": Label("Antal decimaler, 0 til 6", "Decimals, 0 to 6"),
}
EXAMPLE = """name = "visits"
title = { da = "Besøg", en = "Visits" }
rows = ["site", "month"]

[[column]]
key = "citizens"
label = { da = "Borgere", en = "Citizens" }
measure = "distinct citizen in meeting where kind is visit or activity"

[[column]]
key = "often"
label = { da = "Tre gange eller mere", en = "Three times or more" }
measure = "distinct citizen with at least 3 in meeting where kind is visit or activity"

[[column]]
key = "share_often"
label = { da = "Andel", en = "Share" }
measure = "often / citizens"
show = "percent"

[[column]]
key = "long"
label = { da = "Over en halv time", en = "Over half an hour" }
measure = "count meeting where minutes is more than 30 and sex is not unknown"

[[column]]
key = "median_minutes"
label = { da = "Median minutter", en = "Median minutes" }
measure = "median minutes in meeting where date is after 2.1.2018"
decimals = 1

[[note]]
text = { da = "{n} henvisninger er startet", en = "{n} referrals were begun" }
numbers = { n = "count referral where outcome is started or completed" }
"""
"""A report's file in which most of the language is used."""
