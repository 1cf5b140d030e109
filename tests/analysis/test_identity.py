from __future__ import annotations

from analysis.identity import carry_ids, changes_between, events_between, lineage
from data.store import Topic


def test_a_topic_keeps_its_id_when_most_of_its_articles_are_the_same():
    previous = {1: 5, 2: 5, 3: 5, 4: 8, 5: 8}
    current = {1: 1, 2: 1, 4: 0, 5: 0, 6: 0, 7: 0, 3: 2}
    assert carry_ids(previous, current, next_id=9) == {0: 8, 1: 5, 2: 9}


def test_a_topic_that_splits_gives_its_id_to_the_larger_part():
    previous = dict.fromkeys(range(10), 3)
    current = {key: int(key >= 7) for key in range(10)}
    assert carry_ids(previous, current, next_id=4) == {0: 3, 1: 4}


def test_a_topic_that_scatters_gives_its_id_to_none():
    previous = dict.fromkeys(range(9), 3)
    current = {key: key // 3 for key in range(9)} | {100 + key: key // 10 for key in range(30)}
    previous |= {100 + key: 7 + key // 10 for key in range(30)}
    assert carry_ids(previous, current, next_id=20) == {0: 7, 1: 8, 2: 9}


def test_ids_never_return():
    assert set(carry_ids({}, {1: 0, 2: 1}, next_id=12).values()) == {12, 13}


def test_the_larger_cluster_has_the_first_new_id():
    assert carry_ids({}, {1: 0, 2: 1, 3: 1}, next_id=1) == {0: 2, 1: 1}


def test_no_clusters_have_no_ids():
    assert carry_ids({1: 1}, {}, next_id=2) == {}


def changes(previous, current) -> list[tuple]:
    return [(one.kind, one.topic_id, one.other_id, one.articles) for one in changes_between(previous, current)]


def test_topics_begin_end_merge_and_split_off():
    previous = {1: 5, 2: 5, 3: 5, 4: 6, 5: 6, 6: 7, 7: 7}
    current = {1: 5, 2: 8, 3: 8, 4: 5, 5: 5, 8: 9, 9: 9}
    assert changes(previous, current) == [
        ("split", 8, 5, 2),
        ("birth", 9, None, 2),
        ("merge", 6, 5, 2),
        ("death", 7, None, 2),
    ]


def test_a_pinned_topic_does_not_end():
    topics = {5: Topic(5, 0, "Kept", pinned=True), 6: Topic(6, 1, "Gone")}
    found = events_between(3, {1: 5, 2: 6}, {}, topics)
    assert [(event.run_id, event.kind, event.topic_id, event.label) for event in found] == [(3, "death", 6, "Gone")]


def test_a_lineage_follows_links_in_both_directions():
    assert lineage(1, [(2, 1), (3, 2), (4, 5)]) == {1, 2, 3}
