"""What can go wrong in an analysis."""

from data.errors import NewstideError


class AnalysisError(NewstideError):
    """An analysis cannot start or finish; the run before it stays current."""
