"""Alerts after a run: raised once, kept for the feed, sent to the webhook; an analysis never fails because of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from analysis.alerts import raise_alerts
from dashboard.alerts.sending import WebhookError, post
from dashboard.alerts.telling import told
from data.errors import NewstideError
from data.store import Alert

if TYPE_CHECKING:
    from data.store import Store, Webhook

PAUSES = (1.0, 4.0)
"""Seconds before the second and before the third try."""


@dataclass(frozen=True)
class Outcome:
    """What came of alerts after a run.

    Attributes
    ----------
    raised : list of Alert
    sent : int
    problem : str or None
        Why some could not be raised or sent; they wait for the next run.
    """

    raised: list[Alert]
    sent: int = 0
    problem: str | None = None


def after_run(store: Store, *, pause: Callable[[float], None] = time.sleep) -> Outcome:
    """Raise the alerts of the current run and send those that wait.

    Parameters
    ----------
    store : Store
    pause : callable
        Waits so many seconds.
    """
    raised: list[Alert] = []
    try:
        raised = raise_alerts(store)
        sent, problem = deliver(store, pause=pause)
    except NewstideError as error:
        return Outcome(raised, problem=str(error))
    except Exception as error:  # noqa: BLE001 - a run that stands must not look as if it had failed
        return Outcome(raised, problem=f"nobody foresaw this: {type(error).__name__}: {error}")
    return Outcome(raised, sent, problem)


def deliver(store: Store, *, pause: Callable[[float], None] = time.sleep) -> tuple[int, str | None]:
    """Send the alerts that wait; give how many were sent, and why the others were not.

    Where one cannot be sent, the others wait, too: they would fare the same, and an analysis is not to wait for each.
    """
    webhook, waiting, sent = store.webhook(), store.pending_alerts(), 0
    if webhook is None:
        return 0, None
    feed = store.feed()
    for alert in waiting:
        if not store.claim_alert(alert.id):
            continue
        letter = told(alert, feed, page=webhook.page)
        try:
            send(webhook, letter.model_dump_json().encode(), delivery=letter.id, pause=pause)
        except WebhookError as error:
            store.close_alert(alert.id, error=str(error))
            return sent, str(error)
        store.close_alert(alert.id)
        sent += 1
    return sent, None


def send(
    webhook: Webhook,
    body: bytes,
    *,
    delivery: str,
    pause: Callable[[float], None] = time.sleep,
    pauses: Sequence[float] = PAUSES,
) -> None:
    """Send a document, and try again after a while where that may help.

    Raises
    ------
    WebhookError
        When no try succeeded: the last reason.
    """
    for wait in (*pauses, None):
        try:
            post(webhook, body, delivery=delivery)
        except WebhookError as error:
            if wait is None or not error.passing:
                raise
            pause(wait)
        else:
            return


def send_test(store: Store, webhook: Webhook, *, now: datetime) -> None:
    """Send something to a webhook that has the form of an alert and is none.

    Raises
    ------
    WebhookError
        When it could not be sent; it is tried once.
    """
    name = f"test-{now.timestamp()}"
    today = now.date().isoformat()
    body = {
        "label": "Test",
        "labels": {},
        "period": "week",
        "start": today,
        "end": today,
        "first_day": today,
        "last_day": today,
        "measure": "volume",
        "threshold": 0,
        "volume": 0,
        "total": 0,
        "share": None,
        "strength": None,
        "stories": [],
    }
    letter = told(Alert(name, "new", 0, body, now), store.feed(), page=webhook.page)
    letter = letter.model_copy(update={"kind": "test", "title": "A test of newstide", "link": webhook.page})
    post(webhook, letter.model_dump_json().encode(), delivery=letter.id)
