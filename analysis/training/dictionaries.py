"""Dictionaries → for every word of a language what it means in English, inflected forms included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import simplemma
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory
from wordfreq import get_frequency_dict

from analysis.encoder.tokens import normalize, words
from analysis.training.corpora import read_tsv

LEXICON = files("analysis.training") / "lexicon"
GLOSSES = 3

Glosses = tuple[str, ...]
Entry = tuple[str, Glosses]
"""A lemma of a dictionary, as its language and lemma, and what it means in English, the most common meaning first."""


def frequencies(language: str) -> dict[str, float]:
    """Give how often the words of a language are written (0 to 1), normalised; nobody has counted Belarusian ones."""
    if language == "be":
        return {}
    counted: dict[str, float] = {}
    for word, share in get_frequency_dict(language, wordlist="best").items():
        key = normalize(word)
        counted[key] = counted.get(key, 0.0) + share
    return counted


def dictionary(language: str, folder: Path) -> dict[str, Entry]:
    """Give the entry that every known form of a language belongs to.

    A form is known when simplemma leads it, from the list of frequent words or from its own dictionary, to a lemma of
    the project's lexicon, or when Wiktionary has it and it is frequent.

    Parameters
    ----------
    language : str
    folder : Path
        The corpora.
    """
    if language == "be":
        return _belarusian(folder)
    lexicon = {lemma: glosses for lemma, glosses, _ in _lexicon(language)}
    forms: dict[str, Entry] = {}

    def add(form: str, lemma: str) -> None:
        if form not in forms and words(form) == [form]:
            forms[form] = (f"{language} {lemma}", lexicon[lemma])

    for lemma in lexicon:
        add(lemma, lemma)
    frequent = get_frequency_dict(language, wordlist="best")
    led = [(word, _lemma(word, language)) for word in frequent]
    led += [
        (word, lemma) for word, lemma in DefaultDictionaryFactory().get_dictionary(language).items() if word.islower()
    ]
    for word, lemma in led:
        if normalize(lemma) in lexicon:
            add(normalize(word), normalize(lemma))
    keep = {normalize(word) for word in frequent}
    for form, entry in _wiktionary(language, folder):
        if form in keep:
            forms.setdefault(form, entry)
    return forms


def _lemma(word: str, language: str) -> str:
    lemma = str(simplemma.lemmatize(word, lang=language))
    # German nouns are listed with their capital, which the list of frequent words has not.
    return str(simplemma.lemmatize(word.capitalize(), lang=language)) if language == "de" and lemma == word else lemma


def _lexicon(language: str) -> Iterator[tuple[str, Glosses, list[str]]]:
    """Read lemma, glosses and listed forms of the project's own lexicon."""
    # The store finds words of Belarusian by this list, too, so that it lies there.
    folder = files("data") / "lexicon" if language == "be" else LEXICON
    for line in (folder / f"{language}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        lemma, english, *rest = line.split("\t")
        if english != "-":
            listed = [normalize(form) for form in rest[0].split("|")] if rest and rest[0] else []
            yield normalize(lemma), tuple(meaning.strip() for meaning in english.split(";")), listed


def _wiktionary(language: str, folder: Path) -> Iterator[tuple[str, Entry]]:
    path = folder / "wiktionary" / f"{language}.tsv.gz"
    if not path.is_file():
        return
    for row in read_tsv(path):
        entry = (f"{language} {normalize(row['lemma'])} (Wiktionary)", tuple(row["glosses"].split(" | ")[:GLOSSES]))
        for written in (row["lemma"], *row["forms"].split("|")):
            form = normalize(written)
            if words(form) == [form]:
                yield form, entry


def _belarusian(folder: Path) -> dict[str, Entry]:
    forms: dict[str, Entry] = {}
    for lemma, glosses, listed in _lexicon("be"):
        for form in (lemma, *listed):
            forms.setdefault(form, (f"be {lemma}", glosses))
    for form, entry in _wiktionary("be", folder):
        forms.setdefault(form, entry)
    # After a vowel, a word begins with another letter.
    for form in [form for form in forms if re.match("[уў]", form)]:
        other = ("ў" if form[0] == "у" else "у") + form[1:]
        forms.setdefault(other, forms[form])
    return {form: entry for form, entry in forms.items() if words(form) == [form]}
