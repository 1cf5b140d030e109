"""Names as news spells them → one form of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import regex

UNINFLECTED = frozenset(["en", "fr", "es", "it", "pt", "bg"])
CAPITAL_NOUNS = frozenset(["de", "lb"])
CASE_ENDING = regex.compile(
    r"(?:ового|евого|ого|ому|ими|ами|ями|ові|еві|ою|ею|ей|ой|ий|ый|ій|ом|ем|ым|им|ім|ах|ях|ам|ям|ів|ов|ев|"
    r"owi|iem|ego|emu|ach|ami|ową|owa|em|om|ou|ovi|ą|ę|а|у|я|ю|і|и|ы|е|є|а|a|u|i|y|e|s)$"
)
SPELLING = regex.compile(r"(?:iy|yi|yy|ij|yj|ii|i|y)$")
"""Ends of one surname in Latin letters: Zelensky, Zelenskyy, Zelenskiy."""


def same_names(forms_of: Mapping[str, Counter[str]], names: set[str], language: str) -> dict[str, str]:
    """Map names to the form that they share: of case endings, of spellings, of what a dictionary made of them.

    Parameters
    ----------
    forms_of : mapping of str to Counter
        By lemma, how it is written.
    names : set of str
        Lemmas that are names.
    language : str

    Examples
    --------
    >>> forms = {"zelensky": Counter(Zelensky=3), "zelenskyy": Counter(Zelenskyy=1)}
    >>> same_names(forms, set(forms), "en")
    {'zelenskyy': 'zelensky'}
    """
    same: dict[str, str] = {}
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        forms = forms_of[name]
        most = max(forms, key=lambda form: (forms[form], form)).lower()
        if language in UNINFLECTED:
            if most != name and forms.total() == sum(n for form, n in forms.items() if form.lower() == most):
                same[name] = most
            groups[SPELLING.sub("y", most) if len(most) > 5 else most].append(name)
        elif language in CAPITAL_NOUNS:
            groups[name.removesuffix("s")].append(name)
        elif len(name) > 4:
            groups[CASE_ENDING.sub("", name)].append(name)
    for alike in groups.values():
        if len(alike) > 1:
            first = max(alike, key=lambda name: (forms_of[name].total(), name))
            best = same.get(first, first) if language in UNINFLECTED else _base(alike, forms_of)
            same |= {name: best for name in alike if name != best}
    return same


def _base(alike: Sequence[str], forms_of: Mapping[str, Counter[str]]) -> str:
    """Choose the form without a case ending, else the shortest, else the most frequent."""
    return min(alike, key=lambda name: (CASE_ENDING.search(name) is not None, len(name), -forms_of[name].total(), name))
