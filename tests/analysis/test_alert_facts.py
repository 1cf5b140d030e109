"""Weeks of ten articles, one of them of topic 1, nine of topic 2; week 1 begins on 1 September 2025."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from helpers import article
from timeline import publish, week

from analysis.alerts import raise_alerts
from data.store import Rule

BURST = Rule("burst", "week", "strength", 4.0)
NOW = datetime(2025, 11, 20, tzinfo=UTC)


@pytest.fixture
def weeks(store):
    """Ten even weeks, and no rules."""
    for rule in store.alert_rules():
        store.remove_alert_rule(rule.id)
    publish(store, even(1, 10))
    return store


def even(first: int, last: int) -> dict[int, dict[date, int]]:
    numbers = range(first, last + 1)
    return {1: {week(number): 1 for number in numbers}, 2: {week(number): 9 for number in numbers}}


def names(store, now: datetime = NOW) -> list[str]:
    return [alert.id for alert in raise_alerts(store, now=now)]


def test_a_burst_is_told_once_however_long_it_lasts(weeks):
    weeks.set_alert_rule(BURST)
    assert names(weeks) == []
    publish(weeks, {1: {week(11): 12}, 2: {week(11): 10}})
    (alert,) = raise_alerts(weeks, now=NOW)
    assert (alert.id, alert.kind, alert.topic_id) == ("burst-week-1-20251110", "burst", 1)
    assert (alert.body["start"], alert.body["last_day"]) == ("2025-11-10", "2025-11-16")
    assert (alert.body["volume"], alert.body["total"], alert.body["share"]) == (12, 22, round(12 / 22, 6))
    # With p = 22 / 122 and 2 p: 12 ln 2 + 10 ln((1 - 2 p) / (1 - p)).
    assert alert.body["strength"] == pytest.approx(5.8326, abs=1e-3)
    assert [one["story_id"] for one in alert.body["stories"]] == [2]
    assert names(weeks) == []
    publish(weeks, {1: {week(11) + timedelta(days=1): 1}})
    assert names(weeks) == []
    publish(weeks, {1: {week(12): 12}, 2: {week(12): 10}})
    assert names(weeks) == []
    assert weeks.alerts()[0].body["end"] == "2025-11-17"
    assert weeks.alerts()[0].body["last_day"] == "2025-11-16"
    for number in range(13, 40):
        publish(weeks, even(number, number))
    assert names(weeks) == []
    publish(weeks, {1: {week(40): 12}, 2: {week(40): 10}})
    assert names(weeks) == [f"burst-week-1-{week(40):%Y%m%d}"]


def test_late_articles_that_make_a_burst_in_the_past_are_no_news(weeks):
    weeks.set_alert_rule(BURST)
    publish(weeks, {1: {week(5): 12}})
    assert names(weeks) == []
    # The last but one is the week before the current one: it may have been the current one at the last run.
    publish(weeks, {1: {week(9): 12}})
    assert names(weeks) == [f"burst-week-1-{week(9):%Y%m%d}"]


def test_late_articles_that_make_a_burst_begin_earlier_make_no_new_one(weeks):
    weeks.set_alert_rule(BURST)
    publish(weeks, {1: {week(11): 12}, 2: {week(11): 10}})
    assert names(weeks) == ["burst-week-1-20251110"]
    publish(weeks, {1: {week(10): 12}})
    assert names(weeks) == []


def test_what_happened_since_the_run_before_is_news_however_long_ago(weeks):
    weeks.set_alert_rule(BURST)
    with weeks._writing() as connection:
        before = int(datetime(2025, 11, 9, tzinfo=UTC).timestamp())
        connection.exec_driver_sql(f"UPDATE runs SET finished_at = {before}")
    publish(weeks, {1: {week(11): 12}, 2: {week(11): 10}})
    publish(weeks, {**even(12, 20)})
    with weeks._writing() as connection:
        connection.exec_driver_sql(f"UPDATE runs SET finished_at = {before} WHERE id < 3")
    assert names(weeks) == [f"burst-week-1-{week(11):%Y%m%d}"]


def test_a_burst_below_the_strength_asked_for_or_of_another_topic_is_not_told(weeks):
    publish(weeks, {1: {week(11): 12}, 2: {week(11): 10}})
    weeks.set_alert_rule(Rule("burst", "week", "strength", 6.0))
    weeks.set_alert_rule(Rule("burst", "week", "strength", 1.0, topic_id=2))
    assert names(weeks) == []
    weeks.set_alert_rule(Rule("burst", "week", "strength", 5.5))
    assert names(weeks) == ["burst-week-1-20251110"]


def test_a_line_is_crossed_once_and_again_after_it_was_below(weeks):
    weeks.set_alert_rule(Rule("line", "week", "volume", 3, topic_id=1))
    publish(weeks, {1: {week(11): 3}})
    assert names(weeks) == []
    publish(weeks, {1: {week(11) + timedelta(days=1): 1}})
    (alert,) = raise_alerts(weeks, now=NOW)
    assert (alert.id, alert.body["volume"], alert.body["threshold"]) == ("line-volume-week-1-20251110", 4, 3)
    assert alert.body["last_day"] == "2025-11-16"
    for number in (12, 13):
        publish(weeks, {1: {week(number): 5}})
        assert names(weeks) == []
    publish(weeks, {1: {week(14): 1}})
    assert names(weeks) == []
    publish(weeks, {1: {week(15): 4}})
    assert names(weeks) == [f"line-volume-week-1-{week(15):%Y%m%d}"]


def test_a_topic_that_is_long_above_a_new_line_is_told_with_its_latest_periods(weeks):
    weeks.set_alert_rule(Rule("line", "week", "volume", 8, topic_id=2))
    (alert,) = raise_alerts(weeks, now=NOW)
    # Week 10 is the current one, week 9 the first that can be news.
    assert (alert.id, alert.body["first_day"]) == ("line-volume-week-2-20250901", "2025-10-27")
    assert (alert.body["volume"], alert.body["total"]) == (9, 10)
    publish(weeks, even(11, 14))
    assert names(weeks) == []


def test_a_line_per_day_and_one_per_month_are_lines_of_their_own(weeks):
    weeks.set_alert_rule(Rule("line", "day", "volume", 3, topic_id=1))
    weeks.set_alert_rule(Rule("line", "month", "volume", 5, topic_id=1))
    publish(weeks, {1: {week(11): 5}})
    assert names(weeks) == ["line-volume-month-1-20251101", "line-volume-day-1-20251110"]
    assert names(weeks) == []


def test_a_share_is_judged_when_its_period_is_over(weeks):
    weeks.set_alert_rule(Rule("line", "week", "share", 0.5, topic_id=1))
    publish(weeks, {1: {week(11): 2}})
    # On Sunday it may still change; 2 of 2 articles are above the line when the week is over.
    assert names(weeks, datetime(2025, 11, 16, 23, tzinfo=UTC)) == []
    assert names(weeks, datetime(2025, 11, 17, tzinfo=UTC)) == ["line-share-week-1-20251110"]
    weeks.set_alert_rule(Rule("line", "week", "share", 0.5, topic_id=2))
    publish(weeks, {1: {week(12): 5}, 2: {week(12): 5}})
    assert names(weeks, datetime(2025, 12, 1, tzinfo=UTC)) == []


@pytest.fixture
def begun(weeks):
    """The same, and the first run has said what began with it."""
    publish(weeks, {}, born=[1, 2])
    weeks.set_alert_rule(Rule("new", "week", "volume", 5))
    return weeks


def test_a_new_topic_waits_until_it_is_large_enough_and_is_told_once(begun):
    publish(begun, {3: {week(10): 4}}, born=[3])
    assert names(begun) == []
    publish(begun, {3: {week(11): 1}})
    (alert,) = raise_alerts(begun, now=NOW)
    assert (alert.id, alert.body["start"], alert.body["last_day"]) == ("new-3", "2025-11-03", "2025-11-10")
    # Of the latest 30 days, from 12 October on: weeks 7 to 10 with ten articles each, and its own five.
    assert (alert.body["volume"], alert.body["total"]) == (5, 45)
    publish(begun, {3: {week(12): 10}})
    assert names(begun) == []


def test_a_new_topic_of_old_articles_is_another_name_for_something_older(begun):
    publish(begun, {3: {week(2): 6, week(10): 6}, 4: {week(1): 8}, 5: {week(1): 1, week(10): 9}}, born=[3, 4, 5])
    assert names(begun) == ["new-5"]


def test_topics_that_a_person_asked_for_or_hid_are_not_told_as_new(begun):
    publish(begun, {3: {week(10): 6}, 4: {week(10): 6}}, born=[3, 4], pinned=[3], hidden=[4])
    assert names(begun) == []


def test_a_hidden_topic_is_not_told(weeks):
    weeks.set_alert_rule(BURST)
    weeks.set_alert_rule(Rule("line", "week", "volume", 9))
    publish(weeks, {1: {week(11): 12}, 2: {week(11): 3}}, hidden=[1])
    assert names(weeks) == []


def test_articles_of_no_topic_raise_nothing(weeks):
    weeks.set_alert_rule(BURST)
    weeks.set_alert_rule(Rule("line", "week", "volume", 9))
    publish(weeks, {0: {week(11): 30}})
    assert names(weeks) == []


def test_a_store_begins_with_rules_for_bursts_and_new_topics(any_store):
    assert [(rule.kind, rule.threshold) for rule in any_store.alert_rules()] == [("burst", 4.0), ("new", 5.0)]
    assert raise_alerts(any_store) == []
    any_store.add_articles([article("Undated")])
    assert raise_alerts(any_store) == []
    publish(any_store, even(1, 10))
    publish(any_store, {1: {week(11): 12}, 2: {week(11): 10}})
    assert names(any_store) == ["burst-week-1-20251110"]
    (kept,) = any_store.alerts()
    assert (kept.topic_id, kept.raised_at, kept.sent_at) == (1, NOW, None)


def test_a_rule_takes_the_place_of_one_for_the_same(any_store):
    first = any_store.set_alert_rule(Rule("line", "week", "volume", 3, topic_id=1))
    second = any_store.set_alert_rule(Rule("line", "week", "volume", 7, topic_id=1))
    other = any_store.set_alert_rule(Rule("line", "day", "volume", 7, topic_id=1))
    kept = [rule for rule in any_store.alert_rules() if rule.kind == "line"]
    assert kept == [second, other]
    assert second.id == first.id
    assert any_store.remove_alert_rule(second.id)
    assert not any_store.remove_alert_rule(second.id)
