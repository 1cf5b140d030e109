from __future__ import annotations

import numpy as np
import pytest
from helpers import article
from hypothesis import given
from hypothesis import strategies as st

from analysis.encoder import load_encoder
from analysis.errors import AnalysisError
from analysis.evaluation import (
    Agreement,
    b_cubed,
    describe_run,
    evaluate,
    language_entropy,
    language_mixing,
    measure_stability,
    npmi_coherence,
    silhouette,
    topic_diversity,
)
from analysis.evaluation.analysed import read_analysed
from analysis.pipeline import Parameters, analyze

HEADLINES = [f"{what} {where}" for what in ("Floods", "Elections", "Strike") for where in ("north", "south", "west")]
LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=30)


@pytest.fixture(scope="module")
def encoder():
    return load_encoder()


def test_b_cubed_by_hand():
    found = b_cubed(["a", "a", "a", "b"], [1, 1, 2, 2])
    assert found.precision == pytest.approx((1 + 1 + 0.5 + 0.5) / 4)
    assert found.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


@given(LABELS)
def test_b_cubed_is_the_mean_over_articles(pairs):
    gold, predicted = [a for a, _ in pairs], [b for _, b in pairs]
    precision = recall = 0.0
    for a, b in pairs:
        both = pairs.count((a, b))
        precision += both / predicted.count(b) / len(pairs)
        recall += both / gold.count(a) / len(pairs)
    found = b_cubed(gold, predicted)
    assert found.precision == pytest.approx(precision)
    assert found.recall == pytest.approx(recall)


def test_equal_partitions_score_one_whatever_their_names():
    scores = evaluate(["a", "a", "b"], [7, 7, 0])
    assert (scores.b_cubed.f1, scores.ari, scores.nmi, scores.v_measure) == (1.0, 1.0, 1.0, 1.0)


def test_language_mixing_counts_pairs_of_two_languages():
    # One story in three languages; the Polish article was not found, a stranger in English was taken in.
    found = language_mixing(["s", "s", "s", "t"], [1, 1, 2, 1], ["uk", "en", "pl", "en"])
    assert found.pairs == 3
    assert found.recall == pytest.approx(1 / 3)
    assert found.precision == pytest.approx(1 / 2)


def test_keywords_of_the_same_articles_are_coherent_and_others_are_not():
    titles = ["peace plan"] * 5 + ["bridge"] * 5
    found = npmi_coherence(
        {1: {"en": ["peace", "plan"]}, 2: {"en": ["peace", "bridge"]}}, titles, [""] * 10, ["en"] * 10
    )
    # Always together in half of the articles: log(0.5 / 0.25) / -log(0.5) = 1; never together: -1.
    assert found == {"en": pytest.approx(0.0)}
    assert npmi_coherence({1: {"en": ["peace", "plan"]}}, titles, [""] * 10, ["en"] * 10) == {"en": pytest.approx(1.0)}


def test_coherence_by_hand():
    # peace in 6 of 10 articles, plan in 5, both in 4: log(0.4 / 0.3) / -log(0.4).
    titles = ["peace plan"] * 4 + ["peace"] * 2 + ["plan"] + ["bridge"] * 3
    found = npmi_coherence({1: {"en": ["Peace", "plan"]}}, titles, [""] * 10, ["en"] * 10)
    assert found["en"] == pytest.approx(np.log(0.4 / 0.3) / -np.log(0.4))


def test_words_are_counted_as_lemmas_and_names_of_several_words_as_one():
    titles = ["Нові переговори"] * 5 + ["Річка"] * 5
    texts = ["Учасники хвалили зміст мирного плану"] * 5 + [""] * 5
    found = npmi_coherence({1: {"uk": ["переговори", "мирний план"]}}, titles, texts, ["uk"] * 10)
    assert found["uk"] == pytest.approx(1.0)


def test_coherence_leaves_out_what_says_nothing():
    assert npmi_coherence({}, [], [], []) == {}
    assert npmi_coherence({1: {"en": ["peace", "plan"]}}, ["peace plan"] * 9, [""] * 9, ["en"] * 9) == {}
    assert npmi_coherence({1: {"en": ["peace"]}}, ["peace"] * 10, [""] * 10, ["en"] * 10) == {}


def test_diversity_counts_a_word_of_two_topics_once():
    keywords = {1: {"en": ["plan", "Peace"], "uk": ["план"]}, 2: {"en": ["peace", "vote"], "uk": []}}
    assert topic_diversity(keywords) == {"en": 0.75, "uk": 1.0}


def test_language_entropy_compares_with_the_corpus():
    mixed = language_entropy(np.array([1, 1, 2, 2]), ["uk", "en", "en", "uk"])
    apart = language_entropy(np.array([1, 1, 2, 2]), ["uk", "uk", "en", "en"])
    half = language_entropy(np.array([1, 1, 2, 2, 0]), ["uk", "en", "en", "en", "uk"])
    assert (mixed, apart) == (1.0, 0.0)
    corpus = -(0.4 * np.log(0.4) + 0.6 * np.log(0.6))
    assert half == pytest.approx(np.log(2) / corpus / 2)
    assert language_entropy(np.array([1, 1]), ["uk", "uk"]) is None
    assert language_entropy(np.array([0, 0]), ["uk", "en"]) is None


def test_silhouette_by_hand_and_without_outliers():
    points = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [-1, 0]], dtype=np.float32)
    assert silhouette(points, np.array([1, 1, 2, 2, 0])) == pytest.approx(1.0)
    assert silhouette(points, np.array([1, 1, 1, 1, 0])) is None
    assert silhouette(points, np.array([1, 2, 0, 0, 0])) is None
    assert silhouette(points, np.zeros(5, dtype=np.int64)) is None


def test_silhouette_of_many_articles_looks_at_some():
    random = np.random.default_rng(1)
    topic = random.integers(1, 4, 12_000)
    points = np.eye(3, dtype=np.float32)[topic - 1] + random.normal(0, 0.01, (12_000, 3)).astype(np.float32)
    assert silhouette(points, topic) > 0.95


def test_the_sample_reaches_its_floors_without_gold(analysed):
    found = describe_run(analysed, read_analysed(analysed))
    assert found.articles == 1_194
    assert found.topics == len(analysed.topics())
    assert found.outliers <= 0.05
    assert found.coherence >= 0.05
    assert found.diversity >= 0.85
    assert set(found.coherence_of) == set(found.diversity_of) == {"de", "en", "fr", "pl", "ru", "uk"}
    assert found.silhouette >= 0.08
    assert found.language_entropy >= 0.95


def test_the_sample_is_stable(analysed):
    steps = []
    found = measure_stability(read_analysed(analysed), progress=lambda done, total: steps.append((done, total)))
    assert found.reordering == Agreement(1.0, 1.0)
    assert found.run == Agreement(1.0, 1.0)
    assert found.leaving_out.stories >= 0.90
    assert found.leaving_out.topics >= 0.85
    assert steps == [(n, 5) for n in range(1, 6)]


def test_a_run_with_other_parameters_is_repeated_with_them(store, encoder):
    store.add_articles([article(title, text=f"{title} again.") for title in HEADLINES])
    analyze(store, encoder=encoder, parameters=Parameters(n_topics=3))
    assert measure_stability(read_analysed(store)).run == Agreement(1.0, 1.0)


def test_an_article_revised_or_added_since_the_run_is_left_out(store, encoder):
    url = "https://paper.example/{}".format
    store.add_articles([article(title, text=f"{title} again.", url=url(n)) for n, title in enumerate(HEADLINES)])
    analyze(store, encoder=encoder)
    store.add_articles([article(HEADLINES[0], text="A wholly different text.", url=url(0)), article("New", url=url(9))])
    found = read_analysed(store)
    assert (found.articles.height, found.revised) == (len(HEADLINES) - 1, 1)


def test_one_article_can_be_judged(store, encoder):
    store.add_articles([article("The council met")])
    analyze(store, encoder=encoder)
    analysed = read_analysed(store)
    found = describe_run(store, analysed)
    assert (found.articles, found.silhouette, found.coherence, found.language_entropy) == (1, None, None, None)
    assert measure_stability(analysed).leaving_out == Agreement(1.0, 1.0)


def test_a_store_that_was_not_analysed_is_told(store):
    with pytest.raises(AnalysisError, match="newstide analyze"):
        read_analysed(store)


def test_a_run_that_does_not_name_its_vectors_is_told(store):
    store.add_articles([article("The council met")])
    run_id = store.start_run(encoder="bundled", parameters={}, version="0")
    store.publish(run_id, result={})
    with pytest.raises(AnalysisError, match="once more"):
        read_analysed(store)
