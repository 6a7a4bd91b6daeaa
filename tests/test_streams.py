"""Files that are none: FIFOs, devices and links are read and written as what they are."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from outreach_cli.core.files import draft, drafts_for


def test_a_fifo_is_imported_as_standard_input_is(outreach, tmp_path: Path) -> None:
    outreach("init")
    fifo = tmp_path / "citizens.csv"
    os.mkfifo(fifo)
    for words in (("import", "citizens.csv"), ("import", "citizens", "citizens.csv")):
        writer = threading.Thread(target=fifo.write_text, args=("citizen\nA\n",), daemon=True)
        writer.start()
        assert outreach(*words).returncode == 0
        writer.join(10)
    assert outreach("import", "citizens", "/dev/stdin", text="citizen\nB\n").stdout.startswith("imported 1")


def test_a_table_is_written_to_a_device_and_replaces_none(outreach, tmp_path: Path) -> None:
    outreach("init")
    done = outreach("report", "conversations", "--period", "2018", "--format", "csv", "-o", "/dev/stdout")
    assert done.stdout.startswith("site,citizens")
    assert Path("/dev/stdout").is_symlink()


def test_a_restore_through_a_link_replaces_what_it_points_at(outreach, tmp_path: Path) -> None:
    outreach("init")
    outreach("backup", "copy.db")
    outreach("register", "A")
    (tmp_path / "link.db").symlink_to("outreach.db")
    assert outreach("--db", "link.db", "restore", "copy.db").returncode == 0
    assert (tmp_path / "link.db").is_symlink()
    assert outreach("show", "A").returncode == 3


def test_a_backup_never_takes_the_place_of_a_fifo(outreach, tmp_path: Path) -> None:
    outreach("init")
    os.mkfifo(tmp_path / "fifo")
    for more in ((), ("--force",)):
        assert outreach("backup", "fifo", *more).returncode == 3
    assert (tmp_path / "fifo").is_fifo()


def test_a_killed_writers_draft_goes_with_the_next_and_a_living_ones_stays(tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    killed = "import os\nfrom outreach_cli.core.files import draft\n"
    killed += "with draft('copy.db') as made: made.write_bytes(b'half'); os.kill(os.getpid(), 9)"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    subprocess.run([sys.executable, "-c", killed], cwd=tmp_path, env=environment)
    (left,) = drafts_for(path)
    with draft(path) as mine:
        assert drafts_for(path) == [mine.parent]
        assert mine.parent != left
        with draft(path) as other:
            assert drafts_for(path) == sorted([mine.parent, other.parent])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "given", [{"OUTREACH_WAIT": "abc"}, {"OUTREACH_WAIT": "nan"}, {"OUTREACH_TODAY": "i dag"}], ids=str
)
def test_a_setting_of_the_environment_that_is_none_is_wrong_usage(outreach, given: dict[str, str]) -> None:
    outreach("init")
    done = outreach("register", "A", env=given)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
