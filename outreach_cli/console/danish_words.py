"""The Danish words that may be typed for commands, options and their values, beside the English ones.

Kinds of records, their values and the topics of help have theirs where they are declared, in a label. Each
may be typed with ae, oe and aa too, and in capitals; the first of several is the one that is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from outreach_cli.core.language import get_language
from outreach_cli.core.names import find_nearest, fold_spelling
from outreach_cli.reports.definitions.report_words import REPORT_WORDS

Words = Mapping[str, tuple[str, ...]]

# To add a command, an option or a value of one: give it a Danish word here. A test finds those without.
COMMANDS: Words = {
    "init": ("opret-register",),
    "add": ("opret", "tilføj"),
    "set": ("indstil",),
    "register": ("registrer",),
    "contact": ("kontakt",),
    "refer": ("henvis",),
    "enrol": ("indskriv", "tilmeld"),
    "status": ("status",),
    "due": ("venter", "forfald"),
    "close": ("afslut", "luk"),
    "assess": ("svar",),
    "attend": ("fremmøde",),
    "assign": ("tilknyt", "tildel"),
    "hand-over": ("overdrag",),
    "plan": ("planlæg",),
    "consent": ("samtykke",),
    "list": ("liste",),
    "show": ("vis",),
    "correct": ("ret", "rediger", "edit"),
    "remove": ("fjern", "slet", "delete"),
    "merge": ("sammenlæg", "flet"),
    "log": ("ændringer",),
    "undo": ("fortryd",),
    "check": ("kontroller", "kontrol"),
    "backup": ("sikkerhedskopier", "sikkerhedskopi"),
    "restore": ("gendan",),
    "disclose": ("indsigt",),
    "forget": ("glem",),
    "key": ("nøglefil",),
    "access": ("opslag",),
    "report": ("rapport",),
    "target": ("mål",),
    "published": ("offentliggjort",),
    "import": ("importer", "indlæs"),
    "export": ("eksporter", "udlæs"),
    "help": ("hjælp",),
    "completion": ("fuldførelse",),
}

OPTIONS: Words = {
    "--absent": ("--udeblevet", "--fraværende"),
    "--accepted-on": ("--accepteret-den",),
    "--across": ("--på-tværs",),
    "--against": ("--over-for", "--mod", "--sammenholdt-med"),
    "--age": ("--alder",),
    "--aim": ("--sigte",),
    "--as-of": ("--pr",),
    "--attended": ("--mødt",),
    "--better": ("--bedre",),
    "--birth-year": ("--fødselsår",),
    "--body": ("--organ",),
    "--by": ("--fordelt-på", "--efter", "--opdelt-på"),
    "--chart": ("--søjler",),
    "--chart-of": ("--søjler-for",),
    "--citizen": ("--borger",),
    "--closed-on": ("--lukket-den",),
    "--closing-reason": ("--afslutningsårsag",),
    "--code": ("--kode",),
    "--color": ("--farve",),
    "--column": ("--i-kolonne",),
    "--columns": ("--kolonner",),
    "--compare": ("--sammenlign",),
    "--compare-with": ("--sammenlign-med",),
    "--confirm": ("--bekræft",),
    "--cpr": ("--cpr-kolonne",),
    "--cpr-stdin": ("--med-cpr",),
    "--create": ("--opret-ukendte",),
    "--datasette": ("--til-datasette",),
    "--date": ("--dato",),
    "--db": ("--registerfil",),
    "--done": ("--udført",),
    "--done-on": ("--udført-den",),
    "--dry-run": ("--prøv",),
    "--empty-clears": ("--tomme-sletter",),
    "--encrypt-to": ("--krypter-til",),
    "--ended-on": ("--slut", "--sluttet-den", "--fratrådt"),
    "--everything": ("--alt",),
    "--excused": ("--afbud",),
    "--explain": ("--forklar",),
    "--figures": ("--tal",),
    "--first-on": ("--første-dag",),
    "--for-evaluation": ("--til-evaluering",),
    "--force": ("--erstat",),
    "--form": ("--skematype",),
    "--format": ("--format",),
    "--from": ("--fra",),
    "--given-on": ("--givet-den",),
    "--group": ("--hold",),
    "--heading-row": ("--overskriftsrække",),
    "--help": ("--hjælp",),
    "--highest": ("--højeste",),
    "--holiday": ("--fridag",),
    "--hours": ("--timer",),
    "--identity": ("--med-nøglefil",),
    "--ignore": ("--spring-over",),
    "--inactive-since": ("--inaktiv-siden",),
    "--invalid-reason": ("--fejl",),
    "--keep": ("--behold",),
    "--kind": ("--type",),
    "--lang": ("--sprog",),
    "--language": ("--tabelsprog",),
    "--last": ("--seneste",),
    "--last-on": ("--sidste-dag",),
    "--least": ("--mindst",),
    "--level": ("--niveau",),
    "--list": ("--vis-liste",),
    "--lowest": ("--laveste",),
    "--map": ("--kolonne",),
    "--mapping": ("--kolonneliste",),
    "--matrix": ("--svarmatrix",),
    "--milestones": ("--sagsgang",),
    "--minutes": ("--minutter",),
    "--model": ("--organisering",),
    "--municipality": ("--kommune",),
    "--name": ("--navn",),
    "--next": ("--næste-skridt",),
    "--no-input": ("--spørg-ikke",),
    "--not-reached": ("--forgæves", "--ikke-truffet"),
    "--not-same": ("--ikke-samme",),
    "--note": ("--bemærkning",),
    "--of-kind": ("--registreringstype",),
    "--offer": ("--tilbud",),
    "--on": ("--den",),
    "--on-public-holidays": ("--også-helligdage",),
    "--open": ("--åbne",),
    "--opened-on": ("--åbnet-den",),
    "--outcome": ("--udfald",),
    "--outcome-date": ("--udfaldsdato",),
    "--output": ("--fil",),
    "--owner": ("--ejer",),
    "--parent": ("--del-af",),
    "--partial": ("--delvist",),
    "--passphrase-file": ("--adgangsfil",),
    "--period": ("--periode",),
    "--planned": ("--planlagt",),
    "--previously-known": ("--kendt-i-forvejen", "--tidligere-kendt"),
    "--problem": ("--problem",),
    "--problems": ("--problemer",),
    "--programme": ("--indsats",),
    "--project": ("--projekt",),
    "--publication": ("--offentliggørelse",),
    "--publish": ("--offentliggør",),
    "--published-on": ("--udgivet-den",),
    "--purpose": ("--formål",),
    "--quiet": ("--stille",),
    "--reached": ("--truffet",),
    "--reason": ("--årsag",),
    "--recipient": ("--modtager",),
    "--refer-to": ("--henvis-til",),
    "--registered-on": ("--registreret-den",),
    "--rejects": ("--afviste",),
    "--relatives": ("--pårørende",),
    "--repeat": ("--flere",),
    "--report": ("--rapport",),
    "--role": ("--rolle",),
    "--round": ("--afrund",),
    "--rounded-to": ("--afrundet-til",),
    "--same": ("--samme",),
    "--scale": ("--skala",),
    "--self-rated-health": ("--selvvurderet-helbred",),
    "--sender": ("--afsender",),
    "--sex": ("--køn",),
    "--sheet": ("--ark",),
    "--show-unknown": ("--vis-uoplyste",),
    "--site": ("--enhed",),
    "--source": ("--kilde",),
    "--stands-for": ("--står-for",),
    "--started-on": ("--start", "--startet-den", "--tiltrådt"),
    "--status": ("--status",),
    "--status-word": ("--statusord",),
    "--step": ("--aftalt",),
    "--stop": ("--stands",),
    "--strict": ("--stop-ved-fund",),
    "--successor": ("--afløst-af",),
    "--suppress": ("--skjul",),
    "--title": ("--emne",),
    "--to": ("--til",),
    "--trace": ("--bag",),
    "--unnamed": ("--uden-kode", "--uden-navn", "--unavngivne"),
    "--value": ("--værdi",),
    "--version": ("--version",),
    "--weekday": ("--ugedag",),
    "--wellbeing": ("--trivsel",),
    "--where": ("--hvor",),
    "--withdrawn": ("--trukket-tilbage",),
    "--withdrawn-on": ("--trukket-tilbage-den",),
    "--within": ("--inden-for",),
    "--worker": ("--medarbejder",),
}
"""A flag means the same in every command, so it has one word."""

DAY_OPTIONS: Words = {"--by": ("--senest",)}
"""The words of the flags that mean something else where they take a day."""

VALUES: Words = {
    "da": ("dansk",),
    "en": ("engelsk",),
    "auto": ("automatisk",),
    "always": ("altid",),
    "never": ("aldrig",),
    "table": ("tabel",),
    "markdown": ("markdown",),
    "html": ("html",),
    "tsv": ("tsv",),
    "csv": ("csv",),
    "csv-excel": ("csv-excel",),
    "json": ("json",),
    "jsonl": ("jsonl",),
    "xlsx": ("excel",),
    "docx": ("word",),
    "svg": ("billede",),
    "new": ("ny",),
    "path": ("sti",),
    "check": ("kontroller",),
    "man": ("man",),
    "bash": ("bash",),
    "zsh": ("zsh",),
    "fish": ("fish",),
    "powershell": ("powershell",),
}
"""The values of options that take one of a few words which are no field's."""


def show_word(words: Words, english: str) -> str:
    """The word in the current language: a Dane's for a Dane, the English one where there is no other."""
    return words.get(english, (english,))[0] if get_language() == "da" else english


def find_english(words: Words, typed: str, among: Iterable[str] | None = None) -> str | None:
    """The English word that was typed in either language; None where it is none of these (or of `among`)."""
    known = words if among is None else tuple(among)
    if typed in known:
        return typed
    said = fold_spelling(typed)
    for english in known:
        if said in map(fold_spelling, (english, *words.get(english, ()))):
            return english
    return None


def find_report(typed: str) -> str | None:
    """The English word for the report, or all of them, that was typed in either language; None for none."""
    return find_english(REPORT_WORDS, typed)


def find_near_words(words: Words, typed: str) -> list[str]:
    """The words in the current language of those near to what was typed in either, the nearest first."""
    said = {word: english for english, danish in words.items() for word in (english, *danish)}
    folded = {fold_spelling(word): english for word, english in said.items()}
    near = find_nearest(fold_spelling(typed), folded)
    return list(dict.fromkeys(show_word(words, folded[each]) for each in near))


def list_flag_words(*, day: bool) -> Words:
    """The words of the flags of an option, which may be one that takes a day."""
    return {**OPTIONS, **DAY_OPTIONS} if day else OPTIONS


def list_danish_flags(declared: Iterable[str], words: Words = OPTIONS) -> list[str]:
    """The Danish flags of an option, each also without Æ, Ø and Å."""
    danish = [word for flag in declared for word in words.get(flag, ())]
    return list(dict.fromkeys(spelled for word in danish for spelled in (word, fold_spelling(word))))
