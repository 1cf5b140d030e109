"""What stands at a point of a chart when a reader points at it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any

from analysis.drawing import REST
from analysis.figures.packed import Line, Part, Words, told
from analysis.intake import in_words
from analysis.trends import period_end
from data.messages import message

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from analysis.drawing import Drawing
    from analysis.locale import Locale

LINE = 46
"""Characters, so that it fits on a phone."""
LONGEST = 88
MARK = "\x00"
"""Stands for a number until there is one."""


class Hovers:
    """What is told at the points of one chart; what is the same at many points is written once.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale

    Attributes
    ----------
    days : list of str
        Of the periods shown, ascending.
    words : list of str
        All that was written, first the periods themselves; see `analysis.figures.packed`.
    """

    def __init__(self, drawing: Drawing, locale: Locale) -> None:
        self._drawing = drawing
        self.locale = locale
        self._period = drawing.filters.period
        starts = drawing.summary.series["period"].unique().sort().to_list()
        self.days = [start.isoformat() for start in starts]
        self.words = [locale.period(start, self._period) for start in starts]
        self._place = {start: place for place, start in enumerate(starts)}
        self._articles = Words(self.words, lambda volume: locale.plural("{n} article", "{n} articles", volume))
        self._shares = Words(self.words, lambda share: locale.percent(share, 1))
        self._numbers = Words(self.words, locale.number)
        self._means = Words(self.words, lambda mean: locale.number(mean, 1))
        self._lines = Words(self.words, str)
        self._gaps = {row["period"]: in_words(row, locale) for row in drawing.summary.intake.filter("gap").to_dicts()}
        self._bursts: dict[int, list[tuple[date, date, str]]] = {}
        for row in drawing.bursts.iter_rows(named=True):
            self._bursts.setdefault(row["topic_id"], []).append((row["start"], row["end"], self.burst(row)))
        self._before: tuple[Line, list[int]] | None = None

    def at(self, points: pl.DataFrame) -> list[int] | None:
        """Give the places of points among the days; none where they are all of them."""
        places = [self._place[start] for start in points["period"].to_list()]
        return None if len(places) == len(self.days) else places

    def points(self, topic_id: int, points: pl.DataFrame) -> Part:
        """Tell of the points of `Drawing.series` of a topic: days, articles, burst and leading stories."""
        volumes = points["volume"].to_list()
        lines = [*self._counted(points, volumes)]
        if self._drawing.filters.measure == "index":
            kept = zip(volumes, points["index"].to_list(), strict=True)
            numbers = [self._numbers[round(index)] if volume and index is not None else -1 for volume, index in kept]
            lines.append(self._around(message("index {number}"), numbers))
        if self._drawing.filters.smooth:
            known = zip(volumes, points["smooth_volume"].to_list(), strict=True)
            means = [-1 if volume is None or mean is None else self._means[round(mean, 1)] for volume, mean in known]
            lines.append(self._around(message("mean over 7 periods: {number}"), means))
        return told(topic_id, lines, more=self._more(topic_id, points, volumes))

    def rest(self, points: pl.DataFrame) -> Part:
        """Tell of points of `Drawing.rest`."""
        return told(REST, self._counted(points, points["volume"].to_list()))

    def before(self, topic_id: int, points: pl.DataFrame) -> Part:
        """Tell of points of `Drawing.previous`: the days of each, its articles; also its first and its last day."""
        if self._before is None:
            self._before = self._days_before()
        days, also = self._before
        volumes = [self._articles[volume] for volume in points["volume"].to_list()]
        return told(topic_id, [days, ("<br>", volumes, "")], also=also)

    def burst(self, row: dict[str, Any]) -> str:
        """Say when a burst was and how strong it is."""
        return self.locale(
            "burst {dates}, strength {strength}",
            dates=self.locale.span_short(row["start"], period_end(row["end"], self._period)),
            strength=self.locale.number(row["strength"], 1),
        )

    def _counted(self, points: pl.DataFrame, volumes: list[int | None]) -> tuple[Line, Line, Line]:
        articles, shares = self._articles, self._shares
        known = zip(volumes, points["share"].to_list(), strict=True)
        return (
            ("", 0, ""),
            ("<br>", [-1 if volume is None else articles[volume] for volume in volumes], ""),
            (" (", [shares[round(share, 3)] if volume and share is not None else -1 for volume, share in known], ")"),
        )

    def _around(self, words: str, numbers: list[int]) -> Line:
        before, after = self.locale(words, number=MARK).split(MARK)
        return f"<br>{before}", numbers, after

    def _more(self, topic_id: int, points: pl.DataFrame, volumes: list[int | None]) -> list[tuple[int, int]]:
        """Give the lines that few points have."""
        locale, lines, starts = self.locale, self._lines, points["period"].to_list()
        found = []
        for number, whole in enumerate(points["complete"].to_list()):
            if volumes[number] is None:
                found.append((number, lines[self._gaps.get(starts[number]) or locale("no collection")]))
            elif not whole:
                found.append((number, lines[locale("not the whole period")]))
        for start, words in self._gaps.items():
            number = bisect_left(starts, start)
            if starts[number : number + 1] == [start] and volumes[number] is not None:
                found.append((number, lines[words]))
        for first, last, words in self._bursts.get(topic_id, ()):
            burst = range(bisect_left(starts, first), bisect_right(starts, last))
            found += [(number, lines[words]) for number in burst if volumes[number] is not None]
        for number, start in enumerate(starts if self._drawing.stories else ()):
            titles = self._drawing.stories.get((topic_id, start), ()) if volumes[number] else ()
            found += [(number, lines[headline(title)]) for title in titles]
        return found

    def _days_before(self) -> tuple[Line, list[int]]:
        """Write the days before each period: in words, the first, the last."""
        own = {row[0]: row[1:] for row in self._drawing.previous.select("period", "start", "end").unique().iter_rows()}
        first = len(self.words)
        known = [own.get(start) for start in self._place]
        self.words += ["" if days is None else self._said_before(*days) for days in known]
        for end in (0, 1):
            self.words += ["" if days is None else days[end].isoformat() for days in known]
        return ("", first, ""), [first + len(known), first + 2 * len(known)]

    def _said_before(self, start: date, end: date) -> str:
        return self.locale("Before: {days}", days=self.locale.span_short(start, end))


def headline(title: str) -> str:
    """Write a headline in lines that fit, as text: what looks like HTML is none.

    Examples
    --------
    >>> headline("A <b>bold</b> claim")
    '<i>A &lt;b&gt;bold&lt;/b&gt; claim</i>'
    """
    lines = wrap(shorten(title, LONGEST, placeholder="…"), LINE)
    return "<br>".join(f"<i>{escaped(line)}</i>" for line in lines)


def escaped(text: str) -> str:
    """Keep what looks like HTML as text: plotly reads tags in names."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
