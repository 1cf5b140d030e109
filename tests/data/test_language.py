from __future__ import annotations

import csv
import gzip
from collections import Counter

import pytest

from data.language import ENCODER_LANGUAGES, identify


def test_sentences_of_sixteen_languages_are_told_apart(shared):
    with gzip.open(shared / "corpora" / "ntrex.tsv.gz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    mistaken: Counter[tuple[str, str | None]] = Counter()
    for language in ENCODER_LANGUAGES:
        mistaken.update((language, found) for found in identify([row[language] for row in rows]) if found != language)
    right = 1 - mistaken.total() / (len(rows) * len(ENCODER_LANGUAGES))
    among_slavic = {pair: times for pair, times in mistaken.items() if set(pair) <= {"uk", "ru", "be", "bg"}}
    print(f"\nright: {right:.4%}; confused among uk, ru, be, bg: {among_slavic}")
    assert right >= 0.995


@pytest.mark.parametrize("text", ["", "2025", "!!! 🙂", "x"])
def test_nothing_to_go_by_is_no_language(text):
    assert identify([text]) == [None]


def test_a_language_outside_the_sixteen_is_named():
    assert identify(["Regjeringen la fram et nytt forslag til statsbudsjett for Stortinget i Oslo på mandag morgen."])[
        0
    ] in {
        "no",
        "nb",
        "da",
    }
