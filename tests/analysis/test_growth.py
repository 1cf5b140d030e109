from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from helpers import article
from sample import load_sample
from sklearn.metrics import adjusted_rand_score

from analysis import editing, pinning
from analysis.clustering import cluster
from analysis.errors import AnalysisError
from analysis.guidance import read_pins
from analysis.names import name_features
from analysis.pipeline import Parameters, analyze
from analysis.updating import update
from data.filters import Filters
from data.store import Store


def topics_by_id(store: Store) -> dict[str, int]:
    frame = store.outline().select("key", "id").join(store.memberships(), on="key").sort("id")
    return dict(frame.select("id", "topic_id").iter_rows())


def test_ten_updates_of_a_tenth_end_close_to_one_run_over_everything(tmp_path, encoder, sample_articles, analysed):
    with Store(str(tmp_path / "grown.db")) as store:
        for part in np.array_split(np.arange(len(sample_articles)), 10):
            store.add_articles([sample_articles[row] for row in part])
            run = analyze(store, encoder=encoder)
        assert run.result["new"] == len(part)
        grown, whole = topics_by_id(store), topics_by_id(analysed)
        known = {event.topic_id for event in store.events() if event.kind in {"birth", "split"}}
        assert {topic.id for topic in store.topics()} <= known
    assert grown.keys() == whole.keys()
    assert adjusted_rand_score([whole[one] for one in sorted(whole)], [grown[one] for one in sorted(whole)]) >= 0.9


def test_what_a_process_remembers_changes_nothing(tmp_path, encoder, sample_articles):
    found = []
    for name in ("one.db", "other.db"):
        path = str(tmp_path / name)
        with Store(path) as store:
            store.add_articles(sample_articles[:250])
            analyze(store, encoder=encoder)
            if name == "one.db":
                store.add_articles(sample_articles[250:300])
                analyze(store, encoder=encoder)
                assert sum(len(keys) for keys, _, _ in store.remembered(encoder.fingerprint)) == store.n_articles()
        with Store(path) as store:
            store.add_articles(sample_articles[250:300])
            run = analyze(store, encoder=encoder)
            assert run.result["new"] == (0 if name == "one.db" else 50)
            found.append((store.memberships().rows(), [(topic.id, topic.labels) for topic in store.topics()]))
    assert found[0] == found[1]


@pytest.mark.parametrize("late", [False, True])
def test_an_update_alone_changes_only_what_it_must(late):
    sample = load_sample()
    rows = np.arange(len(sample.titles))
    new = np.random.default_rng(3).choice(rows, 100, replace=False) if late else np.argsort(sample.days)[-100:]

    def names_of(chosen):
        return name_features(*([of[row] for row in chosen] for of in (sample.titles, sample.texts, sample.languages)))

    whole = cluster(sample.vectors, names=names_of(rows), languages=sample.languages, timestamps=sample.days)
    story = whole.story.copy()
    story[new] = -1
    found = update(
        sample.vectors,
        story=story,
        typical=whole.typical,
        names_of=names_of,
        languages=sample.languages,
        timestamps=sample.days,
    )
    assert (found.story >= 0).all()
    assert adjusted_rand_score(whole.story, found.story) >= 0.97
    assert adjusted_rand_score(whole.topic, found.topic) >= 0.9


def test_a_topic_that_was_asked_for_is_filled_and_one_without_articles_stays_empty(tmp_path, encoder, sample_articles):
    (tmp_path / "topics.toml").write_text(
        '[[topic]]\nname = "Ball games"\nexamples = ["football league match", "футбольний матч"]\n\n'
        '[[topic]]\nname = "Stamp collecting"\nexamples = ["філателісти", "rare postage stamps"]\n',
        "utf-8",
    )
    gold = dict(zip([article.id for article in sample_articles], load_sample().topics, strict=True))
    with Store(str(tmp_path / "pinned.db")) as store:
        store.add_articles(sample_articles)
        ball, stamps = pinning.read_pins_file(store, tmp_path / "topics.toml")
        analyze(store, encoder=encoder)
        topics = {topic.id: topic for topic in store.topics()}
        assert (topics[ball.topic_id].label, topics[ball.topic_id].pinned) == ("Ball games", True)
        assert topics[stamps.topic_id].n_articles == 0
        inside = [gold[one] for one, topic in topics_by_id(store).items() if topic == ball.topic_id]
        assert inside.count("football") >= 0.8 * list(gold.values()).count("football")
        assert inside.count("football") >= 0.8 * len(inside)
        again = pinning.read_pins_file(store, tmp_path / "topics.toml")
        assert [one.topic_id for one in again] == [ball.topic_id, stamps.topic_id]
        (tmp_path / "topics.toml").write_text('[[topic]]\nname = "Ball games"\n', "utf-8")
        pinning.read_pins_file(store, tmp_path / "topics.toml")
        assert [one.topic_id for one in store.pins()] == [ball.topic_id]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[topic]]\nname = "A"\n[[topic]]\nexamples = ["x"]\n', "line 3: a pinned topic needs a name"),
        ('[[topic]]\nname = "A"\nexamples = "x"\n', "must be a list"),
        ('[[topic]]\nname = "A"\nwords = ["x"]\n', "not “words”"),
        ('[[topic]]\nname = "A"\n[[topic]]\nname = "a"\n', "twice"),
        ("[topic\n", "no TOML file"),
        ('[other]\nname = "A"\n', "only tables"),
    ],
)
def test_a_wrong_file_of_topics_is_told_with_its_line(tmp_path, text, message):
    path = tmp_path / "topics.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(AnalysisError, match=message):
        read_pins(path)


def test_why_an_article_is_where_it_is(analysed):
    from analysis.explanation import explain

    row = analysed.articles_by_id(["a0001"])
    if row.is_empty():
        row = analysed.corpus().filter(pl.col("language") == "uk").head(1)
    found = explain(analysed, row["id"][0])
    assert found.nearest[0].similarity >= found.nearest[-1].similarity
    assert found.topic is None or found.nearest[0].topic_id == found.article["topic_id"]
    with pytest.raises(AnalysisError, match="no article nowhere"):
        explain(analysed, "nowhere")


def test_a_merge_is_a_merge_however_often_it_was_reprinted(sample_copy, encoder):
    into, other = sample_copy.topics()[:2]
    told = sample_copy.articles(Filters(topics=(other.id,)), limit=500)
    copied = ("title", "text", "language", "published_at")
    sample_copy.add_articles(
        [
            article(source=name, **{field: row[field] for field in copied})
            for row in told.iter_rows(named=True)
            for name in ("Copy One", "Copy Two")
        ]
    )
    run = analyze(sample_copy, encoder=encoder)
    assert run.result["reprints"] >= 2 * told.height - 5
    assert not [event for event in sample_copy.events([other.id]) if event.run_id == run.id]
    editing.merge(sample_copy, into.id, [other.id])
    latest = sample_copy.events([other.id])[0]
    assert (latest.kind, latest.other_id) == ("merge", into.id)
    analyze(sample_copy, encoder=encoder)
    assert len([event for event in sample_copy.events([other.id]) if event.kind == "merge"]) == 1


def test_a_run_that_fails_leaves_no_events(sample_copy, encoder, monkeypatch):
    before = len(sample_copy.events())

    def fail(*_arguments, **_options):
        raise OSError("the disk is full")

    monkeypatch.setattr(sample_copy, "publish", fail)
    with pytest.raises(OSError, match="disk"):
        analyze(sample_copy, encoder=encoder, parameters=Parameters(n_topics=3))
    assert len(sample_copy.events()) == before
