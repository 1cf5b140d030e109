from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from data.store import Alert, Store, Webhook
from data.store.alerts import CLAIMED, ROUNDS

EARLY = datetime(2020, 1, 1, tzinfo=UTC)
HOOK = Webhook("https://example.org/hook", "https://news.example/", secret="hush", private=True)


def later() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=5)


def alert(name: str, raised_at: datetime) -> Alert:
    return Alert(name, "burst", 3, {"end": "2025-11-10", "label": "Війна & мир"}, raised_at)


def test_an_alert_of_a_known_fact_is_left_as_it_is(any_store: Store):
    any_store.add_alerts([alert("a", EARLY)], {})
    any_store.add_alerts([alert("a", later()), alert("b", later())], {})
    kept = any_store.alerts()
    assert [one.id for one in kept] == ["b", "a"]
    assert kept[1] == alert("a", EARLY)
    any_store.add_alerts([], {"a": {"end": "2025-11-17"}})
    assert any_store.alerts(offset=1) == [replace(alert("a", EARLY), body={"end": "2025-11-17"})]
    assert [one.id for one in any_store.alerts(limit=1)] == ["b"]


def test_alerts_wait_for_the_webhook_that_was_there_when_they_were_raised(any_store: Store):
    any_store.add_alerts([alert("early", EARLY), alert("late", later())], {})
    assert any_store.pending_alerts() == []
    any_store.set_webhook(HOOK)
    assert any_store.webhook() == HOOK
    assert [one.id for one in any_store.pending_alerts()] == ["late"]
    any_store.set_webhook(None)
    assert any_store.webhook() is None
    assert any_store.pending_alerts() == []


def test_an_alert_is_sent_by_one_and_tried_so_many_times(any_store: Store):
    any_store.set_webhook(HOOK)
    any_store.add_alerts([alert("a", later()), alert("b", later())], {})
    assert any_store.claim_alert("a")
    assert not any_store.claim_alert("a")
    any_store.close_alert("a")
    assert not any_store.claim_alert("a")
    (waiting,) = any_store.pending_alerts()
    assert waiting.id == "b"
    for attempt in range(1, ROUNDS + 1):
        assert any_store.claim_alert("b")
        any_store.close_alert("b", error="It is closed.")
        assert any_store.alerts(offset=1)[0].attempts == attempt
    assert any_store.pending_alerts() == []
    assert any_store.alerts(offset=1)[0].error == "It is closed."


def test_an_alert_whose_sender_died_is_free_again_after_a_while(any_store: Store):
    any_store.set_webhook(HOOK)
    any_store.add_alerts([alert("a", later())], {})
    assert any_store.claim_alert("a")
    with any_store._writing() as connection:
        connection.exec_driver_sql(f"UPDATE alerts SET tried_at = tried_at - {CLAIMED}")
    assert any_store.claim_alert("a")


def test_every_store_has_a_feed_of_its_own(any_store: Store, tmp_path):
    with Store(str(tmp_path / "other.db")) as other:
        assert other.feed().id != any_store.feed().id
        again = Store(other.address)
        assert again.feed() == other.feed()
        again.close()
