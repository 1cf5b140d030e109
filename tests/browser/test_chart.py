"""The chart of the overview in each of its kinds: drawn, pointed at, clicked, dragged over, compared, shared."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from analysis.drawing import drawing_of
from analysis.figures.chart import chart
from analysis.locale import locale_of
from analysis.summary import summarise
from data.filters import Filters
from data.store import Store
from tests.browser.test_accessibility import AXE, violations

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

KINDS = {"lines": "Lines", "areas": "Areas", "multiples": "Multiples", "heatmap": "Heatmap"}
SAID = {"areas": "Stacked areas", "multiples": "small chart for each topic", "heatmap": "heatmap of topics"}
DRAWN = "#trend .scatterlayer .trace, #trend .heatmaplayer .hm image"
PEAK = """() => {
  const plot = document.querySelector('#trend .js-plotly-plot'), frame = plot.getBoundingClientRect();
  const at = plot.calcdata.findIndex(([one]) => one.trace.meta === 'series' && one.trace.visible === true);
  const trace = plot.calcdata[at][0].trace, look = plot._fullLayout;
  const x = look[trace.xaxis.replace('x', 'xaxis')], y = look[trace.yaxis.replace('y', 'yaxis')];
  const place = (right, up, said) => ({x: frame.x + x._offset + right, y: frame.y + y._offset + up, said});
  if (trace.type === 'heatmap') {
    const cells = trace.z[0], top = cells.indexOf(Math.max(...cells));
    const middle = (x.d2p(trace.x[top]) + x.d2p(trace.x[top + 1])) / 2;
    return place(middle, y.d2p(trace.y[0]), trace.text[0][top]);
  }
  const top = trace.y.indexOf(Math.max(...trace.y));
  return place(x.d2p(trace.x[top]), y.d2p(trace.y[top]), trace.customdata[top][1]);
}"""
KINDS_OF_TRACES = "document.querySelector('#trend .js-plotly-plot').data.map(trace => trace.meta)"


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(DRAWN, state="attached")
    expect(page.locator("#trend-said")).not_to_be_empty()
    page.wait_for_timeout(300)
    return page


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait for what Playwright's own waiting cannot ask: the page forbids it to make code of text."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("waited in vain")


def coloured(page: Page) -> int:
    """Count the pixels of the chart that have a colour: what is drawn, not the grid and not the text."""
    pixels = np.asarray(Image.open(io.BytesIO(page.locator("#trend").screenshot())).convert("RGB")).astype(int)
    return int(((pixels.max(axis=2) - pixels.min(axis=2)) > 60).sum())


def chosen_kind(page: Page) -> str:
    return page.get_by_role("radiogroup", name="Kind of chart").get_by_role("radio", checked=True).input_value()


def test_each_kind_is_chosen_drawn_shared_and_brought_back(served, new_page):
    page = opened(new_page(), served)
    assert coloured(page) > 1_000
    for kind in ("areas", "multiples", "heatmap"):
        page.get_by_text(KINDS[kind], exact=True).click()
        expect(page).to_have_url(re.compile(f"chart={kind}$"))
        expect(page.locator("#trend-said")).to_contain_text(SAID[kind])
        page.wait_for_timeout(500)
        assert coloured(page) > 1_000
    page.go_back()
    expect(page).to_have_url(re.compile("chart=multiples$"))
    expect(page.get_by_role("radio", name="Multiples")).to_be_checked()
    page.get_by_text("Lines", exact=True).click()
    expect(page).to_have_url(served)
    colleague = opened(new_page(), f"{served}?chart=heatmap&bursts=0&measure=index")
    assert chosen_kind(colleague) == "heatmap"
    expect(colleague.locator("#chart-bursts")).not_to_be_checked()
    expect(colleague.get_by_role("radio", name="Index", exact=True)).to_be_checked()
    expect(colleague.locator("#chart-smooth")).to_be_disabled()


@pytest.mark.parametrize("kind", KINDS)
def test_a_point_names_its_stories_and_gives_its_articles(served, new_page, kind):
    page = opened(new_page(), f"{served}?chart={kind}")
    peak = page.evaluate(PEAK)
    page.mouse.move(peak["x"] - 2, peak["y"] + 1)
    page.mouse.move(peak["x"], peak["y"])
    label = page.locator("#trend .hoverlayer .hovertext")
    volume = int(re.search(r"(\d+) article", peak["said"]).group(1))
    expect(label).to_contain_text(f"{volume} articles")
    expect(label).to_contain_text("burst")
    # The headlines of the stories are asked for and come later.
    told = label.locator("tspan[style*=italic]").first
    expect(told).to_be_attached()
    headline = told.text_content()
    page.mouse.click(peak["x"], peak["y"])
    expect(page.locator("#articles-title")).to_contain_text("17–23 Nov 2025")
    shown = page.locator("#articles > li")
    expect(shown).to_have_count(min(20, volume))
    if volume > 20:
        page.locator("#more-articles").click()
        expect(shown).to_have_count(volume)
    titles = " ".join(shown.locator("h3").all_inner_texts())
    assert headline.rstrip("…")[:30] in titles


@pytest.mark.parametrize("kind", KINDS)
def test_a_drag_zooms_and_a_double_click_takes_it_back(served, new_page, kind):
    page = opened(new_page(), f"{served}?chart={kind}")
    box = page.locator("#trend .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 66, steps=8)
    page.mouse.up()
    expect(page).to_have_url(
        re.compile(rf"from=2025-\d\d-\d\d&to=2025-\d\d-\d\d{'' if kind == 'lines' else '&chart='}")
    )
    expect(page.locator("#sentence")).not_to_contain_text("1,194")
    page.wait_for_timeout(600)
    page.mouse.dblclick(box["x"] + box["width"] * 0.5, box["y"] + 60)
    expect(page).not_to_have_url(re.compile("from="))
    expect(page.locator("#sentence")).to_contain_text("1,194")


def test_overlays_lie_over_the_volumes_and_are_in_the_address(served, new_page):
    page = opened(new_page(), f"{served}?from=2025-07-01&to=2025-12-29")
    before = page.evaluate(KINDS_OF_TRACES)
    assert "burst" in before
    assert not {"mean", "previous"} & set(before)
    # One right after the other: what is asked for last must not be lost on the way.
    page.get_by_text("Mean over 7", exact=True).click()
    page.get_by_text("Days before", exact=True).click()
    expect(page).to_have_url(re.compile("smooth=1&previous=1$"))
    until(page, lambda: "previous" in page.evaluate(KINDS_OF_TRACES))
    after = page.evaluate(KINDS_OF_TRACES)
    assert after.count("series") == before.count("series")
    assert after.count("mean") == after.count("previous") == 10
    page.locator("#chart-bursts").focus()
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("bursts=0$"))
    until(page, lambda: "burst" not in page.evaluate(KINDS_OF_TRACES))
    page.go_back()
    expect(page.locator("#chart-bursts")).to_be_checked()
    page.locator("#trend-summary").click()
    numbers = page.locator("#trend-numbers")
    expect(numbers.locator("table")).to_have_count(2)
    # The outliers, too, which the chart itself leaves out at first.
    expect(numbers.locator("th", has_text="mean over 7")).to_have_count(11)
    expect(numbers.locator("table").nth(1).locator("th")).to_have_text(["Topic", "Begins", "Ends", "Strength"])


def test_topics_are_compared_from_the_table_and_taken_out_again(served, new_page):
    page = opened(new_page(), served)
    boxes = page.locator(".compare-box")
    entries = page.locator(".legend-entry[aria-pressed=true]")
    for number in range(5):
        boxes.nth(number).click()
        expect(entries).to_have_count(number + 1)
    expect(page).to_have_url(re.compile("compare=1&compare=2"))
    expect(page.locator("#sentence")).to_contain_text("1,194")
    assert page.evaluate(KINDS_OF_TRACES).count("series") == 5
    expect(boxes.nth(5)).to_be_disabled()
    entries.first.focus()
    page.keyboard.press("Enter")
    expect(entries).to_have_count(4)
    expect(boxes.nth(5)).to_be_enabled()
    expect(boxes.first).not_to_be_checked()
    page.go_back()
    expect(entries).to_have_count(5)
    page.get_by_role("button", name="All topics").click()
    expect(page).to_have_url(served)
    expect(entries).to_have_count(0)


def test_the_chart_keeps_its_kind_from_page_to_page(served, new_page):
    page = new_page()
    page.goto(f"{served}runs?chart=areas&smooth=1")
    page.locator("#nav-overview").click()
    page.wait_for_selector(DRAWN, state="attached")
    expect(page.get_by_role("radio", name="Areas")).to_be_checked()
    expect(page.locator("#chart-smooth")).to_be_checked()
    expect(page).to_have_url(re.compile(r"chart=areas&smooth=1$"))
    # A filter of the bar leaves the chart as it is.
    page.get_by_text("90 days", exact=True).click()
    expect(page).to_have_url(re.compile(r"from=.*chart=areas&smooth=1$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_kind_fits_and_shuts_nobody_out(served, new_page, scheme, width):
    page = new_page(width, 900, scheme)
    page.add_init_script(path=AXE)
    wrong = {}
    for kind in KINDS:
        opened(page, f"{served}?chart={kind}&compare=1&compare=2&from=2025-07-01&smooth=1&previous=1")
        page.locator("#trend-summary").click()
        expect(page.locator("#trend-numbers table").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if found := violations(page):
            wrong[kind] = found
    assert wrong == {}


def test_small_multiples_stand_below_each_other_on_a_phone(served, new_page):
    page = opened(new_page(390, 900), f"{served}?chart=multiples")
    panels = page.locator("#trend .nsewdrag")
    expect(panels).to_have_count(10)
    boxes = [panels.nth(number).bounding_box() for number in range(10)]
    assert len({round(box["x"]) for box in boxes}) == 1
    assert all(box["width"] > 280 for box in boxes)
    assert len({round(box["y"]) for box in boxes}) == 10


def test_stories_of_what_is_no_period_are_not_there(served, new_page):
    page = new_page()
    assert page.request.get(f"{served}stories-of/1/yesterday").status == 404
    assert page.request.get(f"{served}stories-of/1/2025-11-17?to=2025-01-01").json() == []
    assert len(page.request.get(f"{served}stories-of/1/2025-11-17").json()) == 2


@pytest.mark.parametrize("kind", KINDS)
def test_the_browser_unpacks_what_a_report_draws(served, new_page, sample_store, kind):
    start, end = date(2025, 9, 3), date(2025, 11, 30)
    filters = Filters(chart=kind, period="day", start=start, end=end, smooth=True, previous=True)
    with Store(str(sample_store), create=False) as store:
        expected = chart(drawing_of(store, summarise(store, filters)), locale_of("en"), columns=5)
    page = opened(new_page(), f"{served}?{filters.to_query()}")
    expected = json.loads(json.dumps(expected))
    plot = "document.querySelector('#trend .js-plotly-plot')"
    shown, outlines = page.evaluate(f"() => [{plot}.data, {plot}.layout.shapes]")
    assert len(shown) == len(expected["data"]) > 0
    for drawn, wanted in zip(shown, expected["data"], strict=True):
        assert {name: drawn.get(name) for name in wanted} == wanted
        assert not {"at", "told", "cells"} & drawn.keys()
    assert len(outlines) == len(expected["layout"]["shapes"])
    for drawn, wanted in zip(outlines, expected["layout"]["shapes"], strict=True):
        assert {name: drawn.get(name) for name in wanted} == wanted
