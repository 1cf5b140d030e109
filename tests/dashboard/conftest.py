"""Fixtures of what is told to others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from listener import Listener
from timeline import publish, week

from data.store import Store


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def bursting(store) -> Store:
    """Ten even weeks, then a week with bursts of topics 1 and 3; nobody was told yet."""
    even = {week(number): 1 for number in range(1, 11)}
    publish(store, {1: even, 2: dict.fromkeys(even, 8), 3: even})
    publish(store, {1: {week(11): 20}, 2: {week(11): 10}, 3: {week(11): 20}})
    return store
