"""README, docs and --help agree with the program."""

from __future__ import annotations

import io
import json
import re
import shlex
from contextlib import redirect_stdout

import pytest
from helpers import PROJECT
from typer.testing import CliRunner

from dashboard.alerts.sending import DELIVERY, SIGNATURE
from dashboard.alerts.telling import Told
from dashboard.api.parameters import EXPECTED
from dashboard.api.questions import QUESTIONS, ROOT
from dashboard.app import create_app
from dashboard.cli import app
from dashboard.cli.manual import manual

RUNNER = CliRunner()
README = (PROJECT / "README.md").read_text("utf-8")
MANUAL = (PROJECT / "docs" / "commands.md").read_text("utf-8")
LIBRARY = (PROJECT / "docs" / "library.md").read_text("utf-8")
TRANSLATING = (PROJECT / "docs" / "translating.md").read_text("utf-8")
API = (PROJECT / "docs" / "api.md").read_text("utf-8")


def test_the_manual_is_what_the_program_says():
    assert manual() == MANUAL, "run: python -m dashboard.cli.manual > docs/commands.md"


@pytest.mark.parametrize("text", [README, MANUAL, LIBRARY, API, TRANSLATING])
def test_links_and_pictures_lead_somewhere(text):
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        base = PROJECT if text is README else PROJECT / "docs"
        assert target.startswith("http") or (base / target).exists(), target


def test_the_examples_of_the_library_print_what_is_written_under_them():
    shared: dict[str, object] = {}
    blocks = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", LIBRARY, flags=re.DOTALL)
    assert len(blocks) == LIBRARY.count("```python")
    for code, printed in blocks:
        shown = io.StringIO()
        with redirect_stdout(shown):
            exec(code, shared)
        assert shown.getvalue() == printed, code


def test_the_api_answers_what_is_written_under_its_examples(analysed):
    client = create_app(analysed).server.test_client()
    blocks = re.findall(r"```sh\ncurl 'http://127.0.0.1:8050(.*?)'\n```\n\n```json\n(.*?)```", API, flags=re.DOTALL)
    assert len(blocks) == API.count("curl '")
    for address, written in blocks:
        assert_same_form(json.loads(written), client.get(address).json, address)


def test_what_a_webhook_gets_is_what_is_written_down():
    written = re.search(r"```json\n(\{\n  \"schema_version\": 1,\n  \"id\".*?)```", API, flags=re.DOTALL)
    assert written is not None
    letter = json.loads(written[1])
    assert set(letter) == set(Told.model_fields)
    assert Told.model_validate(letter).kind == "line"
    for name in (SIGNATURE, DELIVERY):
        assert f"`{name}`" in API


def assert_same_form(written: object, answered: object, where: str) -> None:
    """Check that an answer has all fields that are written down, with values of the same kind."""
    assert type(written) is type(answered), where
    if isinstance(written, dict):
        for name, value in written.items():
            assert name in answered, f"{where}: {name}"
            assert_same_form(value, answered[name], f"{where}: {name}")
    elif isinstance(written, list):
        for value, other in zip(written, answered, strict=False):
            assert_same_form(value, other, where)


def test_every_question_and_parameter_of_the_api_is_written_down():
    for question in QUESTIONS:
        assert f"`{(ROOT + question.path).rstrip('/')}`" in API
    for name in EXPECTED:
        assert re.search(rf"^\| .*`{name}`.* \|", API, flags=re.MULTILINE), name


def examples() -> list[str]:
    """Find the commands in code blocks and code spans."""
    text = f"{README}\n{MANUAL}\n{API}"
    code = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL) + re.findall(r"`(newstide [a-z][^`]*)`", text)
    found = [part for line in "\n".join(code).splitlines() for part in re.split(r"\| |&& ", line)]
    commands = {" ".join(part.split("#")[0].split()) for part in found if part.startswith("newstide ")}
    return sorted(command for command in commands if "[OPTIONS]" not in command)


@pytest.mark.parametrize("command", examples())
def test_every_command_that_is_written_down_is_one_that_the_program_knows(command):
    """Ask for help with the options of each example: unknown commands and options are refused before help is shown."""
    words = shlex.split(command)[1:]
    depth = {"topics": 2, "alerts": 3 if words[1:2] == ["set"] else 2}.get(words[0], 1)
    name = words[:depth]
    help_ = RUNNER.invoke(app, [*name, "--help"], env={"COLUMNS": "200"})
    assert help_.exit_code == 0, command
    for option in (word.split("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)):
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", help_.output), f"{option} in: {command}"


def test_make_knows_every_target_that_the_readme_names():
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    for target in re.findall(r"make ([a-z]+)", README + TRANSLATING):
        assert re.search(rf"^{target}:", makefile, flags=re.MULTILINE), target


def test_every_error_of_the_environment_variables_is_real():
    for name in set(re.findall(r"NEWSTIDE_[A-Z]+", README)):
        sources = [*PROJECT.glob("dashboard/**/*.py"), *PROJECT.glob("analysis/**/*.py")]
        assert any(name in path.read_text("utf-8") for path in sources), name
