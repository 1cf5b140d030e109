from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, date, datetime

import numpy as np
import polars as pl
import pytest
from helpers import article

from data.article import Rejected
from data.errors import OutdatedError, StoreError
from data.filters import Filters
from data.schema import metadata
from data.store import Revision, Store, Topic, owners, runs

LONG = (
    "The government agreed on Monday to send further air defence systems to the eastern border, the minister said "
    "after a meeting in the capital, and neighbours welcomed the step and announced talks about an exercise in spring."
)


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2025, 11, number, hour, tzinfo=UTC)


def filled(store: Store) -> list[int]:
    """Six articles: two topics, an outlier, a reprint, one undated; gives their keys in that order."""
    batch = [
        article("Peace talks in Geneva", text=LONG, url="https://a.example/1", published_at=day(3)),
        article("Мирні переговори", language="uk", source="Вісник", url="https://a.example/2", published_at=day(4, 23)),
        article("Election day", language="en", url="https://a.example/3", published_at=day(20)),
        article("Odd one", url="https://a.example/4", published_at=day(5)),
        article("Copied", text=LONG, source="Other", url="https://a.example/5", published_at=day(6)),
        article("No date", language="pl", url="https://a.example/6"),
    ]
    store.add_articles(batch)
    corpus = store.corpus()
    key = {row["title"]: row["key"] for row in corpus.iter_rows(named=True)}
    return [key[a.title] for a in batch]


def publish(store: Store, keys: list[int], topic_of: list[int]) -> int:
    run = store.start_run(encoder="test", parameters={}, version="0")
    store.stage(
        run,
        memberships=pl.DataFrame(
            {"key": keys, "story_id": topic_of, "topic_id": topic_of, "score": [0.5] * len(keys)},
        ),
        stories=pl.DataFrame(
            {
                "story_id": sorted(set(topic_of)),
                "topic_id": sorted(set(topic_of)),
                "headline_key": [keys[topic_of.index(topic)] for topic in sorted(set(topic_of))],
                "first_seen": [day(3)] * len(set(topic_of)),
                "last_seen": [day(4)] * len(set(topic_of)),
                "size": [1] * len(set(topic_of)),
            }
        ),
        topics=[Topic(id=number, slot=number - 1, label=f"Topic {number}") for number in sorted(set(topic_of) - {0})],
    )
    store.publish(run, result={"topics": 2})
    return run


def test_ingesting_twice_changes_nothing(any_store):
    batch = [article("A", url="https://a.example/1"), article("B", text="x")]
    assert any_store.add_articles(batch).new == 2
    again = any_store.add_articles(batch)
    assert (again.new, again.revised, again.unchanged) == (0, 0, 2)
    assert any_store.n_articles() == 2


def test_another_text_under_the_same_link_is_a_revision(any_store):
    any_store.add_articles([article("First", text="one", url="https://a.example/1", published_at=day(1))])
    added = any_store.add_articles([article("Second", text="two", url="https://a.example/1")])
    assert (added.new, added.revised) == (0, 1)
    corpus = any_store.corpus()
    assert corpus["title"].to_list() == ["Second"]
    assert corpus["published_at"].to_list() == [day(1)]
    assert [revision["title"] for revision in any_store.revisions(corpus["id"][0]).iter_rows(named=True)] == ["First"]


def test_reprints_are_linked_to_the_earliest_also_when_it_comes_late(any_store):
    any_store.add_articles([article("B", text=LONG, source="Late", published_at=day(6))])
    added = any_store.add_articles(
        [article("A", text=LONG.replace("Monday", "Tuesday"), source="Early", published_at=day(3))]
    )
    assert added.new == 1
    linked = {row["title"]: row["reprint_of"] for row in any_store.corpus().iter_rows(named=True)}
    keys = {row["title"]: row["key"] for row in any_store.corpus().iter_rows(named=True)}
    assert linked == {"A": None, "B": keys["A"]}


def test_counts_follow_the_filter(any_store):
    keys = filled(any_store)
    publish(any_store, keys, [1, 1, 2, 0, 1, 2])
    by_topic = dict(any_store.counts(Filters(), by=("topic_id",)).select("topic_id", "originals").iter_rows())
    assert by_topic == {0: 1, 1: 2, 2: 1}
    assert dict(any_store.counts(Filters(), by=("topic_id",)).select("topic_id", "articles").iter_rows())[1] == 3
    narrow = Filters(start=date(2025, 11, 4), end=date(2025, 11, 5))
    assert any_store.counts(narrow, by=("day",)).rows() == [(date(2025, 11, 4), 1, 1), (date(2025, 11, 5), 1, 1)]
    hours = any_store.counts(Filters(languages=("uk",)), by=("hour",))
    assert hours.rows() == [(datetime(2025, 11, 4, 23, tzinfo=UTC), 1, 1)]
    assert any_store.undated(Filters())["originals"].to_list() == [1]
    assert any_store.undated(narrow).is_empty()


def test_text_is_searched_in_every_script_and_never_taken_for_syntax(any_store):
    keys = filled(any_store)
    publish(any_store, keys, [1, 1, 2, 0, 1, 2])

    def titles(text: str) -> list[str]:
        return sorted(any_store.articles(Filters(text=text))["title"])

    assert titles("мирні") == ["Мирні переговори"]
    assert titles('"air defence"') == ["Copied", "Peace talks in Geneva"]
    assert titles("geneva talks") == ["Peace talks in Geneva"]
    assert titles("elec") == ["Election day"]
    for odd in ('"', "NOT", "a OR", "*", "(", "'; DROP TABLE articles; --", "title:", "-", "^", "\\", "&|!"):
        titles(odd)
    assert any_store.n_articles() == 6
    counted = any_store.counts(Filters(text='"air defence"'), by=("topic_id",))
    assert counted.select("topic_id", "articles", "originals").rows() == [(1, 2, 1)]


def test_a_run_is_seen_only_when_it_is_published(any_store):
    keys = filled(any_store)
    first = publish(any_store, keys, [1] * 6)
    before = any_store.generation()
    staged = any_store.start_run(encoder="test", parameters={}, version="0")
    assert any_store.current_run().id == first
    any_store.fail(staged, "broken")
    assert any_store.generation() == before
    assert {run.id: run.state for run in any_store.runs()} == {first: "published", staged: "failed"}
    assert any_store.runs()[0].result == {"reason": "broken"}
    publish(any_store, keys, [1, 1, 2, 2, 1, 2])
    assert any_store.generation() != before
    assert len(any_store.topics()) == 2


def test_a_run_that_another_process_is_about_is_no_crashed_one(any_store, monkeypatch):
    keys = filled(any_store)
    publish(any_store, keys, [1] * 6)
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    here = owners.this_process().rpartition(":")[0]
    with monkeypatch.context() as patched:
        patched.setattr(runs, "this_process", lambda: f"{here}:{int(ended.stdout)}")
        crashed = any_store.start_run(encoder="test", parameters={}, version="0")
    living = any_store.start_run(encoder="test", parameters={}, version="0")
    any_store.start_run(encoder="test", parameters={}, version="0")
    found = {run.id: run for run in any_store.runs()}
    assert (found[crashed].state, found[crashed].reason) == ("failed", "It was interrupted.")
    assert (found[living].state, found[living].reason) == ("staged", "")


def test_nobody_waits_for_another_machine_for_longer_than_a_day():
    assert owners.may_live("elsewhere:1", since=0, now=owners.LONGEST - 1)
    assert not owners.may_live("elsewhere:1", since=0, now=owners.LONGEST)
    assert not owners.may_live(None, since=0, now=1)
    assert owners.may_live(owners.this_process(), since=0)


def test_an_interrupted_run_says_so_in_a_sentence(store):
    run = store.start_run(encoder="test", parameters={}, version="0")
    store.fail(run, "KeyboardInterrupt")
    assert store.runs()[0].reason == "It was interrupted."


def test_the_last_ten_runs_are_kept(store):
    keys = filled(store)
    numbers = [publish(store, keys, [1] * 6) for _ in range(12)]
    assert [run.id for run in store.runs()] == numbers[:1:-1]
    assert store.memberships(numbers[0]).is_empty()
    assert store.memberships(numbers[2]).height == 6


def test_vectors_are_kept_per_encoder_and_text(any_store):
    keys = filled(any_store)
    vectors = np.arange(12, dtype=np.float32).reshape(6, 2)
    any_store.add_vectors("one", np.asarray(keys), ["h"] * 6, vectors)
    any_store.add_vectors("one", np.asarray(keys[:1]), ["changed"], vectors[5:])
    found_keys, hashes, found = any_store.vectors("one")
    row = found_keys.tolist().index(keys[0])
    assert len(found) == 6
    assert hashes[row] == "changed"
    assert found[row].tolist() == [10.0, 11.0]
    assert len(any_store.vectors("other")[0]) == 0


def test_vectors_of_the_last_analysis_are_remembered_for_its_encoder(store, monkeypatch):
    keys, matrix = np.arange(3), np.arange(6, dtype=np.float32).reshape(3, 2)
    assert list(store.remembered("one")) == []
    store.remember("one", (keys, ["a", "b", "c"], matrix))
    assert list(store.remembered("other")) == []
    monkeypatch.setattr("data.store.kept.PIECE", 2)
    pieces = list(store.remembered("one"))
    assert [list(hashes) for _, hashes, _ in pieces] == [["a", "b"], ["c"]]
    assert np.array_equal(np.concatenate([part for _, _, part in pieces]), matrix)
    with pytest.raises(ValueError, match="read-only"):
        matrix[0] = 1.0
    monkeypatch.setattr("data.store.kept.MOST_BYTES", matrix.nbytes - 1)
    store.remember("one", (keys, ["a", "b", "c"], matrix))
    assert list(store.remembered("one")) == []


def test_rejected_entries_are_kept_once(any_store):
    row = Rejected(origin="n.jsonl", line=3, reason="it is no JSON", excerpt="{")
    any_store.record_rejected([row])
    any_store.record_rejected([row])
    assert any_store.rejected().select("origin", "line", "reason").rows() == [("n.jsonl", 3, "it is no JSON")]


def test_migrations_and_tables_agree(any_store):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with any_store._engine.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    # Full text is each database's own: a virtual table here, a column there.
    assert [change for change in found if "words" not in str(change)] == []


def test_sqlite_runs_in_wal_mode(store):
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_missing_store_is_told(tmp_path):
    with pytest.raises(StoreError, match="There is no store at"):
        Store(str(tmp_path / "absent.db"), create=False)
    with pytest.raises(StoreError, match="does not exist"):
        Store(str(tmp_path / "no" / "folder.db"))
    with pytest.raises(StoreError, match="is a folder"):
        Store(str(tmp_path))


@pytest.mark.parametrize("content", [b"not a database at all", b"SQLite format 3\x00" + b"x" * 500])
def test_what_is_no_store_is_told(tmp_path, content):
    (tmp_path / "x.db").write_bytes(content)
    with pytest.raises(StoreError, match=r"not a store|damaged"):
        Store(str(tmp_path / "x.db"))


def test_the_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE mine (a)")
    with pytest.raises(StoreError, match="another program"):
        Store(str(path))


def test_a_store_of_a_newer_version_is_told(tmp_path):
    path = tmp_path / "x.db"
    Store(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer newstide"):
        Store(str(path))


def test_a_locked_store_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("data.store.connection.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("data.store.connection.PRAGMAS", ("busy_timeout = 200",))
    path = tmp_path / "x.db"
    with Store(str(path)) as opened:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="keeps it locked"):
            opened.add_articles([article("A")])
        holder.execute("ROLLBACK")
        holder.close()
        assert opened.add_articles([article("A")]).new == 1


def test_a_read_only_store_can_be_read_and_says_when_it_cannot_be_written(tmp_path):
    if os.getuid() == 0:
        pytest.skip("root may write everything; the next test takes the same way through an immutable file")
    path = tmp_path / "x.db"
    with Store(str(path)) as opened:
        filled(opened)
    path.chmod(stat.S_IRUSR)
    with Store(str(path), create=False) as opened:
        assert opened.n_articles() == 6
        with pytest.raises(StoreError, match="read-only"):
            opened.add_articles([article("New")])


def test_a_store_opened_read_only_says_so_when_written(tmp_path, monkeypatch):
    path = tmp_path / "x.db"
    with Store(str(path)) as opened:
        filled(opened)
    monkeypatch.setattr("data.store.connection.os.access", lambda _path, mode: mode == os.R_OK)
    with Store(str(path), create=False) as opened:
        assert opened.n_articles() == 6
        with pytest.raises(StoreError, match="read-only"):
            opened.add_articles([article("New")])


def test_addresses_that_are_no_store_are_told():
    with pytest.raises(StoreError, match="not mysql"):
        Store("mysql://x@y/z")
    with pytest.raises(StoreError, match="does not answer"):
        Store("postgresql://x@127.0.0.1:9/z")


def test_the_password_of_a_store_is_never_shown():
    with pytest.raises(StoreError) as error:
        Store("postgresql://x:secret@127.0.0.1:9/z")
    assert "secret" not in str(error.value)


def test_what_is_changed_within_a_generation_is_read_anew(any_store):
    keys = filled(any_store)
    publish(any_store, keys, [1, 1, 2, 0, 1, 2])
    before = any_store.generation()
    assert any_store.counts(Filters(), by=("topic_id",))["articles"].to_list() == [1, 3, 1]
    assert [topic.label for topic in any_store.topics()] == ["Topic 1", "Topic 2"]
    moved = pl.DataFrame({"key": keys[:1], "story_id": [2], "topic_id": [2]})
    stories = any_store.stories(Filters()).clear().select("story_id", "topic_id", "first_seen", "last_seen")
    revision = Revision(
        memberships=moved,
        stories=stories.with_columns(headline_key=pl.lit(0, dtype=pl.Int64), size=pl.lit(0, dtype=pl.Int64)),
        gone_stories=(),
        topics=[Topic(id=2, slot=1, label="Elections", n_articles=9)],
        gone_topics=(),
    )
    with Store(any_store._url.render_as_string(hide_password=False)) as other:
        assert [topic.label for topic in other.topics()] == ["Topic 1", "Topic 2"]
        assert other.counts(Filters(), by=("topic_id",))["articles"].to_list() == [1, 3, 1]
        any_store.revise(revision, seen=before)
        # Another process sees it, too, and works out nothing from what was.
        assert other.generation() == any_store.generation() != before
        assert [topic.label for topic in other.topics()] == ["Elections", "Topic 1"]
        assert other.counts(Filters(), by=("topic_id",))["articles"].to_list() == [1, 2, 2]
        assert other.articles(Filters(topics=(2,))).height == 3
        with pytest.raises(OutdatedError):
            other.revise(revision, seen=before)
    assert [topic.label for topic in any_store.topics()] == ["Elections", "Topic 1"]
    assert any_store.counts(Filters(), by=("topic_id",))["articles"].to_list() == [1, 2, 2]
    assert any_store.articles(Filters(topics=(2,))).height == 3
