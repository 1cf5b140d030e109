"""The table of topics: sparkline, volume, change, languages; a row filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_ag_grid as dag
import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html

from analysis.figures.palette import colour
from analysis.summary import change_in_words
from dashboard.components import aria
from dashboard.links import address
from data.filters import MAX_COMPARED

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from analysis.locale import Locale
    from analysis.summary import Summary
    from data.filters import Filters

ROW = 40
HEAD = 42
SPARKS = 60
SORTED_BY = 6
"""Decimals of what the table sorts by; it shows fewer."""
MARK = "{topic}"
"""Stands for a topic's name, or its id, in what is the same for all of them."""
FIELDS = (
    "topic_id",
    "label",
    "named",
    "mark",
    "colour",
    "trend",
    "volume",
    "volume_in_words",
    "undated",
    "share",
    "share_in_words",
    "change",
    "change_in_words",
    "state",
    "languages",
    "first_seen",
    "last_seen",
)
Column = dict[str, Any]
"""Of the grid, as it takes it."""


def layout(locale: Locale) -> list[Component]:
    """Lay out the heading, the search field and the empty table."""
    search = dmc.TextInput(
        id="topic-search",
        placeholder=locale("Find a topic"),
        value="",
        debounce=150,
        size="xs",
        **aria(label=locale("Find a topic")),
    )
    head = html.Div([html.H2(locale("Topics")), search], className="card-head spread")
    return [head, _table(locale), dcc.Store(id="topic-rows")]


def register(app: Dash) -> None:
    """Register what happens in the browser only: rows after the chart, columns that fit, and the search."""
    app.clientside_callback(
        ClientsideFunction("newstide", "fillTable"),
        Output("topic-table", "rowData"),
        Output("topic-table", "columnDefs"),
        Input("topic-rows", "data"),
        State("topic-table", "columnDefs"),
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "searchTable"),
        Output("topic-table", "dashGridOptions"),
        Input("topic-search", "value"),
        State("topic-table", "dashGridOptions"),
        prevent_initial_call=True,
    )


def _table(locale: Locale) -> dag.AgGrid:
    return dag.AgGrid(
        id="topic-table",
        columnDefs=[*_of_topic(locale), *_figures(locale), *_told(locale)],
        rowData=[],
        columnSize=None,
        defaultColDef={"resizable": True, "sortable": True, "suppressMovable": True},
        dashGridOptions={
            "domLayout": "autoHeight",
            "rowHeight": ROW,
            "headerHeight": HEAD,
            "suppressCellFocus": False,
            "tooltipShowDelay": 300,
            "animateRows": False,
            "ensureDomOrder": True,
            "suppressColumnVirtualisation": True,
            "localeText": {
                "noRowsToShow": locale("No topic matches this filter."),
                "ariaLabelColumnFilter": locale("Filter"),
            },
        },
        getRowId="params.data.row_id",
        className="ag-theme-quartz newstide-grid",
        style={"width": "100%", "height": None},
    )


def _of_topic(locale: Locale) -> list[Column]:
    return [
        {
            "field": "topic",
            "headerName": locale("Topic"),
            "cellRenderer": "Topic",
            "cellDataType": False,
            "comparator": {"function": "byLabel"},
            "getQuickFilterText": {"function": "params.value.label"},
            "minWidth": 160,
            "flex": 3,
        },
        {
            "field": "compare",
            "headerName": "",
            "headerTooltip": locale("Compare up to five topics in the chart"),
            "cellRenderer": "Compare",
            "cellClass": "compare-cell",
            "cellDataType": False,
            "width": 40,
            "minWidth": 36,
            "sortable": False,
            "resizable": False,
        },
        {
            "field": "open",
            "headerName": "",
            "headerTooltip": locale("The topic's own page"),
            "cellRenderer": "OpenTopic",
            "cellDataType": False,
            "width": 62,
            "minWidth": 54,
            "sortable": False,
            "resizable": False,
        },
        {
            "field": "trend",
            "headerName": locale("Trend"),
            "cellRenderer": "Sparkline",
            "cellDataType": False,
            "minWidth": 110,
            "flex": 1,
            "sortable": False,
        },
    ]


def _figures(locale: Locale) -> list[Column]:
    number = {"type": "rightAligned", "width": 100, "minWidth": 84}
    return [
        {
            "field": "volume",
            "headerName": locale("Volume"),
            "sort": "desc",
            "valueFormatter": {"function": "params.data.volume_in_words"},
            **number,
        },
        {
            "field": "share",
            "headerName": locale("Share"),
            "valueFormatter": {"function": "params.data.share_in_words"},
            **number,
        },
        {
            "field": "change",
            "headerName": locale("Change"),
            "valueFormatter": {"function": "params.data.change_in_words"},
            "tooltipField": "compared",
            "cellClass": "wrapped-cell",
            "minWidth": 200,
            "flex": 2,
            "comparator": {"function": "nullsLast"},
        },
        {"field": "undated", "headerName": locale("Undated"), "hide": True, **number},
    ]


def _told(locale: Locale) -> list[Column]:
    return [
        {"field": "state", "headerName": locale("State"), "width": 106},
        {
            "field": "languages",
            "headerName": locale("Languages"),
            "tooltipField": "languages_in_words",
            "width": 128,
        },
        *(
            {
                "field": name,
                "headerName": head,
                "valueFormatter": {"function": f"params.data.{name}_in_words"},
                "width": 114,
            }
            for name, head in (("first_seen", locale("First seen")), ("last_seen", locale("Last seen")))
        ),
    ]


def rows(summary: Summary, filters: Filters, locale: Locale) -> dict[str, Any]:
    """Give the table's rows as they travel: what is the same in many stands once, the rest in the order of `FIELDS`.

    ``packed.rows`` in the page's script writes them out: topics that the filter names and those compared are marked
    there, and languages and days get their words.
    """
    shown = [*summary.topics.iter_rows(named=True), *_empty(summary)]
    codes = {code for row in shown for code in row["languages"]}
    days = {day for row in shown for day in (row["first_seen"], row["last_seen"]) if day}
    return {
        "fields": FIELDS,
        "rows": [_row(row, summary, locale) for row in shown],
        "chosen": filters.topics,
        "compared": filters.compared,
        "full": len(filters.compared) >= MAX_COMPARED,
        "address": address(f"/topic/{MARK}", summary.filters),
        "languages": {code: locale.language(code) for code in sorted(codes)},
        "days": {day.isoformat(): locale.day(day, short=True) for day in sorted(days)},
        "words": {
            "days": summary.compared(locale),
            "open": locale("Open"),
            "open_label": locale("Open the page of {topic}", topic=MARK),
            "compare": locale("Compare {topic}", topic=MARK),
        },
    }


def _row(row: dict[str, Any], summary: Summary, locale: Locale) -> list[Any]:
    topic = summary.named.get(row["topic_id"])
    return [
        row["topic_id"],
        summary.label(row["topic_id"], locale),
        topic is not None,
        locale("pinned") if topic is not None and topic.pinned else None,
        colour(row["slot"]),
        sparkline(row["trend"]),
        row["volume"],
        locale.number(row["volume"]),
        row["undated"],
        round(row["share"], SORTED_BY),
        locale.percent(row["share"], 1) if row["volume"] else "",
        row["change"] if row["change"] is None else round(row["change"], SORTED_BY),
        change_in_words(row, locale) if row["volume"] else "",
        locale(row["state"]) if row["state"] else "",
        row["languages"],
        row["first_seen"].isoformat() if row["first_seen"] else "",
        row["last_seen"].isoformat() if row["last_seen"] else "",
    ]


def sparkline(volumes: list[int]) -> list[float]:
    """Give the points of a sparkline: where there are more than it has room for, means of as many neighbours each.

    Examples
    --------
    >>> sparkline([1, 2, 3]), len(sparkline([1] * 365)), sparkline([0, 1] * 60)[:2]
    ([1, 2, 3], 53, [0.5, 0.5])
    """
    size = -(-len(volumes) // SPARKS) or 1
    if size == 1:
        return list(volumes)
    pieces = [volumes[start : start + size] for start in range(0, len(volumes), size)]
    means = [round(sum(piece) / len(piece), 1) for piece in pieces]
    return [int(mean) if mean.is_integer() else mean for mean in means]


def _empty(summary: Summary) -> list[dict[str, Any]]:
    """Give rows for pinned topics of which no article matches: whoever pinned them waits for the first."""
    shown = set(summary.topics["topic_id"])
    nothing: dict[str, Any] = dict.fromkeys(("volume", "undated", "share", "now", "before"), 0)
    nothing |= dict.fromkeys(("change", "change_low", "change_high", "state", "first_seen", "last_seen"))
    return [
        {**nothing, "topic_id": topic.id, "slot": topic.slot, "uncertain": False, "languages": [], "trend": []}
        for topic in summary.named.values()
        if topic.pinned and not topic.hidden and topic.id not in shown
    ]
