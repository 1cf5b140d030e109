from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.counting import BEGINS, TITLE_COUNTS, count_words
from analysis.words import WORD, bare_word, content_lemma

SIGNS = [" ", "\u00a0", ". ", ", ", " “", "—", ".", "\n", "'", "-"]
WORDS = ["Talks", "talks", "Geneva", "the", "Zelensky", "of", "plan", "2025", "EU", "l’Ukraine", "schools"]
TEXTS = st.lists(st.tuples(st.sampled_from(["", *SIGNS]), st.sampled_from(WORDS)), max_size=12).map(
    lambda parts: "".join(sign + word for sign, word in parts)
)


def test_words_are_counted_by_story_and_headlines_count_more():
    found = count_words(
        {7: [0, 1], 9: [2]},
        titles=["Talks in Geneva", "Geneva talks go on", "Schools close"],
        texts=["Talks begin.", "", "Schools close."],
        stories=[4, 4, 5],
        language="en",
        outlets=frozenset(),
    )
    assert found.topics == [7, 9]
    assert found.totals()["talk"] == (2 * TITLE_COUNTS + 1, 1)
    assert found.totals()["school"] == (TITLE_COUNTS + 1, 1)
    assert found.forms["talk"] == Counter({"Talks": 2, "talks": 1})
    assert dict(zip(found.lemmas, found.rows(), strict=True))["talk"] == [0, 1, 0]


def test_what_names_a_source_is_left_out():
    found = count_words(
        {0: [0]}, titles=["Courier talks"], texts=[""], stories=[0], language="en", outlets=frozenset({"courier"})
    )
    assert found.lemmas == ["talk"]


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_counts_are_those_of_a_look_at_each_word(texts):
    rows, n = {0: list(range(len(texts)))}, len(texts)
    found = count_words(rows, titles=[""] * n, texts=texts, stories=list(range(n)), language="fr", outlets=frozenset())
    seen, inside, followed, pairs = Counter(), Counter(), Counter(), Counter()
    for text in texts:
        before: tuple[str, str, int] | None = None
        for match in WORD.finditer(text):
            lemma = content_lemma(match.group(), "fr")
            if lemma is None:
                continue
            start = match.start()
            seen[lemma] += 1
            inside[lemma] += start > 1 and text[start - 1] not in BEGINS and text[start - 2] not in BEGINS
            if before and before[2] + 1 == start and text[before[2]] in " \u00a0":
                followed[before[0]] += 1
                pairs[before[0], lemma] += before[1][0].isupper()
            before = lemma, bare_word(match.group(), "fr"), match.end()
    assert dict(zip(found.lemmas, found.seen.tolist(), strict=True)) == seen
    assert dict(zip(found.lemmas, found.inside.tolist(), strict=True)) == {one: inside[one] for one in seen}
    assert dict(zip(found.lemmas, found.followed.tolist(), strict=True)) == {one: followed[one] for one in seen}
    told = Counter(zip(found.lemma[found.pair >= 0].tolist(), found.pair[found.pair >= 0].tolist(), strict=True))
    assert {(found.lemmas[one], found.lemmas[two]): times for (one, two), times in told.items()} == +pairs
