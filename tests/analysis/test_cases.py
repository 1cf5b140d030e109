from __future__ import annotations

import pytest

from analysis.cases import agreeing, kind_of, made_plural, owner


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("uk", "заручник", "заручники"),
        ("uk", "боєць", "бійці"),
        ("uk", "переможець", "переможці"),
        ("uk", "мито", "мита"),
        ("uk", "санкція", "санкції"),
        ("ru", "боец", "бойцы"),
        ("ru", "список", "списки"),
        ("ru", "учение", "учения"),
        ("pl", "zakładnik", "zakładnicy"),
        ("pl", "jeniec", "jeńcy"),
        ("pl", "cło", "cła"),
        ("pl", "sankcja", "sankcje"),
        ("be", "санкцыя", "санкцыі"),
        ("de", "Wahl", None),
    ],
)
def test_a_plural_is_one_that_the_dictionary_leads_back(language, one, many):
    assert made_plural(one, language) == many


@pytest.mark.parametrize(
    ("language", "form", "kind"),
    [
        ("uk", "звільнених", 3),
        ("uk", "мирної", 1),
        ("uk", "мирного", 0),
        ("ru", "верховного", 0),
        ("ru", "новым", None),
        ("pl", "rosyjskiej", 1),
        ("pl", "nowych", 3),
        ("en", "new", None),
    ],
)
def test_the_form_of_an_adjective_tells_what_goes_with_it(language, form, kind):
    assert kind_of(form, language) == kind


def test_an_adjective_whose_form_goes_with_other_nouns_is_not_put_before_this_one():
    assert agreeing("верховный", "судья", "ru", plural=False, seen="верховного") is None
    assert agreeing("мирний", "область", "uk", plural=False, seen="мирної") == "мирна"
    assert agreeing("звільнений", "боєць", "uk", plural=True, seen="звільнених") == "звільнені"


@pytest.mark.parametrize(
    ("language", "name", "forms", "written"),
    [
        ("ru", "Трамп", {"Трамп": 3, "Трампа": 1}, "Трампа"),
        ("uk", "Зеленський", {"Зеленського": 1}, "Зеленського"),
        ("pl", "Trump", {"Trumpa": 1}, "Trumpa"),
        ("pl", "Tusk", {"Tusk": 4}, None),
        ("en", "Trump", {"Trump": 4}, None),
    ],
)
def test_a_name_owns_what_stands_before_it_only_as_news_writes_it(language, name, forms, written):
    assert owner(name, forms, language) == written
