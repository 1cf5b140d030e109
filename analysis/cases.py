"""Words of languages with cases → how they are written in the first one, told by their ends without a dictionary."""

from __future__ import annotations

from functools import lru_cache

import regex

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
    "uk": [("[жчшщ]", "і"), ("[гґкхбвдзлмнпрстф]", "и"), ("(?:[жчшщ])а", "і"), ("а", "и"), ("[ья]", "і")],
    "ru": [("[гкхжчшщ]", "и"), ("[бвдзлмнпрстф]", "ы"), ("(?:[гкхжчшщ])а", "и"), ("а", "ы"), ("[ья]", "и")],
    "be": [("[гкх]", "і"), ("[бвдзлмнпрстфжчш]", "ы"), ("(?:[гкх])а", "і"), ("а", "ы"), ("[ья]", "і")],
}
FLEETING = regex.compile("(?:[еєиоёэа][кцнлр]|[еєэ]ц?ь|ен)$")


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
    if stands_in_plural(word, language) or word == term[:-1]:
        return False
    ends = OF_SINGULARS.get(language)
    return True if word == term or (ends is not None and ends.search(word)) else None


def looks_alike(term: str, language: str) -> bool:
    """Tell whether the plural of a noun looks like a case of its singular."""
    return has_cases(language) and term[-1] in "аяьa"


def made_plural(term: str, language: str) -> str | None:
    """Make the plural of a noun's dictionary form, or none where that cannot be told.

    Examples
    --------
    >>> made_plural("заручник", "uk"), made_plural("заложник", "ru"), made_plural("боєць", "uk")
    ('заручники', 'заложники', None)
    """
    if FLEETING.search(term) and not term.endswith(("ник", "нік")):
        return None
    rule = next(((of, end) for of, end in MADE.get(language, ()) if regex.search(f"{of}$", term)), None)
    if rule is None:
        return None
    return (term[:-1] if term[-1] in "аья" else term) + rule[1]


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


def agreeing(adjective: str, noun: str, language: str, *, plural: bool) -> str | None:
    """Write an adjective as it goes before a noun in the first case, or none where that cannot be told.

    Parameters
    ----------
    adjective, noun : str
        Dictionary forms.
    language : str
    plural : bool

    Examples
    --------
    >>> agreeing("rosyjski", "ropa", "pl", plural=False), agreeing("российский", "дрон", "ru", plural=True)
    ('rosyjska', 'российские')
    >>> agreeing("синий", "вода", "ru", plural=False), agreeing("російський", "дрон", "uk", plural=True)
    ('синяя', 'російські')
    >>> agreeing("мирний", "план", "uk", plural=False), agreeing("мирний", "область", "uk", plural=False)
    ('мирний', None)
    """
    base = BASES.get(language)
    if base is None or base.search(adjective) is None:
        return None
    gender = 3 if plural else next((number for number, end in enumerate(OF_GENDER) if end.search(noun)), None)
    if gender is None:
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
