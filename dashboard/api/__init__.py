"""The read-only JSON API, ``/api/v1``: questions about the store, answered as the OpenAPI document says."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from typing import TYPE_CHECKING

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from dashboard.api import parameters, problems
from dashboard.api.document import document
from dashboard.api.problems import ApiError
from dashboard.api.questions import DOCUMENT, QUESTIONS, ROOT, Question
from data.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dash import Dash

    from data.store import Store

JSON = "application/json"
READ_ONLY = "The API is read-only: ask with GET."
UNFORESEEN = "This could not be answered, for a reason that nobody foresaw; the server's log says more."


def register(app: Dash, store: Store) -> None:
    """Answer what is asked under ``/api/v1``."""
    server: Flask = app.server
    for question in QUESTIONS:
        rule = ROOT + question.path.replace("{id}", "<named>")
        server.add_url_rule(rule, f"api-{question.name}", _answering(store, question))
    server.add_url_rule(ROOT, "api-about-too", server.view_functions["api-about"])
    server.add_url_rule(f"{ROOT}/{DOCUMENT}", "api-document", _describe)
    # Else the page, which has an answer to every address, would give one in HTML.
    for rule in ("/api/", "/api/<path:rest>"):
        server.add_url_rule(rule, f"api-nothing-{rule}", _nothing_there)
    server.register_error_handler(HTTPException, _say)


def _answering(store: Store, question: Question) -> Callable[..., Response]:
    def answer(named: str = "") -> Response:
        query = request.query_string.decode(errors="replace")
        try:
            asked = parameters.read(
                request.path, query, page=request.url_root, filtered=question.filtered, paging=question.paging
            )
            tag = _tag(question.mark(store))
            if request.if_none_match.contains_weak(tag):
                return _tagged(Response(status=304), tag)
            body = question.ask(store, asked, named).model_dump_json()
        except ApiError as wrong:
            return problems.answer(wrong)
        except StoreError as error:
            return problems.answer(ApiError(str(error), status=503))
        return _tagged(Response(body, content_type=JSON), tag)

    return answer


def _tag(mark: str) -> str:
    told = "\x1f".join((version("newstide"), mark, request.url))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag)
    # May be kept, but asks before it is used again.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _describe() -> Response:
    return Response(json.dumps(document(), ensure_ascii=False, indent=1), content_type=JSON)


def _nothing_there(rest: str = "") -> Response:
    return problems.answer(ApiError(f"There is nothing at /api/{rest[:80]}; {ROOT} says what there is.", status=404))


def _say(error: HTTPException) -> HTTPException | Response:
    """Say in the API's form what the server refused before anybody was asked; elsewhere it stays as it is."""
    if not request.path.startswith("/api/"):
        return error
    status = error.code or 500
    words = {405: READ_ONLY, 500: UNFORESEEN}.get(status, error.description or "")
    response = problems.answer(ApiError(words, status=status))
    if status == 405:
        response.headers["Allow"] = "GET, HEAD, OPTIONS"
    return response
