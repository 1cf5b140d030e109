"""What stands at a point of a chart when a reader points at it."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any

from analysis.intake import in_words
from analysis.trends import period_end

if TYPE_CHECKING:
    from datetime import date

    from analysis.drawing import Drawing
    from analysis.locale import Locale

LINE = 46
"""Characters, so that it fits on a phone."""
LONGEST = 88


class Hovers:
    """Words for the points of one chart; what is the same at many points is written once.

    Parameters
    ----------
    drawing : Drawing
    locale : Locale
    """

    def __init__(self, drawing: Drawing, locale: Locale) -> None:
        self._drawing = drawing
        self.locale = locale
        self._period = drawing.filters.period
        self._kept: dict[tuple[str, Any], str] = {}
        self._gaps = {row["period"]: in_words(row, locale) for row in drawing.summary.intake.filter("gap").to_dicts()}
        self._bursts: dict[int, list[tuple[date, date, str]]] = {}
        for row in drawing.bursts.iter_rows(named=True):
            self._bursts.setdefault(row["topic_id"], []).append((row["start"], row["end"], self.burst(row)))

    def point(self, row: dict[str, Any]) -> str:
        """Write the lines of a point of `Drawing.series`: its days, articles, burst and leading stories."""
        locale, start, volume, filters = self.locale, row["period"], row["volume"], self._drawing.filters
        if volume is None:
            return f"{self._days(start)}<br>{self._gaps.get(start) or locale('no collection')}"
        bursts = self._bursts.get(row["topic_id"], ())
        lines = [self._days(start), self._counted(volume, row["share"])]
        if filters.measure == "index" and row["index"] is not None and volume:
            lines.append(locale("index {number}", number=self._number(row["index"])))
        if filters.smooth and row["smooth_volume"] is not None:
            lines.append(locale("mean over 7 periods: {number}", number=locale.number(row["smooth_volume"], 1)))
        if not row["complete"]:
            lines.append(locale("not the whole period"))
        if start in self._gaps:
            lines.append(self._gaps[start])
        if bursts:
            lines += [words for first, last, words in bursts if first <= start <= last]
        if volume:
            lines += [headline(title) for title in self._drawing.stories.get((row["topic_id"], start), ())]
        return "<br>".join(lines)

    def before(self, row: dict[str, Any]) -> str:
        """Write the lines of a point of `Drawing.previous`."""
        days = self.locale.span_short(row["start"], row["end"])
        return f"{self.locale('Before: {days}', days=days)}<br>{self._articles(row['volume'])}"

    def rest(self, row: dict[str, Any]) -> str:
        """Write the lines of a point of `Drawing.rest`."""
        return f"{self._days(row['period'])}<br>{self._counted(row['volume'], row['share'])}"

    def burst(self, row: dict[str, Any]) -> str:
        """Say when a burst was and how strong it is."""
        return self.locale(
            "burst {dates}, strength {strength}",
            dates=self.locale.span_short(row["start"], period_end(row["end"], self._period)),
            strength=self.locale.number(row["strength"], 1),
        )

    def _counted(self, volume: int, share: float | None) -> str:
        if not volume or share is None:
            return self._articles(volume)
        rounded = round(share, 3)
        return self._once("counted", (volume, rounded), lambda: f"{self._articles(volume)} ({self._share(rounded)})")

    def _days(self, start: date) -> str:
        return self._once("days", start, lambda: self.locale.period(start, self._period))

    def _articles(self, volume: int) -> str:
        return self._once("articles", volume, lambda: self.locale.plural("{n} article", "{n} articles", volume))

    def _share(self, share: float) -> str:
        return self._once("share", share, lambda: self.locale.percent(share, 1))

    def _number(self, value: float) -> str:
        return self._once("number", round(value), lambda: self.locale.number(value))

    def _once(self, kind: str, key: Any, write: Callable[[], str]) -> str:  # noqa: ANN401
        found = self._kept.get((kind, key))
        if found is None:
            found = self._kept[kind, key] = write()
        return found


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
