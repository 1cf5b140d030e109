from __future__ import annotations

import pytest

from analysis.names import name_features, weighted


def similarity(texts: list[str], languages: list[str]) -> float:
    """Cosine of the first two texts, among others that are about nothing in common."""
    features = weighted(name_features([""] * len(texts), texts, languages))
    return float((features[0] @ features[1].T).sum())


@pytest.mark.parametrize(
    ("ukrainian", "other", "language"),
    [
        ("говорив президент Лукашенко вчора", "said president Lukashenko on Monday", "en"),
        ("говорив президент Лукашенко вчора", "wczoraj prezydent Łukaszenka powiedział", "pl"),
        ("зустріч президента Зеленського вчора", "ein Treffen mit Zelenskyj gestern", "de"),
    ],
)
def test_a_name_is_the_same_feature_in_every_language(ukrainian, other, language):
    assert similarity([ukrainian, other, "nothing here about Berlin today"], ["uk", language, "en"]) > 0.3


def test_other_names_are_other_features():
    texts = ["we saw president Lukashenko there", "we saw minister Meloni there", "we saw Berlin"]
    assert abs(similarity(texts, ["en", "en", "en"])) < 0.3


def test_german_nouns_are_not_names():
    german = "Gestern hat die Regierung in der Hauptstadt den Haushalt und die Steuern mit Merz beraten."
    features = name_features(["", ""], [german, "yesterday in Berlin Friedrich Merz spoke of it"], ["de", "en"])
    # only Merz remains: three prefixes at most
    assert 1 <= features[0].nnz <= 3


def test_words_that_are_mostly_small_are_not_names():
    text = "we read about The table and the table and the table again"
    assert name_features([""], [text], ["en"]).nnz == 0


def test_numbers_count_as_names():
    assert similarity(["they lost 4821 men", "вони втратили 4821 бійця", "no figures"], ["en", "uk", "en"]) > 0.9


def test_texts_without_names_have_no_features():
    features = name_features(["", ""], ["", "nothing at all"], [None, "en"])
    assert features.shape == (2, 512)
    assert features.nnz == 0
    assert not weighted(features).toarray().any()
