from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from benchmarks.generator import generate
from sample import Sample, load_singletons

from analysis.clustering import Clustering, cluster
from analysis.encoder import load_encoder
from analysis.errors import AnalysisError
from analysis.evaluation import b_cubed, evaluate
from analysis.names import name_features


@pytest.fixture(scope="module")
def found(sample: Sample) -> Clustering:
    return run(sample, range(len(sample.titles)))


def run(sample: Sample, rows, **options) -> Clustering:
    rows = list(rows)
    titles, texts, languages = ([of[row] for row in rows] for of in (sample.titles, sample.texts, sample.languages))
    return cluster(
        sample.vectors[rows],
        names=name_features(titles, texts, languages),
        languages=languages,
        timestamps=sample.days[rows],
        **options,
    )


def made(groups: int, each: int, *, noise: float = 0.5, days: float = 100.0, seed: int = 1):
    """Points around `groups` directions, each group within a day."""
    random = np.random.default_rng(seed)
    middles = random.standard_normal((groups, 64))
    labels = np.repeat(np.arange(groups), each)
    points = middles[labels] + noise * random.standard_normal((len(labels), 64))
    times = random.uniform(0, days, groups)[labels] + random.uniform(0, 1, len(labels))
    return (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32), times, labels


def test_stories_of_the_sample_reach_the_floor(sample, found):
    scores = evaluate(sample.stories, list(found.story), languages=sample.languages)
    assert scores.b_cubed.f1 >= 0.94
    assert scores.mixing is not None
    assert scores.mixing.recall >= 0.85
    assert scores.b_cubed.precision >= 0.90


def test_topics_of_the_sample_reach_the_floor(sample, found):
    scores = evaluate(sample.topics, list(found.topic))
    assert scores.ari >= 0.80
    assert scores.b_cubed.f1 >= 0.85
    assert np.mean(found.topic < 0) <= 0.05


@pytest.mark.parametrize("name", ["peace plan", "Belarus military ties", "elections"])
def test_a_topic_of_its_own_has_every_language_in_it(sample, found, name):
    rows = np.flatnonzero(np.asarray(sample.topics) == name)
    number, articles = Counter(found.topic[rows].tolist()).most_common(1)[0]
    inside = np.flatnonzero(found.topic == number)
    assert number >= 0
    assert articles > len(inside) / 2
    assert {sample.languages[row] for row in rows if found.topic[row] == number} == set(sample.languages)


def test_the_order_of_articles_changes_nothing(sample, found):
    rows = np.random.default_rng(3).permutation(len(sample.titles))
    again = run(sample, rows)
    assert same_partition(found.story[rows], again.story)
    assert same_partition(found.topic[rows], again.topic)


def same_partition(one, other) -> bool:
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    return len(pairs) == len(set(one.tolist())) == len(set(other.tolist()))


@pytest.mark.parametrize("wanted", [1, 2, 5, 14, 40])
def test_the_number_of_topics_can_be_forced(sample, wanted):
    assert set(run(sample, range(len(sample.titles)), n_topics=wanted).topic) - {-1} == set(range(wanted))


def test_granularity_moves_the_number_of_topics(sample, found):
    counts = [len(set(run(sample, range(len(sample.titles)), granularity=how).topic)) for how in (0.3, 2.5)]
    assert counts[0] < len(set(found.topic)) < counts[1]


def test_no_articles_give_an_empty_clustering():
    empty = cluster(np.zeros((0, 8), dtype=np.float32), names=None, languages=[], timestamps=np.zeros(0))
    assert len(empty.story) == len(empty.topic) == len(empty.score) == 0


@pytest.mark.parametrize("n_articles", [1, 2, 7])
def test_few_articles_all_have_a_story_and_a_score(sample, n_articles):
    found = run(sample, range(n_articles))
    assert (found.story >= 0).all()
    assert ((found.score >= 0) & (found.score <= 1)).all()


def test_two_alike_articles_without_dates_are_one_story():
    vectors = np.eye(8, dtype=np.float32)[[0, 0, 3]]
    found = cluster(vectors, names=None, languages=["en", "uk", "en"], timestamps=np.full(3, np.nan))
    assert found.story[0] == found.story[1] != found.story[2]


def test_stories_of_well_separated_groups_are_found():
    vectors, days, labels = made(40, 8)
    found = cluster(vectors, names=None, languages=["en"] * len(labels), timestamps=days)
    assert evaluate(list(labels), list(found.story)).b_cubed.f1 > 0.95


def test_three_clean_groups_of_bare_vectors_are_three_topics():
    chance = np.random.default_rng(0)
    points = np.repeat(np.eye(3, 32), 20, axis=0) + 0.1 * chance.normal(size=(60, 32))
    points = (points / np.linalg.norm(points, axis=1, keepdims=True)).astype(np.float32)
    groups = cluster(points, names=None, languages=[None] * 60, timestamps=np.full(60, np.nan))
    assert [len(set(group)) for group in groups.topic.reshape(3, 20).tolist()] == [1, 1, 1]
    assert sorted(set(groups.topic.tolist())) == [0, 1, 2]


def test_the_same_theme_months_apart_is_two_stories_and_one_topic():
    vectors, days, labels = made(30, 8, days=20.0)
    again = cluster(
        np.concatenate([vectors, vectors]),
        names=None,
        languages=["en"] * len(labels) * 2,
        timestamps=np.concatenate([days, days + 120]),
    )
    half = len(labels)
    assert not set(again.story[:half]) & set(again.story[half:])
    assert np.mean(again.topic[:half] == again.topic[half:]) > 0.9


def test_articles_without_a_date_join_the_story_that_they_tell():
    vectors, days, labels = made(40, 8)
    hidden = days.copy()
    hidden[::4] = np.nan
    found = cluster(vectors, names=None, languages=["en"] * len(labels), timestamps=hidden)
    assert evaluate(list(labels), list(found.story)).b_cubed.f1 > 0.9


def test_unrelated_articles_stay_outside_the_topics(sample):
    strangers = load_singletons()
    titles, texts, languages = (
        getattr(sample, field) + getattr(strangers, field) for field in ("titles", "texts", "languages")
    )
    found = cluster(
        np.concatenate([sample.vectors, strangers.vectors]),
        names=name_features(titles, texts, languages),
        languages=languages,
        timestamps=np.concatenate([sample.days, strangers.days]),
    )
    n_articles = len(sample.titles)
    assert np.mean(found.topic[n_articles:] < 0) >= 0.8
    assert np.mean(found.topic[:n_articles] < 0) <= 0.05
    assert evaluate(sample.topics, list(found.topic[:n_articles])).ari >= 0.8
    assert b_cubed(sample.stories + strangers.stories, list(found.story)).f1 >= 0.93


def test_a_large_corpus_of_the_same_themes_has_no_more_topics_by_far():
    articles = [article for article in generate(6_000, seed=4) if not article.reprint_of]
    titles, texts, languages = ([getattr(a, name) for a in articles] for name in ("title", "text", "language"))
    found = cluster(
        load_encoder().encode(texts, titles=titles),
        names=name_features(titles, texts, languages),
        languages=languages,
        timestamps=np.asarray([a.published_at.timestamp() / 86_400 for a in articles]),
    )
    assert 10 <= len(set(found.topic.tolist()) - {-1}) <= 25
    assert evaluate([a.story for a in articles], list(found.story)).b_cubed.f1 >= 0.9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"languages": ["en"]}, "same articles"),
        ({"timestamps": np.zeros(1)}, "same articles"),
        ({"granularity": 0.0}, "granularity"),
        ({"n_topics": 0}, "number of topics"),
        ({"vectors": np.full((3, 4), np.inf, dtype=np.float32)}, "finite"),
    ],
)
def test_wrong_use_is_told(change, message):
    right = {
        "vectors": np.ones((3, 4), dtype=np.float32),
        "names": None,
        "languages": ["en"] * 3,
        "timestamps": np.zeros(3),
    }
    wrong = {**right, **change}
    with pytest.raises(AnalysisError, match=message):
        cluster(wrong.pop("vectors"), **wrong)
