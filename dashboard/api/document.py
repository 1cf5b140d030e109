"""The OpenAPI document of the API, made of its questions and the models of its answers."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from dashboard.alerts.sending import DELIVERY, SIGNATURE
from dashboard.alerts.telling import Told
from dashboard.api.answers import Answer
from dashboard.api.parameters import described
from dashboard.api.problems import MEDIA_TYPE, Problem
from dashboard.api.questions import QUESTIONS, ROOT, Question
from data.filters import Filters

REFERENCE = "#/components/schemas/{model}"
PROBLEMS = {
    "400": "A parameter is unknown or no value of its kind; the answer names it.",
    "404": "There is nothing of this id.",
    "503": "The store cannot be read just now.",
}


def document() -> dict[str, Any]:
    """Describe the API, as OpenAPI 3.1 has it."""
    models: list[type[Any]] = list(dict.fromkeys([*(one.answer for one in QUESTIONS), Told, Problem]))
    _, schemas = models_json_schema([(model, "serialization") for model in models], ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "newstide",
            "version": version("newstide"),
            "summary": "Topics and stories in the news, and how their volume changes over time; read-only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": ROOT}],
        "paths": {one.path: {"get": _operation(one)} for one in QUESTIONS},
        "webhooks": {"alert": {"post": _webhook()}},
        "components": {"schemas": schemas["$defs"]},
    }


def _operation(question: Question) -> dict[str, Any]:
    models: list[type[BaseModel]] = [
        *([Filters] if question.filtered else []),
        *([question.paging] if question.paging else []),
    ]
    parameters = [one for model in models for one in described(model)]
    if "{id}" in question.path:
        parameters.insert(0, {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}})
    wrong = [status for status in PROBLEMS if status != "404" or "{id}" in question.path]
    return {
        "operationId": question.name,
        "summary": question.words,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": (question.answer.__doc__ or question.words).split("\n")[0],
                "headers": {"ETag": {"description": "Changes with the answer.", "schema": {"type": "string"}}},
                "content": {"application/json": {"schema": _reference(question.answer)}},
            },
            "304": {"description": "The answer is still that whose ETag was given as If-None-Match."},
            **{
                status: {"description": PROBLEMS[status], "content": {MEDIA_TYPE: {"schema": _reference(Problem)}}}
                for status in wrong
            },
        },
    }


def _webhook() -> dict[str, Any]:
    """Describe what is sent to a webhook."""
    headers = {
        DELIVERY: "The id of the alert: what comes twice with the same one is the same.",
        SIGNATURE: "Where a secret was set: sha256= and the HMAC of the body in hexadecimal digits.",
    }
    return {
        "operationId": "alert",
        "summary": "An alert is sent to the webhook that `newstide alerts set webhook` named",
        "parameters": [
            {
                "name": name,
                "in": "header",
                "required": name == DELIVERY,
                "description": words,
                "schema": {"type": "string"},
            }
            for name, words in headers.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": _reference(Told)}}},
        "responses": {
            "2XX": {
                "description": "It was taken. Anything else: it is sent again, later after a status of 500 or more."
            }
        },
    }


def _reference(model: type[Answer | Problem | Told]) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model.__name__)}
