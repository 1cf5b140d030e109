"""A chart as a table, for readers who want or need the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import html

from analysis.intake import periods_in_words
from dashboard.components import aria

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from analysis.locale import Locale
    from analysis.trends import Period

NOTHING = "–"
"""In the place of a zero that says nothing: it was not collected."""


def chart_table(
    parts: pl.DataFrame,
    names: dict[str, str],
    period: Period,
    locale: Locale,
    *,
    shares: pl.DataFrame,
    silent: pl.DataFrame | None = None,
) -> html.Div:
    """Write a row per period and a column per part.

    Parameters
    ----------
    parts : polars.DataFrame
        period, part, volume.
    names : dict of str to str
        What to call each part.
    period : {"day", "week", "month"}
    locale : Locale
    shares : polars.DataFrame
        What was not collected in each period; see `analysis.intake.shares`.
    silent : polars.DataFrame, optional
        Where the parts are sources, which of them were silent: source, period.
    """
    called = periods_in_words(shares, period, locale)
    columns = parts["part"].unique(maintain_order=True).to_list()
    volumes = {(start, part): volume for start, part, volume in parts.select("period", "part", "volume").iter_rows()}
    written = {volume: locale.number(volume) for volume in {0, *volumes.values()}}
    gone = set() if silent is None else set(silent.select("period", "source").rows())
    thin = set(shares.filter("gap")["period"])

    def cell(start: date, part: str) -> str:
        volume = volumes.get((start, part), 0)
        return NOTHING if not volume and (start in thin or (start, part) in gone) else written[volume]

    body = [
        [called.get(start) or locale.period(start, period), *(cell(start, part) for part in columns)]
        for start in parts["period"].unique().sort().to_list()
    ]
    head = [locale("Period"), *(names.get(part, part) for part in columns)]
    return wide_table(head, body, locale("The chart as a table"))


def wide_table(head: list[str], body: list[list[str]], label: str) -> html.Div:
    """Write rows of text as a table that may be wider and longer than its place: one component, however many."""
    table = dmc.Table(data={"head": head, "body": body}, className="number-table")
    return html.Div(table, className="wide", tabIndex="0", role="group", **aria(label=label))
