"""The reader's language: messages, numbers, dates and changes in words, for the page, the terminal and the reports.

Messages are written in English where they are used; a language is one gettext catalogue ``CODE.po`` in this folder.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING

from babel import Locale as BabelLocale
from babel.dates import format_date, get_timezone
from babel.numbers import format_decimal, format_percent

from analysis.trends import Period, period_end

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from babel.messages.catalog import Catalog

DEFAULT = "en"
TYPOGRAPHIC = {"en": "en_GB"}
"""English dates have the day first, as the other languages of the news here."""
ENGLISH_NUMBER = re.compile(r"\d{1,3}(,\d{3})+")
TELLING = 8
"""Letters that a message must have of its own to be recognised when it is filled in."""


class Locale:
    """One language that newstide speaks.

    Parameters
    ----------
    code : str
        ISO 639-1; one without a catalogue gives English.
    """

    def __init__(self, code: str = DEFAULT) -> None:
        self.code = code if code in available() else DEFAULT
        self.cldr = BabelLocale.parse(TYPOGRAPHIC.get(self.code, self.code))
        """What Unicode's CLDR knows of the language: names of days and months, separators."""
        self._written = str(self.cldr)
        self._messages = _catalogue(self.code)

    def __call__(self, message: str, **values: object) -> str:
        """Translate a message and fill in its values.

        Examples
        --------
        >>> Locale()("{n} of {all}", n=1, all=2)
        '1 of 2'
        """
        found = self._messages.get(message, ((),))[0] or message
        return str(found).format(**values) if values else str(found)

    def plural(self, one: str, many: str, number: int, **values: object) -> str:
        """Translate a message that depends on a number, which stands as ``{n}`` in it.

        Examples
        --------
        >>> Locale().plural("{n} article", "{n} articles", 1_194)
        '1,194 articles'
        """
        forms = self._messages.get(one, ())
        default = (one, many)[number != 1]
        if len(forms) > 1:
            default = forms[min(_plural_index(self.code)(number), len(forms) - 1)] or default
        return default.format(n=self.number(number), **values)

    def sentence(self, said: str) -> str:
        """Translate a text that was filled in elsewhere: an error, a note of a run, what a process left in the store.

        Examples
        --------
        >>> Locale("uk").sentence("The store a.db must be brought up to date, but it is read-only.")
        'Сховище a.db треба оновити, але воно доступне лише для читання.'
        """
        if self.code == DEFAULT:
            return said
        if ENGLISH_NUMBER.fullmatch(said):
            return self.number(int(said.replace(",", "")))
        if " " in said and said in self._messages:
            return self(said)
        for shape, message in _shapes(self.code):
            if found := shape.fullmatch(said):
                # What was filled in may be a number, or an advice, a sentence of its own.
                return self(message, **{name: self.sentence(value) for name, value in found.groupdict().items()})
        return said

    def number(self, value: float, digits: int = 0) -> str:
        """Write a number with the language's separators."""
        # What is rounded to zero from below keeps its sign in floats; adding zero takes it away.
        return _decimal(self._written, round(value, digits) + 0, digits)

    def percent(self, share: float, digits: int = 0) -> str:
        """Write a share (0 to 1) as per cent."""
        # Rounded as it will be written: shares are many, what is written of them is not.
        rounded = Decimal(str(share)).scaleb(2).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN) + 0
        return _percent(self._written, rounded, digits)

    def day(self, day: date, *, short: bool = False) -> str:
        """Write a date.

        Examples
        --------
        >>> Locale().day(date(2025, 12, 31)), Locale("uk").day(date(2025, 12, 31))
        ('31 December 2025', '31 грудня 2025\u202fр.')
        """
        return _date(self._written, day, "d MMM y" if short else "long")

    def time(self, moment: datetime, zone: str = "UTC") -> str:
        """Write a time, date and hour."""
        local = moment.astimezone(_zone(zone))
        return f"{_date(self._written, local.date(), 'd MMM y')}, {local.hour:02}:{local.minute:02}"

    def span(self, first: date, last: date) -> str:
        """Write dates from one to another."""
        if first == last:
            return self.day(first)
        return self("{first} to {last}", first=self.day(first), last=self.day(last))

    def period(self, start: date, period: Period) -> str:
        """Name a period by its first day."""
        if period == "month":
            return _date(self._written, start, "LLLL y")
        if period == "week":
            return self.span_short(start, period_end(start, "week"))
        return self.day(start, short=True)

    def span_short(self, first: date, last: date) -> str:
        """Write dates from one to another in little room."""
        same = "d" if first.month == last.month else "d MMM"
        start = _date(self._written, first, same if first.year == last.year else "d MMM y")
        return f"{start}–{_date(self._written, last, 'd MMM y')}"

    def change(self, change: float | None, now: int, before: int) -> str:
        """Say a change against the days before.

        Examples
        --------
        >>> Locale().change(1.4, 48, 20), Locale().change(None, 5, 0), Locale().change(0.0, 3, 3)
        ('up 140 %', 'up from 0', 'unchanged')
        """
        if change is None or before == 0:
            return self("up from {n}", n=before) if now else self("none")
        if round(change * 100) == 0:
            return self("unchanged")
        return self("up {percent}" if change > 0 else "down {percent}", percent=self.percent(abs(change)))

    def language(self, code: str | None) -> str:
        """Name a language."""
        if not code:
            return self("unknown")
        return str(self.cldr.languages.get(code, code))

    @property
    def separators(self) -> str:
        """Give the signs that part decimals and thousands, as plotly takes them."""
        symbols = self.cldr.number_symbols["latn"]
        return f"{symbols['decimal']}{symbols['group']}"

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return str(BabelLocale.parse(self.code).display_name or self.code).capitalize()


@cache
def _zone(name: str) -> tzinfo:
    return get_timezone(name)


@lru_cache(maxsize=20_000)
def _decimal(locale: str, value: float, digits: int) -> str:
    """Write a number; a chart's table asks for the same small ones again and again."""
    return str(format_decimal(value, format=f"#,##0.{'0' * digits}", locale=locale))


@lru_cache(maxsize=20_000)
def _percent(locale: str, hundredths: Decimal, digits: int) -> str:
    return str(format_percent(hundredths.scaleb(-2), format=f"#,##0.{'0' * digits} %", locale=locale))


@lru_cache(maxsize=20_000)
def _date(locale: str, day: date, shape: str) -> str:
    return str(format_date(day, shape, locale=locale))


@cache
def available() -> tuple[str, ...]:
    """Give the codes of the languages with a catalogue, English first."""
    found = sorted(file.name.removesuffix(".po") for file in files(__name__).iterdir() if file.name.endswith(".po"))
    return (DEFAULT, *found)


def best_of(accepted: str | None) -> str:
    """Choose a language by an ``Accept-Language`` header.

    Examples
    --------
    >>> best_of("de-DE,en;q=0.7,uk;q=0.8"), best_of(None)
    ('uk', 'en')
    """
    wanted = []
    for place, part in enumerate((accepted or "").split(",")):
        tag, _, quality = part.partition(";")
        code = tag.split("-")[0].strip().lower()
        if code in available() and (weight := _weight(quality)) > 0:
            wanted.append((-weight, place, code))
    return min(wanted)[2] if wanted else DEFAULT


def _weight(quality: str) -> float:
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", quality)
    return float(found[1]) if found else 1.0


def locale_of(code: str | None) -> Locale:
    """Give the locale of a language; each is read once."""
    return _locale(code if code in available() else DEFAULT)


@cache
def _locale(code: str) -> Locale:
    return Locale(code)


@cache
def _catalogue(code: str) -> dict[str, tuple[str, ...]]:
    catalogue = _read(code)
    if catalogue is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for message in catalogue:
        if message.id and not message.fuzzy:
            key = message.id[0] if isinstance(message.id, tuple) else message.id
            value = message.string
            found[str(key)] = tuple(value) if isinstance(value, (tuple, list)) else (str(value),)
    return found


@cache
def _shapes(code: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Give the messages that something is filled into, each as a pattern; those that say most themselves come first."""
    parts = {
        message: [(text, name) for text, name, _, _ in Formatter().parse(message)]
        for message, forms in _catalogue(code).items()
        if "{" in message and len(forms) == 1
    }
    own = {message: sum(len(text) for text, _ in said) for message, said in parts.items()}
    known = sorted((message for message in parts if own[message] >= TELLING), key=lambda message: -own[message])
    return tuple((_shape(parts[message]), message) for message in known)


def _shape(parts: list[tuple[str, str | None]]) -> re.Pattern[str]:
    written, seen = "", set()
    for text, name in parts:
        written += re.escape(text)
        if name:
            written += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
            seen.add(name)
    return re.compile(written, re.DOTALL)


@cache
def _read(code: str) -> Catalog | None:
    from babel.messages.pofile import read_po

    path = files(__name__) / f"{code}.po"
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return read_po(file, locale=code)


@cache
def _plural_index(code: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    """Give the function that says which plural form a number takes, as the catalogue's header defines it."""
    catalogue = _read(code)
    if catalogue is None:
        return lambda number: int(number != 1)
    from gettext import c2py

    return c2py(catalogue.plural_expr)
