from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.highlights import excerpt, highlights
from data.store.search import understood


def shown(text: str, typed: str, language: str | None = "en") -> list[str]:
    [spans] = highlights([text], understood(typed, [language] if language else []), language)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "typed", "language", "found"),
    [
        ("Мирного плану ще немає", "мирний план", "uk", ["Мирного", "плану"]),
        ("Talks: the mirror of TALKS", "talk", "en", ["Talks", "TALKS"]),
        ("Переговори в Женеві", "женев", "uk", ["Женеві"]),
        ("Genevans in Geneva", "geneva talks", "en", ["Geneva"]),
        ("Пʼять об’єктів", "об'єкт", "uk", ["об’єктів"]),
        ("Élection à Łódź", "election lodz", "fr", ["Élection", "Łódź"]),
        ("Air defence, the air-defence", '"air defence"', "en", ["Air defence", "air-defence"]),
        ("Мирний план, мирного плану", '"мирний план"', "uk", ["Мирний план"]),
        ("Covid-19 returns, COVID-19", "covid-19", "en", ["Covid-19", "COVID-19"]),
        ("Nothing of it", "talks", "en", []),
        ("Talks", "", "en", []),
        ("<b>Talks</b> & <script>", "talks", "en", ["Talks"]),
        ("Talks", "talks", None, ["Talks"]),
        ("", "talks", "en", []),
    ],
)
def test_words_are_marked_in_whatever_form_they_stand(text, typed, language, found):
    assert shown(text, typed, language) == found


def test_a_form_that_begins_otherwise_is_marked_where_no_other_is():
    wanted = understood("sprechen", ["de"])
    title, text = "Sie haben gesprochen", "Er wird sprechen, hat gesprochen"
    assert shown(title, "sprechen", "de") == ["gesprochen"]
    in_title, in_text = highlights([title, text], wanted, "de")
    assert in_title == []
    assert [text[start:end] for start, end in in_text] == ["sprechen"]


TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("talks план ’'-\"<&>\n.ёі"), st.characters(exclude_categories=["Cs"])),
    max_size=300,
)


@settings(deadline=None)
@given(text=TEXTS, typed=TEXTS)
def test_marks_lie_in_the_text_in_order_and_apart(text, typed):
    [spans] = highlights([text], understood(typed, ["en", "uk"]), "uk")
    places = [place for span in spans for place in span]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    start, end = excerpt(text, spans)
    assert 0 <= start <= end <= len(text)


@settings(deadline=None)
@given(words=st.lists(st.sampled_from(["talks", "peace", "of", "rain"]), min_size=1, max_size=400), at=st.data())
def test_an_excerpt_is_short_holds_a_hit_and_cuts_no_word(words, at):
    text = " ".join(words)
    typed = at.draw(st.sampled_from(words))
    [spans] = highlights([text], understood(f'"{typed}"'), "en")
    start, end = excerpt(text, spans)
    assert any(start <= first and last <= end for first, last in spans)
    assert end - start <= 260
    assert text[start:end].split() == text[start:end].strip().split(" ")
    assert start == 0 or text[start - 1] == " "
    assert end == len(text) or text[end] == " "


def test_an_excerpt_shows_the_place_with_most_words():
    text = "Talks first. " + "Rain and wind. " * 60 + "Then the talks on peace and a plan. " + "Snow. " * 60
    [spans] = highlights([text], understood("talks peace plan"), "en")
    start, end = excerpt(text, spans)
    assert "the talks on peace and a plan" in text[start:end]
