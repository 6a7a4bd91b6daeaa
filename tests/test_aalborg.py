"""The published tables, cell for cell, from the synthetic example."""

from __future__ import annotations

import filecmp
import runpy
from pathlib import Path

import pytest

from outreach_cli.api import Register, open_register
from outreach_cli.tables.markdown import write_tsv
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples" / "aalborg"

TABEL_1 = """
Enhed\tAntal borgere\tAntal samtaler\tSamtaler pr/borger\tHenvist til tilbud
Sygedagpengehuset\t32\t60\t1,9\t21
Job- og Aktivhuset\t55\t63\t1,1\t90
Virksomhedscenteret\t56\t71\t1,3\t44
Uddannelseshuset\t36\t172\t4,8\t11
I alt\t179\t366\t2\t166
"""
TABEL_2 = """
Status\tAntal borgere\tAndel
Gennemført\t31\t39%
I gang med forløbet\t14\t18%
Dropout\t9\t11%
Starter ikke på hold efter samtaleforløb\t25\t31%
I alt\t80\t100%
"""
PERIOD = "2018-01..2019-02"


@pytest.fixture(scope="module")
def aalborg(tmp_path_factory: pytest.TempPathFactory):
    """The example's register, made by the commands that the README gives."""
    import os
    import subprocess
    import sys

    path = tmp_path_factory.mktemp("aalborg") / "aalborg.db"
    for words in (("init", "--municipality", "Aalborg"), ("import", str(EXAMPLE))):
        environment = os.environ | {"OUTREACH_DB": str(path), "OUTREACH_TODAY": "2019-03-15"}
        subprocess.run([sys.executable, "-m", "outreach_cli", *words], env=environment, check=True)
    with open_register(path) as register:
        yield register


@pytest.mark.parametrize(("name", "published"), [("conversations", TABEL_1), ("courses", TABEL_2)])
def test_a_published_table_comes_out_cell_for_cell(aalborg: Register, name: str, published: str) -> None:
    assert write_tsv(aalborg.report(name, period=PERIOD)) == published.lstrip()


def test_the_citizen_without_status_is_noted_or_shown(aalborg: Register) -> None:
    table = aalborg.report("courses", period=PERIOD)
    assert table.notes == ("1 borger uden registreret status indgår i I alt",)
    shown = write_tsv(aalborg.report("courses", period=PERIOD, show_unknown=True))
    assert shown.splitlines()[-2:] == ["Ikke oplyst\t1\t1%", "I alt\t80\t100%"]


def test_the_months_are_those_of_the_rule(aalborg: Register) -> None:
    """Of the conversations alone: whoever was first met by enrolling in the course is new there."""
    rows = aalborg.report("monthly", period=PERIOD, programme="Sundhedssamtaler").rows
    by_month = {key: [row[key] for row in rows] for key in ("conversations", "new_citizens", "referrals")}
    assert by_month == {
        "conversations": [31, 24, 25, 25, 29, 22, 28, 28, 25, 29, 27, 22, 28, 23],
        "new_citizens": [31, 24, 24, 13, 16, 11, 15, 11, 9, 11, 10, 3, 1, 0],
        "referrals": [34, 17, 17, 17, 20, 11, 9, 11, 8, 6, 4, 3, 5, 4],
    }


def test_the_referred_citizens_are_fewer_than_the_referrals(aalborg: Register) -> None:
    with aalborg.open_snapshot() as connection:
        found = connection.execute("SELECT count(*), count(DISTINCT citizen_id) FROM referrals").fetchone()
    assert found == (166, 131)


def test_the_example_files_are_what_the_script_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = runpy.run_path(str(ROOT / "examples" / "make_aalborg.py"))
    monkeypatch.setitem(made["main"].__globals__, "FOLDER", tmp_path / "aalborg")
    made["main"]()
    names = sorted(each.name for each in EXAMPLE.glob("*.csv"))
    assert filecmp.cmpfiles(EXAMPLE, tmp_path / "aalborg", names, shallow=False) == (names, [], [])
    assert all((EXAMPLE / name).read_text().startswith("# Syntetiske") for name in names)


@pytest.mark.slow
def test_forgetting_citizens_leaves_every_report_as_it_was(aalborg: Register, tmp_path: Path) -> None:
    from outreach_cli.privacy import erasure
    from outreach_cli.reports.definitions.reader import list_builtin
    from outreach_cli.storage.backup import back_up

    back_up(aalborg.path, tmp_path / "copy.db")
    with open_register(tmp_path / "copy.db") as register:
        (last,) = register.connection.execute("SELECT max(id) FROM change").fetchone()
        codes = [
            register.connection.execute(
                f"SELECT citizen FROM citizen WHERE id IN (SELECT citizen FROM {kind})"
            ).fetchone()[0]
            for kind in ("contact", "status", "referral")
        ]

        def printed() -> list[str]:
            choices = [(name, as_of) for name in list_builtin() for as_of in (None, last)]
            return [write_tsv(register.report(name, period=PERIOD, as_of=as_of)) for name, as_of in choices]

        before = printed()
        planned = [
            erasure.plan_erasure(
                register.connection, *register.finder.find_name("citizen", code), everything=False
            )
            for code in dict.fromkeys(codes)
        ]
        with register.change("forget") as change:
            erasure.erase_citizens(change, planned)
        register.vacuum()
        held = (tmp_path / "copy.db").read_bytes()
        assert [code for code in codes if code.encode() in held] == []
        assert printed() == before
