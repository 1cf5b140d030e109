"""The part of the store about alerts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection

from data.store import alerts
from data.store.alerts import Alert, Feed, Rule, Webhook

ALL = 1_000_000


class Alerted:
    """What `Store` knows about alerts."""

    _reading: Callable[[], AbstractContextManager[Connection]]
    _writing: Callable[[], AbstractContextManager[Connection]]

    def alert_rules(self) -> list[Rule]:
        """Give the rules by which alerts are raised."""
        with self._reading() as connection:
            return alerts.read_rules(connection)

    def set_alert_rule(self, rule: Rule) -> Rule:
        """Keep a rule and give it with its number; one for the same takes its place."""
        with self._writing() as connection:
            return alerts.set_rule(connection, rule)

    def remove_alert_rule(self, number: int) -> bool:
        """Remove a rule; tells whether there was one."""
        with self._writing() as connection:
            return alerts.remove_rule(connection, number)

    def alerts(self, *, limit: int = ALL, offset: int = 0) -> list[Alert]:
        """Give the latest alerts, the latest first."""
        with self._reading() as connection:
            return alerts.read_alerts(connection, limit=limit, offset=offset)

    def add_alerts(self, raised: Sequence[Alert], told: Mapping[str, dict[str, Any]]) -> None:
        """Keep new alerts, and for earlier ones, by id, what they tell now."""
        with self._writing() as connection:
            alerts.add_alerts(connection, raised, told)

    def pending_alerts(self) -> list[Alert]:
        """Give the alerts that wait to be sent, the first first."""
        with self._reading() as connection:
            return alerts.pending(connection)

    def claim_alert(self, alert_id: str) -> bool:
        """Take an alert to send it; nobody else will at the same time."""
        with self._writing() as connection:
            return alerts.claim(connection, alert_id)

    def close_alert(self, alert_id: str, *, error: str | None = None) -> None:
        """Say that an alert was sent, or why it could not be."""
        with self._writing() as connection:
            alerts.close(connection, alert_id, error)

    def webhook(self) -> Webhook | None:
        """Give the place that alerts are sent to."""
        with self._reading() as connection:
            return alerts.read_webhook(connection)

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Send alerts that are raised from now on to a webhook, or to none."""
        with self._writing() as connection:
            alerts.set_webhook(connection, webhook)

    def feed(self) -> Feed:
        """Give the id of the feed of alerts, and when it began."""
        with self._reading() as connection:
            return alerts.read_feed(connection)
