"""Terms of a topic that no headline has beside each other → two of them joined: floods and schools."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import regex

from analysis.nouns import is_adjective, is_participle, is_verb
from analysis.spellings import UNINFLECTED
from analysis.standing import Standing

WEAKER = (1.0, 0.6, 0.5, 0.25)
"""What the strongest, second, third and fourth word add to a phrase."""
TWO_NAMES = 0.7
"""How much less a phrase of names alone is worth: Belarus and Minsk."""
PERSON = 0.7
"""How much less a person is worth as half of a label: Merz vote."""
NUMERAL = regex.compile("[IVX]{2,}")
JOINABLE = 10
JOINED, COMPOUND = 0.5, 0.6
"""How much less two terms are worth that no headline has beside each other."""
APART = 0.7
"""How much less they are worth if no two articles have them together."""
TOGETHER = 2
ROOT = 4
AND = {
    "en": "and", "uk": "і", "ru": "и", "be": "і", "pl": "i", "cs": "a", "bg": "и", "de": "und", "fr": "et", "es": "y",
    "it": "e", "pt": "e", "ro": "și", "tr": "ve", "el": "και", "lt": "ir",
}  # fmt: skip


def joins(standing: Standing, step: int) -> Iterator[tuple[str, float]]:
    """Join the best terms by pairs, each with what it is worth.

    Parameters
    ----------
    standing : Standing
    step : int
        See `analysis.standing.STEPS`.
    """
    terms = standing.terms
    parts = {part for pair in terms.whole for part in pair}
    strengths = {
        term: standing.strength(term)
        for term in standing.support
        if term not in parts
        and standing.weights.get(term, 0.0) > 0
        and standing.stands(term, step)
        and _may_stand(standing, term)
    }
    for one, two in terms.whole:
        if standing.stands(one, step) and standing.stands(two, step):
            strengths[f"{one} {two}"] = standing.strength_of_name(one, two)
    best = sorted(strengths, key=lambda term: (-round(strengths[term], 4), term))[:JOINABLE]
    for one, two in combinations(best, 2):
        if akin(one, two):
            continue
        worth = sum(
            strengths[term] * share * (PERSON if term in terms.persons else 1.0)
            for term, share in zip((one, two), WEAKER, strict=False)
        )
        both = standing.articles(one.split(" ")[-1]) & standing.articles(two.split(" ")[-1])
        text, share = _together(standing, one, two)
        yield text, worth * share * (1.0 if len(both) >= TOGETHER else APART) * _two_names(standing, one, two)


@lru_cache(maxsize=100_000)
def akin(one: str, two: str) -> bool:
    """Tell whether two terms are of one root: vote and voter."""
    shorter = min(len(one), len(two))
    alike = next((place for place in range(shorter) if one[place] != two[place]), shorter)
    return alike >= max(ROOT - 1, shorter - 2)


def _together(standing: Standing, one: str, two: str) -> tuple[str, float]:
    """Join two terms; an English name goes before a noun as it is."""
    first, second = _form(standing, one), _form(standing, two)
    if standing.language == "en" and first[0].isupper() != second[0].isupper():
        return f"{first} {second}" if first[0].isupper() else f"{second} {first}", COMPOUND
    join = AND.get(standing.language)
    return f"{first} {join} {second}" if join else f"{first}, {second}", JOINED


def _two_names(standing: Standing, one: str, two: str) -> float:
    named = all(standing.is_name(term.split(" ")[0]) and not _form(standing, term).isupper() for term in (one, two))
    return TWO_NAMES if named else 1.0


def _may_stand(standing: Standing, term: str) -> bool:
    form, language = _form(standing, term), standing.language
    if NUMERAL.fullmatch(form) or term in standing.terms.verbs:
        return False
    closes = standing.terms.closes.get(term, 1.0)
    if is_participle(term, form, language) or is_verb(term, form, language):
        return False
    return not is_adjective(term, form, language, closes=closes)


def _form(standing: Standing, term: str) -> str:
    """Write a term as most headlines do; where words are inflected, in its base form."""
    written = standing.terms.written(term)
    if written[:1].isupper() or " " in term:
        return written
    if standing.is_called(term):
        return standing.terms.name(term, standing.forms[term])
    if standing.language not in UNINFLECTED:
        return standing.terms.plural(term) or written
    bare: Counter[str] = Counter()
    for form, times in standing.forms[term].items():
        bare[form.lower()] += times
    return max(bare, key=lambda form: (bare[form], form != term, form)) if bare else written
