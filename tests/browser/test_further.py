"""What is chosen seldom: the time zone, and a panel of constant sources."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TRACES = "#trend .scatterlayer .trace"


def test_the_time_zone_is_chosen_from_all_that_the_browser_knows(served, new_page):
    page = new_page()
    page.goto(served)
    page.wait_for_selector(TRACES)
    page.locator("#further").click()
    page.locator("#zone").click()
    page.locator("#zone").fill("Kiritimati")
    page.get_by_role("option", name=re.compile("Kiritimati")).click()
    expect(page).to_have_url(re.compile(r"zone=Pacific%2FKiritimati"))
    expect(page.locator("#filter-said")).to_have_text("Days of Pacific/Kiritimati.")
    # Whatever else changes, the zone stays.
    page.keyboard.press("Escape")
    page.get_by_text("30 days", exact=True).click()
    expect(page).to_have_url(re.compile(r"from=.*zone=Pacific%2FKiritimati"))
    page.locator("#reset").click()
    expect(page.locator("#filter-said")).to_have_text("")


def test_a_panel_of_constant_sources_is_chosen_and_said(served, new_page):
    page = new_page()
    page.goto(f"{served}?zone=Europe/Kyiv")
    page.wait_for_selector(TRACES)
    page.locator("#further").click()
    expect(page.locator("#zone")).to_have_value("Europe/Kyiv")
    page.get_by_text("Constant sources", exact=True).click()
    expect(page).to_have_url(re.compile(r"panel=1"))
    expect(page.locator("#filter-said")).to_have_text(
        "Only sources that published in the whole range; days of Europe/Kyiv."
    )
    page.get_by_text("All sources", exact=True).click()
    expect(page).not_to_have_url(re.compile(r"panel=1"))
