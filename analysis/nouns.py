"""What a word may do in a label, told without a tagger: by the end of its dictionary form, and by what follows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

import regex

from data.lemmas import is_known, lemma_of

VERBS = {
    "uk": "(?:ти|тися)$",
    "ru": "(?:ть|ться|ти|тись)$",
    "be": "(?:ць|цца)$",
    "pl": "(?:ć|c)$",
    "cs": "(?:ovat|nout|it|at)$",
    "de": "(?:en|ern|eln)$",
    "fr": "(?:(?<!i)er|oir|(?<!aven|souven|dés|plais|lois|soup|^t|^cu)ir)$",
    "es": "(?:[aei]r|rse)$",
    "it": "(?:[aei]re|rsi)$",
    "pt": "[aei]r$",
    "tr": "m[ae]k$",
    "el": "(?:ω|ώ|μαι)$",
    "lt": "tis?$",
}
"""Ends of dictionary forms, by language, that are mostly of verbs."""
ADJECTIVES = {
    "uk": "[иі]й$",
    "ru": "(?:[ыи]|ск[оа])й$",
    "be": "(?:ны|кі|вы|лы)$",
    "pl": "(?:[nwł]y|szy|ski|cki|gi)$",
    "cs": "(?:ý|[nkszj]í)$",
    "bg": "(?:ски|ен)$",
    "fr": "(?:ien|ais|ois|if|russe)$",
    "es": "(?:ano|és)$",
    "it": "(?:ano|ese)$",
    "pt": "(?:ano|ês)$",
    "el": "(?:ικός|ικό)$",
    "lt": "(?:inis|iškas)$",
    "en": "(?:ish|ese|[ie]an|ern|ous|ful|[ai]ble|al|ic)$",
}
"""The same for adjectives."""
FRENCH_VERBS = regex.compile("(?:(?<!i)er|ir|re)$")
ENGLISH_VERBS = """
accept accuse achieve acknowledge acquire adapt add adjust admire admit adopt advise affect afford agree allege allow
announce apologise apologize appear apply appoint approve argue arise arrive ask assess assume assure attach attend
avoid await beat become begin believe belong betray bolster bring broaden build bury buy carry cease celebrate choose
cite come compare compel complain comply concede conclude condemn confirm consider construct contain continue
contribute convey convince cope create criticise criticize declare dedicate deepen defend define defy deliver
demonstrate denounce deny depart depend deploy deprive derail describe deserve destroy detain deter determine develop
devote die differ disappear discover discuss dismiss disrupt divide donate downplay eject elect eliminate embrace
emerge emphasise enable encourage endanger endorse enforce engage enhance enjoy ensure enter erode establish evacuate
evolve exceed exclude expand expect expel explain explode expose express extend fall feel fend finalise find finish
flee follow forbid forget fulfil gather get give go greet grow happen hear hint identify ignore illustrate impose
improve include indicate inflict inform inherit insist install intend intensify introduce invade investigate invite
involve join keep know learn leave lend let listen locate lose maintain make meet mourn negotiate nominate notify obey
obtain occupy occur oppose outlaw overcome overthrow owe participate perform permit persist persuade plead portray
postpone prefer prepare prevent proclaim prolong propose prosecute protect prove provide publish pursue quit react
reaffirm realise receive recognise recognize recommend recover reduce refuse regain reject relax relocate rely remain
remember remove renew replace require resign resist resolve resume retain reveal revive revoke say see seek seize sell
send serve settle sever simplify slam speak stun submit succeed suffer suggest suppress survive sustain tackle take
tell tend threaten tighten topple undergo undermine understand unify unite unveil urge vanish vow warn weaken weigh
welcome widen win withdraw worsen write yield
"""
"""Words that are hardly ever anything but verbs in the news, for English has no ends that tell them."""
PLAIN_ADJECTIVES = {
    "fr": "grand petit nouveau haut dernier prochain jeune vieux bon mauvais long fort autre seul plein gros ancien "
    "rare premier second libre discret lourd large double",
    "es": "grande pequeño nuevo alto último próximo joven viejo bueno malo largo fuerte otro solo primero",
    "it": "grande piccolo nuovo alto ultimo prossimo giovane vecchio buono cattivo lungo forte altro solo primo",
    "pt": "grande pequeno novo alto último próximo jovem velho bom mau longo forte outro primeiro",
}
"""Frequent adjectives whose ends do not tell them."""
ARE_VERBS = frozenset(ENGLISH_VERBS.split())
ARE_ADJECTIVES = {language: frozenset(words.split()) for language, words in PLAIN_ADJECTIVES.items()}
ENDS_OF_VERBS = {language: regex.compile(ends) for language, ends in VERBS.items()}
ENDS_OF_ADJECTIVES = {language: regex.compile(ends) for language, ends in ADJECTIVES.items()}
ADJECTIVES_FOLLOW = frozenset(["fr", "es", "it", "pt", "ro"])
OTHER_FORMS = 0.25
BEHIND_WILL = regex.compile(r"\b(?:will|would|could|can|may|must|should|they|who) (\p{Ll}{3,})")
BEHIND_THE = regex.compile(
    r"\b(?i:the|an?|its|h(?:is|er)|their|our|th[ei]se|this|those|of|i?n|on|over|with|against|from|between|under|into"
    r"|across|for|new|first|\d+|\p{L}+['’]s) (\p{L}{3,})"
)
OFTEN = 20
"""Uses of a noun from which one is behind an article or a preposition."""
FINITE = regex.compile("te?n?$")
CLOSES = 0.5
"""Share of its uses after which no noun follows, from which an English word is none that only goes before nouns."""


def is_verb(term: str, word: str, language: str) -> bool:
    """Tell whether a word looks like a verb.

    Parameters
    ----------
    term : str
        Its dictionary form.
    word : str
        As it is written here.
    language : str

    Examples
    --------
    >>> is_verb("зустрітися", "зустрілися", "uk")
    True
    >>> is_verb("treffen", "trifft", "de"), is_verb("treffen", "Treffen", "de")
    (True, False)
    >>> is_verb("endorse", "endorses", "en"), is_verb("saisir", "saisit", "fr"), is_verb("avenir", "avenir", "fr")
    (True, True, False)
    """
    if language == "en":
        return term in ARE_VERBS and not word.endswith("ing")
    if language == "fr" and word.lower() not in (term, f"{term}s") and FRENCH_VERBS.search(term):
        return True
    return not word[:1].isupper() and _ends_like_verb(term, language)


def is_german_verb(term: str, forms: Mapping[str, int]) -> bool:
    """Tell whether a German word is a verb where it is not its dictionary form: wächst, also at the beginning.

    Examples
    --------
    >>> is_german_verb("wachsen", {"Wächst": 3}), is_german_verb("gipfel", {"Gipfel": 3, "Gipfels": 1})
    (True, False)
    """
    if not _ends_like_verb(term, "de"):
        return False
    small = sum(times for form, times in forms.items() if form[0].islower())
    finite = sum(times for form, times in forms.items() if form.lower() != term and FINITE.search(form))
    return small + finite > OTHER_FORMS * sum(forms.values())


def is_inflected_as_verb(term: str, forms: Mapping[str, int]) -> bool:
    """Tell whether an English word is mostly a verb: many of its forms are no singular and no plural.

    Parameters
    ----------
    term : str
        Its dictionary form.
    forms : mapping of str to int
        How often it is written how.

    Examples
    --------
    >>> is_inflected_as_verb("launch", {"launches": 3, "launched": 2}), is_inflected_as_verb("city", {"Cities": 3})
    (True, False)
    """
    plurals = (term, f"{term}s", f"{term}es", f"{term[:-1]}ies", f"{term[:-1]}ves", f"{term[:-2]}ves")
    others = sum(times for form, times in forms.items() if form.lower() not in plurals and not form.endswith("men"))
    return others > OTHER_FORMS * sum(forms.values())


def used_as_verbs(texts: Iterable[str], seen: Mapping[str, int]) -> set[str]:
    """Find English words that never stand behind an article, but behind "will", or that might often have done so.

    Parameters
    ----------
    texts : iterable of str
    seen : mapping of str to int
        How often each lemma stands in them.

    Examples
    --------
    >>> used_as_verbs(["A new law will curb it", "this would end the war", "the end of it"], {"curb": 1, "end": 2})
    {'curb'}
    """
    read = "\n".join(texts)
    nouns = {lemma_of(word, "en") for word in set(BEHIND_THE.findall(read))}
    verbs = {word for word in set(BEHIND_WILL.findall(read)) if word in seen}
    verbs |= {word for word, times in seen.items() if times >= OFTEN and word not in nouns and _may_be_verb(word)}
    return verbs - nouns


def _may_be_verb(word: str) -> bool:
    past = f"{word.removesuffix('e')}ed"
    return is_known(past, "en") and lemma_of(past, "en") == word


def is_participle(term: str, word: str, language: str) -> bool:
    """Tell whether an English word is a form of a verb with which no phrase ends.

    Examples
    --------
    >>> is_participle("change", "changing", "en"), is_participle("building", "building", "en")
    (True, False)
    """
    lower = word.lower()
    return language == "en" and any(lower.endswith(end) and not term.endswith(end) for end in ("ing", "ed"))


def is_adjective(term: str, word: str, language: str, *, closes: float) -> bool:
    """Tell whether a word looks like an adjective; in English only where it mostly goes before a noun.

    Parameters
    ----------
    term, word, language
        As for `is_verb`.
    closes : float
        Share of the word's uses after which no word of content follows.

    Examples
    --------
    >>> is_adjective("мирний", "мирна", "uk", closes=0.5), is_adjective("russisch", "russische", "de", closes=0.1)
    (True, True)
    >>> is_adjective("russian", "Russian", "en", closes=0.1), is_adjective("plan", "plan", "en", closes=0.1)
    (True, False)
    """
    if language == "de":
        return word[:1].islower()
    if term in ARE_ADJECTIVES.get(language, ()):
        return True
    return (language != "en" or closes < CLOSES) and _ends_like_adjective(term, language)


@lru_cache(maxsize=100_000)
def _ends_like_verb(term: str, language: str) -> bool:
    ends = ENDS_OF_VERBS.get(language)
    return ends is not None and ends.search(term) is not None


@lru_cache(maxsize=100_000)
def _ends_like_adjective(term: str, language: str) -> bool:
    ends = ENDS_OF_ADJECTIVES.get(language)
    return ends is not None and ends.search(term) is not None
