"""What can be wrong with a question to the API, and how it is said: application/problem+json (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from pydantic import BaseModel, Field

from data.errors import NewstideError

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """Why a question was not answered."""

    type: str = Field(
        default="about:blank", description="Always about:blank: the status says what kind of problem it is."
    )
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong and what to do, one or two sentences.")
    parameter: str | None = Field(default=None, description="The parameter that is wrong, where it is one.")


class ApiError(NewstideError):
    """A question that cannot be answered.

    Attributes
    ----------
    status : int
        Of HTTP.
    parameter : str or None
        The one that is wrong.
    """

    def __init__(self, detail: str, *, status: int = 400, parameter: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.parameter = parameter


def answer(wrong: ApiError) -> Response:
    """Say what is wrong."""
    problem = Problem(
        title=HTTPStatus(wrong.status).phrase, status=wrong.status, detail=str(wrong), parameter=wrong.parameter
    )
    return Response(problem.model_dump_json(exclude_none=True), status=wrong.status, content_type=MEDIA_TYPE)
