"""Words of a text → lemmas that say what it is about: no stop words, months, outlets, or "said"."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from data.lemmas import is_known, lemma_of

__all__ = ["SPLIT", "WORD", "articles", "bare_word", "content_lemma", "is_stop_word", "lemma_of", "links"]

WORD = regex.compile(r"[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:(?:['’ʼ-]|(?<=\d)[.,](?=\d))[\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*")
SPLIT = regex.compile(f"({WORD.pattern})")
"""Splits a text into its words, and what stands before, between and behind them."""
NUMBER_BEHIND = regex.compile(r"-\d+$")
ELISION = {
    "fr": regex.compile(r"^(?:[ldjmtsnc]|qu|lorsqu|puisqu|jusqu)'(?=\p{L})", regex.IGNORECASE),
    "it": regex.compile(r"^(?:[ldcmtsv]|un|dell|all|nell|sull|dall|quest|quell)'(?=\p{L})", regex.IGNORECASE),
}
ACRONYM = 5
"""Letters up to which a word in capitals is taken for a short name: EU, США, NABU."""
RUSSIAN_PARTICIPLE = regex.compile("(.+нн)(?:ы[еймх]|ыми|о[ейм]|ого|ому|ая|ую)$")
"""Participles that no dictionary has."""
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
MISSING = {
    "en": "amid says said wins win set sets get gets got takes make put puts call calls hit hits warn warns",
    "uk": (
        "два три чотири після щоб хто знову через понад серед майже проте вже під час попри задля має мають може "
        "можуть проти перед між над при щодо біля років року році днів дня тижнів перше перша нова нове нові "
        "просто зараз двоє троє четверо"
    ),
    "ru": (
        "после чтобы через снова более почти вокруг против перед между над при около лет из-за из-под двое трое четверо"
    ),
    "pl": "dwaj dwoje dwóch troje trzech",
    "be": (
        "стаў стала сталі заявіў заявіла заявілі паведаміў паведаміла паведамілі расказаў расказала кажа кажуць мінулы "
        "мінулага новы новая новае новыя новага новых годзе года гады гадоў дні дзён тыдні тыдня месяца паўторна"
    ),
    "de": "nach gegen unter zwischen worum wofür wogegen woher wohin wovon woran worauf wodurch womit",
    "fr": "faire davantage",
}
"""What the lists of stopwordsiso lack, and for Belarusian the forms that no lemma is known of."""
MEASURES = {
    "en": "percent dollar million billion trillion thousand minute hour people",
    "uk": "відсоток мільярд мільйон тисяча долар хвилина година людина",
    "ru": "процент миллиард миллион тысяча доллар минута час человек",
    "be": "працэнт мільярд мільён тысяча долар хвіліна гадзіна чалавек",
    "pl": "procent miliard milion tysiąc dolar minuta godzina człowiek",
    "cs": "procento miliarda milion tisíc dolar minuta hodina člověk",
    "bg": "процент милиард милион хиляда долар минута час човек",
    "de": "prozent milliarde million tausend dollar minute stunde mensch",
    "fr": "milliard million millier dollar minute heure personne",
    "es": "ciento millón mil dólar minuto hora persona",
    "it": "cento miliardo milione mila dollaro minuto ora persona",
    "pt": "cento bilhão milhão mil dólar minuto hora pessoa",
    "ro": "miliard milion mie dolar minut oră persoană",
    "tr": "yüzde milyar milyon bin dolar dakika saat kişi",
    "el": "εκατομμύριο δισεκατομμύριο χιλιάδα δολάριο λεπτό ώρα άτομο",
    "lt": "procentas milijardas milijonas tūkstantis doleris minutė valanda žmogus",
}
"""Lemmas that only tell how much, how long or how many: they name no topic."""
CURRENCY = regex.compile(
    "^(?:d')?(?:eur[oóaiy]?|avro|євро|евро|еўра|ευρώ|грив|грыв|hryv|hrywn|злот|zł|рубл|rubl|rouble|ruble|фунт|funt|pound|pfund|"
    "livre|libra|sterlin|юан|yuan|єн|иен|yen|jen|лир|lir|лей|leu|lei|крон|koron|koruna|kron|франк|frank|franc)"
)
"""What is only counted in, behind a million: euros, hryvnias."""
NO_STOP_WORDS = {
    "en": (
        "world fire bill home state system research computer information microsoft invention interest index member "
        "front order case group room"
    ),
}
"""What the lists of stopwordsiso have and news is about."""
LINKS = {
    "en": "of on in for with and from between against at over without under near",
    "uk": "на в у до з із зі про для за між і й та проти від над без щодо під через по",
    "ru": "на в во о об до с со из про для за между и против от над без под по к",
    "be": "на у ў да з са пра для за між і супраць ад над без пад па",
    "pl": "na w we do z ze o dla za między i oraz przeciw od nad bez pod przed",
    "cs": "na v ve do z ze s se o pro za mezi a proti od nad bez pod před",
    "bg": "на в във до с със от за между и против над",
    "de": "der des einer eines im in an am für mit und von vom zum zur zwischen gegen über um auf aus bei ohne vor",
    "fr": "de des du d au aux à en pour sur avec et entre contre dans sans sous",
    "es": "de del al a en para sobre con y entre contra sin bajo",
    "it": "di del dello della dei degli delle al alla in nel nella per su con e tra contro senza",
    "pt": "de do da dos das ao à em no na nos nas para sobre com e entre contra sem",
    "ro": "de din în pe cu pentru și între contra împotriva al a ale",
    "tr": "ve ile için",
    "el": "του της των στο στη στην στον με για και από σε",
    "lt": "ir į iš su prie dėl už tarp prieš",
}
ARTICLES = {
    "en": "the a an",
    "de": "die das dem den ein eine einem einen",
    "fr": "la le les l un une",
    "es": "la el los las un una",
    "it": "la il lo i gli le l un una",
    "pt": "o a os as um uma",
    "el": "το τη την τον ο η οι τα",
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
    >>> content_lemma("НАБУ", "uk"), content_lemma("l’Ukraine", "fr"), content_lemma("EU’s", "en")
    ('набу', 'ukraine', 'eu')
    >>> content_lemma("Europas", "de")
    'europa'
    """
    return _content_lemma(word, language or "")


@lru_cache(maxsize=500_000)
def _content_lemma(word: str, language: str) -> str | None:
    bare = bare_word(word, language)
    lower = bare.lower()
    if 1 < len(bare) <= ACRONYM and bare.isupper() and bare.isalpha():
        return lower
    if len(lower) < 3 or lower[0].isdigit() or lower in _stop_words(language):
        return None
    lemma = lemma_of(bare, language)
    if language == "de" and lemma == lower and lower[-1] == "s" and _is_genitive(bare):
        lemma = lemma_of(bare[:-1], language)
    elif language == "fr" and lower[-1] == "s" and lemma.endswith("er") and lemma_of(bare[:-1], language) == lower[:-1]:
        lemma = lower[:-1]
    elif language == "ru" and lemma == lower and (passive := RUSSIAN_PARTICIPLE.match(lower)) is not None:
        lemma = f"{passive.group(1)}ый"
    if lemma in _measures(language):
        return None
    return None if len(lemma) < 3 or (lemma in _stop_words(language) and not bare[0].isupper()) else lemma


def _is_genitive(german: str) -> bool:
    return is_known(german[:-1], "de") and not is_known(german, "de")


@lru_cache(maxsize=200_000)
def bare_word(word: str, language: str) -> str:
    """Take from a word what hangs on to it.

    Examples
    --------
    >>> bare_word("l’Ukraine", "fr"), bare_word("NATO’s", "en"), bare_word("Zapad-2025", "pl")
    ('Ukraine', 'NATO', 'Zapad')
    """
    plain = word.replace("’", "'").replace("ʼ", "'")
    if plain[-1].isdigit():
        plain = NUMBER_BEHIND.sub("", plain)
    if "'" not in plain:
        return plain
    if language == "en":
        plain = plain.removesuffix("'s").removesuffix("'S")
    elision = ELISION.get(language)
    return elision.sub("", plain) if elision else plain


def is_stop_word(word: str, language: str | None) -> bool:
    """Tell whether a word only joins others."""
    return word.lower() in _stop_words(language or "")


@cache
def links(language: str) -> frozenset[str]:
    """List the words that join the nouns of a phrase: of, for."""
    return frozenset(LINKS.get(language, "").split())


@cache
def articles(language: str) -> frozenset[str]:
    """List the articles that stand in a phrase only behind a word that joins."""
    return frozenset(ARTICLES.get(language, "").split())


@cache
def _measures(language: str) -> frozenset[str]:
    return frozenset(MEASURES.get(language, "").split())


def may_be_counted(word: str) -> bool:
    """Tell whether a word is a currency."""
    return CURRENCY.match(word.lower().replace("’", "'")) is not None


@lru_cache(maxsize=100_000)
def is_counted(word: str, before: str, language: str) -> bool:
    """Tell whether a word is the currency of a sum, behind a measure or a number.

    Examples
    --------
    >>> is_counted("euro", "miliardów", "pl"), is_counted("euro", "adopts", "en"), is_counted("гривень", "200", "uk")
    (True, False, True)
    >>> is_counted("d’euros", "milliards", "fr")
    True
    """
    if not may_be_counted(word):
        return False
    return before[-1].isdigit() or lemma_of(before, language) in _measures(language)


@cache
def _stop_words(language: str) -> frozenset[str]:
    import stopwordsiso

    listed = stopwordsiso.stopwords(language) if stopwordsiso.has_lang(language) else set()
    own = frozenset(BELARUSIAN_STOP_WORDS.split() if language == "be" else ())
    return (
        frozenset(word.lower() for word in listed)
        | own
        | frozenset(SAID.get(language, "").split())
        | frozenset(MISSING.get(language, "").split())
        | links(language)
        | articles(language)
        | _calendar(language)
    ) - frozenset(NO_STOP_WORDS.get(language, "").split())


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
