"""The manual of all commands as Markdown, made from the program itself: ``python -m dashboard.cli.manual``."""

from __future__ import annotations

import inspect
import re
from typing import Any

import typer
from typer.main import get_command

HEAD = """# Commands

Made from the program by `python -m dashboard.cli.manual`; `newstide COMMAND --help` shows the same.

"""
MARKUP = re.compile(r"\[/?[a-z ]*\]")


def manual() -> str:
    """Write the manual."""
    from dashboard.cli import app

    parts = [HEAD]
    group = get_command(app)
    parts.extend(_describe(group, group.make_context("newstide", [], resilient_parsing=True)))
    return "".join(parts).rstrip() + "\n"


def _describe(command: Any, context: Any) -> list[str]:
    """Describe the commands of a group, those of groups within it too."""
    found: list[str] = []
    for name, inner in getattr(command, "commands", {}).items():
        own = context.__class__(inner, info_name=name, parent=context)
        if hasattr(inner, "commands"):
            found += [f"## {own.command_path}\n\n", _text(inner.help or ""), "\n\n", *_describe(inner, own)]
        else:
            found.append(_one(inner, own))
    return found


def _one(command: Any, context: Any) -> str:
    text, _, examples = inspect.cleandoc(command.help or "").partition("Examples:")
    usage = re.sub(r"{([^}]*)…}\.\.\.", r"\1…", " ".join(command.collect_usage_pieces(context)))
    parts = [f"## {context.command_path}\n\n", f"`{context.command_path} {usage}`\n\n", _text(text), "\n"]
    rows = [row for parameter in command.params if (row := _row(parameter, context))]
    if rows:
        parts += ["\n| option | what |\n| --- | --- |\n", *rows]
    if examples.strip():
        lines = [line.strip() for line in examples.splitlines() if line.strip()]
        parts += ["\n```sh\n", "\n".join(lines), "\n```\n"]
    return "".join(parts) + "\n"


def _row(parameter: Any, context: Any) -> str:
    record = parameter.get_help_record(context)
    if record is None or "--help" in parameter.opts:
        return ""
    names, text = record
    return f"| `{' '.join(names.replace('|', '/').split())}` | {_text(text)} |\n"


def _text(text: str) -> str:
    return " ".join(MARKUP.sub("", text).replace("|", "/").split())


if __name__ == "__main__":
    typer.echo(manual(), nl=False)
