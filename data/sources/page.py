"""A news page saved as plain text: one article, then perhaps teasers of others under a heading, then page furniture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import regex

from data.article import MAX_TITLE, Article, Rejected, clean, plausible
from data.errors import OriginError
from data.sources.dates import read_date
from data.sources.lines import BrokenLine, Lines
from data.sources.records import ReadOptions, headline_of, source_of

MAX_PAGE = 2_000_000
PARAGRAPH = 80
HEADING = regex.compile(
    r"""^(?:
    (?:інші|останні|головні|популярні|схожі|пов['’ʼ]язані)\ (?:новини|матеріали|статті|публікації) | новини\ за\ темою
    | (?:другие|последние|главные|популярные|похожие)\ (?:новости|материалы|статьи) | новости\ по\ теме
    | (?:іншыя|апошнія|галоўныя)\ (?:навіны|матэрыялы)
    | (?:other|more|latest|related|top|recent|popular)\ (?:news|stories|articles|headlines|coverage)
    | (?:read|see)\ (?:also|more|next) | recommended(?:\ for\ you)? | you\ (?:may|might)\ also\ like | most\ read
    | (?:inne|najnowsze|powiązane|podobne|popularne)\ (?:wiadomości|artykuły|newsy)
    | (?:czytaj|zobacz|przeczytaj)\ (?:też|także|również|więcej)
    | (?:weitere|andere|neueste|aktuelle|verwandte|ähnliche)\ (?:nachrichten|artikel|meldungen|themen)
    | mehr\ zum\ thema | lesen\ sie\ auch | meistgelesen
    | (?:autres|dernières)\ (?:actualités|nouvelles|articles|infos)
    | (?:à\ )?lire\ (?:aussi|également) | sur\ le\ même\ (?:sujet|thème)
    | (?:otras|últimas|más)\ noticias | (?:lee|lea)\ también | noticias\ relacionadas
    | (?:altre|ultime)\ (?:notizie|news) | leggi\ anche | articoli\ correlati
    | (?:outras|últimas|mais)\ notícias | (?:leia|veja)\ (?:também|mais) | notícias\ relacionadas
    | alte\ știri | (?:citește|citiți)\ (?:și|mai\ mult) | știri\ similare
    | (?:další|jiné|související)\ (?:zprávy|články) | (?:přečtěte|čtěte)\ (?:si\ )?(?:také|též)
    | (?:други|още|последни|свързани)\ (?:новини|статии) | (?:прочетете|вижте)\ (?:още|също)
    | (?:diğer|son|ilgili)\ haberler | ayrıca\ okuyun | bunlar\ da\ ilginizi\ çekebilir
    | (?:άλλες|τελευταίες|σχετικές)\ ειδήσεις | (?:διαβάστε|δείτε)\ (?:επίσης|ακόμα|ακόμη)
    | (?:kitos|naujausios|susijusios)\ (?:naujienos|žinios) | skaitykite\ taip\ pat
    | (?:читайте|чытайце)\ (?:також|ще|также|еще|ещё|таксама)
    )\s*[:.…]*$""",
    regex.VERBOSE | regex.IGNORECASE,
)
SEE_ALSO = regex.compile(
    r"^(?:читайте (?:також|также|ещё|еще)|чытайце таксама|дивіться також|смотрите также|read (?:also|more)|see also|"
    r"czytaj (?:też|także|również)|zobacz (?:też|także)|lesen sie auch|lire aussi|à lire|lee también|leggi anche|"
    r"leia também|citește și|čtěte také|прочетете още|διαβάστε επίσης|ayrıca okuyun|skaitykite taip pat)\s*:",
    regex.IGNORECASE,
)
FURNITURE = regex.compile(
    r"^(?:average rating|rate this|\d+ (?:votes?|comments?|views?)\b|share\b|tweet\b|subscribe\b|sign up\b|"
    r"newsletter\b|cookies?\b|we use cookies|accept all|privacy policy|terms of (?:use|service)|"
    r"all rights reserved|copyright\b|"
    r"©|advertisement\b|comments?\b|leave a (?:reply|comment)|tags?\s*:|теги?\s*:|loading|menu\b|search\b|log ?in\b|"
    r"home\b|contact(?: us)?$|about us|facebook|twitter|telegram|instagram|whatsapp|youtube|viber|linkedin|https?://\S+$|"
    r"поділитися|коментар|підписуйтесь|підписатися|реклама\b|усі права|всі права|оцінка\b|фото\s*:|джерело\s*:|"
    r"поделиться|комментар|подписывайтесь|подписаться|все права|оценка\b|источник\s*:|"
    r"udostępnij|komentarz|reklama\b|wszelkie prawa|ocena\b|teilen\b|kommentare?\b|anzeige\b|alle rechte|bewertung\b|"
    r"partager\b|commentaires?\b|publicité\b|tous droits|compartir\b|comentarios?\b|publicidad\b|todos los derechos|"
    r"condividi\b|commenti?\b|pubblicità\b|compartilhe\b|sdílet\b|reklama\b|paylaş\b|yorum)",
    regex.IGNORECASE,
)
BREAKS_OFF = regex.compile(r"(?:\.\.\.|…)[\"”»]?$")
ENDS = regex.compile(r"[.!?…][\"”»’)]?$")
MAX_TEASERS = 200


def read(lines: Lines, *, options: ReadOptions, now: datetime) -> Iterator[Article | Rejected]:
    """Read the articles of one page.

    The main article has its own date only where a line of the page is nothing but a date; teasers never take it over,
    as they are often of another day.

    Raises
    ------
    OriginError
        When it is larger than any page of text.
    """
    page: list[tuple[int, str]] = []
    size = 0
    for number, line in lines:
        size += len(line)
        if size > MAX_PAGE:
            raise OriginError(
                f"{lines.origin} is larger than a page of text can be ({MAX_PAGE // 1_000_000} MB); "
                "for many articles use JSON Lines or CSV, for one text a file each."
            )
        if isinstance(line, BrokenLine):
            yield Rejected(origin=lines.origin, line=number, reason=line.reason, excerpt=line)
        elif text := clean(line):
            page.append((number, text))
    cut = next((index for index, (_, line) in enumerate(page) if index and HEADING.match(line)), len(page))
    main = [pair for pair in page[:cut] if not (FURNITURE.match(pair[1]) or SEE_ALSO.match(pair[1]))]
    found = False
    for article in (*_main(main, lines.origin, options, now), *_teasers(page[cut + 1 :], lines.origin, options)):
        found = True
        yield article
    if not found:
        raise OriginError(f"{lines.origin} holds no article: nothing in it reads like a paragraph of news.")


def _main(page: Sequence[tuple[int, str]], origin: str, options: ReadOptions, now: datetime) -> Iterator[Article]:
    start = next((index for index, (_, line) in enumerate(page) if _is_paragraph(line)), None)
    if start is None:
        return
    above, date = start, options.date
    while above > 0 and (stated := read_date(page[above - 1][1])) is not None:
        above, date = above - 1, stated if plausible(stated, now=now) else date
    has_headline = above > 0 and len(page[above - 1][1].split()) >= 3 and not ENDS.search(page[above - 1][1])
    number, title = page[above - 1] if has_headline else page[start]
    body = [line for _, line in page[start + (not has_headline) :]]
    while body and len(body[-1].split()) < 4 and not ENDS.search(body[-1]):
        body.pop()
    if len(title) > MAX_TITLE:
        title, body = headline_of(title), [title, *body]
    yield _article(title, "\n".join(body), number, origin, options, date=date, truncated=False)


def _teasers(page: Sequence[tuple[int, str]], origin: str, options: ReadOptions) -> Iterator[Article]:
    """Pair headlines with the lines that break off after them; two headlines in a row are teasers without text."""
    headline: tuple[int, str] | None = None
    made = 0
    for number, line in page:
        if FURNITURE.match(line) or HEADING.match(line) or made >= MAX_TEASERS:
            break
        if read_date(line) is not None or len(line.split()) < 3:
            continue
        if headline is not None and (BREAKS_OFF.search(line) or (_is_paragraph(line) and ENDS.search(line))):
            yield _article(headline[1], line, headline[0], origin, options, date=options.date, truncated=True)
            headline, made = None, made + 1
            continue
        if headline is not None:
            yield _article(headline[1], "", headline[0], origin, options, date=options.date, truncated=True)
            made += 1
        headline = (number, line)
    if headline is not None and len(headline[1].split()) >= 4:
        yield _article(headline[1], "", headline[0], origin, options, date=options.date, truncated=True)


def _is_paragraph(line: str) -> bool:
    return len(line) >= PARAGRAPH and bool(ENDS.search(line))


def _article(
    title: str, text: str, line: int, origin: str, options: ReadOptions, *, date: datetime | None, truncated: bool
) -> Article:
    return Article(
        title=title if len(title) <= MAX_TITLE else headline_of(title),
        text=text,
        language=options.language,
        source=options.source or source_of(origin),
        published_at=date,
        origin=origin,
        line=line,
        truncated=truncated,
    )
