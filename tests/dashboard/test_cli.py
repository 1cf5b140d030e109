from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import PROJECT

GOOD = '{"title": "Council agrees on a bridge", "text": "The works begin in spring.", "source": "S", "id": "1"}\n'
COMMANDS = ("ingest", "analyze", "serve", "report", "evaluate", "demo", "doctor")


def newstide(*arguments: object, cwd: Path, stdin: str | None = None, **environment: str):
    import os

    return subprocess.run(
        [Path(sys.executable).parent / "newstide", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1", **environment},
        check=False,
    )


def one_sentence(done) -> str:
    """The error that a user sees: no traceback, the reason in one line."""
    assert "Traceback" not in done.stderr + done.stdout
    return done.stderr


@pytest.fixture
def analysed_folder(sample_store, tmp_path):
    shutil.copy(sample_store, tmp_path / "newstide.db")
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command, tmp_path):
    done = newstide(command, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"newstide {command}" in done.stdout
    assert "Examples" in done.stdout


def test_analyze_serve_and_report_need_no_torch(analysed_folder):
    code = (
        "import sys\n"
        "from dashboard.cli import main\n"
        "for command in (['report', '-o', 'r.html'], ['analyze', '--full']):\n"
        "    sys.argv = ['newstide', *command, '--store', 'newstide.db']\n"
        "    try: main()\n"
        "    except SystemExit as error: assert not error.code, error.code\n"
        "from dashboard.app import create_app\n"
        "assert 'torch' not in sys.modules and 'sentence_transformers' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=analysed_folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (analysed_folder / "r.html").stat().st_size > 100_000


def test_the_whole_path(tmp_path):
    (tmp_path / "news.jsonl").write_text(GOOD + GOOD.replace("bridge", "tunnel").replace('"1"', '"2"'))
    assert newstide("ingest", "news.jsonl", cwd=tmp_path).stdout.startswith("2 new articles in newstide.db")
    assert "2 unchanged" in newstide("ingest", "news.jsonl", cwd=tmp_path).stdout
    done = newstide("analyze", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["result"]["articles"] == 2
    done = newstide("report", "-o", "r.csv", cwd=tmp_path)
    assert done.returncode == 0
    assert "Council agrees on a tunnel" in (tmp_path / "r.csv").read_text("utf-8-sig")


def test_standard_input_is_read(tmp_path):
    done = newstide("ingest", "-", "--json", cwd=tmp_path, stdin=GOOD)
    assert json.loads(done.stdout)["new"] == 1


def test_the_stores_place_can_come_from_the_environment(tmp_path):
    newstide("ingest", "-", cwd=tmp_path, stdin=GOOD, NEWSTIDE_STORE="other.db")
    assert (tmp_path / "other.db").exists()
    assert not (tmp_path / "newstide.db").exists()


def test_done_in_part_is_exit_code_3_and_says_what_was_lost(tmp_path):
    (tmp_path / "news.jsonl").write_text(GOOD + "{broken\n")
    done = newstide("ingest", "news.jsonl", "absent.csv", cwd=tmp_path)
    assert done.returncode == 3
    said = one_sentence(done)
    assert "news.jsonl, line 2" in said
    assert "absent.csv" in said
    assert newstide("analyze", cwd=tmp_path).returncode == 0


def test_nothing_usable_is_exit_code_1(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    done = newstide("ingest", "empty.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert "is empty" in one_sentence(done)
    done = newstide("analyze", cwd=tmp_path)
    assert done.returncode == 1
    assert "no articles yet" in one_sentence(done)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest",),
        ("nonsense",),
        ("ingest", "-", "--date", "yesterday"),
        ("ingest", "-", "--language", "klingon"),
        ("analyze", "--topics", "0"),
        ("report", "--from", "2025-13-01"),
        ("report", "--period", "year"),
        ("report", "--from", "2025-12-01", "--to", "2025-01-01"),
        ("report", "--topic", "no such words"),
        ("report", "--topic", "99999"),
        ("report", "-o", "no/such/folder/r.html"),
        ("report", "--format", "docx"),
        ("report", "--locale", "xx"),
        ("serve", "--port", "99999"),
    ],
)
def test_wrong_use_is_exit_code_2(arguments, analysed_folder):
    done = newstide(*arguments, cwd=analysed_folder, stdin="")
    assert done.returncode == 2, done.stdout + done.stderr
    assert one_sentence(done)


def test_failing_surroundings_are_exit_code_4(analysed_folder, tmp_path):
    assert "There is no store" in one_sentence(done := newstide("serve", "--store", "absent.db", cwd=tmp_path))
    assert done.returncode == 4
    done = newstide("analyze", "--model", "/no/such/model", cwd=analysed_folder, HF_HUB_OFFLINE="1")
    assert done.returncode == 4
    assert "/no/such/model" in one_sentence(done)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = newstide("serve", "--port", taken.getsockname()[1], cwd=analysed_folder)
    assert done.returncode == 4
    assert "is in use" in one_sentence(done)
    with sqlite3.connect(analysed_folder / "newstide.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    done = newstide("report", cwd=analysed_folder)
    assert done.returncode == 4
    assert "newer newstide" in one_sentence(done)


def test_a_report_covers_exactly_the_filter(analysed_folder):
    arguments = ("report", "--from", "2025-11-01", "--to", "2025-11-30", "--language", "uk", "-f", "csv", "-o", "-")
    done = newstide(*arguments, cwd=analysed_folder)
    rows = done.stdout.strip().splitlines()[1:]
    assert rows
    assert all(",uk," in row and "2025-11-" in row for row in rows if re.match(r"[0-9a-f]{32},", row))


def test_a_report_on_a_topic_by_words_of_its_label(analysed_folder):
    label = json.loads(newstide("topics", "list", "--json", cwd=analysed_folder).stdout)[0]["label"]
    done = newstide("report", "--topic", label[1:].upper(), "-o", "b.html", cwd=analysed_folder)
    assert done.returncode == 0, done.stderr
    assert label in done.stdout


def test_a_report_is_written_in_ukrainian_and_the_terminal_speaks_english(analysed_folder):
    done = newstide("report", "--locale", "uk", "--text", "xyzzyplugh", "-o", "uk.md", cwd=analysed_folder)
    assert done.stdout == "uk.md: No article matches.\n"
    written = (analysed_folder / "uk.md").read_text("utf-8")
    assert written.startswith("# Текст: xyzzyplugh\n")
    assert "Жодна стаття не відповідає цьому фільтру." in written


def test_evaluation_scores_the_sample(analysed_folder):
    done = newstide("evaluate", PROJECT / "data" / "sample" / "gold.csv", "--json", cwd=analysed_folder)
    found = json.loads(done.stdout)
    assert found["topic"]["ari"] >= 0.65
    assert found["missing"] == 0
    assert "B³ F1" in newstide("evaluate", PROJECT / "data" / "sample" / "gold.csv", cwd=analysed_folder).stdout


def test_evaluation_without_gold_judges_the_topics_by_themselves(analysed_folder):
    found = json.loads(newstide("evaluate", "--json", cwd=analysed_folder).stdout)
    assert set(found) == {"without_gold", "stability", "revised"}
    assert found["stability"]["reordering"] == {"stories": 1.0, "topics": 1.0}
    shown = newstide("evaluate", "--no-stability", cwd=analysed_folder)
    assert "coherence" in shown.stdout
    assert "reordered" not in shown.stdout


def test_evaluation_of_a_store_that_was_not_analysed_says_what_to_do(tmp_path):
    (tmp_path / "a.jsonl").write_text(GOOD)
    newstide("ingest", "a.jsonl", cwd=tmp_path)
    done = newstide("evaluate", cwd=tmp_path)
    assert done.returncode == 1
    assert "newstide analyze" in one_sentence(done)


def test_a_gold_file_without_its_columns_is_told(analysed_folder):
    (analysed_folder / "gold.csv").write_text("a,b\n1,2\n")
    done = newstide("evaluate", "gold.csv", cwd=analysed_folder)
    assert done.returncode == 1
    assert "columns id" in one_sentence(done)


def test_the_demo_has_a_store_of_its_own(tmp_path):
    done = newstide("demo", "--no-serve", cwd=tmp_path, NEWSTIDE_STORE=str(tmp_path / "mine.db"))
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"newstide-demo.db"}
    assert "1,194 articles" in done.stdout
    assert "▁" in done.stdout


def test_a_reader_that_has_had_enough_is_no_error(analysed_folder):
    command = f"{Path(sys.executable).parent / 'newstide'} report -f csv -o - | head -1"
    done = subprocess.run(["bash", "-c", command], cwd=analysed_folder, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_the_doctor_names_the_encoder_with_its_languages_speed_and_origin(analysed_folder):
    done = newstide("doctor", "--json", cwd=analysed_folder)
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert len(found["encoder"]["languages"]) == 16
    assert "articles a second" in found["encoder"]["speed"]
    assert found["encoder"]["from"].endswith("bundled")
    assert found["store"]["articles"] == 1_194
    assert (found["store"]["sources"], found["store"]["gaps"]) == (24, "none found")
    assert "languages" in newstide("doctor", cwd=analysed_folder).stdout


def test_the_doctor_says_what_is_missing(tmp_path):
    done = newstide("doctor", "--model", "/no/such/model", cwd=tmp_path, HF_HUB_OFFLINE="1")
    assert done.returncode == 3
    said = one_sentence(done)
    assert "/no/such/model" in said
    assert "There is no store" in said
