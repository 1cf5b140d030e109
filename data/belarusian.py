"""Inflected forms of Belarusian words: no library knows the language, so its endings stand here.

More is made than there is: a form that nobody writes does no harm in a vocabulary.
"""

from __future__ import annotations

ADJECTIVE = "ы ага аму ым ая ай аю ою ое ыя ых ымі і яга яму ім яя яй яю ія іх імі а е"
FIRST_VERB = "ў ла ло лі ю еш е ем еце юць ты тая тыя тага тых тым ўшы нне ння нню ннем нні"
SECOND_VERB = "іў іла ілі іць іш ім яць ыць ыў ыла ылі ёны ена еная еныя енага еных у ю уць юць е"
REFLEXIVE = "ўся лася лося ліся юся ешся ецца емся ецеся юцца яцца уцца іцца іўся ілася іліся ыўся ылася ыліся"
FEMININE = "а ы і у ю е ай ой аю ою ам амі ах яй ей ям ямі ях я эй эю"
NEUTER = "о э е а у ам ом ы аў амі ах"
ABSTRACT = "е я ю ем і яў ямі ях"
SOFT = "ь я ю ем і яў ямі ях ей ью эю у ам"
MASCULINE = "а у ам ом ем эм е ы і аў амі ах"
SOFTENED = (("к", "ц"), ("г", "з"), ("х", "с"), ("т", "ц"), ("д", "дз"))
ABSTRACT_ENDS = ("нне", "цце", "ззе", "ссе", "лле", "чча", "жжа", "дзе")
FLEETING = "аеоэяё"


def inflect(lemma: str) -> set[str]:
    """List what endings can make of a lemma.

    Examples
    --------
    >>> {"мірнага", "мірным"} <= inflect("мірны"), "войскаў" in inflect("войска"), "краін" in inflect("краіна")
    (True, True, True)
    """
    return {lemma, *_forms(lemma)}


def _forms(lemma: str) -> set[str]:
    if lemma.endswith(("ы", "і")) and len(lemma) > 4:
        return _with(lemma[:-1], ADJECTIVE)
    if lemma.endswith("ца"):
        return _with(lemma[:-3], REFLEXIVE) | _with(lemma[:-4], REFLEXIVE)
    if lemma.endswith("ць"):
        return _with(lemma[:-2], FIRST_VERB) | _with(lemma[:-3], SECOND_VERB)
    if lemma.endswith(ABSTRACT_ENDS):
        return _with(lemma[:-1], ABSTRACT)
    if lemma.endswith(("а", "я")):
        return {*_with(lemma[:-1], FEMININE), *_softened(lemma[:-1], "ы", "э", "е"), lemma[:-1]}
    if lemma.endswith(("о", "э", "е")):
        return {*_with(lemma[:-1], NEUTER), lemma[:-1]}
    if lemma.endswith("ь"):
        return _with(lemma[:-1], SOFT)
    if lemma.endswith("й"):
        return _with(lemma[:-1], ABSTRACT)
    return _masculine(lemma)


def _masculine(lemma: str) -> set[str]:
    found = _with(lemma, MASCULINE) | _softened(lemma, "е", "ы")
    if len(lemma) > 3 and lemma[-2] in FLEETING:
        found |= _with(lemma[:-2] + lemma[-1], MASCULINE)
    if lemma.endswith("ў"):
        found |= _with(lemma[:-1] + "в", MASCULINE)
    return found


def _with(stem: str, endings: str) -> set[str]:
    return {stem + ending for ending in endings.split()}


def _softened(stem: str, *endings: str) -> set[str]:
    return {stem[: -len(hard)] + soft + ending for hard, soft in SOFTENED if stem.endswith(hard) for ending in endings}
