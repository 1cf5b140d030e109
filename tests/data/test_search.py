from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from importlib.resources import files

import pytest
from alembic import command
from alembic.config import Config
from helpers import article
from sqlalchemy import create_engine

from data.filters import Filters
from data.lemmas import fold, terms_of, typed_terms
from data.store import Store

INFLECTED = {
    "uk": ("Мирного плану ще немає", "мирний план"),
    "ru": ("Мирного плана пока нет", "мирный план"),
    "be": ("Мірнага плана яшчэ няма", "мірны план"),
    "en": ("The negotiations failed", "negotiation"),
    "pl": ("Nie ma planu pokojowego", "plan pokojowy"),
    "cs": ("Bez mírového plánu", "mírový plán"),
    "bg": ("Без мирния план", "мирен план"),
    "de": ("Die Verhandlungen scheitern", "verhandlung"),
    "fr": ("Les négociations internationales", "négociation internationale"),
    "es": ("Las negociaciones pacíficas", "negociación pacífica"),
    "it": ("I negoziati politici", "negoziato politico"),
    "pt": ("As negociações internacionais", "negociação internacional"),
    "ro": ("Despre negocierile internaționale", "negociere internațională"),
    "tr": ("Barış planının görüşmeleri", "barış görüşme"),
    "el": ("Του ειρηνικού σχεδίου", "ειρηνικό σχέδιο"),
    "lt": ("Nėra taikos plano", "taikos planas"),
}

ELSEWHERE = {
    "nl": ("De onderhandelingen mislukten", "onderhandeling"),
    "sv": ("Förhandlingarna misslyckades", "förhandling"),
    "da": ("Forhandlingerne brød sammen", "forhandling"),
    "no": ("Forhandlingene brøt sammen", "forhandling"),
    "nn": ("Forhandlingane braut saman", "forhandling"),
    "fi": ("Neuvottelut ilman sopimusta", "neuvottelu sopimus"),
    "et": ("Läbirääkimiste kava", "läbirääkimine"),
    "hu": ("A tárgyalások Budapesten", "tárgyalás"),
    "sk": ("Bez mierového plánu", "mierový plán"),
    "sl": ("Brez mirovnega načrta", "mirovni načrt"),
    "hr": ("Bez mirovnog plana", "mirovni plan"),
    "sr": ("Nema mirovnog plana", "mirovni plan"),
    "lv": ("Bez miera plāna", "miers plāns"),
    "mk": ("Без мировниот план", "мировен план"),
    "ca": ("Les negociacions internacionals", "negociació internacional"),
    "gl": ("As negociacións internacionais", "negociación internacional"),
    "is": ("Viðræðurnar um friðaráætlunina", "viðræða"),
    "ga": ("Na cainteanna síochána", "caint"),
    "cy": ("Y trafodaethau heddwch", "trafodaeth"),
    "hy": ("Բանակցությունների պլանը", "բանակցություն պլան"),
    "he": ("השיחות בז'נבה", "שיחה"),
    "ar": ("المفاوضات الدولية", "مفاوضة"),
    "fa": ("مذاکرات صلح", "مذاکره"),
    "id": ("Perundingan damai dilanjutkan", "lanjut"),
    "lb": ("D'Verhandlunge sinn gescheitert", "Verhandlung"),
}


def titles(store: Store, text: str) -> list[str]:
    return sorted(store.articles(Filters(text=text))["title"])


def test_a_word_is_found_in_every_form_in_sixteen_languages(any_store):
    any_store.add_articles([article(title, language=language) for language, (title, _) in INFLECTED.items()])
    found = {language: titles(any_store, query) for language, (_, query) in INFLECTED.items()}
    missed = [language for language, (title, _) in INFLECTED.items() if title not in found[language]]
    assert missed == []
    assert found["el"] == [INFLECTED["el"][0]]
    assert "Мирного плана пока нет" not in titles(any_store, "мирний негайно")


def test_the_same_in_languages_that_the_encoder_does_not_know(store):
    store.add_articles([article(title, language=language) for language, (title, _) in ELSEWHERE.items()])
    missed = [language for language, (title, query) in ELSEWHERE.items() if title not in titles(store, query)]
    assert missed == []


def test_languages_without_articles_have_no_say(store):
    store.add_articles([article("Der Krieg war lang", language="de"), article("Es wird so sein", language="de")])
    assert store.understood("war")[0].terms == ("sein", "war")
    store.add_articles([article("The war goes on", language="en")])
    assert store.understood("war")[0].terms == ("war",)
    assert titles(store, "war ") == ["Der Krieg war lang", "The war goes on"]


def test_a_language_that_nobody_has_words_for_is_searched_as_it_stands(any_store):
    any_store.add_articles([article("Ngwadlo yenkampu", language="xx"), article("和平计划", language="zh")])
    assert titles(any_store, "ngwadlo") == ["Ngwadlo yenkampu"]
    assert titles(any_store, "和平计划") == ["和平计划"]


def test_what_stands_in_quotes_is_looked_for_as_it_stands(any_store):
    any_store.add_articles([article("Мирного плану немає", language="uk"), article("Мирний план", language="uk")])
    assert titles(any_store, '"мирний план"') == ["Мирний план"]
    assert titles(any_store, '"плану"') == ["Мирного плану немає"]
    assert titles(any_store, '"мирний"') == ["Мирний план"]
    assert titles(any_store, "план") == ["Мирний план", "Мирного плану немає"]


def test_apostrophes_diacritics_case_and_yo_make_no_difference(any_store):
    any_store.add_articles(
        [
            article("Пʼять об’єктів", language="uk"),
            article("Élection à Łódź", language="fr"),
            article("Её ёлка", language="ru"),
            article("KYIV TALKS", language="en"),
        ]
    )
    for typed in ("п'ять", "п’ять", "пʼять", "об'єкт", "обєктів"):
        assert titles(any_store, typed) == ["Пʼять об’єктів"], typed
    assert titles(any_store, "election lodz") == ["Élection à Łódź"]
    assert titles(any_store, "елка") == ["Её ёлка"]
    assert titles(any_store, "talk kyiv") == ["KYIV TALKS"]


def test_the_last_word_may_go_on(any_store):
    any_store.add_articles([article("Переговори в Женеві", language="uk"), article("Covid-19 returns")])
    assert titles(any_store, "женев") == ["Переговори в Женеві"]
    assert titles(any_store, "женев переговорів") == []
    assert titles(any_store, "переговорів женев") == ["Переговори в Женеві"]
    assert titles(any_store, "covid-19") == ["Covid-19 returns"]
    assert titles(any_store, "covid-20") == []


def test_a_revision_is_found_by_its_new_words_only(any_store):
    url = "https://a.example/1"
    any_store.add_articles([article("Мирного плану", language="uk", url=url)])
    any_store.add_articles([article("Тексти договорів", language="uk", url=url)])
    assert titles(any_store, "мирний") == []
    assert titles(any_store, "договір") == titles(any_store, "текст") == ["Тексти договорів"]


def test_another_language_changes_by_what_forms_an_article_is_found(any_store):
    url = "https://a.example/1"
    any_store.add_articles([article("Verhandlungen", language="pl", url=url)])
    any_store.add_articles([article("Verhandlungen", language="de", url=url)])
    assert titles(any_store, "verhandlung ") == ["Verhandlungen"]


def test_a_word_that_only_joins_others_elsewhere_does_not_drag_them_in():
    assert "sein" not in typed_terms("war", ["de", "en"])
    assert "sein" in typed_terms("war", ["de"])


def test_letters_that_are_letters_of_their_own_stay():
    assert fold("Київ й їжа") == "київ й їжа"
    assert terms_of("", "", "uk") == ""
    assert terms_of("2025", "!?", None) == ""


def test_articles_of_an_older_store_get_their_lemmas(tmp_path):
    path = tmp_path / "old.db"
    config = Config()
    config.set_main_option("script_location", str(files("data") / "migrations"))
    config.set_main_option("path_separator", "os")
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
    engine.dispose()
    with sqlite3.connect(path) as connection:
        connection.executemany(
            "INSERT INTO articles (key, id, title, text, language, source, truncated, origin, text_hash, added_at) "
            "VALUES (?, ?, ?, '', 'uk', 'Вісник', 0, 'test', 'x', 0)",
            [(key, str(key), f"Мирного плану {key}") for key in range(1, 2_502)],
        )
    connection.close()
    with Store(str(path)) as store:
        assert store.articles(Filters(text="мирний план"), limit=5_000).height == 2_501


@pytest.mark.parametrize("order", ["newest", "oldest", "typical", "best"])
def test_every_order_gives_every_hit_once(any_store, order):
    any_store.add_articles([article(f"Talks {number}") for number in range(7)])
    found = [
        any_store.articles(Filters(text="talk"), limit=3, offset=offset, order=order)["title"].to_list()
        for offset in (0, 3, 6)
    ]
    assert sorted(title for part in found for title in part) == [f"Talks {number}" for number in range(7)]


def test_a_word_of_very_many_articles_ranks_by_title_and_time(any_store, monkeypatch):
    day = [datetime(2025, 11, number, tzinfo=UTC) for number in range(1, 5)]
    any_store.add_articles(
        [
            article("Talks of old", published_at=day[0]),
            article("Weather", text="Some talks. " * 9, published_at=day[3]),
            article("Rain", text="No talks.", published_at=day[1]),
            article("More TALKS", published_at=day[2]),
        ]
    )
    monkeypatch.setattr("data.store.hits.RANKED", 3)
    found = any_store.articles(Filters(text="talks"), order="best")["title"].to_list()
    assert found == ["More TALKS", "Talks of old", "Weather", "Rain"]


def test_the_best_match_has_the_word_in_its_title(any_store):
    any_store.add_articles([article("Weather", text="Some talks. " * 2), article("Talks", text="Rain and wind.")])
    assert any_store.articles(Filters(text="talks"), order="best")["title"].to_list() == ["Talks", "Weather"]
