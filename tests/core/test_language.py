"""The current language and day: each thread has its own, and the host process is left as it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from threading import Barrier

import pytest

from outreach_cli.api import Register, create_register, open_register
from outreach_cli.core.days import today, use_today
from outreach_cli.core.language import LANGUAGES, _, get_language, set_language, use_language
from outreach_cli.records.label import Label
from outreach_cli.tables.book import Book
from outreach_cli.tables.formats import encode_table
from outreach_cli.tables.table import Column, Table
from tests.conftest import ROOT


def each_language_at_once(made: Callable[[str], list[bytes]]) -> dict[str, list[bytes]]:
    """What `made` returns for each language, each in a thread of its own, all begun at the same moment."""
    together = Barrier(len(LANGUAGES))

    def begun(language: str) -> list[bytes]:
        together.wait()
        return made(language)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # threads take turns every few lines, so a shared language would be seen
    try:
        with ThreadPoolExecutor(len(LANGUAGES)) as threads:
            return dict(zip(LANGUAGES, threads.map(begun, LANGUAGES), strict=True))
    finally:
        sys.setswitchinterval(before)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "outreach.db"
    with create_register(path) as register, register.change("day") as change:
        change.add("site", "Nord")
        change.register("AAL-001", on="2019-01-02", sex="f")
        change.contact("AAL-001", on="2019-01-03", site="Nord")
    return path


def a_book(language: str, name: str) -> Book:
    with use_language(language):
        column = Column("citizens", str(Label("Borgere", "Citizens")), rule=_("Reports"))
        table = Table(name, _("Reports"), get_language(), (column,), ((int(name),),), notes=(_("Contents"),))
    return Book(name, language, (table,), "2019-03-15")


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_thousand_tables_in_two_languages_at_once_come_out_right(form: str) -> None:
    def five_hundred(language: str) -> list[bytes]:
        return [encode_table(a_book(language, str(number)), form) for number in range(500)]

    alone = {language: five_hundred(language) for language in LANGUAGES}
    assert alone["da"] != alone["en"]
    assert each_language_at_once(five_hundred) == alone


def test_reports_in_two_languages_at_once_come_out_right(small: Path) -> None:
    def tables(register: Register, language: str) -> list[bytes]:
        names = ("conversations", "courses", "referrals", "monthly") * 25
        return [register.report(name, language=language).to_json().encode() for name in names]

    def of_its_own_register(language: str) -> list[bytes]:
        with open_register(small) as register:
            return tables(register, language)

    alone = {language: of_its_own_register(language) for language in LANGUAGES}
    assert b"Antal borgere" in alone["da"][0]
    assert b"Citizens" in alone["en"][0]
    assert each_language_at_once(of_its_own_register) == alone


def test_a_language_set_in_one_context_is_not_that_of_another() -> None:
    copy_context().run(set_language, "da")
    assert get_language() == "en"


def test_a_day_assumed_in_one_context_is_not_that_of_another() -> None:
    with use_today("2018-01-02"):
        assert today().isoformat() == "2018-01-02"
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(today).result().isoformat() == "2019-03-15"
    assert today().isoformat() == "2019-03-15"


def test_a_program_that_uses_the_package_keeps_its_environment_and_its_messages(small: Path) -> None:
    script = (
        "import gettext, locale, os\n"
        "def state(): return dict(os.environ), gettext.textdomain(), gettext.bindtextdomain('outreach'), "
        "locale.setlocale(locale.LC_ALL)\n"
        "before = state()\n"
        "from outreach_cli import open_register\n"
        f"with open_register({str(small)!r}) as register:\n"
        "    print(register.report('conversations', language='da').to_json())\n"
        "    with register.change('log') as change:\n"
        "        change.contact('AAL-001')\n"
        "assert state() == before, (before, state())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "Antal borgere" in done.stdout


def test_the_command_line_gives_clicks_own_words_in_danish_too(outreach) -> None:
    assert outreach("contact", "--nonsense", "--lang", "da").stderr.startswith("Fejl: Tilvalget")
