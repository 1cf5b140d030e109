"""A language for the libraries that draw charts and calendars in a browser, in the forms that they read.

Names of days and months are those of Unicode's CLDR, as everywhere else; the few words are messages of the catalogue.
A further language needs no file of plotly's or dayjs's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from data.messages import message

if TYPE_CHECKING:
    from analysis.locale import Locale

SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)
MONTHS = range(1, 13)
CHART_WORDS = message(
    {
        "Download plot as a PNG": "Save the chart as a picture (PNG)",
        "Zoom": "Zoom",
        "Pan": "Move",
        "Zoom in": "Zoom in",
        "Zoom out": "Zoom out",
        "Reset axes": "Show everything",
        "Double-click on legend to isolate one trace": "Double-click an entry to see it alone",
        "Double-click to zoom back out": "Double-click to see everything again",
        "Taking snapshot - this may take a few seconds": "The picture is being made…",
        "Snapshot succeeded": "The picture is saved",
        "Sorry, there was a problem downloading your snapshot!": "The picture could not be saved.",
    }
)
"""What plotly says by itself, and our words for it."""
AT_HOME = {"showSendToCloud": False, "plotlyServerURL": ""}
"""Plotly's button that uploads a chart to its makers is left out."""


def charts(locale: Locale) -> dict[str, Any]:
    """Give plotly's configuration: names of days and months, the order of a date, the words of its buttons."""
    names = locale.cldr
    symbols = names.number_symbols["latn"]
    days, months = names.days, names.months
    spoken = {
        "dictionary": {theirs: locale(ours) for theirs, ours in CHART_WORDS.items()},
        "format": {
            "days": [days["stand-alone"]["wide"][day] for day in SUNDAY_FIRST],
            "shortDays": [days["stand-alone"]["abbreviated"][day] for day in SUNDAY_FIRST],
            "months": [months["stand-alone"]["wide"][month] for month in MONTHS],
            "shortMonths": [months["format"]["abbreviated"][month] for month in MONTHS],
            "month": "%b %Y",
            "dayMonth": "%-d %b",
            "dayMonthYear": "%-d %b %Y",
            "decimal": symbols["decimal"],
            "thousands": symbols["group"],
        },
    }
    return {"locale": locale.code, "locales": {locale.code: spoken}, **AT_HOME}


def calendar(locale: Locale) -> dict[str, Any]:
    """Give what a calendar of dayjs needs: names of days and months, both beside a day and alone."""
    names = locale.cldr
    days, months = names.days, names.months
    return {
        "name": locale.code,
        "weekdays": [days["stand-alone"]["wide"][day] for day in SUNDAY_FIRST],
        "weekdaysShort": [days["stand-alone"]["abbreviated"][day] for day in SUNDAY_FIRST],
        "weekdaysMin": [days["stand-alone"]["short"][day] for day in SUNDAY_FIRST],
        "months": [months["stand-alone"]["wide"][month] for month in MONTHS],
        "monthsOfDays": [months["format"]["wide"][month] for month in MONTHS],
        "monthsShort": [months["format"]["abbreviated"][month] for month in MONTHS],
        "weekStart": 1,
    }


def script(locale: Locale) -> str:
    """Write the JavaScript that a page runs once, after plotly's and before a calendar is shown."""
    return SCRIPT % (_json(calendar(locale)), _json(charts(locale)))


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


SCRIPT = """(function (calendar, charts) {
  "use strict";
  const { monthsOfDays, months, ...names } = calendar;
  const besideADay = /D[oD]?(\\[[^[\\]]*\\]|\\s)+MMMM?/;
  const named = (day, format) => (besideADay.test(format) ? monthsOfDays : months)[day.month()];
  names.months = Object.assign(named, { s: months, f: monthsOfDays });
  names.ordinal = (number) => String(number);
  window["dayjs_locale_" + names.name] = names;
  if (window.Plotly) Plotly.setPlotConfig(charts);
})(%s, %s);
"""
