"""Two words of a topic joined: as their place, as what belongs to them, or by "and"."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.labels import describe_topics
from analysis.scenes import places_of

FLOODS = {
    "en": "Floods in the valley", "uk": "Паводок у долині", "ru": "Паводок в долине", "pl": "Powódź w dolinie",
    "de": "Hochwasser im Tal", "fr": "Inondations dans la vallée",
}  # fmt: skip


def label_of(titles, texts, language):
    topic = np.asarray([0] * len(titles) + [1] * 3)
    found = describe_topics(
        topic,
        [*titles, *[FLOODS[language]] * 3],
        [*texts, *[""] * 3],
        [language] * len(topic),
        ["x"] * len(topic),
        np.eye(2, dtype=np.float32)[topic],
    )
    return found[0].labels[language]


@pytest.mark.parametrize(
    ("language", "titles", "text", "label"),
    [
        (
            "en",
            ["Hostages return", "Hostages speak", "Hostages wait", "Gaza burns", "Gaza mourns", "Gaza waits"],
            "Many hostages were held in Gaza.",
            "Hostages in Gaza",
        ),
        (
            "ru",
            ["Заложники ждут", "Заложников вернут", "Заложники дома", "Минск молчит", "Минск ждёт", "Минск спорит"],
            "Все заложники остаются в Минске.",
            "Заложники в Минске",
        ),
        (
            "pl",
            ["Zakładnicy czekają", "Wrócą zakładnicy", "Zakładnicy mówią", "Kijów czeka", "Kijów milczy", "Kijów wie"],
            "Zakładnicy są w Kijowie.",
            "Zakładnicy w Kijowie",
        ),
    ],
)
def test_what_texts_say_to_be_in_a_place_is_joined_with_it(language, titles, text, label):
    assert label_of(titles, [text] * 6, language) == label


def test_where_no_text_says_so_two_words_stand_beside_each_other():
    titles = ["Hostages return", "Hostages speak", "Hostages wait", "Gaza burns", "Gaza mourns", "Gaza waits"]
    assert label_of(titles, ["They spoke of hostages, and of Gaza."] * 6, "en") == "Gaza and hostages"


def test_a_short_name_of_capitals_goes_behind_what_belongs_to_it():
    titles = ["Мита зростуть", "Високі мита", "Нові мита скасовано", "США чекають", "США мовчать", "США згодні"]
    assert label_of(titles, [""] * 6, "uk") == "Мита США"


@pytest.mark.parametrize(
    ("language", "text", "places"),
    [
        ("uk", "Вибори в Україні. Їдуть в Україну. Мир у новому Києві.", ["в Україні", "у Києві"]),
        ("pl", "Wojna na Ukrainie, spokój w Polsce, wyjazd na Białoruś", ["na Ukrainie", "w Polsce"]),
        ("de", "Lage in der Ukraine, Reise in die Schweiz, Wahl in Polen", ["in der Ukraine", "in Polen"]),
        ("fr", "Trêve à Gaza, vote en Ukraine, don à l’Ukraine", ["à Gaza", "en Ukraine"]),
        ("tr", "Ankara'da seçim", []),
    ],
)
def test_places_are_found_where_no_direction_is_told(language, text, places):
    assert [put for found in places_of([text], language).values() for put in found] == places


@pytest.mark.parametrize(
    ("language", "titles", "label"),
    [
        (
            "uk",
            ["Про звільнених бійців", "Чекають на звільнених бійців", "Серед звільнених бійців"],
            "Звільнені бійці",
        ),
        (
            "ru",
            ["Судьба освобождённых моряков", "Об освобождённых моряках", "Нет вестей от освобождённых моряков"],
            None,
        ),
    ],
)
def test_the_number_of_a_noun_is_that_of_the_adjective_before_it(language, titles, label):
    found = label_of(titles, [""] * 3, language)
    assert found == (label or "Освобождённые моряки")


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        ("en", ["Summit endorses plan for ports", "Summit endorses ports", "Summit endorses plan"]),
        ("fr", ["Varsovie saisit l’Otan", "Varsovie saisit encore l’Otan", "Quand Varsovie saisit l’Otan"]),
        ("de", ["Wächst mit Nvidia die Angst?", "Wächst mit Nvidia der Wohlstand?", "Wächst mit Nvidia der Zweifel?"]),
    ],
)
def test_no_label_has_a_verb(language, titles):
    words = {word.lower() for word in label_of(titles, [""] * 3, language).split()}
    assert not words & {"endorses", "saisit", "wächst"}


def test_of_what_is_joined_by_and_none_is_in_another_case_than_the_other():
    titles = ["Независимость бюро и прокуратуре", "Вернули бюро и прокуратуре права", "Бюро и прокуратуре помогут"]
    assert label_of(titles, [""] * 3, "ru") != "Бюро и прокуратуре"
