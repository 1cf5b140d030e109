"""The table of topics: sparkline, volume, change, languages; a row filters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_ag_grid as dag

from analysis.figures.palette import colour
from dashboard.links import address

if TYPE_CHECKING:
    from analysis.locale import Locale
    from analysis.summary import Summary

ROW = 40
HEAD = 42


def layout(locale: Locale) -> dag.AgGrid:
    """Lay out the empty table."""
    number = {"type": "rightAligned", "width": 108, "minWidth": 84}
    columns: list[dict[str, Any]] = [
        {
            "field": "topic",
            "headerName": locale("Topic"),
            "cellRenderer": "Topic",
            "cellDataType": False,
            "comparator": {"function": "byLabel"},
            "minWidth": 220,
            "flex": 3,
        },
        {
            "field": "open",
            "headerName": "",
            "headerTooltip": locale("The topic's own page"),
            "cellRenderer": "OpenTopic",
            "cellDataType": False,
            "width": 72,
            "minWidth": 60,
            "sortable": False,
            "resizable": False,
        },
        {
            "field": "trend",
            "headerName": locale("Trend"),
            "cellRenderer": "Sparkline",
            "cellDataType": False,
            "minWidth": 130,
            "flex": 1,
            "sortable": False,
        },
        {"field": "volume", "headerName": locale("Volume"), "sort": "desc", **number},
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
            "minWidth": 120,
            "flex": 1,
            "comparator": {"function": "nullsLast"},
        },
        {"field": "undated", "headerName": locale("Undated"), "hide": True, **number},
        {"field": "languages", "headerName": locale("Languages"), "minWidth": 120, "flex": 1},
        {"field": "first_seen", "headerName": locale("First seen"), "width": 112},
        {"field": "last_seen", "headerName": locale("Last seen"), "width": 112},
    ]
    return dag.AgGrid(
        id="topic-table",
        columnDefs=columns,
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


def rows(summary: Summary, chosen: tuple[int, ...], locale: Locale) -> list[dict[str, Any]]:
    """Give the table's rows; topics that the filter names are marked."""
    return [
        {
            "row_id": f"topic-{row['topic_id']}",
            "topic_id": row["topic_id"],
            "topic": {"label": summary.label(row["topic_id"], locale), "chosen": row["topic_id"] in chosen},
            "open": _open(row["topic_id"], summary, locale),
            "colour": colour(row["slot"]),
            "trend": row["trend"],
            "volume": row["volume"],
            "undated": row["undated"],
            "share": row["share"],
            "share_in_words": locale.percent(row["share"], 1) if row["volume"] else "",
            "change": row["change"],
            "change_in_words": locale.change(row["change"], row["now"], row["before"]) if row["volume"] else "",
            "compared": summary.compared(locale),
            "languages": " ".join(row["languages"]),
            "first_seen": row["first_seen"].isoformat() if row["first_seen"] else "",
            "last_seen": row["last_seen"].isoformat() if row["last_seen"] else "",
        }
        for row in summary.topics.iter_rows(named=True)
    ]


def _open(topic_id: int, summary: Summary, locale: Locale) -> dict[str, str] | None:
    if topic_id not in summary.named:
        return None
    return {
        "href": address(f"/topic/{topic_id}", summary.filters),
        "text": locale("Open"),
        "label": locale("Open the page of {topic}", topic=summary.label(topic_id, locale)),
    }
