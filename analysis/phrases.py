"""Headlines of a topic → the phrase that names it: words that many of them have, as they stand beside each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import regex

from analysis.headlines import Token, tokens_of
from analysis.nouns import ADJECTIVES_FOLLOW, is_adjective, is_participle, is_verb
from analysis.spellings import CAPITAL_NOUNS, UNINFLECTED
from analysis.terms import Terms
from analysis.words import articles, bare_word, links

WORDS = (2, 6)
ENOUGH_HEADLINES = 3
ENOUGH_AT_HOME = 2
"""Of these in the language itself, where others write a word the same."""
MOST_PHRASES = 80
"""Headlines of which phrases are taken."""
LOOKS = 2
"""Headlines in which the same phrase is weighed: in one it may be the subject, and in another not."""
WINDOW = 9
GAP = 3
"""Words of a headline that may be left out before a preposition."""
GAP_COSTS = 0.2
TOGETHER = (0.0, 1.0, 1.25, 1.5)
"""Worth of a phrase by the headlines that have it as it is."""
SHARE = 0.25
"""Share of the stories from which a word is taken to stand in all of the topic."""
ABROAD, ALIKE_ABROAD = 0.7, 0.5
"""How much less a name is worth that stands in enough headlines only together with other languages; a word."""
WEAKER = (1.0, 0.6, 0.5, 0.25)
"""What the strongest, second, third and fourth word add to a phrase."""
FILLER = 0.08
TELLING = 0.1
NAMED = 0.15
"""How much of a phrase's worth its names cost, by their share of its words: a theme says more than who is in it."""
TWO_NAMES = 0.7
"""How much less a phrase of names alone is worth: Belarus and Minsk."""
OTHER_CASE, BEHIND_PREPOSITION = 0.45, 0.35
"""How much less a phrase is worth that is no subject of a sentence, where words have cases."""
OUT_OF_ORDER = 0.4
"""How much less a phrase is worth in which an adjective is last, or behind its noun."""
POSSESSIVE = 0.95
PERSON = 0.7
"""How much less a person is worth as half of a label: Merz vote."""
NUMERAL = regex.compile("[IVX]{2,}")
JOINABLE = 8
JOINED = 0.62
"""How much less two keywords are worth that no headline has beside each other."""
SAME_ABROAD = 6
"""Letters from which a word that two languages share is taken to mean the same in both."""
ROOT = 4
AND = {
    "en": "and", "uk": "і", "ru": "и", "be": "і", "pl": "i", "cs": "a", "bg": "и", "de": "und", "fr": "et", "es": "y",
    "it": "e", "pt": "e", "ro": "și", "tr": "ve", "el": "και", "lt": "ir",
}  # fmt: skip


@dataclass(frozen=True)
class Phrase:
    """A possible label."""

    text: str
    worth: float


class Headlines:
    """The headlines of a topic in one language, read once.

    Parameters
    ----------
    titles : sequence of str
        Those first that phrases should be taken of.
    stories : sequence of int
        Of each title.
    terms : Terms
    weights : mapping of str to float
        Of the terms, for this topic.
    elsewhere : mapping of str to int
        Headlines of the topic in other languages by the words that stand in them: names look the same in many.
    """

    def __init__(
        self,
        titles: Sequence[str],
        stories: Sequence[int],
        *,
        terms: Terms,
        weights: Mapping[str, float],
        elsewhere: Mapping[str, int],
    ) -> None:
        self._language, self._terms, self._weights, self._elsewhere = terms.language, terms, weights, elsewhere
        self._n = len(titles)
        self._tokens = [tokens_of(title, terms) for title in titles]
        self._support: Counter[str] = Counter()
        self._forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._beside: Counter[tuple[str | None, str | None]] = Counter()
        self._named: dict[str, bool] = {}
        told: set[tuple[str, int]] = set()
        for tokens, story in zip(self._tokens, stories, strict=True):
            own = {token.term for token in tokens if token.term is not None}
            self._support.update(own)
            self._beside.update({(one.term, two.term) for one, two in pairwise(tokens) if two.follows})
            told.update((term, story) for term in own)
            for token in tokens:
                if token.term is not None:
                    self._forms[token.term][bare_word(token.word, self._language)] += 1
        self._stories = Counter(term for term, _ in told)
        self._n_stories = len(set(stories))
        self._abroad = {term: self._written_abroad(forms) for term, forms in self._forms.items()}
        self._lower = [
            f" {' '.join(token.elided.lower() + token.lower for token in tokens)} " for tokens in self._tokens
        ]

    def _written_abroad(self, forms: Mapping[str, int]) -> int:
        alike = (
            self._elsewhere.get(form.lower(), 0) for form in forms if form[:1].isupper() or len(form) >= SAME_ABROAD
        )
        return max(alike, default=0)

    def stands(self, term: str, need: int) -> bool:
        """Tell whether a term stands in so many headlines, most of them in this language or names in others."""
        own = self._support[term]
        return own >= need or (own >= ENOUGH_AT_HOME and own + self._abroad.get(term, 0) >= need)

    def label(self, free: Callable[[str], bool]) -> str | None:
        """Choose the phrase that says most, of words that stand in at least three headlines, or as many as there are.

        Parameters
        ----------
        free : callable
            Tells whether no other topic has this label.
        """
        for need in range(min(ENOUGH_HEADLINES, self._n), 0, -1):
            found = sorted(self._phrases(need), key=lambda phrase: (-round(phrase.worth, 4), phrase.text))
            best = next((phrase.text for phrase in found if phrase.worth > 0 and free(phrase.text)), None)
            if best is not None:
                return best
        return None

    def _phrases(self, need: int) -> Iterator[Phrase]:
        written: dict[str, str] = {}
        worth: dict[str, float] = {}
        looked: Counter[str] = Counter()
        for tokens in self._tokens[:MOST_PHRASES]:
            usable = [token.term is not None and self._is_usable(token, need) for token in tokens]
            for kept, dropped in self._spans(tokens, usable):
                text = _joined([tokens[place] for place in kept])
                key = text.casefold()
                looked[key] += 1
                if looked[key] > LOOKS:
                    continue
                value = self._worth(tokens, kept, dropped)
                if value > worth.get(key, 0.0):
                    worth[key], written[key] = value, text
        # What is worth less could not win if it stood in every headline.
        least = max(worth.values(), default=0.0) / TOGETHER[-1] / 2
        for key, text in written.items():
            if worth[key] > least:
                times = sum(f" {text.lower()} " in headline for headline in self._lower)
                yield Phrase(_capital(text), worth[key] * TOGETHER[min(max(times, 1), len(TOGETHER) - 1)])
        yield from self._joined(need)

    def _is_usable(self, token: Token, need: int) -> bool:
        term = token.term or ""
        if term in self._terms.verbs and not token.lower.endswith("ing"):
            return False
        return self.stands(term, need) and not is_verb(term, token.word, self._language)

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
            if self._joins(token, begun=bool(joining)):
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

    def _joins(self, token: Token, *, begun: bool) -> bool:
        if token.term is not None:
            return False
        return token.lower in links(self._language) or (begun and token.lower in articles(self._language))

    def _goes_on(self, tokens: Sequence[Token], place: int) -> bool:
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        return after is not None and after.follows and self._is_whole(tokens[place], after)

    def _is_whole(self, first: Token, second: Token) -> bool:
        return (first.term, second.term) in self._terms.whole

    def _strength(self, term: str) -> float:
        """Tell what a term is worth in a label: its weight, more where many headlines have it."""
        return self._weights.get(term, 0.0) * self._spread(term)

    def _spread(self, term: str) -> float:
        share = float(min(1.0, (self._stories[term] / max(1, self._n_stories) / SHARE) ** 0.5))
        return (0.4 + 0.6 * share) * self._at_home(term)

    def _at_home(self, term: str) -> float:
        if self._support[term] >= min(ENOUGH_HEADLINES, self._n):
            return 1.0
        return ABROAD if term in self._terms.names else ALIKE_ABROAD

    def _worth(self, tokens: Sequence[Token], kept: Sequence[int], dropped: int) -> float:
        content = [tokens[place] for place in kept if tokens[place].term is not None]
        terms = [token.term or "" for token in content]
        if any(_akin(one, two) for one, two in combinations(terms, 2)):
            return 0.0
        whole = [(one, two) for one, two in pairwise(terms) if (one, two) in self._terms.whole]
        strengths = [self._weights.get(f"{one} {two}", 0.0) * self._spread(two) for one, two in whole]
        parts = {part for pair in whole for part in pair}
        strengths = sorted([*strengths, *(self._strength(term) for term in terms if term not in parts)], reverse=True)
        worth = sum(strength * share for strength, share in zip(strengths, WEAKER, strict=False))
        worth -= FILLER * (sum(strength < TELLING for strength in strengths) + max(0, len(terms) - 3))
        worth *= 1.0 - GAP_COSTS * dropped
        if not self._is_one_name(kept, terms) and all(self._is_name(term) for term in terms):
            worth *= TWO_NAMES
        worth *= 1.0 - NAMED * sum(self._is_name(term) for term in terms) / len(terms)
        worth *= POSSESSIVE if any(token.owns for token in content) else 1.0
        if not self._is_in_order(tokens, kept):
            worth *= OUT_OF_ORDER
        return max(0.0, worth) * self._case(tokens, kept)

    def _is_name(self, term: str) -> bool:
        known = self._named.get(term)
        if known is None:
            is_capital = term in self._terms.names or self._terms.written(term)[:1].isupper()
            known = self._named[term] = is_capital and self._language not in CAPITAL_NOUNS
        return known

    def _is_one_name(self, kept: Sequence[int], terms: Sequence[str]) -> bool:
        beside = len(kept) == len(terms) == kept[-1] - kept[0] + 1
        return beside and all(self._beside[pair] >= ENOUGH_AT_HOME for pair in pairwise(terms))

    def _is_in_order(self, tokens: Sequence[Token], kept: Sequence[int]) -> bool:
        """Tell whether adjectives stand before nouns, and behind none; where they follow them, that none is first."""
        if self._language in ADJECTIVES_FOLLOW:
            return not self._is_adjective(tokens[kept[0]])
        last = tokens[kept[-1]]
        if self._is_adjective(last) or is_participle(last.term or "", last.word, self._language):
            return False
        for one, two in pairwise(kept):
            if self._is_adjective(tokens[one]):
                if tokens[two].term is None:
                    return False
            elif self._is_adjective(tokens[two]) and tokens[one].term is not None and not tokens[one].owns:
                return False
        return True

    def _is_adjective(self, token: Token) -> bool:
        term = token.term
        closes = self._terms.closes.get(term or "", 1.0)
        return term is not None and is_adjective(term, token.word, self._language, closes=closes)

    def _case(self, tokens: Sequence[Token], kept: Sequence[int]) -> float:
        """Give less where a phrase is not in the first case, as far as one can see, with which headlines begin."""
        first = kept[0]
        if self._language in UNINFLECTED or first == 0 or not tokens[first].follows:
            return 1.0
        if self._language in CAPITAL_NOUNS:
            return 1.0 if tokens[first].word[0].isupper() else OTHER_CASE
        if tokens[first - 1].lower in links(self._language):
            return BEHIND_PREPOSITION
        noun = next((place for place in kept if not self._is_adjective(tokens[place])), first)
        return 1.0 if bare_word(tokens[noun].word, self._language).lower() == tokens[noun].term else OTHER_CASE

    def _joined(self, need: int) -> Iterator[Phrase]:
        """Join the best terms by pairs; an English name goes before a noun as it is."""
        parts = {part for pair in self._terms.whole for part in pair}
        nouns = [
            term
            for term in self._support
            if term not in parts
            and self.stands(term, need)
            and self._weights.get(term, 0.0) > 0
            and self._may_stand(term)
        ]
        strengths = {term: self._strength(term) for term in nouns}
        for one, two in self._terms.whole:
            if self.stands(one, need) and self.stands(two, need):
                strengths[f"{one} {two}"] = self._weights.get(f"{one} {two}", 0.0) * self._spread(two)
        best = sorted(strengths, key=lambda term: (-round(strengths[term], 4), term))[:JOINABLE]
        for one, two in combinations(best, 2):
            if _akin(one, two):
                continue
            worth = sum(
                strengths[term] * share * (PERSON if term in self._terms.persons else 1.0)
                for term, share in zip((one, two), WEAKER, strict=False)
            )
            yield Phrase(_capital(self._together(one, two)), worth * JOINED * self._two_names(one, two))

    def _together(self, one: str, two: str) -> str:
        named = [self._is_name(term.split(" ")[0]) for term in (one, two)]
        if self._language == "en" and named[0] != named[1]:
            first, second = (one, two) if named[0] else (two, one)
            return f"{self._form(first)} {self._form(second)}"
        join = AND.get(self._language)
        return f"{self._form(one)} {join} {self._form(two)}" if join else f"{self._form(one)}, {self._form(two)}"

    def _two_names(self, one: str, two: str) -> float:
        named = all(self._is_name(term.split(" ")[0]) and not self._form(term).isupper() for term in (one, two))
        return TWO_NAMES if named else 1.0

    def _may_stand(self, term: str) -> bool:
        form = self._form(term)
        if NUMERAL.fullmatch(form) or term in self._terms.verbs:
            return False
        closes = self._terms.closes.get(term, 1.0)
        if is_participle(term, form, self._language) or is_verb(term, form, self._language):
            return False
        return not is_adjective(term, form, self._language, closes=closes)

    def _form(self, term: str) -> str:
        """Write a term as most headlines do; where words are inflected, in its base form."""
        written = self._terms.written(term)
        if written[:1].isupper() or " " in term:
            return written
        if self._language not in UNINFLECTED:
            return self._terms.plural(term) or written
        bare: Counter[str] = Counter()
        for form, times in self._forms[term].items():
            bare[form.lower()] += times
        return max(bare, key=lambda form: (bare[form], form != term, form)) if bare else written


def _joined(tokens: Sequence[Token]) -> str:
    return " ".join([tokens[0].word, *(token.elided + token.word for token in tokens[1:])])


def _akin(one: str, two: str) -> bool:
    """Tell whether two terms are of one root: vote and voter."""
    shorter = min(len(one), len(two))
    alike = next((place for place in range(shorter) if one[place] != two[place]), shorter)
    return alike >= max(ROOT - 1, shorter - 2)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
