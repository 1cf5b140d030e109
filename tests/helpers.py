"""What tests make and find: articles, the project's folder, a moment that is now."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from data.article import Article

PROJECT = Path(__file__).resolve().parent.parent
NOW = datetime(2025, 12, 31, tzinfo=UTC)


def article(title: str = "A title", **fields) -> Article:
    """Make an article with what a test does not care about filled in."""
    return Article(**{"title": title, "source": "Paper", "origin": "test", "language": "en", **fields})
