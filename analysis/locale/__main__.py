"""Bring the catalogues up to date, and list what they lack: ``python -m analysis.locale [CODE of a new language]``."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from analysis.locale.extraction import lacking, template

FOLDER = Path(__file__).parent
WIDTH = 120


def main(arguments: list[str]) -> int:
    """Write every catalogue anew with what the program says today; what was translated stays."""
    wanted, incomplete = template(), 0
    for path in sorted({*FOLDER.glob("*.po"), *(FOLDER / f"{code}.po" for code in arguments)}):
        catalogue = _read(path)
        # The file changes when messages do, and not every time.
        wanted.creation_date = catalogue.creation_date
        catalogue.update(wanted, no_fuzzy_matching=True)
        with path.open("wb") as file:
            write_po(file, catalogue, width=WIDTH, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
        missing = lacking(catalogue, wanted)
        incomplete += bool(missing)
        print(f"{path.name}: {len(wanted)} messages, {len(missing)} to do")
        print("".join(f"  {line}\n" for line in missing), end="")
    return 1 if incomplete else 0


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(
            locale=path.stem,
            project="newstide",
            msgid_bugs_address="",
            last_translator="newstide",
            language_team="newstide",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=path.stem)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
