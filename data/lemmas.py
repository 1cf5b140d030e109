"""Words → lemmas, and the terms by which a search finds an article beside the words that stand in it.

A term is a lemma, or a word as people type it in a hurry: in lower case, without apostrophes and diacritics, with е for
ё. The letters й and ї are letters of their own and stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from data.belarusian import inflect
from data.language import ENCODER_LANGUAGES

if TYPE_CHECKING:
    from simplemma import Lemmatizer

    from data.dictionaries import KeptDictionaries

LONGEST = 200_000
"""Characters of a text that are searched."""
PART = 3
"""Letters that a part beside an apostrophe must have to be looked for by itself."""
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ`´ʹ＇‘", "'"))
NAMED_OTHERWISE = {"no": "nb", "sr": "hbs", "hr": "hbs", "bs": "hbs"}
"""Languages that the library of lemmas knows by another code."""
SCRIPTS = {
    **dict.fromkeys(("uk", "ru", "be", "bg", "mk"), ("CYRILLIC",)),
    **dict.fromkeys(("sr", "bs"), ("LATIN", "CYRILLIC")),
    **dict.fromkeys(("ar", "fa"), ("ARABIC",)),
    "el": ("GREEK",),
    "he": ("HEBREW",),
    "hi": ("DEVANAGARI",),
    "hy": ("ARMENIAN",),
    "ka": ("GEORGIAN",),
    "ml": ("MALAYALAM",),
}
"""Where it is another one than the Latin script."""


def _foldings() -> dict[int, str | None]:
    folded: dict[int, str | None] = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x400), *range(0x1E00, 0x2000)):
        base = "".join(sign for sign in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(sign))
        if base != chr(code):
            folded[code] = base
    folded.update(dict.fromkeys(range(0x300, 0x370), None))
    letters = {"ё": "е", "ґ": "г", "ў": "у", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "ς": "σ"}
    folded.update({ord(letter): other for letter, other in letters.items()})
    folded.update({ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe", ord("'"): None})
    return folded


FOLDINGS = _foldings()


def fold(word: str) -> str:
    """Write a word as people type it in a hurry.

    Examples
    --------
    >>> fold("Négociations"), fold("п'ять"), fold("Её"), fold("İstanbul"), fold("Київ"), fold("Łódź")
    ('negociations', 'пять', 'ее', 'istanbul', 'київ', 'lodz')
    """
    return word.lower().translate(FOLDINGS)


def words_of(text: str) -> list[str]:
    """List the words of a text, all apostrophes alike; numbers are none."""
    return WORD.findall(text.translate(APOSTROPHES))


def terms_of(title: str, text: str, language: str | None) -> str:
    """List the terms by which an article is found beside its words, in one line.

    Parameters
    ----------
    title, text : str
        The first 200,000 characters are looked at.
    language : str or None
        ISO 639-1.

    Examples
    --------
    >>> terms_of("Talks on the mirrors", "", "en")
    'mirror talk'
    """
    found: set[str] = set()
    for word in set(words_of(f"{title} {text}"[:LONGEST])):
        found.update(word_terms(word, language or ""))
    return " ".join(sorted(found))


def typed_terms(word: str, languages: Iterable[str] = ENCODER_LANGUAGES) -> frozenset[str]:
    """Give the terms that a typed word may stand for: nobody says in which language it is.

    A language in which it only joins others ("war" in German) has no say where another one knows it as a word of its
    own.

    Examples
    --------
    >>> sorted(typed_terms("планами", ["uk"])), "sein" in typed_terms("war", ["de", "en"])
    (['план', 'планами'], False)
    """
    word = word.translate(APOSTROPHES)
    found = {fold(word)}
    possible = [language for language in languages if _script(word) in SCRIPTS.get(language, ("LATIN",))]
    telling = [language for language in possible if not _joins(word, language) and is_known(word, language)]
    for language in telling or possible:
        for form in (word, word.lower(), word.capitalize()):
            terms = word_terms(form, language)
            found.update(terms)
            # Dictionaries disagree with themselves: what they lead a form to may itself be led on.
            found.update(further for term in terms for further in word_terms(term, language))
    return frozenset(found)


@lru_cache(maxsize=500_000)
def lemma_of(word: str, language: str) -> str:
    """Give the lemma of a word in lower case, or the word itself where it is not known."""
    lower = word.lower()
    if language == "be":
        known = _belarusian()
        return known.get(lower) or known.get(f"у{lower[1:]}" if lower.startswith("ў") else lower, lower)
    code = NAMED_OTHERWISE.get(language, language)
    return str(_lemmatizer().lemmatize(word, lang=code)).lower() if code in _lemmatized() else lower


@lru_cache(maxsize=200_000)
def word_terms(word: str, language: str) -> tuple[str, ...]:
    """Give the lemma of a word, folded, and the word folded, as far as they are not the word itself."""
    parts = [part for part in word.split("'") if len(part) >= PART] if "'" in word and word[0] < "\u0250" else []
    forms = [word, *parts]
    # Written in capitals only, a word is not known by its capital.
    forms += [form.capitalize() for form in forms if len(form) > PART and form.isupper()]
    lemmas = [lemma_of(form, language) for form in forms]
    return tuple({fold(term) for term in (word, *lemmas)} - {word.lower(), ""})


@lru_cache(maxsize=200_000)
def is_known(word: str, language: str) -> bool:
    """Tell whether a dictionary of the language has the word."""
    if language == "be":
        return word.lower() in _belarusian()
    code = NAMED_OTHERWISE.get(language, language)
    if code not in _lemmatized():
        return False
    dictionary = _dictionary(code)
    return any(form in dictionary for form in (word.lower(), word.capitalize()))


def _script(word: str) -> str:
    return next((unicodedata.name(letter, "").split(" ")[0] for letter in word if letter.isalpha()), "")


@cache
def _joins_of(language: str) -> frozenset[str]:
    import stopwordsiso

    return frozenset(stopwordsiso.stopwords(language) if stopwordsiso.has_lang(language) else ())


def _joins(word: str, language: str) -> bool:
    return word.lower() in _joins_of(language)


@cache
def _lemmatized() -> frozenset[str]:
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return frozenset(SUPPORTED_LANGUAGES)


@cache
def _factory() -> KeptDictionaries:
    # Imported here: commands that look no word up start without it.
    from data.dictionaries import KeptDictionaries

    return KeptDictionaries()


@cache
def _lemmatizer() -> Lemmatizer:
    from simplemma import Lemmatizer
    from simplemma.strategies import DefaultStrategy

    return Lemmatizer(cache_max_size=1, lemmatization_strategy=DefaultStrategy(dictionary_factory=_factory()))


def _dictionary(language: str) -> Mapping[str, str]:
    return _factory().get_dictionary(language)


@cache
def _belarusian() -> dict[str, str]:
    """Map forms to lemmas by the project's own list: no library has one."""
    lines = (files("data") / "lexicon" / "be.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = [line.split("\t") for line in lines]
    lemmas: dict[str, str] = {}
    for lemma, _english, listed in rows:
        for form in (lemma, *filter(None, listed.split("|"))):
            lemmas.setdefault(form, lemma)
    for lemma, _english, _listed in rows:
        for form in inflect(lemma):
            lemmas.setdefault(form, lemma)
    return lemmas
