"""What the encoder is trained on besides dictionaries: parallel sentences and names in sixteen languages."""

from __future__ import annotations

import csv
import gzip
import json
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

LANGUAGES = ("en", "uk", "ru", "be", "pl", "de", "fr", "es", "it", "pt", "cs", "tr", "ro", "bg", "el", "lt")


@dataclass(frozen=True)
class Parallel:
    """Sentences with the same meaning.

    Attributes
    ----------
    document : list of str
        One per sentence.
    sentences : dict of str to list of str
        By language, in the same order.
    """

    document: list[str]
    sentences: dict[str, list[str]]

    def __len__(self) -> int:
        return len(self.document)

    def select(self, rows: list[int]) -> Parallel:
        """Take some of the sentences."""
        return Parallel(
            [self.document[row] for row in rows],
            {language: [texts[row] for row in rows] for language, texts in self.sentences.items()},
        )

    def __add__(self, other: Parallel) -> Parallel:
        return Parallel(
            self.document + other.document,
            {language: self.sentences[language] + other.sentences[language] for language in LANGUAGES},
        )


def read_tsv(path: Path) -> list[dict[str, str]]:
    """Read a gzip-compressed table with a header."""
    csv.field_size_limit(sys.maxsize)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def news(folder: Path) -> Parallel:
    """Read the parallel news sentences of NTREX-128."""
    rows = read_tsv(folder / "ntrex.tsv.gz")
    return Parallel(
        [row["document"] for row in rows], {language: [row[language] for row in rows] for language in LANGUAGES}
    )


def general(folder: Path) -> tuple[Parallel, list[str]]:
    """Read the parallel sentences of SIB-200 and the topic of each."""
    texts: dict[str, dict[str, str]] = {}
    category: dict[str, str] = {}
    for row in read_tsv(folder / "sib.tsv.gz"):
        texts.setdefault(row["id"], {})[row["language"]] = row["text"]
        category[row["id"]] = row["category"]
    ids = sorted(key for key, found in texts.items() if len(found) == len(LANGUAGES))
    sentences = {language: [texts[key][language] for key in ids] for language in LANGUAGES}
    return Parallel([f"sib {key}" for key in ids], sentences), [category[key] for key in ids]


def same_story(folder: Path) -> list[tuple[str, str, bool]]:
    """Read pairs of real Russian news (title and text) and whether they tell the same story."""
    with gzip.open(folder / "same_story_pairs.jsonl.gz", "rt", encoding="utf-8") as file:
        pairs = [json.loads(line) for line in file]
    return [
        (*(f"{pair[side]['title']}. {pair[side]['text']}" for side in ("first", "second")), pair["same"])
        for pair in pairs
    ]


def own() -> Parallel:
    """Read the parallel sentences that were written for this project."""
    rows = _table("parallel.tsv")
    return Parallel(
        [row["document"] for row in rows], {language: [row[language] for row in rows] for language in LANGUAGES}
    )


def names() -> list[dict[str, str]]:
    """Read the names of countries, places, people and organisations in all sixteen languages."""
    return _table("names.tsv")


def _table(name: str) -> list[dict[str, str]]:
    text = (files("analysis.training") / "lexicon" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
