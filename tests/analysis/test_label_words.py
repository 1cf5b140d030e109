"""Labels of the sample as an editor reads them: what their words are, and in how many headlines they stand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from analysis.joins import AND
from analysis.nouns import is_adjective, is_verb
from analysis.words import WORD, bare_word, content_lemma, is_counted, is_stop_word

LANGUAGES = ["uk", "en", "ru", "pl", "de", "fr"]
NEVER = {
    "russia exchange", "ukraine vote", "звільнених бійців", "wahl in brüssel", "nabu et du sapo", "geisel in gaza",
    "белена и cop30", "angeles i pożary", "zakładnik i izrael",
}  # fmt: skip
"""Labels that were there once, and read badly."""


def spoken(sample, topic, number, language):
    return [row for row in np.flatnonzero(topic == number) if sample.languages[row] == language]


def words_of_content(text, language):
    """Map lemmas to words as they are written, without what only joins or is a currency."""
    words = WORD.findall(text)
    return {
        lemma: word
        for before, word in zip(["-", *words], words, strict=False)
        if (word.isupper() or not is_stop_word(word, language)) and not is_counted(word, before, language)
        if (lemma := content_lemma(word, language)) is not None and word not in AND.values()
    }


def nouns_of_three_headlines(titles, language):
    counted, written = Counter(), {}
    for title in titles:
        own = words_of_content(title, language)
        counted.update(own.keys())
        written.update(own)
    return {
        lemma
        for lemma, times in counted.items()
        if times >= 3
        and not is_verb(lemma, written[lemma], language)
        and not is_adjective(lemma, written[lemma], language, closes=0.0)
    }, counted


def test_words_stand_in_three_headlines_of_the_language_wherever_two_nouns_do(sample, found, labelled):
    fewer = []
    for number, description in labelled.items():
        for language, label in description.labels.items():
            titles = [sample.titles[row] for row in spoken(sample, found[0], number, language)]
            nouns, counted = nouns_of_three_headlines(titles, language)
            if any(counted[lemma] < 3 for lemma in words_of_content(label, language)):
                fewer.append(label)
                assert len(nouns) < 2, (language, label, nouns)
    assert len(fewer) <= 37


def test_fewer_than_half_of_the_labels_are_two_words_joined(labelled):
    labels = [(language, label) for one in labelled.values() for language, label in one.labels.items()]
    assert np.mean([AND[language] in label.split() for language, label in labels]) < 0.45


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_label_has_an_outlet_a_month_or_said(sample, labelled, language):
    outlets = {source.casefold() for source in sample.sources}
    said = {
        "uk": {"сказати", "заявити", "грудень", "листопад"},
        "en": {"said", "say", "december", "november", "monday"},
        "ru": {"сказать", "заявить", "декабрь", "ноябрь"},
        "pl": {"powiedzieć", "grudzień", "listopad"},
        "de": {"sagen", "dezember", "november"},
        "fr": {"dire", "décembre", "novembre"},
    }
    for description in labelled.values():
        label = description.labels[language]
        words = {bare_word(word, language).lower() for word in WORD.findall(label)}
        assert not (words | words_of_content(label, language).keys()) & said[language], label
        assert not any(outlet in label.casefold() for outlet in outlets), label


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_begin_with_a_capital_and_have_no_verb(labelled, language):
    for description in labelled.values():
        label = description.labels[language]
        assert label[0].isupper()
        for word in filter(str.islower, WORD.findall(label)[1:]):
            assert not is_verb(content_lemma(word, language) or "", word, language), label


def test_labels_that_read_badly_are_there_no_more(labelled):
    labels = {label.casefold() for description in labelled.values() for label in description.labels.values()}
    assert not labels & NEVER


def test_labels_say_where_and_whose(labelled):
    labels = {(language, label) for one in labelled.values() for language, label in one.labels.items()}
    assert labels >= {
        ("en", "Russian Oreshnik in Belarus"),
        ("en", "Gaza truce"),
        ("de", "Geiseln in Gaza"),
        ("de", "Angriff auf Kiew"),
        ("fr", "Otages à Gaza"),
        ("pl", "Cła Trumpa"),
        ("pl", "Oriesznik na Białorusi"),
        ("pl", "Zakładnicy w Gazie"),
        ("uk", "Заручники в Газі"),
        ("uk", "Мита США"),
        ("ru", "Заложники в Газе"),
        ("ru", "Атаки в Украине"),
        ("ru", "Пошлины Трампа"),
    }
