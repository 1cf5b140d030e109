"""The webhook: a real server on this machine is called, and what becomes of a call is kept."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from listener import Listener
from typer.testing import CliRunner

from analysis.alerts import raise_alerts
from dashboard.alerts import after_run, deliver
from dashboard.alerts.sending import WebhookError, checked, post
from dashboard.app import create_app
from dashboard.cli import app
from data.store import Webhook

RUNNER = CliRunner()
NOW = datetime(2025, 11, 20, 8, 30, tzinfo=UTC)


def test_every_alert_is_sent_once_signed_and_in_the_form_that_is_documented(bursting, listener):
    bursting.set_webhook(Webhook(listener.url, "https://news.example/tide", secret="ключ", private=True))
    outcome = after_run(bursting)
    assert (len(outcome.raised), outcome.sent, outcome.problem) == (2, 2, None)
    assert after_run(bursting).sent == 0
    assert len(listener.got) == 2
    document = create_app(bursting).server.test_client().get("/api/v1/openapi.json").json
    schema = {**document["components"]["schemas"]["Told"], "components": document["components"]}
    for (headers, body), letter in zip(listener.got, listener.letters(), strict=True):
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(letter)
        expected = hmac.new("ключ".encode(), body, hashlib.sha256).hexdigest()
        assert headers["X-Newstide-Signature"] == f"sha256={expected}"
        assert headers["X-Newstide-Delivery"] == letter["id"]
        assert headers["Content-Type"] == "application/json"
        assert headers["Host"] == urlsplit(listener.url).netloc
        address = urlsplit(letter["link"])
        assert address.geturl().startswith(f"https://news.example/tide/topic/{letter['topic']['topic_id']}?")
        assert parse_qs(address.query) == {"from": ["2025-11-10"], "to": ["2025-11-16"]}
    assert [letter["topic"]["topic"] for letter in listener.letters()] == ["Topic <1> & more", "Topic <3> & more"]
    assert all(alert.sent_at is not None for alert in bursting.alerts())


def test_what_was_raised_before_a_webhook_was_named_is_not_sent(bursting, listener):
    raise_alerts(bursting, now=datetime(2025, 11, 20, tzinfo=UTC))
    bursting.set_webhook(Webhook(listener.url, "http://a.example/", private=True))
    assert deliver(bursting) == (0, None)
    assert listener.got == []


def test_a_webhook_that_is_busy_is_called_again_after_a_while(bursting):
    listener = Listener(503, 429, 200)
    bursting.set_webhook(Webhook(listener.url, "http://a.example/", private=True))
    pauses: list[float] = []
    assert after_run(bursting, pause=pauses.append).sent == 2
    assert pauses == [1.0, 4.0]
    assert len({headers["X-Newstide-Delivery"] for headers, _ in listener.got}) == 2
    listener.close()


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (410, 1), (302, 1), (500, 3)])
def test_a_webhook_that_refuses_is_recorded_and_the_rest_waits(bursting, status, tries):
    listener = Listener(status, location="http://127.0.0.1:1/")
    bursting.set_webhook(Webhook(listener.url, "http://a.example/", private=True))
    outcome = after_run(bursting, pause=lambda _: None)
    assert (len(outcome.raised), outcome.sent) == (2, 0)
    assert f"answered with status {status}." in outcome.problem
    assert len(listener.got) == tries
    tried = [alert for alert in bursting.alerts() if alert.error]
    assert [(alert.attempts, alert.error) for alert in tried] == [(1, outcome.problem)]
    assert len(bursting.pending_alerts()) == 2
    listener.close()


def test_a_webhook_that_is_down_is_tried_again_after_the_next_run(bursting):
    listener = Listener()
    listener.close()
    bursting.set_webhook(Webhook(listener.url, "http://a.example/", private=True))
    outcome = after_run(bursting, pause=lambda _: None)
    assert "could not be called" in outcome.problem
    listed = RUNNER.invoke(app, ["alerts", "list", "--store", bursting.address], env={"COLUMNS": "300"})
    assert listed.exit_code == 0
    assert f"(waits: {outcome.problem})" in " ".join(listed.output.split())
    up = Listener()
    with bursting._writing() as connection:
        moved = json.dumps({"url": up.url, "page": "http://a.example/", "secret": None, "private": True})
        connection.exec_driver_sql("UPDATE alert_settings SET webhook = ?", (moved,))
    assert deliver(bursting) == (2, None)
    assert {alert.attempts for alert in bursting.alerts()} == {1, 2}
    assert all(alert.error is None for alert in bursting.alerts())
    up.close()


def test_an_alert_is_given_up_after_ten_runs(bursting, listener):
    listener.statuses = [404]
    bursting.set_webhook(Webhook(listener.url, "http://a.example/", private=True))
    for _ in range(12):
        after_run(bursting, pause=lambda _: None)
    assert sorted(alert.attempts for alert in bursting.alerts()) == [2, 10]
    assert len(bursting.pending_alerts()) == 1


def test_an_alert_that_another_process_sends_is_left_to_it(bursting, listener):
    bursting.set_webhook(Webhook(listener.url, "http://a.example/", private=True))
    first, _ = raise_alerts(bursting)
    assert bursting.claim_alert(first.id)
    assert not bursting.claim_alert(first.id)
    assert deliver(bursting) == (1, None)


def test_this_machine_is_called_only_where_the_user_allows_it(bursting, listener):
    named = listener.url.replace("127.0.0.1", "localhost")
    for url in (listener.url, named):
        with pytest.raises(WebhookError, match="--allow-private"):
            post(Webhook(url, "http://a.example/"), b"{}", delivery="x")
    bursting.set_webhook(Webhook(named, "http://a.example/"))
    outcome = after_run(bursting, pause=lambda _: pytest.fail("what is forbidden is not tried again"))
    assert "is not allowed: an address of this machine" in outcome.problem
    assert listener.got == []
    post(Webhook(named, "http://a.example/", private=True), b"{}", delivery="x")
    assert len(listener.got) == 1


def test_the_address_of_a_clouds_own_data_is_never_called():
    with pytest.raises(WebhookError, match="not allowed"):
        post(Webhook("http://169.254.169.254/latest", "http://a.example/", private=True), b"{}", delivery="x")


def test_a_webhook_that_answers_drop_by_drop_is_left_in_time():
    listener = Listener(drip=0.2)
    started = time.monotonic()
    with pytest.raises(WebhookError, match="it did not answer in 1 seconds"):
        post(Webhook(listener.url, "http://a.example/", private=True), b"{}", delivery="x", seconds=1.0)
    assert time.monotonic() - started < 2.0
    listener.close()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/hook",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "https://example.org:99999/",
        "https://example.org/ä",
        "https://example.org/a b",
        "http://[::1",
        "https://a.example/\r\nX: y",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url):
    with pytest.raises(WebhookError, match="is no address of the web"):
        checked(url)


def test_a_password_in_the_address_is_refused():
    with pytest.raises(WebhookError, match="use a secret instead"):
        checked("https://me:secret@example.org/")


def test_an_analysis_stands_whatever_becomes_of_its_alerts(bursting):
    with bursting._writing() as connection:
        connection.exec_driver_sql("DROP TABLE alerts")
    outcome = after_run(bursting)
    assert (outcome.raised, outcome.sent) == ([], 0)
    assert "no such table" in outcome.problem
