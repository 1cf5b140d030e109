from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from analysis.locale import locale_of
from analysis.summary import change_in_words, summarise
from data.filters import Filters
from data.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

TRACES = "#trend .scatterlayer .trace"
DRAWN = (
    "document.querySelector('#trend .js-plotly-plot').data"
    ".filter(trace => trace.meta === 'series' && trace.visible !== 'legendonly')"
    ".reduce((sum, trace) => sum + trace.x.length, 0)"
)


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_selector(TRACES)
    return page


def test_from_the_first_look_to_an_exported_report(served, new_page, tmp_path):
    page = opened(new_page(), served)
    sentence = page.locator("#sentence")
    expect(sentence).to_contain_text("1,194 articles in 6 languages")
    points = page.evaluate(DRAWN)

    # 1. Dates: the latest 90 days.
    page.get_by_text("90 days", exact=True).click()
    expect(page).to_have_url(re.compile(r"from=2025-10-01&to=2025-12-29"))
    expect(sentence).to_contain_text("1 October 2025 to 29 December 2025")
    page.wait_for_function(f"({DRAWN}) < {points}")

    # 2. A topic, by its row: the one that leads stands first, as soon as the table is that of the days.
    label = page.locator(".topic-button").first
    name = re.search(r"; (.+) leads \(", sentence.inner_text()).group(1)
    expect(label).to_have_text(name)
    label.click()
    expect(page).to_have_url(re.compile(r"topic=\d+"))
    expect(page.locator(".topic-button.chosen")).to_have_text(name)
    # Its line, and the glow of its bursts.
    expect(page.locator(TRACES)).to_have_count(2)
    expect(sentence).to_contain_text(name)

    # 3. A peak, and the articles behind it. The click on the row may have scrolled the chart away.
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    peak = page.evaluate(
        """() => {
          const plot = document.querySelector('#trend .js-plotly-plot');
          const trace = plot.data.find((one) => one.meta === 'series');
          const top = trace.y.indexOf(Math.max(...trace.y));
          const frame = plot.getBoundingClientRect(), x = plot._fullLayout.xaxis, y = plot._fullLayout.yaxis;
          return {x: frame.x + x._offset + x.d2p(trace.x[top]), y: frame.y + y._offset + y.d2p(trace.y[top]),
                  volume: trace.y[top]};
        }"""
    )
    page.mouse.move(peak["x"], peak["y"])
    page.wait_for_selector("#trend .hoverlayer .hovertext")
    page.mouse.click(peak["x"], peak["y"])
    expect(page.locator("#articles-title")).to_contain_text(name)
    shown = page.locator("#articles > li")
    expect(shown).to_have_count(min(20, int(peak["volume"])))
    assert len(shown.first.locator("h3").inner_text()) > 10

    # 4. The report, read back.
    page.locator("#export").click()
    with page.expect_download() as download:
        page.locator("#export-csv").click()
    path = tmp_path / "report.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    counted = int(re.match(r"([\d,]+)", sentence.inner_text()).group(1).replace(",", ""))
    assert len(rows) == counted
    assert {row["topic"] for row in rows} == {name}
    assert all("2025-10-01" <= row["published_at"][:10] <= "2025-12-29" for row in rows)


def test_a_view_can_be_sent_to_a_colleague(served, new_page):
    page = opened(
        new_page(), f"{served}?from=2025-11-01&to=2025-11-30&language=uk&language=pl&period=day&measure=share"
    )
    expect(page.locator("#sentence")).to_contain_text("in 2 languages")
    expect(page.locator("#dates")).to_contain_text("1 Nov 2025")
    expect(page.get_by_role("radio", name="Day", exact=True)).to_be_checked()
    expect(page.get_by_role("radio", name="Share", exact=True)).to_be_checked()
    ticks = page.locator("#trend .ytick text").all_text_contents()
    assert all("%" in tick for tick in ticks)


def test_the_back_button_brings_the_view_before(served, new_page):
    page = opened(new_page(), served)
    page.get_by_text("30 days", exact=True).click()
    expect(page).to_have_url(re.compile("from="))
    expect(page.locator("#sentence")).to_contain_text("30 November 2025")
    page.go_back()
    expect(page.locator("#sentence")).to_contain_text("8 January 2025 to 29 December 2025")
    expect(page.get_by_role("radio", name="All", exact=True)).to_be_checked()


def test_words_languages_and_sources_filter(served, new_page):
    page = opened(new_page(), served)
    page.locator("#text").fill("переговори")
    expect(page).to_have_url(re.compile("text="))
    expect(page.locator("#sentence")).not_to_contain_text("1,194")
    page.locator("#reset").click()
    expect(page.locator("#sentence")).to_contain_text("1,194")
    page.locator("#languages").click()
    page.get_by_role("option", name=re.compile("Ukrainian")).click()
    expect(page).to_have_url(re.compile("language=uk"))
    expect(page.locator("#sentence")).to_contain_text("in 1 language")


def test_a_drag_over_the_chart_sets_the_dates_and_a_double_click_takes_them_away(served, new_page):
    page = opened(new_page(), served)
    box = page.locator("#trend .nsewdrag").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 110, steps=8)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"from=2025-\d\d-\d\d&to=2025"))
    expect(page.locator("#sentence")).not_to_contain_text("1,194")
    page.mouse.dblclick(box["x"] + box["width"] * 0.5, box["y"] + 100)
    expect(page.locator("#sentence")).to_contain_text("1,194")


def test_an_empty_result_says_why(served, new_page):
    page = new_page()
    page.goto(f"{served}?text=xyzzyplugh")
    expect(page.locator(".state")).to_contain_text("No article matches this filter.")
    expect(page.locator("#sentence")).to_have_text("No article matches.")


def test_an_address_that_cannot_be_read_is_told(served, new_page):
    page = opened(new_page(), f"{served}?from=yesterday&topic=x")
    expect(page.locator("#filter-problems")).to_contain_text("yesterday")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_the_page_fits_and_follows_the_theme(served, new_page, scheme, width):
    page = opened(new_page(width, 900, scheme), served)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    light = sum(map(int, re.findall(r"\d+", background)[:3])) > 600
    assert light == (scheme == "light")


def test_the_chosen_theme_stays(served, new_page):
    page = opened(new_page(), served)
    page.locator("#theme").click()
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")
    page.reload()
    page.wait_for_selector(TRACES)
    expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", "dark")


def test_rows_of_the_table_are_written_out_in_full(served, new_page, sample_store):
    locale, filters = locale_of("en"), Filters(start=date(2025, 3, 1), end=date(2025, 10, 31), languages=("uk", "de"))
    with Store(str(sample_store), create=False) as store:
        summary = summarise(store, filters)
    page = new_page(width=2000)
    page.goto(f"{served}?{filters.model_copy(update={'compared': (int(summary.topics['topic_id'][0]),)}).to_query()}")
    shown = summary.topics.filter(summary.topics["topic_id"] > 0)
    for row in shown.head(5).iter_rows(named=True):
        cell = page.locator(f'[row-id="topic-{row["topic_id"]}"]').locator
        name, first = summary.label(row["topic_id"], locale), row["topic_id"] == summary.topics["topic_id"][0]
        expect(cell('[col-id="topic"] .topic-label')).to_have_text(name)
        expect(cell('[col-id="volume"]')).to_have_text(locale.number(row["volume"]))
        expect(cell('[col-id="share"]')).to_have_text(locale.percent(row["share"], 1))
        expect(cell('[col-id="change"]')).to_have_text(change_in_words(row, locale))
        expect(cell('[col-id="languages"]')).to_have_text(" ".join(row["languages"]))
        expect(cell('[col-id="first_seen"]')).to_have_text(locale.day(row["first_seen"], short=True))
        expect(cell('[col-id="last_seen"]')).to_have_text(locale.day(row["last_seen"], short=True))
        expect(cell('[col-id="compare"] input')).to_have_attribute("aria-label", f"Compare {name}")
        assert cell('[col-id="compare"] input').is_checked() == first
        link = cell('[col-id="open"] a')
        expect(link).to_have_attribute("aria-label", f"Open the page of {name}")
        assert f"/topic/{row['topic_id']}?" in link.get_attribute("href")
        assert "from=2025-03-01" in link.get_attribute("href")
