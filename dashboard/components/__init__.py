"""Parts of the page: layout and its callbacks together, one part per file."""

from __future__ import annotations

from typing import Any


def aria(**said: str) -> dict[str, Any]:
    """Give attributes for readers who do not see the page: ``aria(label="Search")``."""
    return {f"aria-{name}": value for name, value in said.items()}
