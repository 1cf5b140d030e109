"""Source code and templates → the messages that a catalogue must hold, and what one lacks.

Messages are what stands in ``locale("…")``, ``locale.plural("…", "…", n)`` and `data.messages.message`, and the texts
of errors that a page may show. The placeholders of an f-string are named after what stands in them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog

if TYPE_CHECKING:
    from babel.messages.catalog import Message

ROOT = Path(__file__).parents[2]
FLOORS = ("analysis", "dashboard", "data")
TRANSLATING = frozenset({"locale", "self", "message"})
OF_PROGRAMMERS = frozenset({"AttributeError", "KeyError", "RuntimeError", "TypeError"})
SILENT = (
    "analysis/estimator/",
    "analysis/evaluation/",
    "analysis/training/",
    "dashboard/alerts/",
    "dashboard/api",
    "dashboard/cli/",
    "dashboard/server.py",
    "data/sources/",
)
"""Where errors are told on the command line or to programs only, which speak English."""
Id = str | tuple[str, str]


def template(root: Path = ROOT) -> Catalog:
    """Gather all messages of the program into an empty catalogue.

    Parameters
    ----------
    root : Path
        The folder of the three floors.
    """
    gathered = Catalog(project="newstide")
    for path in sorted(found for floor in FLOORS for found in (root / floor).rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for line, text in messages_of(path.read_text("utf-8"), errors=not name.startswith(SILENT)):
            gathered.add(text, locations=[(name, line)])
    for path in sorted((root / "analysis").rglob("*.jinja")):
        for line, text in _of_template(path):
            gathered.add(text, locations=[(path.relative_to(root).as_posix(), line)])
    return gathered


def messages_of(source: str, *, errors: bool) -> Iterator[tuple[int, Id]]:
    """Find the messages of a Python module, with their lines.

    Parameters
    ----------
    source : str
    errors : bool
        Whether the texts of errors that it makes are messages.

    Examples
    --------
    >>> list(messages_of("locale('Day'); raise StoreError(f'There is no {path.name}.')", errors=True))
    [(1, 'Day'), (1, 'There is no {path_name}.')]
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "plural" and len(node.args) > 1:
            one, many = _texts(node.args[0]), _texts(node.args[1])
            yield from ((node.lineno, pair) for pair in zip(one, many, strict=True))
        elif called in TRANSLATING or (errors and called.endswith("Error") and called not in OF_PROGRAMMERS):
            yield from ((node.lineno, text) for text in _texts(node.args[0]))


def lacking(catalogue: Catalog, wanted: Catalog) -> list[str]:
    """Say what a catalogue lacks, a sentence each; nothing when it is complete."""
    said = []
    for message in wanted:
        if not message.id:
            continue
        found = catalogue.get(message.id)
        one = message.id if isinstance(message.id, str) else message.id[0]
        if found is None or not all(_forms(found)) or len(_forms(found)) != _wanted_forms(catalogue, message):
            said.append(f"not translated: {one}")
        elif found.fuzzy:
            said.append(f"marked as fuzzy: {one}")
        else:
            names = _placeholders(one)
            said += [f"other placeholders: {form}" for form in _forms(found) if _placeholders(form) != names]
    return said


def _wanted_forms(catalogue: Catalog, message: Message) -> int:
    return int(catalogue.num_plurals) if isinstance(message.id, tuple) else 1


def _forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _texts(node: ast.expr) -> list[str]:
    """Read the texts that an expression can be, whatever decides between them."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return [_filled(parts)]
        case ast.IfExp(body=one, orelse=other):
            inside = [one, other]
        case ast.BoolOp(values=inside) | ast.Dict(values=inside):
            pass
        case ast.Tuple(elts=inside) | ast.List(elts=inside) | ast.Set(elts=inside):
            pass
        case _:
            return []
    return [text for part in inside for text in _texts(part)]


def _filled(parts: list[ast.expr]) -> str:
    written = []
    for part in parts:
        if isinstance(part, ast.FormattedValue):
            name = re.sub(r"\W+", "_", ast.unparse(part.value)).strip("_")
            written.append(f"{{{name if name.isidentifier() else f'value_{name}'}}}")
        else:
            written.append(str(part.value).replace("{", "{{").replace("}", "}}"))  # type: ignore[attr-defined]
    return "".join(written)


def _of_template(path: Path) -> Iterator[tuple[int, Id]]:
    from jinja2.ext import babel_extract

    keywords: Any = {"t": None}
    with path.open("rb") as file:
        for line, _, text, _ in babel_extract(file, keywords, [], {"trim_blocks": "true", "lstrip_blocks": "true"}):
            if isinstance(text, str):
                yield line, text
