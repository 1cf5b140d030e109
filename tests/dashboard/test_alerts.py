"""Alerts as they are told: the feed, the webhook (a real server on this machine), the command line."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from jsonschema import Draft202012Validator, FormatChecker
from timeline import publish, week
from typer.testing import CliRunner

from analysis.alerts import raise_alerts
from dashboard import work
from dashboard.alerts import after_run, deliver
from dashboard.alerts.feed import ATOM
from dashboard.alerts.sending import WebhookError, checked, post
from dashboard.app import create_app
from dashboard.cli import app
from data.store import Rule, Store, Webhook

RUNNER = CliRunner()
NOW = datetime(2025, 11, 20, 8, 30, tzinfo=UTC)


class Listener:
    """A webhook that keeps what it gets and answers with the statuses it is given, the last one again and again."""

    def __init__(self, *statuses: int, location: str = "", drip: float = 0.0) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.statuses = list(statuses) or [204]
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.got.append((dict(self.headers), body))
                status = listener.statuses.pop(0) if len(listener.statuses) > 1 else listener.statuses[0]
                try:
                    for byte in b"HTTP/1.1 200 OK\r\n" if drip else b"":
                        self.wfile.write(bytes([byte]))
                        time.sleep(drip)
                    self.send_response(status)
                    if location:
                        self.send_header("Location", location)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    return

            def log_message(self, *_args) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?team=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def letters(self) -> list[dict]:
        return [json.loads(body) for _, body in self.got]


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


def feed_of(store: Store, base: str = "http://news.example:8050/", **headers: str):
    answer = create_app(store).server.test_client().get("/alerts.atom", base_url=base, headers=headers)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    return answer


def test_the_feed_is_read_back_by_a_reader(bursting):
    raise_alerts(bursting, now=NOW)
    parsed = feedparser.parse(feed_of(bursting).data)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.feed.id == f"urn:uuid:{bursting.feed().id}"
    assert parsed.feed.updated == "2025-11-20T08:30:00Z"
    assert {link.rel: link.href for link in parsed.feed.links} == {
        "self": "http://news.example:8050/alerts.atom",
        "alternate": "http://news.example:8050/",
    }
    assert [entry.title for entry in parsed.entries] == ["Burst: Topic <1> & more", "Burst: Topic <3> & more"]
    entry = parsed.entries[0]
    assert entry.link == "http://news.example:8050/topic/1?from=2025-11-10&to=2025-11-16"
    assert entry.published == entry.updated == "2025-11-20T08:30:00Z"
    assert entry.summary.startswith("20 articles of 50 (40 %), 10 November 2025 to 16 November 2025.\nNews ")
    assert [tag.term for tag in entry.tags] == ["burst"]


def test_the_feed_has_what_the_standard_demands(bursting):
    """RFC 4287, 4.1.1 and 4.1.2: what must be there, once; ids that differ; every link absolute."""
    raise_alerts(bursting, now=NOW)
    root = ET.fromstring(feed_of(bursting).data)
    assert root.tag == f"{{{ATOM}}}feed"
    entries = root.findall(f"{{{ATOM}}}entry")
    for element in (root, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{{{ATOM}}}{name}")) == 1
        for link in element.findall(f"{{{ATOM}}}link"):
            assert urlsplit(link.get("href")).scheme == "http"
    assert root.find(f"{{{ATOM}}}author/{{{ATOM}}}name").text == "newstide"
    ids = [element.find(f"{{{ATOM}}}id").text for element in (root, *entries)]
    assert len(set(ids)) == 3
    assert all(name.startswith("urn:uuid:") for name in ids)


def test_entries_keep_their_ids_and_come_once(bursting):
    raise_alerts(bursting, now=NOW)
    first = feedparser.parse(feed_of(bursting).data)
    publish(bursting, {1: {week(12): 20}, 2: {week(12): 10}, 3: {week(12): 1}})
    raise_alerts(bursting, now=datetime(2025, 11, 27, tzinfo=UTC))
    again = feed_of(bursting, base="http://elsewhere.example/")
    assert [(one.id, one.updated) for one in feedparser.parse(again.data).entries] == [
        (one.id, one.updated) for one in first.entries
    ]
    tag = again.headers["ETag"]
    client = create_app(bursting).server.test_client()
    assert (
        client.get("/alerts.atom", base_url="http://elsewhere.example/", headers={"If-None-Match": tag}).status_code
        == 304
    )


def test_a_feed_without_entries_is_a_feed(store):
    parsed = feedparser.parse(feed_of(store).data)
    assert not parsed.bozo
    assert (parsed.entries, parsed.feed.title) == ([], "newstide: alerts")
    assert parsed.feed.updated == store.feed().made_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_browser_finds_the_feed(bursting):
    page = create_app(bursting).server.test_client().get("/").text
    assert '<link rel="alternate" type="application/atom+xml" href="/alerts.atom">' in page


def test_the_api_lists_the_same(bursting):
    raise_alerts(bursting, now=NOW)
    client = create_app(bursting).server.test_client()
    answer = client.get("/api/v1/alerts?limit=1")
    document = client.get("/api/v1/openapi.json").json
    schema = {**document["components"]["schemas"]["Alerts"], "components": document["components"]}
    Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json)
    entries = feedparser.parse(feed_of(bursting, base="http://localhost/").data).entries
    second = client.get(answer.json["next"]).json
    assert second["next"] is None
    items = [*answer.json["items"], *second["items"]]
    assert [(one["id"], one["link"], one["title"]) for one in items] == [
        (one.id, one.link, one.title) for one in entries
    ]
    assert (items[0]["volume"], items[0]["start"], items[0]["end"]) == (20, "2025-11-10", "2025-11-16")
    tag = answer.headers["ETag"]
    assert client.get("/api/v1/alerts?limit=1", headers={"If-None-Match": tag}).status_code == 304


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


def run(*words: str, store: Store) -> str:
    result = RUNNER.invoke(app, ["alerts", *words, "--store", store.address], env={"COLUMNS": "300"})
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def refused(*words: str, store: Store) -> str:
    result = RUNNER.invoke(app, ["alerts", *words, "--store", store.address], env={"COLUMNS": "300"})
    assert result.exit_code != 0
    return result.output + str(result.exception)


def test_rules_are_set_listed_and_removed(bursting):
    assert "topic 3 Topic <3> & more above 20 articles per week" in run(
        "set", "line", "3", "--above", "20", store=bursting
    )
    run("set", "line", "1", "--share", "12.5", "--period", "day", store=bursting)
    run("set", "burst", "--strength", "8", store=bursting)
    run("set", "new", "--articles", "12", store=bursting)
    assert bursting.alert_rules() == [
        Rule("burst", "week", "strength", 8.0, None, 1),
        Rule("new", "week", "volume", 12.0, None, 2),
        Rule("line", "week", "volume", 20.0, 3, 3),
        Rule("line", "day", "share", 0.125, 1, 4),
    ]
    listed = run("list", store=bursting)
    assert "4 topic 1 Topic <1> & more above 12.5 % per day" in listed
    assert "Webhook none" in listed
    run("remove", "1", store=bursting)
    assert [rule.id for rule in bursting.alert_rules()] == [2, 3, 4]
    assert "There is no rule 1" in refused("remove", "1", store=bursting)
    assert "There is no topic 99" in refused("set", "line", "99", "--above", "3", store=bursting)
    assert "one of the two" in refused("set", "line", "1", store=bursting)
    assert "no period" in refused("set", "line", "1", "--above", "3", "--period", "year", store=bursting)


def test_a_webhook_is_named_tried_and_removed(bursting, listener, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hush\n")
    assert "No webhook is set" in refused("test", store=bursting)
    run("set", "webhook", listener.url, "--secret-file", str(secret), store=bursting)
    assert "--allow-private" in refused("test", store=bursting)
    run("set", "webhook", listener.url, "--secret-file", str(secret), "--allow-private", store=bursting)
    assert "took the test" in run("test", store=bursting)
    ((headers, body),) = listener.got
    assert json.loads(body)["kind"] == "test"
    assert headers["X-Newstide-Signature"] == f"sha256={hmac.new(b'hush', body, hashlib.sha256).hexdigest()}"
    listed = run("list", store=bursting)
    assert "(signed, private addresses allowed)" in listed
    assert "hush" not in listed + run("list", "--json", store=bursting)
    run("remove", "webhook", store=bursting)
    assert bursting.webhook() is None
    assert "is no address of the web" in refused("set", "webhook", "nowhere", store=bursting)


def test_the_list_for_programs_has_alerts_with_what_became_of_them(bursting, listener):
    bursting.set_webhook(Webhook(listener.url, "http://a.example/", private=True))
    after_run(bursting)
    found = json.loads(RUNNER.invoke(app, ["alerts", "list", "--json", "--store", bursting.address]).output)
    assert [one["kind"] for one in found["rules"]] == ["burst", "new"]
    assert found["webhook"]["secret"] is False
    assert [(one["kind"], one["error"], one["sent_at"] is not None) for one in found["alerts"]] == [
        ("burst", None, True)
    ] * 2


def test_analyses_of_the_command_line_and_of_the_page_tell_each_fact_once(sample_store, tmp_path, listener):
    path = tmp_path / "sample.db"
    shutil.copy(sample_store, path)
    with Store(str(path), create=False) as store:
        store.set_webhook(Webhook(listener.url, "http://a.example/", private=True))
        printed = RUNNER.invoke(app, ["analyze", "--store", str(path)], env={"COLUMNS": "300"})
        assert printed.exit_code == 0, printed.output
        told = listener.letters()
        assert told
        assert {letter["kind"] for letter in told} == {"burst"}
        # Bursts of the year's last weeks, and of no others.
        assert all(letter["end"] >= "2025-12-22" for letter in told)
        for letter in told:
            assert letter["title"] in printed.stderr
        ids = [letter["id"] for letter in told]
        assert len(set(ids)) == len(ids) == len(store.alerts())
        RUNNER.invoke(app, ["analyze", "--full", "--store", str(path)])
        assert len(listener.got) == len(ids)
        with store._writing() as connection:
            connection.exec_driver_sql("DELETE FROM alerts")
        work.start_analysis(store, granularity=1.0, n_topics=None, full=False)
        until = time.monotonic() + 120
        while len(listener.got) < 2 * len(ids):
            assert time.monotonic() < until
            time.sleep(0.1)
        assert [letter["id"] for letter in listener.letters()[len(ids) :]] == ids
        assert store.latest_job().state == "done"
