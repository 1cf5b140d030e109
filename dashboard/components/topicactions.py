"""What a reader may do with a topic on its own page: rename, merge, split, hide, pin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import Input, Output, State, ctx, no_update

from dashboard.components import aria, editor
from dashboard.components.unfold import unfold
from dashboard.edits import Hide, Pin, Show, Unpin
from dashboard.links import id_in, label_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dash import Dash

    from analysis.locale import Locale
    from data.store import Topic

PARTS = 12


def layout(topic: Topic, others: Iterable[Topic], locale: Locale) -> list[Any]:
    """Lay out the buttons, and what unfolds from some of them."""
    return [
        unfold("topic-renaming", locale("Rename…"), _renaming(topic, locale)),
        unfold("topic-merging", locale("Merge into…"), _merging(topic, others, locale)),
        unfold("topic-splitting", locale("Split…"), _splitting(locale)),
        editor.button(locale("Show again"), Show(topic=topic.id), place="actions", look="unfold-button")
        if topic.hidden
        else editor.button(locale("Hide"), Hide(topic=topic.id), place="actions", look="unfold-button"),
        editor.button(locale("Unpin"), Unpin(topic=topic.id), place="actions", look="unfold-button")
        if topic.pinned
        else editor.button(locale("Pin"), Pin(topic=topic.id), place="actions", look="unfold-button"),
    ]


def _renaming(topic: Topic, locale: Locale) -> list[Any]:
    codes = sorted(topic.labels, key=locale.language)
    languages = [{"value": "", "label": locale("in every language")}]
    languages += [
        {"value": code, "label": locale("only in {language}", language=locale.language(code))} for code in codes
    ]
    return [
        dmc.TextInput(id="topic-label", label=locale("Label"), value=label_of(topic, locale), size="xs"),
        dmc.Select(
            id="topic-label-language",
            data=languages,
            value="",
            allowDeselect=False,
            size="xs",
            # What lies elsewhere in the document would fold the panel up.
            comboboxProps={"withinPortal": False},
            **aria(label=locale("Language of the label")),
        ),
        dmc.Button(locale("Rename"), id="topic-rename", size="xs"),
    ]


def _merging(topic: Topic, others: Iterable[Topic], locale: Locale) -> list[Any]:
    choices = [{"value": str(other.id), "label": label_of(other, locale)} for other in others if other.id != topic.id]
    return [
        dmc.Select(
            id="topic-into",
            label=locale("Put all its articles into"),
            placeholder=locale("Find a topic"),
            data=choices,
            searchable=True,
            limit=200,
            nothingFoundMessage=locale("Nothing found"),
            size="xs",
            comboboxProps={"withinPortal": False},
        ),
        dmc.Button(locale("Merge"), id="topic-merge", size="xs"),
    ]


def _splitting(locale: Locale) -> list[Any]:
    return [
        dmc.NumberInput(
            id="topic-parts",
            label=locale("Parts"),
            description=locale("Its stories stay whole; the largest part keeps the label."),
            value=2,
            min=2,
            max=PARTS,
            allowDecimal=False,
            size="xs",
        ),
        dmc.Button(locale("Split"), id="topic-split", size="xs"),
    ]


def register(app: Dash) -> None:
    """Register what the buttons ask for."""

    @app.callback(
        Output("edit", "data", allow_duplicate=True),
        Input("topic-rename", "n_clicks"),
        Input("topic-label", "n_submit"),
        Input("topic-merge", "n_clicks"),
        Input("topic-split", "n_clicks"),
        State("topic-label", "value"),
        State("topic-label-language", "value"),
        State("topic-into", "value"),
        State("topic-parts", "value"),
        State("url", "pathname"),
        prevent_initial_call=True,
    )
    def ask(*values: Any) -> Any:  # noqa: ANN401
        pressed, (label, language, into, parts, path) = values[:4], values[4:]
        number = id_in(path)
        # Buttons that are put in place tell of themselves, too; none was pressed.
        if number is None or not any(pressed):
            return no_update
        match ctx.triggered_id:
            case "topic-rename" | "topic-label":
                return {"kind": "rename", "topic": number, "label": label or "", "language": language or None}
            case "topic-merge":
                return {"kind": "merge", "topic": number, "into": into}
            case _:
                return {"kind": "split", "topic": number, "parts": parts}
