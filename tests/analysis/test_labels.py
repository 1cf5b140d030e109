from __future__ import annotations

import numpy as np
import pytest
from sample import load_sample

from analysis.labels import Description, describe_topics


@pytest.fixture(scope="module")
def described() -> dict[int, Description]:
    sample = load_sample()
    names = sorted(set(sample.topics))
    topic = np.asarray([names.index(name) for name in sample.topics])
    return describe_topics(topic, sample.titles, sample.texts, sample.languages, sample.sources, sample.vectors)


def test_every_topic_is_described_in_each_of_its_languages(described):
    for description in described.values():
        assert set(description.labels) == {"uk", "en", "ru", "pl", "de", "fr"}
        assert set(description.keywords) == set(description.headlines) == set(description.labels)


@pytest.mark.parametrize("language", ["uk", "en", "ru", "pl", "de", "fr"])
def test_no_two_topics_have_the_same_label(described, language):
    labels = [description.labels[language].casefold() for description in described.values()]
    assert len(set(labels)) == len(labels) == 14


@pytest.mark.parametrize("language", ["uk", "en", "ru", "pl", "de", "fr"])
def test_labels_have_two_to_six_words(described, language):
    assert all(2 <= len(description.labels[language].split()) <= 6 for description in described.values())


def test_the_headline_is_an_article_of_the_topic_in_that_language(described):
    sample = load_sample()
    names = sorted(set(sample.topics))
    for number, description in described.items():
        for language, row in description.headlines.items():
            assert (sample.topics[row], sample.languages[row]) == (names[number], language)


def test_keywords_are_content_and_not_months_or_outlets(described):
    words = {word.lower() for description in described.values() for word in description.keywords["en"]}
    assert not words & {"the", "of", "said", "say", "december", "november", "monday", "year"}


def test_outliers_are_not_described():
    vectors = np.eye(3, dtype=np.float32)
    found = describe_topics(
        np.asarray([0, 0, -1]),
        ["Floods in Valencia", "Valencia floods", "Else"],
        ["", "", ""],
        ["en"] * 3,
        ["x"] * 3,
        vectors,
    )
    assert set(found) == {0}
    assert {"valencia", "flood"} <= {word.lower() for word in found[0].keywords["en"]}


def test_a_topic_without_any_word_has_its_headline_for_a_label():
    found = describe_topics(np.asarray([0]), ["2025"], [""], [None], ["x"], np.ones((1, 2), dtype=np.float32))
    assert list(found[0].labels.values()) == ["2025"]
