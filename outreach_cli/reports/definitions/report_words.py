"""The Danish words for the reports, by which they may be called wherever their names are."""

from __future__ import annotations

from collections.abc import Container

from outreach_cli.core.names import fold_spelling

REPORT_WORDS: dict[str, tuple[str, ...]] = {
    "barriers": ("barrierer",),
    "caseload": ("forløbspartnere",),
    "completeness": ("fuldstændighed",),
    "conversations": ("samtaler",),
    "courses": ("forløb",),
    "dose": ("hyppighed",),
    "flow": ("tilgang",),
    "forms": ("skemaer",),
    "groups": ("hold", "fremmøde"),
    "health": ("helbred",),
    "matrix": ("svarmatrix",),
    "milestones": ("sagsgang",),
    "monthly": ("månedstal",),
    "observations": ("observationer",),
    "presence": ("tilstedeværelse",),
    "projects": ("projekter",),
    "quality": ("datakvalitet", "kvalitet"),
    "reach": ("målgruppe", "rækkevidde"),
    "referrals": ("henvisninger",),
    "staffing": ("medarbejdere",),
    "time": ("tidsforbrug", "tid"),
    "waiting": ("ventetid",),
    "all": ("alle", "alt"),
}
"""The words of each report and of the document of all; the first is the one that is shown."""


def find_report_name(word: str) -> str:
    """The name of the report that a word in either language means; the word itself where it means none."""
    said = fold_spelling(word)
    for name, words in REPORT_WORDS.items():
        if said in map(fold_spelling, (name, *words)):
            return name
    return word


def find_part_name(word: str, parts: Container[str]) -> str:
    """The name of a document's part: as it stands there, else that of the report which the word means."""
    return word if word in parts else find_report_name(word)
