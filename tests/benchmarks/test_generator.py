from __future__ import annotations

from collections import Counter
from itertools import islice

from tests.benchmarks.generator import generate


def test_the_same_seed_gives_the_same_articles():
    assert list(generate(300, seed=4)) == list(generate(300, seed=4))
    assert list(generate(300, seed=4)) != list(generate(300, seed=5))


def test_as_many_articles_as_asked_for_with_ids_of_their_own():
    articles = list(generate(1_000))
    assert len({article.id for article in articles}) == 1_000


def test_articles_stream():
    assert len(list(islice(generate(10**9), 10))) == 10


def test_stories_have_a_heavy_tail_one_topic_each_and_last_days():
    articles = list(generate(5_000))
    sizes = Counter(article.story for article in articles)
    assert max(sizes.values()) > 50
    assert sum(size == 1 for size in sizes.values()) > len(sizes) / 2
    for story in [story for story, size in sizes.items() if size > 20]:
        own = [article for article in articles if article.story == story]
        assert len({article.topic for article in own}) == 1
        times = [article.published_at for article in own]
        assert (max(times) - min(times)).days <= 5


def test_reprints_repeat_an_article_of_their_story():
    articles = {article.id: article for article in generate(3_000)}
    reprints = [article for article in articles.values() if article.reprint_of]
    assert 0.01 < len(reprints) / 3_000 < 0.08
    assert all(articles[reprint.reprint_of].text == reprint.text for reprint in reprints)


def test_strangers_belong_to_no_topic_and_have_a_story_of_their_own():
    articles = list(generate(4_000))
    strangers = [article for article in articles if not article.topic]
    assert 0.08 < len(strangers) / 4_000 < 0.3
    assert len({article.story for article in strangers}) == len(strangers)
