"""The filter bar: which articles are looked at. The address holds the filter; the bar shows and changes it.

Whatever wants another filter (a control, a row, a zoom) asks for an address; one callback answers, so that address,
controls and page never disagree.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, ctx, html, no_update

from analysis.report import FORMATS
from dashboard.components import aria, savedviews
from dashboard.components.unfold import unfold
from dashboard.position import Position
from dashboard.reader import reader_locale
from data.filters import UTC_ZONE, Filters, problems

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from data.store import Facets, Store

PRESET_DAYS = {"7": 7, "30": 30, "90": 90}
YEAR, ALL, CUSTOM = "year", "all", "custom"
CONTROLS = ("preset", "dates", "topics", "languages", "sources", "text", "period", "measure", "zone", "panel")
EVERYBODY, CONSTANT = "all", "constant"


def layout(store: Store, locale: Locale, query: str) -> html.Div:
    """Lay out the controls for what the store holds, set to a filter."""
    facets = store.facets()
    filters = Filters.from_query(query)
    values = dict(zip(CONTROLS, _to_controls(filters, facets.last), strict=True))
    return html.Div(
        [
            _actions(store, filters, values, locale),
            _fields(store, facets, values, locale),
            html.P(_said(filters, locale), id="filter-said", className="soft", role="status"),
            html.Div(_alerts(query, locale), id="filter-problems", role="status"),
        ],
        className="filters",
        role="search",
    )


def _actions(store: Store, filters: Filters, values: dict[str, Any], locale: Locale) -> html.Div:
    presets = [
        ("7", locale.plural("{n} day", "{n} days", 7)),
        ("30", locale.plural("{n} day", "{n} days", 30)),
        ("90", locale.plural("{n} day", "{n} days", 90)),
        (YEAR, locale("This year")),
        (ALL, locale("All")),
    ]
    return html.Div(
        [
            dmc.SegmentedControl(
                id="preset",
                data=[{"value": value, "label": label} for value, label in presets],
                value=values["preset"],
                size="xs",
                **aria(label=locale("Dates counted from the latest article")),
            ),
            dmc.Button(locale("Filters"), id="more-filters", variant="default", size="xs", className="only-narrow"),
            html.Div(
                [
                    _further(values, locale),
                    savedviews.layout(store, locale),
                    dmc.Button(locale("Reset"), id="reset", variant="subtle", size="xs"),
                    _export(_exports(filters), locale),
                ],
                className="filter-actions",
            ),
        ],
        className="filter-row",
    )


def _further(values: dict[str, Any], locale: Locale) -> html.Details:
    """Lay out what is chosen seldom: the time zone, and a panel of constant sources."""
    zone = dmc.Select(
        id="zone",
        label=locale("Time zone in which days begin"),
        # The browser knows all zones and its own one: `zones` in the assets lists them when this unfolds.
        data=[{"value": name, "label": name} for name in dict.fromkeys((UTC_ZONE, values["zone"]))],
        value=values["zone"],
        searchable=True,
        allowDeselect=False,
        limit=100,
        nothingFoundMessage=locale("Nothing found"),
        comboboxProps={"withinPortal": False},
        size="xs",
    )
    which = [(EVERYBODY, locale("All sources")), (CONSTANT, locale("Constant sources"))]
    why = locale("Only sources that published in the whole range, so that a new source does not look like a rise.")
    panel = [switch("panel", locale("Count"), which, values["panel"]), html.P(why, className="field-label")]
    own = html.Span(locale("{zone} (this browser's)", zone="{zone}"), id="zone-own", hidden=True)
    return unfold("further", locale("More"), [zone, own, *panel])


def _said(filters: Filters, locale: Locale) -> str:
    """Say what of the seldom chosen is in force: it is folded up."""
    if filters.panel and filters.zone != UTC_ZONE:
        return locale("Only sources that published in the whole range; days of {zone}.", zone=filters.zone)
    if filters.panel:
        return locale("Only sources that published in the whole range.")
    return locale("Days of {zone}.", zone=filters.zone) if filters.zone != UTC_ZONE else ""


def _fields(store: Store, facets: Facets, values: dict[str, Any], locale: Locale) -> html.Div:
    return html.Div(
        [
            dmc.DatePickerInput(
                id="dates",
                type="range",
                label=locale("Dates"),
                placeholder=locale("First – last day"),
                valueFormat="D MMM YYYY",
                clearable=True,
                clearButtonProps=aria(label=locale("All dates")),
                value=values["dates"],
                allowSingleDateInRange=True,
                minDate=_iso(facets.first),
                maxDate=_iso(facets.last),
                ariaLabels=_calendar_labels(locale),
                # The library names the dialog after an element that is not there.
                popoverProps={"withRoles": False},
                size="xs",
            ),
            _choices("topics", locale("Topics"), topic_choices(store, locale), values, locale),
            _choices("languages", locale("Languages"), _language_choices(facets, locale), values, locale),
            _choices("sources", locale("Sources"), _source_choices(facets, locale), values, locale),
            dmc.TextInput(
                id="text",
                label=locale("Words"),
                placeholder=locale("peace plan"),
                value=values["text"],
                debounce=400,
                size="xs",
            ),
            per("period", values["period"], locale),
            switch(
                "measure",
                locale("Show"),
                [("volume", locale("Volume")), ("share", locale("Share")), ("index", locale("Index"))],
                values["measure"],
            ),
        ],
        className="filter-fields",
        id="filter-fields",
    )


def _calendar_labels(locale: Locale) -> dict[str, str]:
    return {
        "previousMonth": locale("Month before"),
        "nextMonth": locale("Month after"),
        "previousYear": locale("Year before"),
        "nextYear": locale("Year after"),
        "previousDecade": locale("Ten years before"),
        "nextDecade": locale("Ten years after"),
    }


def register(app: Dash, store: Store) -> None:
    """Register the one callback between address and controls, and those in the browser."""

    @app.callback(
        Output("url", "search"),
        Output("query", "data"),
        *(Output(control, "value") for control in CONTROLS),
        *(Output(f"export-{kind}", "href") for kind in FORMATS),
        Output("filter-said", "children"),
        Output("filter-problems", "children"),
        Input("url", "search"),
        Input("wanted", "data"),
        Input("reset", "n_clicks"),
        State("query", "data"),
        *(Input(control, "value") for control in CONTROLS),
        # The first layout is already what the address says.
        prevent_initial_call=True,
    )
    def follow(
        search: str | None,
        wanted: str | None,
        _reset: int | None,
        before: str | None,
        *values: Any,  # noqa: ANN401
    ) -> list[Any]:
        query = search or ""
        last = store.facets().last
        # Until the address was followed once, what controls report is what they are born with.
        match ctx.triggered_id if before is not None else None:
            case "wanted" if wanted is not None:
                query = wanted
            case "reset":
                query = ""
            case "preset":
                query = with_preset(Filters.from_query(query), values[0], last).to_query()
            case control if control in CONTROLS:
                query = _from_controls(dict(zip(CONTROLS, values, strict=True)), Filters.from_query(query)).to_query()
        filters = Filters.from_query(query)
        canonical = filters.to_query()
        address = _beside(search or "", filters)
        return [
            no_update if address == (search or "") else address,
            no_update if canonical == before else canonical,
            *_to_controls(filters, last),
            *_exports(filters),
            _said(filters, reader_locale()),
            _alerts(query, reader_locale()),
        ]

    app.clientside_callback(
        ClientsideFunction("newstide", "zones"),
        Output("zone", "data"),
        Input("further", "n_clicks"),
        State("zone", "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("newstide", "toggleFilters"),
        Output("filter-fields", "className"),
        Input("more-filters", "n_clicks"),
        State("filter-fields", "className"),
        prevent_initial_call=True,
    )


def _beside(search: str, filters: Filters) -> str:
    """Write the address of a filter; in a list the reader stays where they are until the filter changes."""
    position = Position.from_query(search)
    if Filters.from_query(search) != filters:
        position = replace(position, page=1)
    query = position.beside(filters)
    return f"?{query}" if query else ""


def _exports(filters: Filters) -> list[str]:
    canonical = filters.to_query()
    return [f"/export/{kind}{f'?{canonical}' if canonical else ''}" for kind in FORMATS]


def _alerts(query: str, locale: Locale) -> list[dmc.Alert]:
    return [dmc.Alert(locale.sentence(problem), color="yellow", py="xs") for problem in problems(query)]


def with_preset(filters: Filters, preset: str, last: date | None) -> Filters:
    """Set the dates to so many days up to the latest article."""
    if preset == ALL or last is None:
        return filters.model_copy(update={"start": None, "end": None})
    days = PRESET_DAYS.get(preset)
    start = last.replace(month=1, day=1) if days is None else last - timedelta(days=days - 1)
    return filters.model_copy(update={"start": start, "end": last})


def preset_of(filters: Filters, last: date | None) -> str:
    """Name the preset that a filter's dates are, or say that they are none."""
    for preset in (*PRESET_DAYS, YEAR, ALL):
        if with_preset(filters, preset, last) == filters:
            return preset
    return CUSTOM


def topic_choices(store: Store, locale: Locale) -> list[dict[str, str]]:
    """List the topics of the current run to choose from, the outliers last."""
    topics = [{"value": str(topic.id), "label": topic.labels.get(locale.code, topic.label)} for topic in store.topics()]
    return [*topics, {"value": "0", "label": locale("No topic")}]


def choices(store: Store, locale: Locale) -> tuple[list[dict[str, str]], ...]:
    """List the topics, languages and sources to choose from."""
    facets = store.facets()
    return topic_choices(store, locale), _language_choices(facets, locale), _source_choices(facets, locale)


def _from_controls(values: dict[str, Any], before: Filters) -> Filters:
    start, end = [*(values["dates"] or []), None, None][:2]
    if (start is None) != (end is None):
        # The second day of a range is still to be chosen.
        start, end = _iso(before.start), _iso(before.end)
    return Filters.model_validate(
        {
            **before.model_dump(),
            "start": start,
            "end": end,
            "topics": tuple(int(topic) for topic in values["topics"] or ()),
            "languages": tuple(values["languages"] or ()),
            "sources": tuple(values["sources"] or ()),
            "text": values["text"] or "",
            "period": values["period"] or "week",
            "measure": values["measure"] or "volume",
            "zone": values["zone"] or UTC_ZONE,
            "panel": values["panel"] == CONSTANT,
        }
    )


def _to_controls(filters: Filters, last: date | None) -> list[Any]:
    return [
        preset_of(filters, last),
        [_iso(filters.start), _iso(filters.end)],
        [str(topic) for topic in filters.topics],
        list(filters.languages),
        list(filters.sources),
        filters.text,
        filters.period,
        filters.measure,
        filters.zone,
        CONSTANT if filters.panel else EVERYBODY,
    ]


def _language_choices(facets: Facets, locale: Locale) -> list[dict[str, str]]:
    return [
        {"value": code, "label": f"{locale.language(code)} ({locale.number(articles)})"}
        for code, articles in facets.languages.items()
    ]


def _source_choices(facets: Facets, locale: Locale) -> list[dict[str, str]]:
    return [
        {"value": name, "label": f"{name} ({locale.number(articles)})"} for name, articles in facets.sources.items()
    ]


def _choices(name: str, label: str, data: list[dict[str, str]], values: dict[str, Any], locale: Locale) -> html.Div:
    select = dmc.MultiSelect(
        id=name,
        label=label,
        data=data,
        value=values[name],
        placeholder=locale("All"),
        searchable=True,
        clearable=True,
        hidePickedOptions=True,
        limit=200,
        nothingFoundMessage=locale("Nothing found"),
        size="xs",
    )
    return html.Div(select, className=f"field-{name}")


def per(name: str, value: str, locale: Locale) -> html.Div:
    """Lay out the choice of the periods by which articles are counted."""
    return switch(
        name, locale("Per"), [("day", locale("Day")), ("week", locale("Week")), ("month", locale("Month"))], value
    )


def switch(name: str, label: str, data: list[tuple[str, str]], value: str) -> html.Div:
    """Lay out a choice of few, all of them seen."""
    return html.Div(
        [
            html.Div(label, className="field-label", id=f"{name}-label"),
            dmc.SegmentedControl(
                id=name,
                data=[{"value": key, "label": text} for key, text in data],
                value=value,
                size="xs",
                fullWidth=True,
                **aria(label=label),
            ),
        ]
    )


def _export(addresses: list[str], locale: Locale) -> html.Details:
    items = [
        html.A(locale(known.name), id=f"export-{kind}", href=href, download="", className="menu-link")
        for (kind, known), href in zip(FORMATS.items(), addresses, strict=True)
    ]
    said = html.P(locale("A report of what is on the screen"), className="field-label")
    return unfold("export", locale("Export"), [said, *items], look="filled")


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
