from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from sample import load_sample

from analysis import pinning
from analysis.evidence import telling_words, weigh_evidence
from analysis.grouping import days_of, guidance_of
from analysis.guidance import Pin
from analysis.names import name_features
from analysis.pipeline import analyze
from analysis.space import STORY_NAMES, canonical_order, centred, joined
from analysis.stories import find_stories
from analysis.topics import find_topics
from data.store import Store

WORDS = {
    "peace plan": "мирний план",
    "elections": "вибори",
    "strikes on the power grid": "удари по енергосистемі",
    "anti-corruption bodies in Ukraine": "антикорупційні органи в Україні",
    "NATO and European defence": "НАТО і європейська оборона",
    "Gaza ceasefire": "перемир’я в Газі",
    "Belarus military ties": "військові зв’язки Білорусі",
    "prisoner exchange": "обмін полоненими",
    "US tariffs": "мита США",
    "football": "футбол",
    "sanctions": "санкції",
    "climate and extreme weather": "клімат і екстремальна погода",
    "artificial intelligence": "штучний інтелект",
    "the new pope": "новий папа",
}
ABSENT = [
    *("volcano eruption", "chess championship", "heart surgery", "elections in Brazil"),
    *("wolf population", "coffee prices", "railway strike", "tennis tournament"),
    *("виверження вулкана", "чемпіонат із шахів", "операція на серці", "вибори в Бразилії"),
    *("популяція вовків", "ціни на каву", "страйк залізничників", "тенісний турнір"),
]


@pytest.fixture(scope="module")
def asked(tmp_path_factory, sample_articles, encoder):
    """Tells which articles of the sample a pin is joined by."""
    sample = load_sample()
    with Store(str(tmp_path_factory.mktemp("asked") / "sample.db")) as store:
        store.add_articles(sample_articles)
        outline = store.corpus()
        row_of = {article.id: row for row, article in enumerate(sample_articles)}
        rows = np.asarray([row_of[one] for one in outline["id"]])
        vectors, languages = sample.vectors[rows], outline["language"].to_list()
        names = name_features(outline["title"].to_list(), outline["text"].to_list(), languages)
        days = days_of(outline["published_at"])
        order = canonical_order(vectors, names, days)
        spoken = np.asarray(languages)[order]
        dense = centred(vectors[order], list(spoken))
        story, _ = find_stories(joined(dense, names[order], STORY_NAMES), spoken, days[order])
        topic = find_topics(dense, story)
        gold = np.asarray(sample.topics)[rows][order]
        keys = outline["key"].to_numpy()

        def inside(*pins: Pin) -> np.ndarray:
            guidance = guidance_of(store, encoder, pins, keys, languages, vectors)
            return guidance.claims(dense, order, story, topic)[0][story]

        yield SimpleNamespace(inside=inside, gold=gold)


def f1(found: np.ndarray, wanted: np.ndarray) -> float:
    return 2 * np.count_nonzero(found & wanted) / (np.count_nonzero(found) + np.count_nonzero(wanted))


def test_a_few_words_in_one_language_find_their_topic_in_all(asked):
    scores = [
        f1(asked.inside(Pin(words, ())) == 0, asked.gold == name)
        for name, in_ukrainian in WORDS.items()
        for words in (name, in_ukrainian)
    ]
    assert np.mean(scores) >= 0.7
    assert np.mean(np.asarray(scores) > 0) >= 0.9


def test_words_asked_for_together_find_each_their_own(asked):
    found = asked.inside(*(Pin(name, ()) for name in WORDS))
    assert np.mean([f1(found == number, asked.gold == name) for number, name in enumerate(WORDS)]) >= 0.75


@pytest.mark.parametrize("words", ["Belarus military ties", "військові зв’язки Білорусі"])
def test_a_topic_that_is_near_as_a_whole_joins_with_all_its_stories(asked, words):
    assert f1(asked.inside(Pin(words, ())) == 0, asked.gold == "Belarus military ties") >= 0.7


def test_what_no_article_is_about_stays_empty(asked):
    assert sum((asked.inside(Pin(words, ())) == 0).any() for words in ABSENT) <= 1


@pytest.fixture(scope="module")
def pinned(tmp_path_factory, sample_articles, encoder):
    """The sample but for every tenth article analysed with pins of bare words, then the rest on top."""
    with Store(str(tmp_path_factory.mktemp("pinned") / "sample.db")) as store:
        pins = [pinning.ask_for(store, name, []) for name in ("мита США", "the Catholic pope", "chess championship")]
        articles = sorted(sample_articles, key=lambda article: article.published_at)
        store.add_articles(articles[:-120] + articles[-60:])
        analyze(store, encoder=encoder)
        before = store.memberships()
        store.add_articles(articles[-120:-60])
        analyze(store, encoder=encoder)
        yield SimpleNamespace(ids=[pin.topic_id for pin in pins], before=before, after=store.memberships())


def counts(memberships, topic: int) -> int:
    return memberships.filter(memberships["topic_id"] == topic).height


def test_an_analysis_fills_pins_of_bare_words_and_an_update_keeps_them(pinned):
    tariffs, pope, chess = pinned.ids
    assert counts(pinned.before, tariffs) >= 50
    assert counts(pinned.before, pope) >= 40
    assert counts(pinned.after, tariffs) >= counts(pinned.before, tariffs)
    assert counts(pinned.before, chess) == counts(pinned.after, chess) == 0


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("зв’язки з Білоруссю", "uk", ["зв’язки", "Білоруссю"]),
        ("US tariffs", "en", ["US", "tariffs"]),
        ("war in Sudan", "en", ["war", "Sudan"]),
        ("", None, []),
    ],
)
def test_words_that_join_others_are_not_looked_for(text, language, words):
    assert telling_words(text, language, ["de", "en", "ru", "uk"]) == words


def test_without_words_there_is_no_evidence():
    found = weigh_evidence([], 5)
    assert (found.rows.tolist(), found.n_words, found.n_missing) == ([], 0, 0)


def test_of_two_words_an_article_must_hold_both():
    common, rare = np.arange(50), np.asarray([3])
    assert weigh_evidence([common, rare], 100).rows.tolist() == [3]
    assert weigh_evidence([rare], 100).rows.tolist() == [3]
