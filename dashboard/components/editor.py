"""Edits of topics from any page: asked for by pages and buttons, refused or done here, told with a way back.

A page asks with an edit (`dashboard.edits`) in ``Output("edit", "data", allow_duplicate=True)``. What takes seconds is
worked by a process of its own, and followed here. Every asking is checked anew, whatever the page shows.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dash import ALL, ClientsideFunction, Input, Output, State, ctx, dcc, html, no_update
from pydantic import ValidationError

from analysis.errors import EditError
from dashboard import work
from dashboard.components import aria, movedialog
from dashboard.components.corrections import outcome
from dashboard.edits import EDIT, do, takes_long
from dashboard.reader import may_edit, reader_locale
from data.errors import NewstideError

if TYPE_CHECKING:
    from dash import Dash

    from analysis.locale import Locale
    from dashboard.edits import Edit
    from data.store import Store

HIDE = {"display": "none"}
BUTTON = "edit-button"
EVERY = 600
Told = tuple[Any, ...]
"""Words, whether they are bad news, notice, way back, its button, job, clock, and whether pages shall look again."""


def allowed(store: Store) -> bool:
    """Tell whether the reader may correct topics."""
    return may_edit() and store.may_write()


def button(label: str, edit: Edit, *, place: str, look: str = "quiet", said: str | None = None) -> html.Button:
    """Lay out a button that asks for an edit.

    Parameters
    ----------
    label : str
    edit : Edit
    place : str
        Where it stands: no page has two buttons for one edit at one place.
    look : str
        Classes.
    said : str, optional
        What it does, for readers who do not see where it stands.
    """
    named = {"type": BUTTON, "place": place, "edit": edit.model_dump_json()}
    return html.Button(label, id=named, className=look, **(aria(label=said) if said else {}))


def layout(locale: Locale) -> html.Div:
    """Lay out the notice in which edits are told, and what drives it."""
    return html.Div(
        [
            dcc.Store(id="edit"),
            dcc.Store(id="edit-back"),
            dcc.Store(id="edit-job"),
            dcc.Store(id="edit-told"),
            dcc.Store(id="corrected"),
            dcc.Interval(id="edit-clock", interval=EVERY, disabled=True),
            html.Div(locale("Working…"), id="edit-busy", className="notice lasting", role="status", style=HIDE),
            html.Div(
                [
                    html.Span(id="edit-said", role="status"),
                    html.Button(locale("Undo"), id="edit-undo", className="edit-undo", style=HIDE),
                    html.Button("×", id="edit-close", className="quiet", **aria(label=locale("Close"))),
                ],
                id="edit-notice",
                className="notice lasting",
                style=HIDE,
            ),
            movedialog.layout(locale),
        ]
    )


OUTPUTS = (
    ("edit-said", "children"),
    ("edit-notice", "style"),
    ("edit-undo", "style"),
    ("edit-back", "data"),
    ("edit-job", "data"),
    ("edit-clock", "disabled"),
    ("corrected", "data"),
)


def register(app: Dash, store: Store) -> None:
    """Register what edits are done by."""
    movedialog.register(app, store)

    @app.callback(
        *(Output(name, prop) for name, prop in OUTPUTS),
        Input("edit", "data"),
        Input("edit-undo", "n_clicks"),
        Input("edit-close", "n_clicks"),
        State("edit-back", "data"),
        running=[(Output("edit-busy", "style"), {}, HIDE)],
        prevent_initial_call=True,
    )
    def act(wanted: object, _undo: int | None, _close: int | None, back: object) -> Told:
        if ctx.triggered_id == "edit-close":
            return None, HIDE, HIDE, None, no_update, no_update, no_update
        return _acted(store, back if ctx.triggered_id == "edit-undo" else wanted, reader_locale())

    @app.callback(
        *(Output(name, prop, allow_duplicate=True) for name, prop in OUTPUTS),
        Input("edit-clock", "n_intervals"),
        State("edit-job", "data"),
        prevent_initial_call=True,
    )
    def follow(_ticks: int | None, job_id: object) -> Told:
        return _followed(store, job_id, reader_locale())

    @app.callback(
        Output("edit", "data", allow_duplicate=True),
        Input({"type": BUTTON, "place": ALL, "edit": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def press(_clicks: list[int | None]) -> Any:  # noqa: ANN401
        cause = ctx.triggered_id
        # Buttons that are put in place tell of themselves, too; none of them was pressed.
        if not isinstance(cause, dict) or not ctx.triggered[0]["value"]:
            return no_update
        return json.loads(cause["edit"])

    app.clientside_callback(
        ClientsideFunction("newstide", "focusUndo"),
        Output("edit-told", "data"),
        Input("edit-said", "children"),
        Input("edit-undo", "style"),
        prevent_initial_call=True,
    )


def _acted(store: Store, wanted: object, locale: Locale) -> Told:
    if not allowed(store):
        return _told(
            locale(
                "Topics are corrected from the page only when it is served to this machine alone and its store may be "
                "written; on the command line: newstide topics."
            )
        )
    try:
        edit = EDIT.validate_python(wanted)
        if takes_long(store, edit):
            return _started(store, edit, locale)
        back = do(store, edit)
        return _told(outcome(store, edit, back, locale), back=back, again=store.generation())
    except ValidationError:
        return _told(locale("Something is missing there: fill it in first."))
    except EditError as error:
        # Another tab, or a run, may have changed what this one shows.
        return _told(error.said(locale), again=store.generation())
    except (NewstideError, OSError) as error:
        return _told(str(error))


def _started(store: Store, edit: Edit, locale: Locale) -> Told:
    job = work.start_edit(store, edit)
    if job is None:
        return _told(locale("Something else is being worked on just now: try again when it is done."))
    return locale("Working…"), {}, HIDE, None, job, False, no_update


def _followed(store: Store, job_id: object, locale: Locale) -> Told:
    job = store.job(job_id) if isinstance(job_id, int) else None
    if job is None or job.kind != work.EDIT_JOB:
        return (*(no_update,) * 4, None, True, no_update)
    if job.state in ("waiting", "running"):
        return (no_update,) * len(OUTPUTS)
    if job.state != "done":
        return _told(
            locale.sentence(job.message) if job.message else locale("It came to nothing: try again."),
            again=store.generation(),
        )
    back = EDIT.validate_json(job.message) if job.message else None
    said = outcome(store, EDIT.validate_python(job.parameters), back, locale)
    return _told(said, back=back, again=store.generation())


def _told(said: str, *, back: Edit | None = None, again: object = no_update) -> Told:
    way = {} if back is not None else HIDE
    return said, {}, way, None if back is None else back.model_dump(mode="json"), None, True, again
