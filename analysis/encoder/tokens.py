"""Text → words as the bundled encoder knows them: one spelling for every way that Unicode has to write a word."""

from __future__ import annotations

import unicodedata
import zlib

import regex
from anyascii import anyascii

WORD = regex.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*|\d+")
REMOVED = dict.fromkeys(map(ord, "\u00ad\u0300\u0301\u0307\u200b\u200c\u200d\u2060\ufeff"))
APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u02b9\u0060\u00b4"), "'")
HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011"), "-")
LETTERS = {ord("ς"): "σ", ord("ß"): "ss", ord("ı"): "i"}
"""Letters that are written in two ways: Greek at the end of words, German in Switzerland, Turkish without its dot."""
FOLDING = REMOVED | APOSTROPHES | HYPHENS | LETTERS

LATIN = "abcehikmopstxyjg"
CYRILLIC = "авсенікморѕтхујԍ"
GREEK = "αβϲεηικμορςτχυϳɡ"
TO_CYRILLIC = str.maketrans(LATIN, CYRILLIC)
TO_LATIN = str.maketrans(CYRILLIC + "ӏєѐё", LATIN + "leee")
LATIN_LETTER = regex.compile(r"\p{Latin}")
CYRILLIC_LETTER = regex.compile(r"\p{Cyrillic}")
ONLY_ALIKE_LATIN = regex.compile(f"[{LATIN}'-]+")
ONLY_ALIKE_CYRILLIC = regex.compile(f"[{CYRILLIC}ӏ'-]+")

SOUNDS = (
    ("shch", "sc"), ("sch", "s"), ("tsch", "c"), ("dzh", "j"), ("kh", "h"), ("ch", "c"), ("sh", "s"), ("zh", "z"),
    ("ph", "f"), ("th", "t"), ("cz", "c"), ("sz", "s"), ("rz", "z"), ("ts", "c"), ("tz", "c"), ("qu", "kv"),
    ("ck", "k"), ("x", "ks"), ("w", "v"), ("y", "i"), ("j", "i"), ("q", "k"),
)  # fmt: skip
NOT_PLAIN = regex.compile("[^a-z0-9]")
TWICE = regex.compile(r"(.)\1")


def normalize(text: str) -> str:
    """Give one spelling: NFKC, lower case, one apostrophe, no soft hyphens, no stress marks."""
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    return text.translate(FOLDING)


def words(text: str) -> list[str]:
    """Split a text into words and numbers, normalised.

    Examples
    --------
    >>> words("П’ЯТЬ ра\u0301кет, e.g. 27")
    ["п'ять", 'ракет', 'e', 'g', '27']
    """
    return WORD.findall(normalize(text))


def is_cyrillic(text: str) -> bool:
    """Tell whether most letters of a text are Cyrillic, by its size in bytes: such letters take two."""
    return len(text.encode(errors="replace")) - len(text) > 0.4 * len(text) and CYRILLIC_LETTER.search(text) is not None


def unmask(word: str, *, cyrillic: bool) -> str:
    """Write a word in one alphabet when look-alikes of another one stand in it.

    Parameters
    ----------
    word : str
        Normalised.
    cyrillic : bool
        Whether the text around it is Cyrillic, which decides where every letter has a double.
    """
    has_cyrillic, has_latin = CYRILLIC_LETTER.search(word), LATIN_LETTER.search(word)
    if has_cyrillic and has_latin:
        to_cyrillic, to_latin = word.translate(TO_CYRILLIC), word.translate(TO_LATIN)
        if not LATIN_LETTER.search(to_cyrillic) and (cyrillic or CYRILLIC_LETTER.search(to_latin)):
            return to_cyrillic
        return to_latin if not CYRILLIC_LETTER.search(to_latin) else word
    if cyrillic and has_latin and ONLY_ALIKE_LATIN.fullmatch(word):
        return word.translate(TO_CYRILLIC)
    if not cyrillic and has_cyrillic and ONLY_ALIKE_CYRILLIC.fullmatch(word):
        return word.translate(TO_LATIN)
    return word


def sound(word: str) -> str:
    """Write a word in plain Latin letters, close enough to its sound that languages agree.

    Examples
    --------
    >>> sound("лукашенко"), sound("lukaszenko"), sound("lukaschenko")
    ('lukasenko', 'lukasenko', 'lukasenko')
    """
    plain = NOT_PLAIN.sub("", anyascii(word).lower())
    for written, heard in SOUNDS:
        if written in plain:
            plain = plain.replace(written, heard)
    return TWICE.sub(r"\1", plain)


def grams(word: str, n_buckets: int) -> list[int]:
    """Hash the character n-grams (3 to 5) of a word's sound, boundaries included, into buckets."""
    plain = f"<{sound(word) or word}>"
    pieces = {plain[start : start + size] for size in (3, 4, 5) for start in range(max(1, len(plain) - size + 1))}
    return sorted({zlib.crc32(piece.encode(errors="replace")) % n_buckets for piece in pieces})
