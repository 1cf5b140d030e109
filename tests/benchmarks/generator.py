"""Sample corpus → any number of articles with gold topics and stories.

A generated story takes the theme of a topic, sentences of two of its sample stories, and names that exist nowhere
else, written in the script of each language, so that it is an event of its own. Sizes have a heavy tail, most stories
have one article or few, some articles are of no topic, some are reprints.
"""

from __future__ import annotations

import csv
import json
import math
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

from data.article import Article

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
LATIN_SYLLABLES = "ta ver lo min ka dor su ren bi gal no pet ra zon ve mur fa kin do las"
CYRILLIC_SYLLABLES = "та вер ло мин ка дор су рен би гал но пет ра зон ве мур фа кин до лас"
SYLLABLES = list(zip(LATIN_SYLLABLES.split(), CYRILLIC_SYLLABLES.split(), strict=True))
CYRILLIC = frozenset({"uk", "ru", "be", "bg"})
CASES = ("", "", "а", "у", "ом")
SENTENCE = re.compile(r"(?<=[.!?…])\s+")
NAMES = 3


@dataclass(frozen=True)
class Generated:
    """An article and the truth about it; the topic is empty for what belongs to none."""

    id: str
    title: str
    text: str
    language: str
    source: str
    published_at: datetime
    story: str
    topic: str
    reprint_of: str = ""


def article_of(made: Generated) -> Article:
    """Give a generated article as a store takes it: without the truth."""
    return Article(
        given_id=made.id,
        title=made.title,
        text=made.text,
        language=made.language,
        source=made.source,
        published_at=made.published_at,
        url=f"https://outlet.example/{made.id}",
        origin="generated",
    )


def generate(
    n_articles: int,
    *,
    seed: int = 0,
    days: int = 365,
    strangers: float = 0.15,
    reprints: float = 0.05,
) -> Iterator[Generated]:
    """Make articles, one after the other; the same seed gives the same articles.

    Parameters
    ----------
    n_articles : int
    seed : int
    days : int
        Dates are spread over so many days from 1 January 2025.
    strangers : float
        Share of articles that are a story of their own and belong to no topic.
    reprints : float
        Share of articles that repeat one of their story nearly word for word.
    """
    choose = random.Random(seed)
    stock = _stock()
    topics = sorted(stock)
    weights = [1.0 / (rank + 1) ** 0.7 for rank in range(len(topics))]
    made = number = 0
    while made < n_articles:
        number += 1
        if choose.random() < strangers * 3.2:
            articles = [_stranger(choose, number, days)]
        else:
            topic = choose.choices(topics, weights)[0]
            articles = _story(choose, topic, stock[topic], number, days, reprints)
        for article in articles[: n_articles - made]:
            yield article
            made += 1


@cache
def _stock() -> dict[str, dict[str, dict[str, list[tuple[str, list[str]]]]]]:
    """Sort the sample: topic → story → language → title and sentences of each article."""
    folder = files("data") / "sample"
    gold = {row["id"]: row for row in csv.DictReader((folder / "gold.csv").read_text("utf-8").splitlines())}
    stock: defaultdict[str, dict[str, dict[str, list[tuple[str, list[str]]]]]] = defaultdict(dict)
    for line in (folder / "articles.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        truth = gold[row["id"]]
        story = stock[truth["topic"]].setdefault(truth["story"], {})
        story.setdefault(row["language"], []).append((row["title"], SENTENCE.split(row["text"])))
    return dict(stock)


@cache
def _vocabulary() -> dict[str, list[str]]:
    words: defaultdict[str, set[str]] = defaultdict(set)
    for stories in _stock().values():
        for languages in stories.values():
            for language, articles in languages.items():
                for _title, sentences in articles:
                    words[language].update(re.findall(r"\w{5,}", " ".join(sentences).lower()))
    return {language: sorted(found) for language, found in sorted(words.items())}


def _story(
    choose: random.Random,
    topic: str,
    stories: dict[str, dict[str, list[tuple[str, list[str]]]]],
    number: int,
    days: int,
    reprints: float,
) -> list[Generated]:
    main, other = choose.choice(sorted(stories)), choose.choice(sorted(stories))
    names = [_name(choose) for _ in range(NAMES)]
    size = min(400, max(1, math.floor(choose.paretovariate(0.9))))
    start = FIRST + timedelta(days=choose.random() * days)
    languages = choose.sample(sorted(stories[main]), k=min(len(stories[main]), 1 + size // 2))
    articles: list[Generated] = []
    for place in range(size):
        when = start + timedelta(days=min(5.0, choose.expovariate(1.0)))
        key = f"{number}-{place}"
        if articles and choose.random() < reprints:
            original = choose.choice([article for article in articles if not article.reprint_of])
            articles.append(
                replace(original, id=key, source=_source(choose), published_at=when, reprint_of=original.id)
            )
            continue
        language = choose.choice(languages)
        title, sentences = choose.choice(stories[main][language])
        _title, more = choose.choice(stories[other].get(language, stories[main][language]))
        body = [*choose.sample(sentences, k=max(1, len(sentences) - 1)), choose.choice(more)]
        text = " ".join(_with_name(choose, sentence, language, names) for sentence in body)
        headline = _with_name(choose, title, language, names)
        articles.append(Generated(key, headline, text, language, _source(choose), when, f"s{number}", topic))
    return articles


def _stranger(choose: random.Random, number: int, days: int) -> Generated:
    """Make an article of words that have nothing to do with each other or with any topic."""
    vocabulary = _vocabulary()
    language = choose.choice(sorted(vocabulary))
    names = [_name(choose) for _ in range(NAMES)]

    def sentence(n_words: int) -> str:
        return _with_name(
            choose, " ".join(choose.sample(vocabulary[language], n_words)).capitalize() + ".", language, names
        )

    text = " ".join(sentence(11) for _ in range(4))
    when = FIRST + timedelta(days=choose.random() * days)
    return Generated(f"{number}-0", sentence(6), text, language, _source(choose), when, f"s{number}", "")


def _name(choose: random.Random) -> tuple[str, str]:
    syllables = choose.sample(SYLLABLES, 3)
    return "".join(latin for latin, _ in syllables).capitalize(), "".join(other for _, other in syllables).capitalize()


def _with_name(choose: random.Random, sentence: str, language: str, names: list[tuple[str, str]]) -> str:
    """Put a name into a sentence, in the script of the language, behind one of its first words."""
    latin, cyrillic = choose.choice(names)
    name = cyrillic + choose.choice(CASES) if language in CYRILLIC else latin
    words = sentence.split(" ")
    place = min(len(words), 1 + choose.randrange(3))
    return " ".join([*words[:place], name, *words[place:]])


def _source(choose: random.Random) -> str:
    return f"Outlet {int(choose.paretovariate(0.8)) % 120 + 1}"
