"""The middle floor: articles → vectors → stories → topics → labels → trends → reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.estimator import TopicModel

__all__ = ["TopicModel"]


def __getattr__(name: str) -> type[TopicModel]:
    # scikit-learn and polars are imported only by whoever asks for the estimator.
    if name == "TopicModel":
        from analysis.estimator import TopicModel

        return TopicModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
