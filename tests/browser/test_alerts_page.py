"""Rules of alerts set and removed on the page, and what was raised."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dashboard.alerts import after_run
from data.store import Rule, Store
from tests.browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def rules(server: Served) -> list[Rule]:
    with Store(str(server.store), create=False) as store:
        return store.alert_rules()


def test_a_line_is_set_for_a_topic_changed_and_removed(own, new_page):
    with Store(str(own.store), create=False) as store:
        topic = store.topics()[0]
    page = new_page()
    page.goto(f"{own.address}alerts")
    expect(page.locator("#alerts-rules li")).to_have_count(2)
    page.locator("#alerts-kind").click()
    page.get_by_role("option", name="A topic above a share of all articles").click()
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.locator("#alerts-said")).to_have_text("Choose a topic first.")
    page.locator("#alerts-topic").fill(topic.label[:6])
    page.get_by_role("option", name=topic.label, exact=True).click()
    for per_cent in ("12.5", "30"):
        page.get_by_label("Per cent above").fill(per_cent)
        page.locator("#alerts-period").get_by_text("Day").click()
        page.get_by_role("button", name="Set", exact=True).click()
        expect(page.locator("#alerts-said")).to_contain_text(f"Set: “{topic.label}” above {per_cent} % per day.")
        # A line of the same kind takes the place of the one before.
        expect(page.locator("#alerts-rules li")).to_have_count(3)
        assert rules(own)[2] == Rule("line", "day", "share", float(per_cent) / 100, topic.id, 3)
    page.reload()
    expect(page.locator("#alerts-rules li").nth(2)).to_contain_text("above 30 % per day")
    page.get_by_role("button", name=f"Remove: “{topic.label}”").click()
    expect(page.locator("#alerts-rules li")).to_have_count(2)
    assert [rule.kind for rule in rules(own)] == ["burst", "new"]


def test_what_was_raised_leads_to_the_days_that_it_is_about(own, new_page):
    with Store(str(own.store), create=False) as store:
        raised = after_run(store).raised
        assert raised
    page = new_page(390, 844)
    page.goto(f"{own.address}alerts")
    expect(page.locator("#alerts-latest li")).to_have_count(len(raised))
    page.locator("#alerts-latest a").first.click()
    expect(page.locator("#topic-head h1")).to_be_visible()
    assert "from=" in page.url
