"""Alerts as they are told: the feed and the command line."""

from __future__ import annotations

import hashlib
import hmac
import json
import shutil
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
from jsonschema import Draft202012Validator, FormatChecker
from timeline import publish, week
from typer.testing import CliRunner

from analysis.alerts import raise_alerts
from dashboard import work
from dashboard.alerts import after_run
from dashboard.alerts.feed import ATOM
from dashboard.app import create_app
from dashboard.cli import app
from data.store import Rule, Store, Webhook

RUNNER = CliRunner()
NOW = datetime(2025, 11, 20, 8, 30, tzinfo=UTC)


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
