"""The keys of a document's file, each with what it says: the reader takes no others, and help lists them."""

from outreach_cli.records.label import Label
from outreach_cli.reports.definitions.filters import FILTERS
from outreach_cli.reports.definitions.keys import Keys

FILTER_KEYS: Keys = {
    name: Label(
        f"Kun: {each.label.da.lower()}{', eller en liste af dem' if each.several else ''}",
        f"Only this {each.label.en.lower()}{', or a list of them' if each.several else ''}",
    )
    for name, each in FILTERS.items()
}
_PERIOD = Label('Perioden: "2018", "2018-01..2019-02"', 'The period: "2018", "2018-01..2019-02"')
_AGAINST = Label(
    'En anden periode ved siden af: "2017" eller "previous"',
    'Another period beside it: "2017" or "previous"',
)
_UNKNOWN = Label("true viser rækken Ikke oplyst", "true shows the row Not stated")

DOCUMENT_KEYS: Keys = {
    "title": Label("Dokumentets titel, evt. med {period}", "The document's title, with {period} or the like"),
    "description": Label("Til den, der læser filen", "For whoever reads the file"),
    "period": _PERIOD,
    "against": _AGAINST,
    "show_unknown": _UNKNOWN,
    **FILTER_KEYS,
    "contents": Label('"hide" udelader indholdslisten', '"hide" leaves the contents out'),
    "definitions": Label('"hide" udelader definitionerne til sidst', '"hide" leaves the definitions out'),
    "part": Label("Et [[part]] for hver del, i rækkefølge", "One [[part]] for each part, in order"),
}
TEXT_KEYS: Keys = {
    "heading": Label("En overskrift", "A heading"),
    "text": Label(
        "Teksten, med tal som {conversations.citizens}; en tom linje skiller afsnit, og linjer, der begynder"
        ' med "- ", bliver en liste',
        "The text, with figures such as {conversations.citizens}; an empty line parts paragraphs, and lines"
        ' that begin with "- " make a list',
    ),
}
SETTING_KEYS: Keys = {
    "period": _PERIOD,
    "against": _AGAINST,
    "by": Label('Andre rækker: "month" eller "site,month"', 'Other rows: "month" or "site,month"'),
    "across": Label(
        "Én kolonne bredt ud over dette felt: en kolonne for hver medarbejder",
        "One column spread out over this field: a column for each worker",
    ),
    "column": Label(
        "Med across: hvilken kolonne, hvis ikke den første", "With across: which, if not the first"
    ),
    "show_unknown": _UNKNOWN,
    **FILTER_KEYS,
}
REPORT_PART_KEYS: Keys = {
    "report": Label("Rapportens navn eller dens fil", "The report's name or its file"),
    "name": Label(
        "Hvad teksterne kalder delen; ellers rapportens navn",
        "What the texts call the part; else the report's name",
    ),
    "caption": Label(
        "Tabellens titel, når den ikke er rapportens, evt. med {period}",
        "The table's title, if not the report's, with {period} or the like",
    ),
    **SETTING_KEYS,
    "chart": Label(
        "true tegner den første kolonne, et navn tegner den kolonne",
        "true draws the first column, a name draws that column",
    ),
    "empty": Label(
        '"show" skriver delen, også når intet er talt', '"show" prints the part where nothing was counted too'
    ),
}
WORDS: Keys = {
    "period": Label("Perioden i ord", "The period in words"),
    **{
        name: Label(
            f"{each.label.da}, hvis tal det er", f"The {each.label.en.lower()} whose figures they are"
        )
        for name, each in FILTERS.items()
        if each.setting
    },
    "extracted": Label("Den dag, tallene er trukket", "The day on which the figures were extracted"),
}
"""What may stand in braces besides figures."""
EXAMPLE = """title = { da = "Årets arbejde", en = "The year's work" }
period = "2018"

[[part]]
heading = { da = "Samtaler", en = "Conversations" }
text = \"\"\"
I {period} har {conversations.citizens} borgere været til samtale,
{conversations.citizens.Nord} af dem i Nord.

- {referrals.referrals} henvisninger, heraf {referrals.started} startet
- {months.conversations} samtaler, {months.conversations_change} flere end året før
\"\"\"

[[part]]
report = "conversations"
caption = { da = "Samtaler i enhederne", en = "Conversations by site" }
chart = true

[[part]]
name = "months"
report = "conversations"
by = "month"
against = "previous"
chart = "conversations"
site = ["Nord", "Syd"]
"""
"""A document's file in which most of the language is used."""
