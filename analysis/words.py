"""Words of a text → lemmas that say what it is about: no stop words, months, outlets, or "said"."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from data.lemmas import lemma_of

__all__ = ["WORD", "content_lemma", "is_stop_word", "lemma_of"]

WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*(?:['’ʼ-]\p{L}[\p{L}\p{M}]*)*|\d[\d.,]*")
SAID = {
    "en": "say tell report according news new also could would one two three year day week month time first last",
    "uk": "сказати заявити повідомити повідомляти розповісти новина рік день тиждень місяць стати свій також перший",
    "ru": "сказать заявить сообщить сообщать рассказать новость год день неделя месяц стать свой также первый",
    "be": "сказаць заявіць паведаміць навіна год дзень тыдзень месяц стаць свой таксама першы",
    "pl": "powiedzieć poinformować oświadczyć mówić rok dzień tydzień miesiąc zostać swój również nowy pierwszy",
    "cs": "říci říct uvést sdělit prohlásit rok den týden měsíc stát svůj také nový první",
    "bg": "казвам кажа заявявам съобщавам година ден седмица месец нов също първи",
    "de": "sagen mitteilen erklären berichten jahr tag woche monat neu auch erste",
    "fr": "dire déclarer annoncer indiquer selon an année jour semaine mois nouveau aussi premier",
    "es": "decir declarar anunciar informar según año día semana mes nuevo también primero",
    "it": "dire dichiarare annunciare riferire secondo anno giorno settimana mese nuovo anche primo",
    "pt": "dizer declarar anunciar informar segundo ano dia semana mês novo também primeiro",
    "ro": "spune declara anunța informa potrivit an zi săptămână lună nou primul",
    "tr": "demek söylemek açıklamak bildirmek göre yıl gün hafta ay yeni ilk",
    "el": "λέω δηλώνω ανακοινώνω αναφέρω έτος μέρα ημέρα εβδομάδα μήνας νέος πρώτος",
    "lt": "sakyti teigti pranešti pasak metai diena savaitė mėnuo naujas taip pirmas",
}
BELARUSIAN_STOP_WORDS = """
а або але амаль без бо быў была было былі быць бы ва ваш вельмі вось вы гэта гэтага гэтай гэтым гэты гэтыя да дагэтуль
далёка для ды дык дзе дзеля ж жа з за зараз зноў і іх ім імі із калі каля каб казаць кожны ко куды ля мае маю маюць
між мне мной мы на над нават нам нас наш не нельга ні ніколі нічога ну нешта о об ой па пад паміж паводле пасля перад
праз пра при пры раней свае сваё сваёй сваім сваіх свой сабе сам самы сёння сябе так таксама такі такая такое такія
там тады то той тая тое тыя тут ты у ў увесь уся усё усе ўсе ўсё ужо хто хоць цераз ці цяпер чаго чаму чым што штосьці
я яго яе яна яно яны як якая якое які якія яму ёй ёсць толькі яшчэ больш менш можа можна трэба будзе будуць бываць
аднак адзін адна адно два тры з-за супраць сярод каго каму гэтак іншы іншая іншыя
"""


def content_lemma(word: str, language: str | None) -> str | None:
    """Give the lemma of a word, or none when it says nothing about a topic.

    Parameters
    ----------
    word : str
        As written.
    language : str or None
        ISO 639-1; words of languages without a dictionary stay as they are.

    Examples
    --------
    >>> content_lemma("переговорів", "uk"), content_lemma("The", "en"), content_lemma("грудня", "uk")
    ('переговори', None, None)
    """
    return _content_lemma(word, language or "")


@lru_cache(maxsize=500_000)
def _content_lemma(word: str, language: str) -> str | None:
    lower = word.lower().replace("’", "'").replace("ʼ", "'").removesuffix("'s")
    if len(lower) < 3 or lower[0].isdigit() or lower in _stop_words(language):
        return None
    lemma = lemma_of(word.replace("’", "'").replace("ʼ", "'").removesuffix("'s"), language)
    return None if len(lemma) < 3 or lemma in _stop_words(language) else lemma


def is_stop_word(word: str, language: str | None) -> bool:
    """Tell whether a word only joins others."""
    return word.lower() in _stop_words(language or "")


@cache
def _stop_words(language: str) -> frozenset[str]:
    import stopwordsiso

    listed = stopwordsiso.stopwords(language) if stopwordsiso.has_lang(language) else set()
    own = frozenset(BELARUSIAN_STOP_WORDS.split() if language == "be" else ())
    return (
        frozenset(word.lower() for word in listed)
        | own
        | frozenset(SAID.get(language, "").split())
        | _calendar(language)
    )


@cache
def _calendar(language: str) -> frozenset[str]:
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError, TypeError):
        return frozenset()
    named = [
        name
        for names in (locale.months, locale.days)
        for context in names.values()
        for width, of_width in context.items()
        if width != "narrow"
        for name in of_width.values()
    ]
    return frozenset(part.lower().rstrip(".") for name in named for part in name.split())
