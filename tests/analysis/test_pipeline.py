from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest
from helpers import article

from analysis.errors import AnalysisError
from analysis.evaluation import score_run
from analysis.pipeline import Parameters, analyze
from data.ingest import ingest
from data.sources.gold import read_gold


def test_the_sample_reaches_its_floors(analysed):
    scores, missing = score_run(analysed, read_gold("data/sample/gold.csv"))
    assert missing == 0
    assert scores["topic"].ari >= 0.80
    assert scores["story"].b_cubed.f1 >= 0.94


def test_every_article_has_a_place_and_every_count_agrees(analysed):
    memberships, corpus = analysed.memberships(), analysed.corpus()
    run = analysed.current_run()
    assert memberships.height == corpus.height == run.result["articles"] == 1_194
    assert set(memberships["topic_id"]) - {0} == {topic.id for topic in analysed.topics()}
    assert memberships["story_id"].n_unique() == run.result["stories"]
    assert sum(topic.n_articles for topic in analysed.topics()) + run.result["outliers"] == 1_194


def test_topic_ids_and_colours_stay_after_a_rerun(sample_copy, encoder):
    before = {topic.id: (topic.slot, topic.label) for topic in sample_copy.topics()}
    analyze(sample_copy, encoder=encoder)
    assert {topic.id: (topic.slot, topic.label) for topic in sample_copy.topics()} == before


def test_vectors_of_articles_seen_before_are_reused(sample_copy, encoder, monkeypatch):
    encoded: list[str] = []
    original = encoder.encode
    monkeypatch.setattr(encoder, "encode", lambda texts, **rest: encoded.extend(texts) or original(texts, **rest))
    sample_copy.add_articles([article("New", text="Something new happened in the harbour.")])
    analyze(sample_copy, encoder=encoder)
    assert encoded == ["Something new happened in the harbour."]


def test_an_interrupted_run_leaves_the_one_before(sample_copy, encoder, monkeypatch):
    before = sample_copy.current_run().id

    def interrupt(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.pipeline.group", interrupt)
    with pytest.raises(KeyboardInterrupt):
        analyze(sample_copy, encoder=encoder)
    assert sample_copy.current_run().id == before
    assert sample_copy.runs()[0].state == "failed"


def test_nothing_to_analyse_is_told(store, encoder):
    with pytest.raises(AnalysisError, match="no articles yet"):
        analyze(store, encoder=encoder)


@pytest.mark.parametrize("n_articles", [1, 2, 7])
def test_few_articles_give_a_run(store, encoder, n_articles):
    store.add_articles([article(f"News number {n}", text=f"Text about {n} things.") for n in range(n_articles)])
    assert analyze(store, encoder=encoder).result["articles"] == n_articles
    assert store.memberships().height == n_articles


def test_the_real_page_alone_gives_sensible_groups(shared, store, encoder):
    ingest(store, [str(shared / "seed" / "page_uk.txt")])
    analyze(store, encoder=encoder)
    title_of = dict(store.corpus().select("key", "title").iter_rows())
    topic_of = {title_of[key]: topic for key, topic in store.memberships().select("key", "topic_id").iter_rows()}
    sizes = Counter(topic for topic in topic_of.values() if topic)
    peace = max(sizes, key=sizes.__getitem__)
    together = {title.split()[0].strip(":") for title, topic in topic_of.items() if topic == peace}
    assert together == {"Трамп", "ЗМІ", "Axios", "У"}
    assert sizes[peace] == 4
    alone = {words: next(t for title, t in topic_of.items() if words in title) for words in ("Лукашенко", "виборів")}
    assert peace not in alone.values()


def test_undated_articles_are_clustered_and_counted_apart(store, encoder):
    from data.filters import Filters

    store.add_articles(
        [article(f"Talks on the peace plan go on, round {n}", text="The delegations met again.") for n in range(5)]
        + [article("Dated", text="A day in November.", published_at=datetime(2025, 11, 1, tzinfo=UTC))]
    )
    analyze(store, encoder=encoder)
    assert store.undated(Filters())["originals"].sum() == 5
    assert store.counts(Filters(), by=("day",)).height == 1


def test_a_language_outside_the_encoders_gives_a_warning_and_a_result(store, encoder):
    store.add_articles([article(f"Regjeringen la fram budsjettet {n}", language="no") for n in range(3)])
    run = analyze(store, encoder=encoder)
    assert "no (3)" in run.result["warnings"][0]
    assert store.memberships().height == 3


def test_reprints_have_the_place_of_their_original(store, encoder):
    text = " ".join(f"word{n} about the harbour and the bridge" for n in range(12))
    store.add_articles(
        [article("One", text=text), article("Two", text=text, source="Other"), article("Three", text="x")]
    )
    run = analyze(store, encoder=encoder)
    assert run.result["reprints"] == 1
    place = {row["key"]: (row["story_id"], row["topic_id"]) for row in store.memberships().iter_rows(named=True)}
    key = {row["title"]: row["key"] for row in store.corpus().iter_rows(named=True)}
    assert place[key["One"]] == place[key["Two"]]


def test_parameters_are_kept_with_the_run(store, encoder):
    store.add_articles([article(f"Title {n}", text=f"Body {n}") for n in range(4)])
    run = analyze(store, encoder=encoder, parameters=Parameters(granularity=1.5, n_topics=2))
    assert (run.parameters["granularity"], run.parameters["n_topics"]) == (1.5, 2)
    assert run.encoder == "bundled"
    assert np.isfinite(run.result["articles_per_second"])
