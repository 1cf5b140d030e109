from __future__ import annotations

import numpy as np
from helpers import article

from analysis.places import place_articles
from analysis.space import unit
from data.filters import Filters


def filled(store, n: int, start: int = 0) -> None:
    store.add_articles([article(f"Title {i}", url=f"https://a.example/{i}") for i in range(start, start + n)])


def vectors(store) -> np.ndarray:
    """One vector for each article, the same whenever it is asked for."""
    keys = store.corpus()["key"].to_list()
    return unit(np.stack([np.random.default_rng(key).normal(size=16) for key in keys]).astype(np.float32))


def test_articles_stay_where_they_were_when_others_come(any_store):
    filled(any_store, 30)
    assert place_articles(any_store, "e", any_store.corpus(), vectors(any_store)) == 30
    before = any_store.coordinates("e")
    filled(any_store, 6, start=30)
    said = []
    placed = place_articles(
        any_store, "e", any_store.corpus(), vectors(any_store), progress=lambda *step: said.append(step)
    )
    after = any_store.coordinates("e")
    assert placed == 6
    assert after.height == 36
    assert after.filter(after["key"].is_in(before["key"].implode())).equals(before)
    assert said == [("map", 30, 36), ("map", 36, 36)]
    assert place_articles(any_store, "e", any_store.corpus(), vectors(any_store)) == 0


def test_each_encoder_has_a_map_of_its_own(store):
    filled(store, 3)
    place_articles(store, "one", store.corpus(), vectors(store))
    assert store.coordinates("one").height == 3
    assert store.coordinates("two").is_empty()


def test_an_outgrown_map_is_drawn_anew(store):
    filled(store, 2)
    place_articles(store, "e", store.corpus(), vectors(store))
    filled(store, 18, start=2)
    assert place_articles(store, "e", store.corpus(), vectors(store)) == 20


def test_the_pipeline_places_every_article_of_the_sample(analysed):
    places = analysed.places(Filters())
    assert places.height == analysed.n_articles() == 1_194
    assert places["key"].is_sorted()
    topic = max(analysed.topics(), key=lambda topic: topic.n_articles)
    assert analysed.places(Filters(topics=(topic.id,))).height == topic.n_articles
    for narrow in (
        Filters(languages=("uk",)),
        Filters(text="nato"),
        Filters.from_query("from=2025-03-01&to=2025-03-31"),
    ):
        expected = analysed.n_matching(narrow).articles
        assert 0 < expected < 1_194
        assert analysed.places(narrow).height == expected
