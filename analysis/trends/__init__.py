"""Trends: counts over time → volumes, change, bursts, change points, states, gaps, companions; pure functions."""

from analysis.trends.volumes import (
    EVERY,
    SERIES,
    Period,
    period_end,
    period_start,
    periods,
    series_of,
)

__all__ = [
    "EVERY",
    "SERIES",
    "Period",
    "period_end",
    "period_start",
    "periods",
    "series_of",
]
