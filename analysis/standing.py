"""Headlines of a topic in one language → in how many its terms stand, with which others, and what they are worth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from analysis.cases import has_cases
from analysis.headlines import Token, tokens_of
from analysis.spellings import CAPITAL_NOUNS
from analysis.terms import ENOUGH_EVIDENCE, NAME, Terms
from analysis.words import bare_word

ENOUGH = 3
"""Headlines that a word of a label stands in, or articles where it does in no more headlines."""
STEPS = ((ENOUGH, 0), (ENOUGH, 0), (2, ENOUGH), (1, ENOUGH), (1, 0))
"""Headlines, and articles by headline or beginning, that a word of a label stands in: first, next, and so on."""
ABROAD_TOO = 1
"""The step from which headlines in other languages count for names."""
ABROAD, ALIKE_ABROAD = 0.7, 0.5
"""How much less a name is worth that stands in enough headlines only together with other languages; a word."""
AT_HOME = 2
"""Headlines in the language itself that a word stands in which others write the same; of a name one is enough."""
SAME_ABROAD = 6
"""Letters from which a word that two languages share is taken to mean the same in both."""
SHARE = 0.25
"""Share of the stories from which a word is taken to stand in all of the topic."""


NOTHING = Token("-", "-", None, follows=False, begins=True, owns=False, elided="")
"""What stands before the first word."""


class Standing:
    """What the headlines of a topic have in one language, read once.

    Parameters
    ----------
    rows : sequence of int
        The articles, the most typical first.
    titles : sequence of str
        Of these.
    stories : sequence of int
        Of these.
    terms : Terms
    weights : mapping of str to float
        Of the terms, for this topic.
    elsewhere : mapping of str to int
        Headlines of the topic in other languages by the words that stand in them: names look the same in many.
    """

    def __init__(
        self,
        rows: Sequence[int],
        titles: Sequence[str],
        stories: Sequence[int],
        *,
        terms: Terms,
        weights: Mapping[str, float],
        elsewhere: Mapping[str, int],
    ) -> None:
        self.language, self.terms, self.weights = terms.language, terms, weights
        self.tokens = [tokens_of(title, terms) for title in titles]
        self.forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.support: Counter[str] = Counter()
        self._rows, self._elsewhere = frozenset(rows), elsewhere
        self._enough = min(ENOUGH, len(rows))
        self._strengths: dict[str, float] = {}
        self._named: dict[str, bool] = {}
        self._articles: dict[str, frozenset[int]] = {}
        self._inside: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        told: set[tuple[str, int]] = set()
        for tokens, story in zip(self.tokens, stories, strict=True):
            own = {token.term for token in tokens if token.term is not None}
            self.support.update(own)
            told.update((term, story) for term in own)
            for token in tokens:
                if token.term is not None:
                    if token.follows:
                        self._inside[token.term] += 1
                        self._capital[token.term] += token.word[0].isupper()
                    self.forms[token.term][bare_word(token.word, self.language)] += 1
        self._stories = Counter(term for term, _ in told)
        self._n_stories = len(set(stories))
        self._abroad = {term: self._written_abroad(forms) for term, forms in self.forms.items()}

    def stands(self, term: str, step: int) -> bool:
        """Tell whether a term stands in so many headlines, some of them perhaps in other languages, and articles."""
        own = self.support[term]
        headlines, articles = (min(least, self._enough) for least in STEPS[step])
        if own >= headlines:
            return articles <= own or len(self.articles(term)) >= articles
        at_home = 1 if self._is_short_name(term) else AT_HOME
        return step == ABROAD_TOO and own >= at_home and own + self._abroad.get(term, 0) >= headlines

    def _is_short_name(self, term: str) -> bool:
        return term in self.terms.names or any(sum(map(str.isupper, form)) > 1 for form in self.forms[term])

    def articles(self, term: str) -> frozenset[int]:
        """Give the articles in whose headline or beginning a term stands."""
        found = self._articles.get(term)
        if found is None:
            found = self._articles[term] = self._rows.intersection(self.terms.rows.get(term, ()))
        return found

    @cached_property
    def beside(self) -> Counter[tuple[str | None, str | None]]:
        """Headlines in which one term stands right behind another."""
        found: Counter[tuple[str | None, str | None]] = Counter()
        for tokens in self.tokens:
            found.update({(one.term, two.term) for one, two in pairwise(tokens) if two.follows})
        return found

    def is_half(self, term: str) -> bool:
        """Tell whether few headlines have a term, and all of them behind the same name: Angeles."""
        if self.support[term] >= self._enough or " " in term:
            return False
        before = {
            one.word if two.follows and one.word[0].isupper() else ""
            for tokens in self.tokens
            for one, two in pairwise([NOTHING, *tokens])
            if two.term == term
        }
        return len(before) == 1 and "" not in before

    def strength(self, term: str) -> float:
        """Tell what a term is worth in a label: its weight, more where many headlines have it."""
        known = self._strengths.get(term)
        if known is None:
            known = self._strengths[term] = self.weights.get(term, 0.0) * self.spread(term)
        return known

    def strength_of_name(self, one: str, two: str) -> float:
        """Tell what a name of two terms is worth."""
        return self.weights.get(f"{one} {two}", 0.0) * self.spread(two)

    def spread(self, term: str) -> float:
        """Tell in how much of the topic a term stands, at most 1."""
        share = float(min(1.0, (self._stories[term] / max(1, self._n_stories) / SHARE) ** 0.5))
        return (0.4 + 0.6 * share) * self._at_home(term)

    def is_name(self, term: str) -> bool:
        """Tell whether a term is written like a name; where every noun has a capital, none is."""
        known = self._named.get(term)
        if known is None:
            is_capital = term in self.terms.names or self.terms.written(term)[:1].isupper() or self.is_called(term)
            known = self._named[term] = is_capital and self.language not in CAPITAL_NOUNS
        return known

    def is_called(self, term: str) -> bool:
        """Tell whether a term is a name here, whatever it is in other topics: Gaza, not gas."""
        inside = self._inside[term]
        return has_cases(self.language) and inside >= ENOUGH_EVIDENCE and self._capital[term] >= NAME * inside

    def is_whole(self, first: Token, second: Token) -> bool:
        """Tell whether two words are one name."""
        return (first.term, second.term) in self.terms.whole

    def _at_home(self, term: str) -> float:
        if self.support[term] >= self._enough:
            return 1.0
        return ABROAD if term in self.terms.names else ALIKE_ABROAD

    def _written_abroad(self, forms: Mapping[str, int]) -> int:
        alike = (
            self._elsewhere.get(form.lower(), 0) for form in forms if form[:1].isupper() or len(form) >= SAME_ABROAD
        )
        return max(alike, default=0)
