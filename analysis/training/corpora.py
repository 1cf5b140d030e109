"""What the encoder is trained on: parallel sentences, dictionaries with inflected forms, names in sixteen languages."""

from __future__ import annotations

import csv
import gzip
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import simplemma
from wordfreq import top_n_list

from analysis.encoder.tokens import normalize, words

LANGUAGES = ("en", "uk", "ru", "be", "pl", "de", "fr", "es", "it", "pt", "cs", "tr", "ro", "bg", "el", "lt")
LEXICON = files("analysis.training") / "lexicon"
FREQUENT = 60_000

Glosses = tuple[str, ...]
Entry = tuple[str, Glosses]
"""A lemma of a dictionary, as its language and lemma, and what it means in English, the most common meaning first."""


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


def names() -> list[dict[str, str]]:
    """Read the names of countries, places, people and organisations in all sixteen languages."""
    rows: list[dict[str, str]] = []
    for file in ("names.tsv", "names.more.tsv"):
        if (LEXICON / file).is_file():
            lines = (LEXICON / file).read_text(encoding="utf-8").splitlines()
            rows.extend(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return rows


def dictionary(language: str, folder: Path) -> dict[str, list[Entry]]:
    """Give for every form of a word that is frequent enough the entries that it may belong to."""
    lexicon = {
        lemma: glosses for file in (f"{language}.tsv", f"{language}.more.tsv") for lemma, glosses in _lexicon(file)
    }
    forms: dict[str, list[Entry]] = {}
    frequent = [] if language == "be" else top_n_list(language, FREQUENT)
    if language == "be":
        _add_forms(forms, "be", _belarusian())
    wiktionary = folder / "wiktionary" / f"{language}.tsv.gz"
    if len(lexicon) < 5_000 and wiktionary.is_file():
        keep = {normalize(word) for word in frequent}
        listed = [
            (
                normalize(row["lemma"]),
                tuple(row["glosses"].split(" | ")[:3]),
                [normalize(form) for form in row["forms"].split("|")],
            )
            for row in read_tsv(wiktionary)
        ]
        _add_forms(forms, language, iter(listed), keep or None)
    for word in frequent:
        lemma = simplemma.lemmatize(word, lang=language).lower()
        if language == "de" and lemma == word:
            lemma = simplemma.lemmatize(word.capitalize(), lang=language).lower()
        written = word if word in lexicon else lemma
        if written in lexicon:
            forms[normalize(word)] = [(f"{language} {written}", lexicon[written])]
    if language == "be":
        for lemma, glosses in lexicon.items():
            forms.setdefault(normalize(lemma), [(f"be {lemma}", glosses)])
    return forms


def _lexicon(file: str) -> Iterator[Entry]:
    path = LEXICON / file
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        lemma, english = line.split("\t")[:2]
        if english != "-":
            yield lemma, tuple(meaning.strip() for meaning in english.split(";"))


def _belarusian() -> Iterator[tuple[str, Glosses, list[str]]]:
    for line in (LEXICON / "be.forms.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        lemma, english, *rest = line.split("\t")
        if english != "-":
            inflected = rest[0].replace(",", " ").replace("|", " ").replace(";", " ").split() if rest else []
            yield (
                normalize(lemma),
                tuple(meaning.strip() for meaning in english.split(";")),
                [*map(normalize, inflected)],
            )


def _add_forms(
    forms: dict[str, list[Entry]],
    language: str,
    listed: Iterator[tuple[str, Glosses, list[str]]],
    keep: set[str] | None = None,
) -> None:
    for lemma, glosses, inflected in listed:
        for form in dict.fromkeys((lemma, *inflected)):
            if form and (keep is None or form in keep) and len(words(form)) == 1:
                forms.setdefault(form, []).append((f"{language} {lemma}", glosses))
