"""Alerts: by which rules they are raised, which there were, where they are sent and what came of it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from data.filters import Period
from data.schema import alert_rules, alert_settings, alerts
from data.store.articles import insert_ignore

Kind = Literal["burst", "new", "line"]
Threshold = Literal["strength", "volume", "share"]
CLAIMED = 120
"""Seconds for which an alert that is being sent is left to the process that sends it."""
ROUNDS = 10
"""So many analyses try to send an alert, then it is given up."""


@dataclass(frozen=True)
class Rule:
    """When an alert is raised.

    Attributes
    ----------
    kind : {"burst", "new", "line"}
        A burst of a topic, a new topic, a topic over a line.
    topic_id : int or None
        Only for this topic.
    period : {"day", "week", "month"}
        In which articles are counted.
    measure : {"strength", "volume", "share"}
        What ``threshold`` is of: strength of a burst, articles, or part of all articles of the period (0 to 1).
    threshold : float
        From here on, a line: above it.
    id : int
        0 before it is kept.
    """

    kind: Kind
    period: Period
    measure: Threshold
    threshold: float
    topic_id: int | None = None
    id: int = 0


@dataclass(frozen=True)
class Alert:
    """Something that was raised once.

    Attributes
    ----------
    id : str
        Names the fact.
    kind : {"burst", "new", "line"}
    topic_id : int
    body : dict
        What it tells, as JSON can hold it.
    raised_at, sent_at, tried_at : datetime or None
        UTC; sent to the webhook, tried to send it.
    attempts : int
        Analyses after which it was tried to send it.
    error : str or None
        Why it could not be sent the last time.
    """

    id: str
    kind: Kind
    topic_id: int
    body: dict[str, Any]
    raised_at: datetime
    sent_at: datetime | None = None
    attempts: int = 0
    tried_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class Webhook:
    """Where alerts are sent.

    Attributes
    ----------
    url : str
    page : str
        Address under which its reader finds the page; links of alerts begin with it.
    secret : str or None
        Signs what is sent.
    private : bool
        Whether it may be on this machine or in its network.
    """

    url: str
    page: str
    secret: str | None = None
    private: bool = False


@dataclass(frozen=True)
class Feed:
    """The feed of alerts: its id (a UUID) and when it began (UTC)."""

    id: str
    made_at: datetime


def read_rules(connection: Connection) -> list[Rule]:
    """Read all rules, by number."""
    rows = connection.execute(select(alert_rules).order_by(alert_rules.c.id))
    return [Rule(row.kind, row.period, row.measure, row.threshold, row.topic_id, row.id) for row in rows]


def set_rule(connection: Connection, rule: Rule) -> Rule:
    """Keep a rule; where there is one for the same topic (of lines: period and measure, too), that one changes."""
    same = [alert_rules.c.kind == rule.kind, alert_rules.c.topic_id.is_not_distinct_from(rule.topic_id)]
    if rule.kind == "line":
        same += [alert_rules.c.period == rule.period, alert_rules.c.measure == rule.measure]
    row = {
        "kind": rule.kind,
        "topic_id": rule.topic_id,
        "period": rule.period,
        "measure": rule.measure,
        "threshold": rule.threshold,
        "set_at": int(time.time()),
    }
    number = connection.execute(update(alert_rules).where(*same).values(row).returning(alert_rules.c.id)).scalar()
    if number is None:
        number = connection.execute(insert(alert_rules).returning(alert_rules.c.id), row).scalar_one()
    return replace(rule, id=int(number))


def remove_rule(connection: Connection, number: int) -> bool:
    """Remove a rule and tell whether there was one."""
    return connection.execute(delete(alert_rules).where(alert_rules.c.id == number)).rowcount > 0


def read_alerts(connection: Connection, *, limit: int, offset: int) -> list[Alert]:
    """Read the latest alerts, the latest first."""
    latest = select(alerts).order_by(alerts.c.raised_at.desc(), alerts.c.id)
    return [_alert(row) for row in connection.execute(latest.limit(limit).offset(offset))]


def add_alerts(connection: Connection, raised: Sequence[Alert], told: Mapping[str, dict[str, Any]]) -> None:
    """Keep alerts that are new, and what earlier ones tell now; an alert of a known id is left as it is."""
    rows = [
        {
            "id": one.id,
            "kind": one.kind,
            "topic_id": one.topic_id,
            "raised_at": int(one.raised_at.timestamp()),
            "body": one.body,
        }
        for one in raised
    ]
    if rows:
        connection.execute(insert_ignore(connection, alerts), rows)
    for alert_id, body in told.items():
        connection.execute(update(alerts).where(alerts.c.id == alert_id).values(body=body))


def pending(connection: Connection) -> list[Alert]:
    """Read the alerts that wait to be sent, the first first: those raised since the webhook was named."""
    since = connection.execute(select(alert_settings.c.webhook_set_at)).scalar()
    if since is None:
        return []
    waits = select(alerts).where(alerts.c.sent_at.is_(None), alerts.c.raised_at >= since, alerts.c.attempts < ROUNDS)
    return [_alert(row) for row in connection.execute(waits.order_by(alerts.c.raised_at, alerts.c.id))]


def claim(connection: Connection, alert_id: str) -> bool:
    """Take an alert to send it; tell whether nobody else did."""
    now = int(time.time())
    free = or_(alerts.c.tried_at.is_(None), alerts.c.tried_at <= now - CLAIMED, alerts.c.error.is_not(None))
    mine = and_(alerts.c.id == alert_id, alerts.c.sent_at.is_(None), free)
    values = {"tried_at": now, "attempts": alerts.c.attempts + 1, "error": None}
    return connection.execute(update(alerts).where(mine).values(values)).rowcount == 1


def close(connection: Connection, alert_id: str, error: str | None) -> None:
    """Say that an alert was sent, or why it was not."""
    values = {"sent_at": int(time.time()), "error": None} if error is None else {"error": error}
    connection.execute(update(alerts).where(alerts.c.id == alert_id).values(values))


def read_webhook(connection: Connection) -> Webhook | None:
    """Read where alerts are sent."""
    found = connection.execute(select(alert_settings.c.webhook)).scalar()
    return None if found is None else Webhook(**found)


def set_webhook(connection: Connection, webhook: Webhook | None) -> None:
    """Name where alerts are sent from now on; or nowhere."""
    if webhook is None:
        values: dict[str, Any] = {"webhook": None, "webhook_set_at": None}
    else:
        kept = {"url": webhook.url, "page": webhook.page, "secret": webhook.secret, "private": webhook.private}
        values = {"webhook": kept, "webhook_set_at": int(time.time())}
    connection.execute(update(alert_settings).values(values))


def read_feed(connection: Connection) -> Feed:
    """Read what the feed is called."""
    row = connection.execute(select(alert_settings.c.feed_id, alert_settings.c.made_at)).one()
    return Feed(row.feed_id, _moment(row.made_at))


def _alert(row: Row[Any]) -> Alert:
    return Alert(
        id=row.id,
        kind=row.kind,
        topic_id=row.topic_id,
        body=row.body,
        raised_at=_moment(row.raised_at),
        sent_at=None if row.sent_at is None else _moment(row.sent_at),
        attempts=row.attempts,
        tried_at=None if row.tried_at is None else _moment(row.tried_at),
        error=row.error,
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
