"""A chart as a table, for readers who want or need the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import dash_mantine_components as dmc
from dash import html

from dashboard.components import aria

if TYPE_CHECKING:
    import polars as pl

    from analysis.locale import Locale
    from analysis.trends import Period


def chart_table(parts: pl.DataFrame, names: dict[str, str], period: Period, locale: Locale) -> html.Div:
    """Write a row per period and a column per part.

    Parameters
    ----------
    parts : polars.DataFrame
        period, part, volume.
    names : dict of str to str
        What to call each part.
    period : {"day", "week", "month"}
    locale : Locale
    """
    columns = parts["part"].unique(maintain_order=True).to_list()
    volumes = {(row["period"], row["part"]): row["volume"] for row in parts.iter_rows(named=True)}
    body = [
        [locale.period(start, period), *(locale.number(volumes.get((start, part), 0)) for part in columns)]
        for start in parts["period"].unique().sort()
    ]
    head = [locale("Period"), *(names.get(part, part) for part in columns)]
    table = dmc.Table(data={"head": head, "body": body}, className="number-table")
    return html.Div(table, className="wide", tabIndex="0", role="group", **aria(label=locale("The chart as a table")))
