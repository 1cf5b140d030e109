"""What can go wrong in an analysis."""

from data.errors import NewstideError


class AnalysisError(NewstideError):
    """An analysis cannot start or finish; the run before it stays current."""


class ReportError(NewstideError):
    """A report cannot be made in the format asked for, here and now."""

    exit_code = 4
