"""How good a clustering is: against gold labels, and without any."""

from __future__ import annotations

from analysis.evaluation.gold import BCubed, LanguageMixing, Scores, b_cubed, evaluate, language_mixing, score_run
from analysis.evaluation.intrinsic import (
    Intrinsic,
    describe_run,
    language_entropy,
    npmi_coherence,
    silhouette,
    topic_diversity,
)
from analysis.evaluation.stability import Agreement, Stability, measure_stability

__all__ = [
    "Agreement",
    "BCubed",
    "Intrinsic",
    "LanguageMixing",
    "Scores",
    "Stability",
    "b_cubed",
    "describe_run",
    "evaluate",
    "language_entropy",
    "language_mixing",
    "measure_stability",
    "npmi_coherence",
    "score_run",
    "silhouette",
    "topic_diversity",
]
