"""Commands that ask at a terminal: typed at as a coordinator types, over a real pseudo-terminal."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from outreach_cli.api import open_register
from outreach_cli.console.questions import make_steps
from outreach_cli.core.language import _, use_language
from outreach_cli.records.registry import RECORDS
from tests.conftest import ROOT, TODAY
from tests.worked import make_worked


class Person:
    """Someone at a terminal: reads what is said and types lines."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.heard = ""
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            os.environ |= {"PYTHONPATH": str(ROOT), "OUTREACH_TODAY": TODAY, "OUTREACH_WHO": "tester"}
            os.environ |= {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "COLUMNS": "100"}
            os.execv(sys.executable, [sys.executable, "-m", "outreach_cli", *words])  # noqa: S606 - in the fork

    def hears(self, expected: str) -> None:
        """Waits until this is said, and forgets what came before it."""
        until = time.monotonic() + 30
        while expected not in self.heard:
            assert time.monotonic() < until, f"{expected!r} did not come; heard {self.heard!r}"
            if not self._listen():
                assert expected in self.heard, f"{expected!r} did not come; heard {self.heard!r}"
        self.heard = self.heard.split(expected, 1)[1]

    def _listen(self) -> bool:
        if not select.select([self.terminal], [], [], 0.5)[0]:
            return True
        try:
            said = os.read(self.terminal, 65536).decode("utf-8", "replace")
        except OSError:
            return False
        self.heard += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", said)
        return bool(said)

    def types(self, line: str) -> None:
        os.write(self.terminal, line.encode() + b"\r")

    def answers(self, *talk: tuple[str, str]) -> None:
        """Waits for each question and types its answer."""
        for question, answer in talk:
            self.hears(f"{question}:")
            self.types(answer)

    def leaves(self) -> int:
        """Hears the program out; its exit code."""
        while self._listen():
            pass
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    make_worked(tmp_path / "outreach.db")
    return tmp_path


def written(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with open_register(folder / "outreach.db") as register:
        return register.connection.execute(sql).fetchall()


LAST_CONTACT = """
SELECT citizen.citizen, contact.date, site.site, contact.kind, contact.minutes, contact.reached
FROM contact JOIN citizen ON citizen.id = contact.citizen LEFT JOIN site ON site.id = contact.site
ORDER BY contact.id DESC LIMIT 1
"""


def _in_danish(question: str) -> str:
    """The question as it is said in Danish."""
    with use_language("da"):
        words = question.rstrip(": [")
        return question.replace(words, _(words))


def test_a_contact_is_asked_for_step_by_step_and_agreed_to(folder: Path) -> None:
    person = Person(folder, "contact", "--lang", "da")
    person.hears("Borgernøgle:")
    person.types("A-99")
    person.hears('Skal borger "A-99" oprettes nu? [j/N]')
    person.types("")
    person.answers(("Borgernøgle", "a-2"))
    person.answers(
        ("Dato [15-03-2019]", "31. februar 2019"),
        ("Dato [15-03-2019]", "i går"),
        ("Enhed [Job- og Aktivhuset]", "<"),
        ("Dato [14-03-2019]", ""),
        ("Enhed [Job- og Aktivhuset]", "sygedagpengehuset"),
        ("Kontakttype [Samtale]", "besøg"),
        ("Indsats", ""),
        ("Medarbejder [Medarbejder 1]", "-"),
        ("Minutter", "45"),
    )
    for question in ("In vain, not reached [", "Refer to:"):
        person.hears(_in_danish(question))
        person.types("")
    person.hears("Enhed: Sygedagpengehuset")
    person.hears(_in_danish("Write it? [Y/n]: ").removesuffix(": "))
    person.types("j")
    assert person.leaves() == 0
    assert written(folder, LAST_CONTACT) == [("A-2", "2019-03-14", "Sygedagpengehuset", "visit", 45, 1)]


def test_a_site_that_has_closed_is_not_taken_by_enter_though_it_was_the_last(folder: Path) -> None:
    with open_register(folder / "outreach.db") as register:
        with register.change("close") as change:
            change.correct("site", "Job- og Aktivhuset", closed_on="2019-03-01")
        steps = {step.key: step for step in make_steps(register, RECORDS["contact"], ("date", "site"))}
        assert steps["site"].usual == ""
        assert steps["site"].list_words(register) == ["Sygedagpengehuset"]


def test_a_name_longer_than_the_line_is_told_whole(folder: Path) -> None:
    name = "x" * 120
    person = Person(folder, "refer", "--lang", "en")
    person.answers(("Citizen", "A-3"), ("Offer", name))
    person.hears(f'"{name}".')
    person.types("")
    os.close(person.terminal)


def test_what_is_not_agreed_to_is_not_written(folder: Path) -> None:
    before = written(folder, "SELECT count(*) FROM referral")
    person = Person(folder, "refer", "--lang", "en", "--site", "Sygedagpengehuset")
    person.answers(("Citizen", "A-3"), ("Offer", "Rygestop"), ("Date [2019-03-15]", ""))
    person.answers(("Programme", ""), ("Outcome, of a referral made before", ""))
    person.hears("[Y/n]")
    person.types("<")
    person.answers(("Outcome, of a referral made before", ""))
    person.hears("[Y/n]")
    person.types("maybe")
    person.hears("[Y/n]")
    person.types("n")
    person.hears("Nothing was written.")
    assert person.leaves() == 0
    assert written(folder, "SELECT count(*) FROM referral") == before


def test_contacts_one_after_the_other_share_what_is_common(folder: Path) -> None:
    before = written(folder, "SELECT count(*) FROM contact")[0][0]
    person = Person(
        folder, "contact", "--repeat", "--lang", "en", "--worker", "Medarbejder 1", "--minutes", "20"
    )
    person.answers(
        ("Date [2019-03-15]", "yesterday"),
        ("Site [Job- og Aktivhuset]", ""),
        ("Kind [Conversation]", ""),
        ("Programme", ""),
        ("In vain, not reached [no]", ""),
        ("Citizen", "A-1"),
        ("Refer to", "Rygestop, Motion på recept"),
        ("Citizen", "A-2, A-3"),
        ("Refer to", ""),
        ("Citizen", "<"),
        ("Date [2019-03-14]", ""),
        ("Site [Job- og Aktivhuset]", "Sygedagpengehuset"),
        ("Kind [Conversation]", ""),
        ("Programme", ""),
        ("In vain, not reached [no]", ""),
        ("Citizen", "A-4"),
        ("Refer to", ""),
        ("Citizen", ""),
        ("Hours of Medarbejder 1 at Job- og Aktivhuset on 2019-03-14", "3,5"),
        ("Hours of Medarbejder 1 at Sygedagpengehuset on 2019-03-14", ""),
    )
    person.hears("In all: 4 contacts logged, 4 citizens, 80 minutes, 2 referrals made")
    assert person.leaves() == 0
    assert written(folder, "SELECT count(*) FROM contact")[0][0] == before + 4
    assert written(folder, LAST_CONTACT) == [
        ("A-4", "2019-03-14", "Sygedagpengehuset", "conversation", 20, 1)
    ]
    assert written(folder, "SELECT count(*) FROM referral WHERE date = '2019-03-14'") == [(2,)]
    assert written(folder, "SELECT count(DISTINCT change) FROM contact WHERE date = '2019-03-14'") == [(3,)]


def test_the_minutes_of_each_are_asked_for_one_after_the_other(folder: Path) -> None:
    person = Person(folder, "contact", "--repeat", "--lang", "en", "--on", "today", "--kind", "visit")
    person.answers(
        *(("Site [Job- og Aktivhuset]", "-"), ("Programme", ""), ("Worker [Medarbejder 1]", "")),
        *(("In vain, not reached [no]", ""), ("Citizen", "A-1"), ("Minutes", "45"), ("Refer to", "")),
        *(("Citizen", "A-2"), ("Minutes", ""), ("Refer to", ""), ("Citizen", "")),
    )
    person.hears("In all: 2 contacts logged, 2 citizens, 45 minutes")
    assert person.leaves() == 0
    assert written(folder, "SELECT minutes FROM contact ORDER BY id DESC LIMIT 2") == [(None,), (45,)]


def test_who_was_meant_is_asked_before_someone_new_is_registered(folder: Path) -> None:
    before = written(folder, "SELECT count(*) FROM citizen")
    person = Person(folder, "status", "--lang", "en")
    person.answers(("Citizen", "A-11"))
    person.hears("Did you mean")
    person.types("y")
    person.hears("Status")
    assert written(folder, "SELECT count(*) FROM citizen") == before


def test_an_interruption_writes_nothing(folder: Path) -> None:
    before = written(folder, "SELECT count(*) FROM citizen")
    person = Person(folder, "register", "--lang", "en")
    person.hears("Citizen:")
    person.types("A-9")
    person.hears("Registered [2019-03-15]:")
    os.write(person.terminal, b"\x03")
    person.hears("Interrupted.")
    assert person.leaves() == 130
    assert written(folder, "SELECT count(*) FROM citizen") == before


def test_a_status_is_asked_for(folder: Path) -> None:
    person = Person(folder, "status", "--lang", "da")
    person.answers(
        ("Borgernøgle", "A-2"), ("Status", "gennemført"), ("Indsats [Livsstilscafé]", "åben og rolig")
    )
    person.answers(("Dato [15-03-2019]", ""))
    person.hears("Skriv ikke navne")
    person.answers(("Årsag", "flyttet"))
    person.hears(_in_danish("Write it? [Y/n]: ").removesuffix(": "))
    person.types("")
    assert person.leaves() == 0
    newest = written(folder, "SELECT status, reason, date FROM status ORDER BY id DESC LIMIT 1")
    assert newest == [("completed", "flyttet", "2019-03-15")]


def test_the_tab_key_completes_a_name_while_typing(folder: Path) -> None:
    person = Person(folder, "enrol", "--lang", "en")
    person.answers(("Citizen", "A-5"))
    person.hears("Programme:")
    os.write(person.terminal, b"liv")
    person.hears("Livsstilscafé")
    person.types("\t")
    person.answers(("Site [Sygedagpengehuset]", ""), ("Started [2019-03-15]", ""))
    person.hears("[Y/n]")
    person.types("y")
    assert person.leaves() == 0
    assert written(folder, "SELECT count(*) FROM enrolment") == [(4,)]


def test_the_beginning_of_the_only_word_that_is_offered_is_taken_and_said(folder: Path) -> None:
    person = Person(folder, "contact", "--lang", "en", "--on", "yesterday", "--minutes", "30")
    person.answers(("Citizen", "A-"))
    person.hears('Several begin with "A-": A-1, A-2, A-3, A-4, A-5, A-6')
    person.answers(("Citizen", "a-1"), ("Site [Job- og Aktivhuset]", "syg"))
    person.hears("Taken: Sygedagpengehuset")
    person.answers(("Kind [Conversation]", "vi"))
    person.hears("Taken: Visit")
    person.answers(("Programme", "-"), ("Worker [Medarbejder 1]", "-"), ("In vain, not reached [no]", ""))
    person.answers(("Refer to", "ryg, recept"))
    person.hears("Taken: Rygestop")
    person.hears("Taken: Motion på recept")
    person.hears("Refer to: Rygestop, Motion på recept")
    person.hears("[Y/n]")
    person.types("")
    assert person.leaves() == 0
    assert written(folder, LAST_CONTACT) == [("A-1", "2019-03-14", "Sygedagpengehuset", "visit", 30, 1)]
    assert written(folder, "SELECT count(*) FROM referral WHERE date = '2019-03-14'") == [(2,)]


def test_who_is_not_known_yet_is_registered_on_the_way_when_the_user_says_so(folder: Path) -> None:
    person = Person(folder, "contact", "--lang", "en", "--on", "yesterday", "--site", "Sygedagpengehuset")
    person.answers(("Citizen", "A-2, 0101501234"), ("Citizen", "A-2, N-1, N-2"))
    for name in ("N-1", "N-2"):
        person.hears(f'Make the citizen "{name}" now? [y/N]')
        person.types("y")
        person.answers(("Registered [2019-03-14]", "13-3-2019" if name == "N-1" else ""))
    person.hears("To undo it: outreach undo ")
    person.answers(("Kind [Conversation]", ""), ("Programme", "-"), ("Worker [Medarbejder 1]", "-"))
    person.answers(("Minutes", ""), ("In vain, not reached [no]", ""), ("Refer to", "Nyt tilbud"))
    person.hears('Make the offer "Nyt tilbud" now? [y/N]')
    person.types("y")
    person.hears("[Y/n]")
    person.types("")
    assert person.leaves() == 0
    assert written(folder, "SELECT citizen, registered_on FROM citizen ORDER BY id DESC LIMIT 2") == [
        ("N-2", "2019-03-14"),
        ("N-1", "2019-03-13"),
    ]
    assert written(folder, "SELECT count(*) FROM contact WHERE date = '2019-03-14'") == [(3,)]
    assert written(folder, "SELECT offer FROM offer ORDER BY id DESC LIMIT 1") == [("Nyt tilbud",)]


def test_several_problems_are_answered_by_their_beginnings(folder: Path) -> None:
    person = Person(folder, "register", "--lang", "da", "--on", "i går")
    person.answers(("Borgernøgle", "A-9"), ("Enhed [Job- og Aktivhuset]", "-"), ("Kommune", ""))
    person.answers(("Fødselsår", ""), ("Køn", ""))
    person.answers(("Problemer", "psy, alk, andet"), ("Kendt i forvejen", "j"))
    person.hears("Problemer: Psykisk sygdom, Alkohol, Andet")
    person.hears("[J/n]")
    person.types("")
    assert person.leaves() == 0
    known = written(folder, "SELECT problems, previously_known FROM citizen ORDER BY id DESC LIMIT 1")
    assert known == [("alcohol|mental_illness|other", 1)]


def test_a_beginning_given_on_the_command_line_is_refused(folder: Path) -> None:
    person = Person(folder, "contact", "--lang", "en", "--site", "syg")
    person.hears('No site is called "syg"')
    assert person.leaves() == 3


@pytest.mark.parametrize("command", ["contact", "register", "refer", "enrol", "status"])
@pytest.mark.parametrize("words", [[], ["--no-input"]])
def test_without_a_terminal_what_is_missing_is_named(
    command: str, words: list[str], folder: Path, outreach
) -> None:
    said = outreach(command, *words)
    assert said.returncode == 2
    assert "CITIZEN" in said.stderr


def test_no_input_at_a_terminal_asks_nothing(folder: Path) -> None:
    person = Person(folder, "--no-input", "contact", "--lang", "en")
    person.hears("Missing argument 'CITIZEN...'")
    assert person.leaves() == 2


def test_repeat_with_citizens_given_is_refused(folder: Path, outreach) -> None:
    said = outreach("contact", "A-1", "--repeat")
    assert said.returncode == 2
    assert "--repeat" in said.stderr


def test_an_answer_at_a_terminal_breaks_between_words(folder: Path) -> None:
    name = " ".join(["Værestedet"] * 15)
    person = Person(folder, "add", "site", name)
    assert person.leaves() == 0
    lines = person.heard.splitlines()
    assert len(lines[0]) <= 100
    assert " ".join(lines[:2]) == f"Added site 3: {name}"


def test_an_error_at_a_terminal_breaks_between_words_and_is_one_line_in_a_pipe(
    folder: Path, outreach
) -> None:
    name = " ".join(["Værestedet"] * 15)
    person = Person(folder, "contact", "A-1", "--site", name)
    assert person.leaves() == 3
    lines = person.heard.splitlines()
    assert max(map(len, lines)) <= 100
    said = f'Error: No site is called "{name}".'
    assert " ".join(lines).startswith(said)
    assert outreach("contact", "A-1", "--site", name).stderr.splitlines()[0] == said


def test_in_an_empty_register_the_first_site_is_made_on_the_way(tmp_path: Path, outreach) -> None:
    outreach("init")
    person = Person(tmp_path, "register")
    person.hears("The first site's name")
    person.types("Nord")
    person.hears("Made in change 2")
    person.answers(("Citizen", "A-1"), ("Registered [2019-03-15]", ""), ("Site [Nord]", ""))
    for question in ("Municipality", "Birth year", "Sex", "Problems", "Previously known"):
        person.hears(question)
        person.types("")
    person.hears("[Y/n]")
    person.types("y")
    assert person.leaves() == 0
    assert written(tmp_path, "SELECT site.site FROM citizen JOIN site ON site.id = citizen.site") == [
        ("Nord",)
    ]


def test_a_colleagues_list_is_read_by_asking_what_its_headings_are(folder: Path, outreach) -> None:
    rows = "Dato;Borgernøgle;Sagsbehandler;Hvordan;Husk\n01-03-2019;A-1;Medarbejder 1;besøg;x\n"
    (folder / "liste.csv").write_text(rows, encoding="utf-8")
    before = written(folder, "SELECT count(*) FROM contact")
    person = Person(folder, "importer", "kontakter", "liste.csv", "--lang", "da")
    person.hears('Hvad er "Sagsbehandler"?')
    person.types("medarb")
    person.hears('Hvad er "Hvordan"?')
    person.types("Enheden")
    person.hears("Det kan være: ")
    person.types("kind")
    person.hears('Hvad er "Husk"?')
    person.types("-")
    person.hears("Sprunget over: Husk")
    person.hears("--kolonne Sagsbehandler=Medarbejder --kolonne Hvordan=Kontakttype --spring-over Husk")
    person.hears("(Enter: nej)")
    person.types("Havnens liste")
    person.hears("imported 1")
    assert person.leaves() == 0
    assert written(folder, "SELECT count(*) FROM contact") == [(before[0][0] + 1,)]
    assert written(folder, LAST_CONTACT)[0][:4:3] == ("A-1", "visit")
    flags = ("--map", "Sagsbehandler=worker", "--map", "Hvordan=kind", "--ignore", "Husk")
    for more in (flags, (), ("--mapping", "havnens liste")):
        assert "unchanged 1" in outreach("import", "contacts", "liste.csv", *more).stdout
    assert "Read with the mapping Havnens liste." in outreach("import", "contacts", "liste.csv").stderr
    assert (
        "Sagsbehandler=worker|Hvordan=kind|Husk=" in outreach("list", "mappings", "--format", "json").stdout
    )
    assert outreach("import", "contacts", "liste.csv", "--mapping", "Byens liste").returncode == 3


def test_a_dry_run_asks_of_headings_and_keeps_no_answer(folder: Path) -> None:
    (folder / "liste.csv").write_text("Dato;Borgernøgle;Husk\n01-03-2019;A-1;x\n", encoding="utf-8")
    before = (folder / "outreach.db").read_bytes()
    person = Person(folder, "importer", "kontakter", "liste.csv", "--prøv", "--lang", "da")
    person.hears('Hvad er "Husk"?')
    person.types("-")
    person.hears("--spring-over Husk")
    person.hears("imported 1")
    assert person.leaves() == 0
    assert (folder / "outreach.db").read_bytes() == before


def test_an_import_in_a_script_asks_nothing_of_a_heading(folder: Path, outreach) -> None:
    (folder / "liste.csv").write_text("Dato;Borgernøgle;Husk\n01-03-2019;A-1;x\n", encoding="utf-8")
    done = outreach("import", "contacts", "liste.csv")
    assert done.returncode == 3
    assert "Husk: unknown column" in done.stderr


def test_a_day_without_its_year_is_an_answer_too(folder: Path) -> None:
    with open_register(folder / "outreach.db") as register:
        for record, key, said, day in (
            ("contact", "date", "1/3", "2019-03-01"),
            ("contact", "date", "mandag", "2019-03-11"),
            ("step", "by", "friday", "2019-03-15"),
            ("assignment", "started_on", "1. april", "2019-04-01"),
        ):
            (step,) = make_steps(register, RECORDS[record], [key])
            assert step.read(register, said).text == day


@pytest.mark.parametrize("words", [("remove", "contact", "1"), ("restore", "kept.db")])
def test_what_takes_away_asks_first_on_a_terminal_and_never_in_a_script(
    folder: Path, outreach: Callable[..., subprocess.CompletedProcess[str]], words: tuple[str, ...]
) -> None:
    assert outreach("backup", "kept.db").returncode == 0
    before = outreach("list", "contacts", "--format", "json").stdout
    person = Person(folder, "--lang", "en", *words)
    person.hears("? [y/N]")
    person.types("n")
    person.hears("Nothing was changed.")
    assert person.leaves() == 0
    assert outreach("list", "contacts", "--format", "json").stdout == before
    assert outreach(*words).returncode == 0


def test_next_steps_are_ticked_off_by_asking(folder: Path) -> None:
    with open_register(folder / "outreach.db") as register, register.change("add step") as change:
        change.add("step", citizen="A-1", step="tage skemaet med", by="2019-03-20")
    person = Person(folder, "due", "--done")
    person.hears("tage skemaet")
    person.hears("Which are done?")
    person.types("1")
    person.hears("Done: A-1, tage skemaet med")
    assert person.leaves() == 0
    person = Person(folder, "due", "--done")
    person.hears("Nothing waits.")
    assert person.leaves() == 0


def test_a_question_that_must_be_answered_lists_what_is_known(folder: Path) -> None:
    person = Person(folder, "close", "A-1")
    person.hears("Reason:")
    person.types("")
    person.hears("An answer is needed here: Completed, The citizen's own wish")
    person.types("moved")
    assert person.leaves() == 0


def test_a_heading_is_answered_and_no_field_is_taken_twice(folder: Path) -> None:
    (folder / "liste.csv").write_text("Dato;Hvem;Sted\n01-03-2019;A-1;\n", encoding="utf-8")
    person = Person(folder, "import", "contacts", "liste.csv", "--dry-run")
    person.hears('What is "Hvem"? (such as "A-1"')
    person.types("")
    person.hears("It can be: citizen")
    person.types("date")
    person.hears('"Dato" is that already.')
    person.types("citizen")
    person.hears("--map Hvem=citizen")
    person.hears("imported 1")
    assert person.leaves() == 0


def test_a_heading_may_be_the_number_of_another_system_or_what_is_typed_for_an_option(folder: Path) -> None:
    (folder / "liste.csv").write_text("Dato;Borger;Sag;Art\n01-03-2019;A-1;7;besøg\n", encoding="utf-8")
    person = Person(folder, "import", "contacts", "liste.csv", "--dry-run")
    person.hears('What is "Sag"?')
    person.types("?")
    person.hears("source_id")
    person.types("source_id")
    person.hears('What is "Art"?')
    person.types("type")
    person.hears("--map Sag=source_id --map Art=kind")
    person.hears("imported 1")
    assert person.leaves() == 0


def test_a_report_that_is_begun_is_taken_or_asked_about(folder: Path, outreach) -> None:
    person = Person(folder, "rapport", "samt", "--lang", "da")
    person.hears("Valgt: samtaler")
    person.hears("Antal samtaler")
    assert person.leaves() == 0
    person = Person(folder, "rapport", "f", "--lang", "da")
    person.hears("forløbspartnere, fuldstændighed")
    person.hears("Hvilken?")
    person.types("fuld")
    person.hears("Hvor fuldstændige")
    assert person.leaves() == 0
    assert outreach("report", "conv").returncode == 3


def test_a_word_of_a_choice_is_asked_about_as_a_name_is(folder: Path) -> None:
    person = Person(folder, "status", "--lang", "da")
    person.answers(("Borgernøgle", "A-1"), ("Status", "gennemfort"))
    person.hears('Mente du "Gennemført"? [j/N]')
    person.types("n")
    person.hears("Mulige: ")
    person.answers(("Status", "gennemfort"))
    person.hears('Mente du "Gennemført"? [j/N]')
    person.types("j")
    person.hears("Indsats")


def test_a_stray_no_is_not_taken_for_the_only_name_that_begins_so(folder: Path) -> None:
    with open_register(folder / "outreach.db") as register, register.change("add offer") as change:
        change.add("offer", "Alkoholrådgivning Nord")
    person = Person(folder, "refer", "--lang", "da")
    person.answers(("Borgernøgle", "A-1"), ("Tilbud", "n"))
    person.hears('Mente du "Alkoholrådgivning Nord"? [j/N]')
    person.types("n")
    person.hears('Skal tilbud "n" oprettes nu? [j/N]')
    person.types("n")
    person.answers(("Tilbud", "no"))
    person.hears('Mente du "Alkoholrådgivning Nord"? [j/N]')
    person.types("j")
    person.hears("Dato")


def test_a_restore_says_first_which_changes_it_sets_aside(
    folder: Path, outreach: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    last = written(folder, "SELECT max(id) FROM change")[0][0]
    assert isinstance(last, int)
    assert outreach("backup", "kept.db").returncode == 0
    for number, said in enumerate(
        (
            "Der er ikke ændret noget siden kopien.",
            f"Siden kopien er der foretaget 1 ændring: {last + 1}.",
            f"Siden kopien er der foretaget 2 ændringer: {last + 1} til {last + 2}.",
        )
    ):
        person = Person(folder, "restore", "kept.db", "--lang", "da")
        person.hears(said)
        person.hears("? [j/N]")
        person.types("n")
        assert person.leaves() == 0
        assert outreach("register", f"New-{number}").returncode == 0
