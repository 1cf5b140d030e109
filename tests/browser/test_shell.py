from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

OPACITY = "() => getComputedStyle(document.querySelector('.page'), '::before').opacity"
"""Of the line that runs while the server works."""
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_an_unknown_address_says_so_and_leads_back(served, new_page):
    page = new_page()
    page.goto(f"{served}no/such/page?language=uk")
    expect(page.locator("#no-such-page")).to_contain_text("There is no such page.")
    expect(page.locator("#languages-label")).to_be_visible()
    page.get_by_role("link", name="To the overview").click()
    expect(page.locator("#sentence")).to_contain_text("1,194 articles")


def test_the_navigation_keeps_the_filter_and_says_where_one_is(served, new_page):
    page = new_page()
    page.goto(f"{served}no-such-page?language=uk")
    link = page.get_by_role("link", name="Overview", exact=True)
    expect(link).to_have_attribute("href", "/?language=uk")
    assert link.get_attribute("aria-current") is None
    link.click()
    expect(page.locator("#sentence")).to_contain_text("in 1 language")
    expect(page).to_have_url(re.compile(r"/\?language=uk$"))
    expect(link).to_have_attribute("aria-current", "page")
    expect(page.locator("#content")).to_be_focused()
    page.go_back()
    expect(page.locator("#no-such-page")).to_be_visible()


def test_a_browser_that_hides_where_it_asks_from_gets_the_page_too(served, new_page):
    page = new_page()

    def without_referrer(route, request):
        headers = {name: value for name, value in request.headers.items() if name != "referer"}
        route.continue_(headers=headers)

    page.route("**/_dash-layout", without_referrer)
    page.goto(f"{served}?language=uk")
    expect(page.locator("#sentence")).to_contain_text("in 1 language")


def test_a_page_that_waits_for_the_server_says_so_and_stays_alive(served, new_page):
    page = new_page()
    page.goto(served)
    expect(page.locator("#sentence")).to_contain_text("1,194 articles")
    page.evaluate(
        """() => {
            const ask = window.fetch, asked = new Promise((go) => { window.goOn = go; });
            window.fetch = async (...what) => {
                if (String(what[0].url ?? what[0]).includes("_dash-update-component")) await asked;
                return ask(...what);
            };
        }"""
    )
    page.locator("#text").fill("Geneva")
    expect(page.locator("#content [data-dash-is-loading], .filters [data-dash-is-loading]")).not_to_have_count(0)
    page.wait_for_timeout(600)
    assert page.evaluate(OPACITY) == "1"
    dark = page.locator("html").get_attribute("data-mantine-color-scheme")
    page.locator("#theme").click()
    expect(page.locator("html")).not_to_have_attribute("data-mantine-color-scheme", str(dark))
    page.evaluate("goOn()")
    expect(page).to_have_url(re.compile(r"text=Geneva"))
    expect(page.locator("[data-dash-is-loading]")).to_have_count(0)
    page.wait_for_function(f"{OPACITY} === '0'")


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_jumps_while_a_page_fills(served, new_page, width):
    page = new_page(width, 900)
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts.push(entry.value);
        }).observe({type: "layout-shift", buffered: true});"""
    )
    shifted = {}
    for path in ("", "topic/1", "story/1", "map", "articles", "topics", "alerts", "runs"):
        page.goto(f"{served}{path}")
        page.wait_for_load_state("networkidle")
        shifted[path] = page.evaluate("window.shifts.reduce((sum, shift) => sum + shift, 0)")
    # What web.dev's Core Web Vitals call good: a cumulative layout shift of at most 0.1.
    assert {path: shift for path, shift in shifted.items() if shift > 0.1} == {}
