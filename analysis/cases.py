"""Words of languages with cases → how they are written in the first one, told by their ends without a dictionary."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

import regex

from data.lemmas import is_known, lemma_of

FIRST_CASES = {
    "uk": [
        ("[бвгдзклмнпрстфх]а?|ок|ець", "и"), ("[жчшщцьйр]|[жчшщ]а|я", "[ії]"), ("[оеє]|я", "[ая]"), ("[иії]", "[иії]"),
    ],
    "ru": [("[бвдзлмнпрстфц]а?", "ы"), ("[гкхжчшщьй]|[гкхжчшщ]а|я", "и"), ("[ое]", "[ая]"), ("[ыи]", "[ыи]")],
    "be": [
        ("[бвдзлмнпрстфцжчшў]|[бвдзлмнпрстфцжчш]а", "ы"), ("[гкхьй]|[гкх]а|я", "і"),
        ("[оеэ]", "[ая]"), ("[ыі]", "[ыі]"),
    ],
    "pl": [
        ("[bdfhłmnprstwz]a?", "y"), ("[gk]a?", "i"), ("[cjl]a?|[csrd]za?|[śćńź]|[eij]a", "e"), ("[oe]|um", "a"),
        ("k", "cy"), ("[yi]", "[yie]"),
    ],
    "cs": [("[bdfghklmnprstvz]|a", "y"), ("[cčjřšž]", "e"), ("[oe]", "[ae]"), ("[kt]", "[ci]i?")],
}  # fmt: skip
"""By language, ends of dictionary forms of nouns, and those of their plural in the first case."""
OTHER_CASES = {
    "uk": "ого|ому|им|ім|их|іх|ими|іми|ої|ій|ою|у|ю",
    "ru": "ого|его|ому|ему|ым|им|ых|их|ыми|ими|ом|ем|ой|ей|ую|юю",
    "be": "ага|яга|аму|яму|ым|ім|ых|іх|ымі|імі|ай|яй|ую|юю",
    "pl": "ego|emu|ym|im|ych|ich|ymi|imi|ej|ą",
    "cs": "ého|ému|ém|ým|ých|ými|ou|ího|ímu|ím|ích|ími",
}
"""Ends of adjectives in other cases than the first."""
AGREEING = {
    "uk": ("[иі]й$", ("ий", "а", "е", "і")),
    "ru": ("[ыио]й$", ("ый", "ая", "ое", "ые")),
    "be": ("[ыі]$", ("ы", "ая", "ае", "ыя")),
    "pl": ("[yi]$", ("y", "a", "e", "e")),
    "cs": ("ý$", ("ý", "á", "é", "é")),
}
"""End of an adjective's dictionary form, and its ends before a masculine, feminine and neuter noun and a plural."""
GENDERS = ("[бвгґдзжклмнпрстфхцчшщйўbcčdfghjklłmnprřsštvwzž]$", "[аяa]$", "[оеєёэoe]$")
OF_MANY = {
    "uk": "ів|їв|[оеє]й|их",
    "ru": "ов|ев|ей|ых|их|ого|его",
    "be": "аў|яў|ых|іх|ага|яга",
    "pl": "ów|ych|ich|ego|ej",
    "cs": "ů|ých|ích|ého",
}
"""Ends of words that cannot but belong to the noun before."""
PLURALS = {
    language: [(regex.compile(f"(?:{of})$"), regex.compile(f"(?:{ends})$")) for of, ends in rules]
    for language, rules in FIRST_CASES.items()
}
OTHERWISE = {language: regex.compile(f"(?:{ends})$") for language, ends in OTHER_CASES.items()}
BELONGING = {language: regex.compile(f"(?:{ends})$") for language, ends in OF_MANY.items()}
BASES = {language: regex.compile(end) for language, (end, _ends) in AGREEING.items()}
OF_GENDER = [regex.compile(end) for end in GENDERS]
KINDS = {
    language: [(kind, regex.compile(f"(?:{end})$")) for kind, end in zip((3, 0, 1), ends, strict=True)]
    for language, ends in {
        "uk": ("[иі]х|[иі]ми", "ого|ому", "ої|[оею]ю|ій|у"),
        "ru": ("[ыи]х|[ыи]ми", "[ое]го|[ое]му", "[ое]й|[ую]ю"),
        "be": ("[ыі]х|[ыі]мі", "[ая]га|[ая]му", "[ая]й|[ую]ю"),
        "pl": ("[yi]ch|[yi]mi", "ego|emu", "ej|ą"),
        "cs": ("[ýí]ch|[ýí]mi", "ého|ímu|ému", "ou"),
    }.items()
}
"""Ends of adjectives that go with nouns of one kind only, by kind; see `kind_of`."""
OF_PLURALS = {
    language: regex.compile(f"(?:{ends})$")
    for language, ends in {
        "uk": "ів|їв|ам|ям|ами|ями|ах|ях",
        "ru": "ов|ев|ам|ям|ами|ями|ах|ях",
        "be": "аў|яў|ам|ям|амі|ямі|ах|ях",
        "pl": "ów|om|ami|ach",
    }.items()
}
"""Ends of nouns in other cases of the plural."""
OF_SINGULARS = {
    language: regex.compile(f"(?:{ends})$")
    for language, ends in {
        "uk": "у|ю|ою|[еє]ю",
        "ru": "[уею]|[ое]й|ою",
        "be": "у|ю|[ая]й|[аея]ю",
        "pl": "ę|ą|ie|ce",
    }.items()
}
"""Ends of nouns on -а and -ь in other cases of the singular."""
MADE = {
    "uk": [
        ("єць", "йці"), ("ець", "ці"), ("ок", "ки"), ("ія", "ії"), ("[жчшщ]а", "і"), ("[ья]|й", "і"), ("а", "и"),
        ("[жчшщ]", "і"), ("[^аеиіїоуюяєь]", "и"), ("о", "а"), ("е", "я"),
    ],
    "ru": [
        ("(?<=[аеёиоуыэюя])ец", "йцы"), ("ец", "цы"), ("[её]к|ок", "ки"), ("[гкхжчшщ]а", "и"), ("[ьяй]", "и"),
        ("а", "ы"), ("[гкхжчшщ]", "и"), ("[^аеёиоуыэюяьй]", "ы"), ("о", "а"), ("е", "я"),
    ],
    "be": [
        ("ец", "цы"), ("ок", "кі"), ("[гкх]а", "і"), ("[ьяй]", "і"), ("а", "ы"), ("[гкх]", "і"),
        ("[^аеёіоуыэюяьй]", "ы"),
    ],
    "pl": [
        ("niec", "ńcy"), ("i?ec", "cy"), ("nik", "nicy"), ("anin", "anie"), ("ta", "ci"), ("[gk]a", "i"),
        ("[cj]a", "e"), ("ia", "ie"), ("[csr]z|[lj]", "e"), ("ść", "ści"), ("[gk]", "i"),
        ("[^aąceęijlłńoóśuyźż]", "y"), ("a", "y"), ("um|[oe]", "a"),
    ],
}  # fmt: skip
"""By language, ends of dictionary forms and of the plural; of one letter, a vowel gives way and a consonant stays."""
OWNERS = {
    language: [(regex.compile(f"(?:{of})$"), end) for of, end in rules]
    for language, rules in {
        "uk": [("[иі]й", "ого"), ("(?<=[бвгґджзклмнпрстфхцчшщ])", "а"), ("а", "и"), ("ь|я", "я")],
        "ru": [("[иы]й", "ого"), ("(?<=[бвгджзклмнпрстфхцчшщ])", "а"), ("а", "ы"), ("ь|й", "я")],
        "be": [("[іы]", "ага"), ("(?<=[бвгджзклмнпрстфхцчшўў])", "а"), ("а", "ы")],
        "pl": [("i", "iego"), ("(?<=[bcdfghjklłmnprstwzżśćń])", "a")],
        "cs": [("ý", "ého"), ("(?<=[bcdfghjklmnprstvz])", "a")],
    }.items()
}
"""Ends of names and of their second case."""
VOWELS = frozenset("аеєиоуьяйaoe")
IRREGULAR = {"uk": {"боєць": "бійці", "людина": "люди", "дитина": "діти"}, "ru": {"человек": "люди"}}


def has_cases(language: str) -> bool:
    """Tell whether a language has cases whose ends are known here."""
    return language in PLURALS


@lru_cache(maxsize=100_000)
def is_subject(term: str, word: str, language: str) -> bool:
    """Tell whether a noun may be in the first case, in the singular or the plural; where no ends are known, it may.

    Parameters
    ----------
    term : str
        Its dictionary form.
    word : str
        As it is written here, in small letters.
    language : str

    Examples
    --------
    >>> is_subject("переговори", "переговорів", "uk"), is_subject("атака", "атаки", "uk")
    (False, True)
    """
    rules = PLURALS.get(language)
    return word == term or rules is None or any(of.search(term) and ends.search(word) for of, ends in rules)


def stands_in_plural(word: str, language: str) -> bool:
    """Tell whether a noun, in small letters, cannot but be in another case of the plural."""
    ends = OF_PLURALS.get(language)
    return ends is not None and ends.search(word) is not None


def stands_in_singular(term: str, word: str, language: str) -> bool | None:
    """Tell whether a noun whose plural looks like a case of its singular stands in that; none where it may be either.

    Examples
    --------
    >>> stands_in_singular("лига", "лигу", "ru"), stands_in_singular("лига", "лигами", "ru")
    (True, False)
    >>> stands_in_singular("лига", "лиги", "ru")
    """
    if stands_in_plural(word, language) or (word == term[:-1] and word[-1] not in VOWELS):
        return False
    ends = OF_SINGULARS.get(language)
    return True if word == term or (ends is not None and ends.search(word)) else None


def looks_alike(term: str, language: str) -> bool:
    """Tell whether the plural of a noun looks like a case of its singular."""
    return has_cases(language) and term[-1] in "аяьa"


@lru_cache(maxsize=20_000)
def made_plural(term: str, language: str) -> str | None:
    """Make the plural of a noun's dictionary form, or none where that cannot be told.

    Examples
    --------
    >>> made_plural("заручник", "uk"), made_plural("заложник", "ru"), made_plural("боєць", "uk")
    ('заручники', 'заложники', 'бійці')
    """
    if (known := IRREGULAR.get(language, {}).get(term)) is not None:
        return known
    for of, end in MADE.get(language, ()):
        found = regex.search(f"(?:{of})$", term)
        if found is None:
            continue
        taken = 1 if len(end) == 1 and term[-1] in VOWELS else 0 if len(end) == 1 else len(found.group())
        plural = f"{term[: len(term) - taken]}{end}"
        if not is_known(term, language) or (is_known(plural, language) and lemma_of(plural, language) == term):
            return plural
    return None


@lru_cache(maxsize=100_000)
def may_go_before_subject(term: str, word: str, language: str) -> bool:
    """Tell whether an adjective may be in the first case; `term` and `word` as for `is_subject`."""
    ends = OTHERWISE.get(language)
    return word == term or ends is None or ends.search(word) is None


def belongs_to_noun_before(word: str, language: str) -> bool:
    """Tell whether a word can only be the second case of what belongs to the noun before it.

    Examples
    --------
    >>> belongs_to_noun_before("чемпионов", "ru"), belongs_to_noun_before("Франциском", "ru")
    (True, False)
    """
    ends = BELONGING.get(language)
    return ends is not None and ends.search(word) is not None


@lru_cache(maxsize=20_000)
def kind_of(adjective: str, language: str) -> int | None:
    """Tell what kind of noun a form of an adjective goes with: 0 masculine or neuter, 1 feminine, 3 a plural.

    Examples
    --------
    >>> kind_of("звільнених", "uk"), kind_of("ракетної", "uk"), kind_of("верховного", "ru"), kind_of("новым", "ru")
    (3, 1, 0, None)
    """
    return next((kind for kind, ends in KINDS.get(language, ()) if ends.search(adjective)), None)


def agreeing(adjective: str, noun: str, language: str, *, plural: bool, seen: str = "") -> str | None:
    """Write an adjective as it goes before a noun in the first case, or none where that cannot be told.

    Parameters
    ----------
    adjective, noun : str
        Dictionary forms.
    language : str
    plural : bool
    seen : str, optional
        The adjective as it stands before the noun in another case, in small letters.

    Examples
    --------
    >>> agreeing("rosyjski", "ropa", "pl", plural=False), agreeing("российский", "дрон", "ru", plural=True)
    ('rosyjska', 'российские')
    >>> agreeing("синий", "вода", "ru", plural=False), agreeing("російський", "дрон", "uk", plural=True)
    ('синяя', 'російські')
    >>> agreeing("мирний", "план", "uk", plural=False), agreeing("мирний", "область", "uk", plural=False)
    ('мирний', None)
    >>> agreeing("мирний", "область", "uk", plural=False, seen="мирної")
    'мирна'
    """
    base = BASES.get(language)
    if base is None or base.search(adjective) is None:
        return None
    gender = 3 if plural else next((number for number, end in enumerate(OF_GENDER) if end.search(noun)), None)
    kind = kind_of(seen, language)
    if gender is None and kind in (0, 1):
        gender = kind
    if gender is None or (kind is not None and kind != gender and not (kind == 0 and gender == 2)):
        return None
    if gender == 0:
        return adjective
    stem, end = base.sub("", adjective), AGREEING[language][1][gender]
    return stem + _softened(language, adjective, stem).get(end, end)


def _softened(language: str, adjective: str, stem: str) -> dict[str, str]:
    if language == "uk":
        return {"а": "я", "е": "є"} if adjective.endswith("ій") else {}
    if language == "ru":
        soft = {"ая": "яя", "ое": "ее", "ые": "ие"}
        return soft if adjective.endswith("ний") else {"ые": "ие"} if stem[-1] in "гкхжчшщ" else {}
    if language == "pl" and adjective.endswith("i"):
        return {"e": "ie"} if stem[-1] in "kg" else {"e": "ie", "a": "ia"}
    return {"ыя": "ія"} if language == "be" and stem[-1] in "гкх" else {}


def owner(name: str, forms: Collection[str], language: str) -> str | None:
    """Write a name as it goes behind what belongs to it, if that is among its forms.

    Examples
    --------
    >>> owner("Трамп", ["Трамп", "Трампа"], "ru"), owner("Зеленський", ["Зеленського"], "uk"), owner("Tusk", [], "pl")
    ('Трампа', 'Зеленського', None)
    """
    for of, end in OWNERS.get(language, ()):
        found = of.search(name)
        if found is not None:
            written = name[: found.start()] + end
            return written if written in forms else None
    return None
