"""What can go wrong in an analysis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import NewstideError

if TYPE_CHECKING:
    from analysis.locale import Locale


class AnalysisError(NewstideError):
    """An analysis cannot start or finish; the run before it stays current."""


class EditError(AnalysisError):
    """What a person wanted of a topic cannot be done; the message can be said in the reader's language.

    Attributes
    ----------
    message : str
        With ``{names}`` for the values.
    values : dict
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format(**values))
        self.message = message
        self.values = values

    def said(self, locale: Locale) -> str:
        """Say it in a language."""
        return locale(self.message, **self.values)


class ReportError(NewstideError):
    """A report cannot be made in the format asked for, here and now."""

    exit_code = 4
