"""Stories and topics as a scikit-learn estimator, for use as a library."""

from __future__ import annotations

from analysis.estimator.model import TopicModel

__all__ = ["TopicModel"]
