"""Headlines of a topic → the phrase that names it: words that many of them have, as they stand beside each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise

from analysis.cases import (
    agreeing,
    belongs_to_noun_before,
    has_cases,
    is_subject,
    kind_of,
    looks_alike,
    made_plural,
    may_go_before_subject,
    stands_in_singular,
)
from analysis.headlines import Token, tokens_of
from analysis.joins import TWO_NAMES, WEAKER, akin
from analysis.nouns import ADJECTIVES_FOLLOW, is_adjective, is_participle, is_verb
from analysis.scenes import places
from analysis.spellings import CAPITAL_NOUNS
from analysis.standing import Standing
from analysis.words import articles, bare_word, is_stop_word, links
from data.lemmas import is_known

WORDS = (2, 6)
MOST_PHRASES = 80
"""Headlines of which phrases are taken."""
MOST_BEGINNINGS = 24
"""Texts of whose beginnings they are, where headlines have none that says enough."""
SAYS_ENOUGH = 0.8
LOOKS = 2
"""Headlines in which the same phrase is weighed: in one it may be the subject, and in another not."""
WINDOW = 9
GAP = 3
"""Words of a headline that may be left out before a preposition."""
GAP_COSTS = 0.2
TOGETHER = (0.0, 1.0, 1.25, 1.5)
"""Worth of a phrase by the headlines that have it as it is."""
BEGINNING = 0.9
"""How much less a phrase of a text's beginning is worth."""
FILLER = 0.08
TELLING = 0.1
NAMED = 0.15
"""How much of a phrase's worth its names cost, by their share of its words: a theme says more than who is in it."""
OTHER_CASE = 0.15
"""How much less a phrase is worth that is no subject of a sentence, where words have cases."""
DATIVE = {"uk": ("ові", "еві"), "pl": ("owi",)}
"""Ends of nouns that belong to none before."""
NAME_FIRST = 0.5
"""How much less a phrase is worth that begins with a name and a preposition, unless that says where."""
BEHIND = 0.7
"""The same for what looks like a plural, but may be the second case: without light."""
FIRST_CASE = 0.9
"""How much less one is worth that was put in the first case."""
OUT_OF_ORDER = 0.2
"""How much less a phrase is worth in which an adjective is last, or behind its noun."""
POSSESSIVE = 0.95


class Phrases:
    """What may name a topic in one language.

    Parameters
    ----------
    standing : Standing
    texts : callable
        Gives the beginnings of the most typical texts; only asked where headlines do not say enough.
    """

    def __init__(self, standing: Standing, texts: Callable[[], Sequence[str]]) -> None:
        self.standing, self._texts = standing, texts
        self._language, self._terms = standing.language, standing.terms
        self._lower = [_lower(tokens) for tokens in standing.tokens]
        self._begun: list[list[Token]] | None = None

    def phrases(self, step: int) -> dict[str, float]:
        """Give phrases with what each is worth.

        Parameters
        ----------
        step : int
            See `analysis.standing.STEPS`.
        """
        found = self._of(self.standing.tokens[:MOST_PHRASES], step)
        if max(found.values(), default=0.0) < SAYS_ENOUGH:
            for text, worth in self._of(self._beginnings(), step).items():
                found[text] = max(found.get(text, 0.0), worth * BEGINNING)
        return found

    def pieces(self) -> list[list[Token]]:
        """Give the words of headlines and of beginnings of texts."""
        return [*self.standing.tokens[:MOST_PHRASES], *self._beginnings()]

    def _beginnings(self) -> list[list[Token]]:
        if self._begun is None:
            self._begun = [tokens_of(text, self._terms) for text in self._texts()[:MOST_BEGINNINGS]]
        return self._begun

    def _of(self, headlines: Sequence[list[Token]], step: int) -> dict[str, float]:
        written: dict[str, str] = {}
        worth: dict[str, float] = {}
        looked: Counter[str] = Counter()
        usable_terms: dict[str, bool] = {}
        for tokens in headlines:
            usable = [token.term is not None and self._is_usable(token, step, usable_terms) for token in tokens]
            for kept, dropped in self._spans(tokens, usable):
                text = _joined([tokens[place] for place in kept])
                key = text.casefold()
                looked[key] += 1
                if looked[key] > LOOKS:
                    continue
                value = self._worth(tokens, kept, dropped)
                if value > worth.get(key, 0.0):
                    named, share = self._as_subject(tokens, kept, text)
                    if value * share > worth.get(key, 0.0):
                        worth[key], written[key] = value * share, named
        # What is worth less could not win if it stood in every headline.
        least = max(worth.values(), default=0.0) / TOGETHER[-1] / 2
        found: dict[str, float] = {}
        for key, text in written.items():
            if worth[key] > least:
                times = sum(f" {key} " in headline for headline in self._lower)
                value = worth[key] * TOGETHER[min(max(times, 1), len(TOGETHER) - 1)]
                found[_capital(text)] = max(found.get(_capital(text), 0.0), value)
        return found

    def _is_usable(self, token: Token, step: int, known: dict[str, bool]) -> bool:
        term = token.term or ""
        stands = known.get(term)
        if stands is None:
            stands = known[term] = self.standing.stands(term, step)
        if not stands or (term in self._terms.verbs and self._is_inflected(token)):
            return False
        return not is_verb(term, token.word, self._language)

    def _is_inflected(self, token: Token) -> bool:
        if self._language in CAPITAL_NOUNS:
            return token.lower != token.term
        return not token.lower.endswith("ing")

    def _spans(self, tokens: Sequence[Token], usable: Sequence[bool]) -> Iterator[tuple[list[int], int]]:
        """List parts of a headline that may be a label: places of the words, and how many between them are left out.

        Words are left out only before a preposition, and numbers.
        """
        for first, is_usable in enumerate(usable):
            if is_usable and not (first and self._goes_on(tokens, first - 1)):
                yield from self._spans_from(first, tokens, usable)

    def _spans_from(
        self, first: int, tokens: Sequence[Token], usable: Sequence[bool]
    ) -> Iterator[tuple[list[int], int]]:
        kept, joining, dropped, gap = [first], list[int](), 0, 0
        for place in range(first + 1, min(first + WINDOW, len(tokens))):
            token = tokens[place]
            if not token.follows or len(kept) >= WORDS[1]:
                return
            if self._joins(token, tokens[joining[-1]] if joining else None):
                if gap and not is_preposition(token.lower, self._language):
                    return
                joining.append(place)
            elif usable[place] and (joining or not gap):
                kept += [*joining, place]
                joining, gap = [], 0
                if not token.owns and not self._goes_on(tokens, place) and len(kept) <= WORDS[1]:
                    yield list(kept), dropped
            elif joining or dropped == GAP or tokens[kept[-1]].owns:
                return
            elif not token.word[0].isdigit():
                dropped, gap = dropped + 1, gap + 1

    def _joins(self, token: Token, before: Token | None) -> bool:
        if token.term is not None:
            return False
        if before is not None and token.lower in articles(self._language):
            return True
        if token.lower not in links(self._language):
            return False
        return before is None or (token.lower in GERMAN_ARTICLES and is_preposition(before.lower, self._language))

    def _goes_on(self, tokens: Sequence[Token], place: int) -> bool:
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        return after is not None and after.follows and self.standing.is_whole(tokens[place], after)

    def _worth(self, tokens: Sequence[Token], kept: Sequence[int], dropped: int) -> float:
        content = [tokens[place] for place in kept if tokens[place].term is not None]
        terms = [token.term or "" for token in content]
        if any(akin(one, two) for one, two in combinations(terms, 2)):
            return 0.0
        standing = self.standing
        whole = [(one, two) for one, two in pairwise(terms) if (one, two) in self._terms.whole]
        strengths = [standing.strength_of_name(one, two) for one, two in whole]
        parts = {part for pair in whole for part in pair}
        strengths = sorted(
            [*strengths, *(standing.strength(term) for term in terms if term not in parts)], reverse=True
        )
        worth = sum(strength * share for strength, share in zip(strengths, WEAKER, strict=False))
        worth -= FILLER * (sum(strength < TELLING for strength in strengths) + max(0, len(terms) - 3))
        worth *= 1.0 - GAP_COSTS * dropped
        if all(standing.is_name(term) for term in terms) and not self._says_how(tokens, kept, terms):
            worth *= TWO_NAMES
        worth *= 1.0 - NAMED * sum(standing.is_name(term) for term in terms) / len(terms)
        worth *= POSSESSIVE if any(token.owns for token in content) else 1.0
        after = tokens[kept[1]]
        if self.standing.is_name(terms[0]) and after.term is None and is_preposition(after.lower, self._language):
            says_where = after.lower in places(self._language) and not tokens[kept[2]].elided
            worth *= 1.0 if says_where else NAME_FIRST
        if not self._is_in_order(tokens, kept):
            worth *= OUT_OF_ORDER
        return max(0.0, worth)

    def _says_how(self, tokens: Sequence[Token], kept: Sequence[int], terms: Sequence[str]) -> bool:
        """Tell whether names alone are one name, or a preposition says what is between them."""
        if any(tokens[place].term is None and is_preposition(tokens[place].lower, self._language) for place in kept):
            return True
        beside = len(kept) == len(terms) == kept[-1] - kept[0] + 1
        return beside and all(self.standing.beside[pair] >= 2 for pair in pairwise(terms))

    def _is_in_order(self, tokens: Sequence[Token], kept: Sequence[int]) -> bool:
        """Tell whether adjectives stand before nouns, and behind none; where they follow them, that none is first."""
        if self._language in ADJECTIVES_FOLLOW:
            return not self._is_adjective(tokens[kept[0]])
        *_, before, last = (tokens[place] for place in kept)
        if self._is_adjective(last):
            return self.standing.is_whole(before, last)
        if is_participle(last.term or "", last.word, self._language):
            return False
        for one, two in pairwise(kept):
            if self._is_adjective(tokens[one]):
                if tokens[two].term is None:
                    return False
            elif not self._hang_together(tokens[one], tokens[two], beside=two == one + 1):
                return False
        return all(
            self._agree(*(tokens[at] for at in kept[place - 1 : place + 2])) for place in range(1, len(kept) - 1)
        )

    def _agree(self, one: Token, link: Token, two: Token) -> bool:
        """Tell whether what "and" joins is in the same case: in the first one both, or none."""
        language = self._language
        if not has_cases(language) or link.term is not None or is_preposition(link.lower, language):
            return True
        first = [
            self._is_adjective(token) or is_subject(token.term or "", bare_word(token.word, language).lower(), language)
            for token in (one, two)
        ]
        return first[0] == first[1]

    def _hang_together(self, one: Token, two: Token, *, beside: bool) -> bool:
        """Tell whether a word may belong to the noun before: none in the first case, if that is in another."""
        language = self._language
        if one.term is None or two.term is None:
            return True
        if self._is_adjective(two):
            return one.owns
        if beside and two.lower.endswith(DATIVE.get(language, ())):
            return False
        if not beside or not has_cases(language) or two.lower != two.term or two.word.isupper():
            return True
        return is_subject(one.term, bare_word(one.word, language).lower(), language)

    def _is_adjective(self, token: Token) -> bool:
        term = token.term
        closes = self._terms.closes.get(term or "", 1.0)
        return term is not None and is_adjective(term, token.word, self._language, closes=closes)

    def _as_subject(self, tokens: Sequence[Token], kept: Sequence[int], text: str) -> tuple[str, float]:
        """Write a phrase in the first case, as far as one can, and say how much less it is worth."""
        language, first = self._language, tokens[kept[0]]
        if language in CAPITAL_NOUNS:
            return text, 1.0 if first.word[0].isupper() else OTHER_CASE
        if not has_cases(language):
            return text, 1.0
        at = next((at for at, place in enumerate(kept) if not self._is_adjective(tokens[place])), 0)
        lower = [bare_word(tokens[place].word, language).lower() for place in kept[: at + 1]]
        terms = [tokens[place].term or "" for place in kept[: at + 1]]
        fits = [may_go_before_subject(term, word, language) for term, word in zip(terms[:-1], lower[:-1], strict=True)]
        noun_is, noun = lower[-1], terms[-1]
        if not noun:
            return text, OTHER_CASE
        plural = self._terms.plural(noun)
        is_named = self.standing.is_name(noun)
        reads = all(fits) and (noun_is == noun if is_named else is_subject(noun, noun_is, language))
        if reads and (noun_is in (noun, plural) or not looks_alike(noun, language)):
            return text, 1.0
        rest = [tokens[place] for place in kept[at + 1 :]]
        head = self._first_case(terms, lower, rest)
        is_behind = first.follows and self._is_noun(tokens[kept[0] - 1])
        if head is None:
            behind = first.follows and is_stop_word(tokens[kept[0] - 1].word, language)
            return text, OTHER_CASE if not reads or is_behind else BEHIND if behind else 1.0
        return " ".join(
            [*head, *(token.word for token in rest[len(head) - at - 1 :])]
        ), BEHIND if is_behind else FIRST_CASE

    def _is_noun(self, token: Token) -> bool:
        return token.term is not None and not is_verb(token.term, token.word, self._language)

    def _first_case(self, terms: Sequence[str], words: Sequence[str], rest: Sequence[Token]) -> list[str] | None:
        """Write adjectives and their noun in the first case, or none where it cannot be told."""
        language = self._language
        *adjectives, noun = terms
        last = rest[0] if rest and rest[0].term is not None and self._is_adjective(rest[0]) else None
        if noun == words[-1] or not _stays(next(iter(rest[last is not None :]), None), language):
            return None
        kinds = {kind_of(word, language) for word in [*words[:-1], *([last.lower] if last else [])]}
        is_plural = 3 in kinds or stands_in_singular(noun, words[-1], language) is False
        plural = self._terms.plural(noun) if is_plural or not kinds - {None} else None
        if is_plural and plural is None:
            plural = made_plural(noun, language)
            if plural is None:
                return None
        written = self._terms.written(noun)
        if self.standing.is_name(noun) and (adjectives or not is_known(written, language)):
            return None
        agreed = [
            agreeing(one, noun, language, plural=plural is not None, seen=word)
            for one, word in zip(
                [*adjectives, *([last.term or ""] if last else [])],
                [*words[:-1], last.lower if last else ""],
                strict=False,
            )
        ]
        if None in agreed:
            return None
        head = [*map(str, agreed[: len(adjectives)]), plural or written]
        return (
            head
            if last is None
            else [*head, str(agreed[-1]).capitalize() if last.word[0].isupper() else str(agreed[-1])]
        )


def _stays(after: Token | None, language: str) -> bool:
    """Tell whether what follows a noun is the same whatever the noun's case."""
    if after is None:
        return True
    if after.term is None:
        return is_preposition(after.lower, language)
    return after.lower != after.term and belongs_to_noun_before(after.lower, language)


def is_preposition(word: str, language: str) -> bool:
    """Tell whether a word that joins others is neither a conjunction nor part of a genitive."""
    return word not in NO_PREPOSITIONS.get(language, ())


GERMAN_ARTICLES = frozenset(["der", "des", "einer", "eines"])
"""Of those that may also join: der EU, but also: in der EU."""
NO_PREPOSITIONS = {
    "en": ("of", "and"), "uk": ("і", "й", "та"), "ru": ("и",), "be": ("і",), "pl": ("i", "oraz"), "cs": ("a",),
    "bg": ("и",), "de": ("der", "des", "einer", "eines", "und"), "fr": ("de", "des", "du", "d", "et"),
    "es": ("de", "del", "y"), "it": ("di", "del", "dello", "della", "dei", "degli", "delle", "e"),
    "pt": ("de", "do", "da", "dos", "das", "e"), "ro": ("și", "al", "a", "ale"), "tr": ("ve",),
    "el": ("του", "της", "των", "και"), "lt": ("ir",),
}  # fmt: skip


def _lower(tokens: Sequence[Token]) -> str:
    return f" {' '.join(token.elided.lower() + token.lower for token in tokens)} "


def _joined(tokens: Sequence[Token]) -> str:
    return " ".join([tokens[0].word, *(token.elided + token.word for token in tokens[1:])])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
