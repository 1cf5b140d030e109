from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest
from sample import Sample, describe, load_sample

from analysis.joins import AND
from analysis.labels import MOST, Description, describe_topics, typical_rows
from analysis.terms import weigh_terms
from analysis.words import WORD, bare_word, content_lemma, is_stop_word, links

SYNONYMS = {
    "peace plan": "peace plan talk",
    "elections": "election vote ballot poll",
    "strikes on the power grid": "strike power grid electricity blackout",
    "anti-corruption bodies in Ukraine": "anti-corruption corruption graft ukraine ukrainian nabu",
    "NATO and European defence": "nato european europe defence",
    "Gaza ceasefire": "gaza ceasefire truce",
    "Belarus military ties": "belarus minsk military",
    "prisoner exchange": "prisoner exchange swap",
    "US tariffs": "us tariff",
    "football": "football cup league",
    "sanctions": "sanction",
    "climate and extreme weather": "climate weather cop30 heat",
    "artificial intelligence": "artificial intelligence ai",
    "the new pope": "pope leo",
}


@pytest.fixture(scope="module")
def described() -> dict[int, Description]:
    sample = load_sample()
    names = sorted(set(sample.topics))
    topic = np.asarray([names.index(name) for name in sample.topics])
    return describe_topics(topic, sample.titles, sample.texts, sample.languages, sample.sources, sample.vectors)


def test_every_topic_is_described_in_each_of_its_languages(described):
    for description in described.values():
        assert set(description.labels) == {"uk", "en", "ru", "pl", "de", "fr"}
        assert set(description.keywords) == set(description.headlines) == set(description.labels)


@pytest.mark.parametrize("language", ["uk", "en", "ru", "pl", "de", "fr"])
def test_no_two_topics_have_the_same_label(described, language):
    labels = [description.labels[language].casefold() for description in described.values()]
    assert len(set(labels)) == len(labels) == 14


@pytest.mark.parametrize("language", ["uk", "en", "ru", "pl", "de", "fr"])
def test_labels_have_two_to_six_words(described, language):
    assert all(2 <= len(description.labels[language].split()) <= 6 for description in described.values())


def test_the_headline_is_an_article_of_the_topic_in_that_language(described):
    sample = load_sample()
    names = sorted(set(sample.topics))
    for number, description in described.items():
        for language, row in description.headlines.items():
            assert (sample.topics[row], sample.languages[row]) == (names[number], language)


def test_keywords_are_content_and_not_months_or_outlets(described):
    words = {word.lower() for description in described.values() for word in description.keywords["en"]}
    assert not words & {"the", "of", "said", "say", "december", "november", "monday", "year"}


def test_outliers_are_not_described():
    vectors = np.eye(3, dtype=np.float32)
    found = describe_topics(
        np.asarray([0, 0, -1]),
        ["Floods in Valencia", "Valencia floods", "Else"],
        ["", "", ""],
        ["en"] * 3,
        ["x"] * 3,
        vectors,
    )
    assert set(found) == {0}
    assert {"valencia", "flood"} <= {word.lower() for word in found[0].keywords["en"]}


def test_a_topic_without_any_word_has_its_headline_for_a_label():
    found = describe_topics(np.asarray([0]), ["2025"], [""], [None], ["x"], np.ones((1, 2), dtype=np.float32))
    assert list(found[0].labels.values()) == ["2025"]


def standing(sample: Sample, rows, language: str, word: str) -> int:
    """Count the headlines with a word, as it is or by its lemma; in other languages as it is."""
    bare = bare_word(word, language).lower()
    lemma = content_lemma(word, language)
    counted = 0
    for row in rows:
        words = WORD.findall(sample.titles[row])
        own = sample.languages[row] == language
        counted += bare in {bare_word(other, sample.languages[row]).lower() for other in words} or (
            own and lemma is not None and lemma in {content_lemma(other, language) for other in words}
        )
    return counted


def test_at_least_twelve_topics_of_the_sample_carry_a_word_of_their_name(sample, found, labelled):
    named = set()
    for number, description in labelled.items():
        gold = Counter(sample.topics[row] for row in np.flatnonzero(found[0] == number)).most_common(1)[0][0]
        words = {bare_word(word, "en").lower().removesuffix("s") for word in WORD.findall(description.labels["en"])}
        if words & set(SYNONYMS[gold].split()):
            named.add(gold)
    assert len(named) >= 12


def test_english_labels_are_of_words_that_stand_in_three_headlines(sample, found, labelled):
    for number, description in labelled.items():
        rows = np.flatnonzero(found[0] == number)
        for word in WORD.findall(description.labels["en"]):
            if word.lower() not in links("en") | {"and"}:
                assert standing(sample, rows, "en", word) >= 3, description.labels["en"]


def test_most_labels_of_other_languages_are_so_too(sample, found, labelled):
    kept = [
        all(
            standing(sample, np.flatnonzero(found[0] == number), language, word) >= 3
            for word in WORD.findall(label)
            if not is_stop_word(word, language) and word not in AND.values()
        )
        for number, description in labelled.items()
        for language, label in description.labels.items()
    ]
    assert np.mean(kept) >= 0.8


def test_more_labels_are_phrases_than_two_words_joined(labelled):
    labels = [(language, label) for one in labelled.values() for language, label in one.labels.items()]
    joined = [AND[language] in label.split() for language, label in labels]
    assert np.mean(joined) < 0.55


def test_no_two_topics_have_the_same_label_in_whatever_language(labelled):
    owners = defaultdict(set)
    for number, description in labelled.items():
        for label in description.labels.values():
            owners[label.casefold()].add(number)
    assert all(len(topics) == 1 for topics in owners.values())


def test_labels_begin_and_end_with_a_word_that_says_something(labelled):
    for description in labelled.values():
        for language, label in description.labels.items():
            words = label.split()
            assert 2 <= len(words) <= 6
            assert words[0].lower() not in links(language)
            assert words[-1].lower() not in links(language)
            assert not words[-1].endswith(("'s", "’s"))
            assert "," not in label


def test_the_order_of_the_articles_does_not_matter(sample, found, labelled):
    order = np.random.default_rng(3).permutation(len(sample.titles))
    again = describe(sample, *found, rows=order)
    for number, description in labelled.items():
        assert again[number].labels == description.labels
        assert again[number].keywords == description.keywords
        assert {order[row] for row in again[number].headlines.values()} == set(description.headlines.values())


@pytest.mark.parametrize("language", ["en", "ru", "de"])
def test_without_a_language_the_others_still_have_labels(sample, found, language):
    rows = [row for row, spoken in enumerate(sample.languages) if spoken != language]
    for description in describe(sample, *found, rows=rows).values():
        assert description.labels
        assert language not in description.labels
        assert all(2 <= len(label.split()) <= 6 for label in description.labels.values())


def test_the_language_with_most_articles_is_first(sample):
    topic = np.zeros(3, dtype=np.int64)
    titles = ["Міст через Дніпро", "Новий міст у Києві", "Brücke über den Dnipro"]
    found = describe_topics(topic, titles, [""] * 3, ["uk", "uk", "de"], ["x"] * 3, sample.vectors[:3])
    assert list(found[0].labels) == ["uk", "de"]


@pytest.mark.parametrize(
    ("language", "titles", "label"),
    [
        ("uk", ["Про тіньовий флот", "Санкції проти тіньового флоту", "Полювання на тіньовий флот"], "Тіньовий флот"),
        ("ru", ["Кто выиграет Лигу чемпионов", "Финал Лиги чемпионов", "В Лиге чемпионов ничья"], "Лига чемпионов"),
        ("pl", ["Cena rosyjskiej ropy", "Kto kupi rosyjską ropę", "Bez rosyjskiej ropy"], "Rosyjska ropa"),
    ],
)
def test_a_phrase_that_headlines_have_in_other_cases_is_put_in_the_first(language, titles, label):
    other = {"uk": "Паводок у долині", "ru": "Паводок в долине", "pl": "Powódź w dolinie"}
    assert describe_plain([*titles, *[other[language]] * 3], [0, 0, 0, 1, 1, 1], language)[0] == label


def test_beginnings_of_texts_have_the_phrase_that_headlines_lack():
    titles = ["Hostages wait", "Hostages return", "Hostages speak", "Gaza burns", "Gaza mourns", "Gaza waits"]
    texts = ["The hostages in Gaza were told nothing."] * 6
    topic = np.asarray([0] * 6 + [1] * 3)
    found = describe_topics(
        topic, titles + HEADLINES[3:], texts + [""] * 3, ["en"] * 9, ["x"] * 9, np.eye(2, dtype=np.float32)[topic]
    )
    assert found[0].labels["en"] == "Hostages in Gaza"


def test_a_currency_behind_a_sum_names_no_topic():
    titles = ["Szczyt daje 90 miliardów euro", "Szczyt: 150 miliardów euro", "Kosztowny szczyt: 800 miliardów euro"]
    label = describe_plain([*titles, *["Powódź w dolinie"] * 3], [0, 0, 0, 1, 1, 1], "pl")[0]
    assert "euro" not in label.lower()


HEADLINES = [
    "Geneva talks on the peace plan begin",
    "Envoys leave Geneva talks on the peace plan",
    "What the Geneva talks on the peace plan mean",
    "Floods close schools",
    "River floods reach the town",
    "Floods leave a hundred homeless",
]


def describe_plain(titles, topic, language="en", **more):
    vectors = np.eye(2, dtype=np.float32)[topic]
    found = describe_topics(
        np.asarray(topic), titles, [""] * len(titles), [language] * len(titles), ["x"] * len(titles), vectors, **more
    )
    return {number: description.labels[language] for number, description in found.items()}


def test_a_phrase_that_three_headlines_have_is_the_label():
    assert describe_plain(HEADLINES, [0, 0, 0, 1, 1, 1])[0] == "Geneva talks on the peace plan"


def test_a_label_that_another_topic_has_is_not_taken():
    labels = describe_plain(HEADLINES, [0, 0, 0, 1, 1, 1], taken={"de": ["Geneva Talks on the Peace Plan"]})
    assert labels[0] == "Talks on the peace plan"


def test_topics_with_the_same_headlines_have_different_labels():
    labels = describe_plain(["Floods close schools"] * 6, [0, 0, 0, 1, 1, 1])
    assert labels[0].casefold() != labels[1].casefold()


def test_words_between_that_stand_in_no_other_headline_are_left_out_before_a_preposition():
    titles = [
        "Russian missiles due in Belarus",
        "Russian drills",
        "Russian envoys",
        "Missiles thunder",
        "Missiles roar",
    ]
    labels = describe_plain([*titles, "Belarus waits", "Belarus reacts", *HEADLINES[3:]], [0] * 7 + [1] * 3)
    assert labels[0] == "Russian missiles in Belarus"


def test_names_of_sources_are_no_keywords():
    topic = np.asarray([0, 0, 0, 1, 1, 1])
    titles = [f"Courier: {title}" for title in HEADLINES]
    vectors = np.eye(2, dtype=np.float32)[topic]
    found = describe_topics(topic, titles, [""] * 6, ["en"] * 6, ["The Courier"] * 6, vectors)
    assert "courier" not in {word.lower() for one in found.values() for word in one.keywords["en"]}


def test_names_of_several_words_are_kept_whole():
    titles = ["Fires near Los Angeles", "Wind drives Los Angeles fires", "Homes in Los Angeles burn"]
    topic = np.asarray([0, 0, 0, 1, 1, 1])
    vectors = np.eye(2, dtype=np.float32)[topic]
    found = describe_topics(topic, titles + HEADLINES[3:], [""] * 6, ["en"] * 6, ["x"] * 6, vectors)
    assert "Los Angeles" in found[0].keywords["en"]


def test_a_word_told_by_one_large_story_weighs_less_than_one_of_many_stories():
    titles = ["Talks on the mirrors"] * 6 + ["Talks in Rome", "Talks in Oslo", "Talks in Bern", "Talks in Riga"]
    other = ["Floods close schools"] * 4
    terms = weigh_terms(
        {0: list(range(10)), 1: list(range(10, 14))},
        titles=titles + other,
        texts=[""] * 14,
        stories=[0] * 6 + [1, 2, 3, 4] + [5] * 4,
        language="en",
        outlets=frozenset(),
    )
    assert terms.weights[0]["talk"] == 1.0
    # Talks: ln(1 + 6 · 3) + 4 ln(1 + 3) = 8.490, mirrors: 2.944, of 16.979 in all; each times ln(1 + 1 / share).
    assert terms.weights[0]["mirror"] == pytest.approx(2.944 * 1.912 / (8.490 * 1.0986), abs=0.001)


def test_of_each_story_the_most_typical_article_is_read_first():
    vectors = np.asarray([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [1.0, 0.0]], dtype=np.float32)
    found = typical_rows(np.zeros(4, dtype=np.int64), ["en"] * 4, np.asarray([7, 7, 8, 9]), vectors, wanted=[0])
    assert found["en"][0][:3] in ([0, 3, 2], [3, 0, 2])
    assert found["en"][0][3] == 1


def test_so_many_articles_are_read_and_no_more():
    topic = np.zeros(1_000, dtype=np.int64)
    vectors = np.ones((1_000, 2), dtype=np.float32)
    found = typical_rows(topic, ["en"] * 1_000, np.arange(1_000), vectors, wanted=[0])
    assert len(found["en"][0]) == MOST


def test_the_same_topics_described_twice_have_the_same_words(sample, found, labelled):
    assert describe(sample, *found) == labelled


def test_headlines_in_capitals_make_no_shouting_labels():
    shouted = [title.upper() for title in HEADLINES]
    texts = ["The talks were in Geneva; the talks on the peace plan went on in Geneva."] * 3 + ["Floods rise."] * 3
    topic = np.asarray([0, 0, 0, 1, 1, 1])
    found = describe_topics(topic, shouted, texts, ["en"] * 6, ["x"] * 6, np.eye(2, dtype=np.float32)[topic])
    assert found[0].labels["en"] == "Geneva talks on the peace plan"


@pytest.mark.parametrize(
    ("language", "titles", "label"),
    [
        (
            "es",
            ["El precio del petróleo cae", "Sube el precio del petróleo", "Discuten el precio del petróleo"],
            "Precio del petróleo",
        ),
        (
            "be",
            ["Цана нафты падае", "Цана нафты расце", "Краіны спрачаюцца пра цану нафты"],
            "Цана нафты",
        ),
        (
            "fr",
            ["Accord avec l’Ukraine signé", "Un accord avec l’Ukraine", "Paris vote l’accord avec l’Ukraine"],
            "Accord avec l’Ukraine",
        ),
    ],
)
def test_labels_read_like_phrases_in_other_languages(language, titles, label):
    floods = {"es": "Inundaciones en el valle", "be": "Паводка ў даліне", "fr": "Inondations dans la vallée"}
    assert describe_plain([*titles, *[floods[language]] * 3], [0, 0, 0, 1, 1, 1], language)[0] == label


def test_articles_without_headlines_and_without_language_are_described():
    found = describe_topics(
        np.asarray([0, 0, 1]), ["", "", "A b c"], [""] * 3, ["en", None, "xx"], [""] * 3, np.eye(3, dtype=np.float32)
    )
    labels = [label.casefold() for one in found.values() for label in set(one.labels.values())]
    assert len(set(labels)) == len(labels) == 2


def test_without_articles_nothing_is_described():
    assert describe_topics(np.zeros(0, dtype=np.int64), [], [], [], [], np.zeros((0, 2), dtype=np.float32)) == {}
