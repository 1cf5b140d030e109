"""Phrases and joins of a topic → its label: the one that says most, of words that stand in enough headlines."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analysis.joins import Join, joins
from analysis.phrases import SAYS_ENOUGH, Phrases
from analysis.spellings import CAPITAL_NOUNS
from analysis.words import WORD

LEAST, FEWER = 0.2, 0.1
"""What a label is worth at least before words that stand in fewer headlines are tried; what one of those."""
PHRASES, RELATED, PLAIN = 1, 2, 4
ORDER = (
    (0, PHRASES | RELATED | PLAIN, LEAST),
    (1, PHRASES | RELATED | PLAIN, LEAST),
    (1, RELATED, FEWER),
    (2, PHRASES, FEWER),
    (3, PHRASES, FEWER),
    (4, PHRASES | RELATED | PLAIN, 0.0),
)
"""Steps of `analysis.standing.STEPS` with what is tried and what it must be worth: where few headlines have a word,
two words joined do not say what is between them."""
SAY_MUCH = (1.0, 0.65)
"""What a phrase must be worth to be taken in place of words with "and" between them, in the first steps."""
ONE_NAME = 0.53
"""How much less is a phrase that is a name and nothing else, beside others: a place or a person is no theme."""
MUCH_MORE = 1.7
"""How much more a phrase of words in fewer headlines is worth than "and" between a name and a word of the phrase."""


def choose_label(phrases: Phrases, free: Callable[[str], bool]) -> str | None:
    """Choose the label of a topic in one language, or none where there is nothing to make one of.

    Parameters
    ----------
    phrases : Phrases
    free : callable
        Tells whether no other topic has this label.
    """
    for step, kinds, least in ORDER:
        found = phrases.phrases(step) if kinds & PHRASES else dict[str, float]()
        joined: dict[str, Join] = {}
        if kinds != PHRASES and max(found.values(), default=0.0) < SAYS_ENOUGH:
            joined = {
                join.text: join for join in _joins(phrases, step) if kinds & (PLAIN if join.is_plain else RELATED)
            }
            for text, join in joined.items():
                found[text] = max(found.get(text, 0.0), join.worth)
        order = sorted(found, key=lambda text: (-round(found[text] * _beside_others(phrases, text), 4), text))
        best = next((text for text in order if found[text] > least and free(text)), None)
        if best is not None:
            plain = joined.get(best)
            if plain is not None and plain.is_plain and step < len(SAY_MUCH):
                return _said_better(phrases, plain, free, SAY_MUCH[step]) or best
            return best
    return None


def _joins(phrases: Phrases, step: int) -> Iterator[Join]:
    yield from joins(phrases.standing, step, phrases.pieces())


def _said_better(phrases: Phrases, join: Join, free: Callable[[str], bool], least: float) -> str | None:
    """Give a phrase of words in fewer headlines that says what only stands beside a name."""
    standing = phrases.standing
    named = [term for term in (join.first, join.second) if standing.is_name(term.split(" ")[0])]
    if len(named) == 2 or (not named and standing.language not in CAPITAL_NOUNS):
        return None
    noun = join.second if named == [join.first] else join.first
    found = phrases.phrases(2)
    order = sorted(found, key=lambda text: (-round(found[text], 4), text))
    for text in order:
        terms = {standing.terms.term(word) for word in WORD.findall(text)}
        if noun in terms and found[text] > MUCH_MORE * join.worth and found[text] >= least and free(text):
            return text
    return None


def _beside_others(phrases: Phrases, text: str) -> float:
    return ONE_NAME if tuple(text.casefold().split()) in phrases.standing.terms.whole else 1.0
