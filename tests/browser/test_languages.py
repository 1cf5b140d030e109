"""The page in both languages: what is said, dates and months, the switch, titles, and that nothing overflows."""

from __future__ import annotations

import re

import pytest
from helpers import english_in
from playwright.sync_api import expect
from test_accessibility import AXE, violations

from analysis.locale import locale_of
from dashboard.pages import LISTED

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

UKRAINIAN = locale_of("uk")
OTHERS = {
    "topic/1": "#topic-figure .barlayer .trace",
    "story/1": ".told li",
    "topic/99999": ".state",
    "story/99999": ".state",
    "no-such-page": ".state",
    "?text=xyzzyplugh": ".state",
    "?from=2025-99-01": "#filter-problems .mantine-Alert-root",
}
PAGES = {**{page.PATH.lstrip("/"): "#content h1, #content h2" for page in LISTED}, **OTHERS}
SHOWN = """() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const own = (element) => {
    const spoken = element.closest("[lang]");
    return seen(element) && (!spoken || spoken === document.documentElement) && !element.closest("code, script, style");
  };
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (own(walker.currentNode.parentElement)) texts.push(walker.currentNode.textContent);
  for (const element of document.querySelectorAll("*")) {
    if (!own(element)) continue;
    for (const name of ["aria-label", "title", "placeholder", "alt", "data-title"]) {
      if (element.getAttribute(name)) texts.push(element.getAttribute(name));
    }
  }
  return texts.filter((text) => text.trim());
}"""


def opened(served, page, path):
    page.goto(f"{served}{path}")
    page.wait_for_selector(PAGES.get(path, "#content h1"), state="attached")
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [390, 1440])
def test_no_page_mixes_english_into_ukrainian_and_nothing_overflows(served, new_page, width):
    page = new_page(width, 900, locale="uk-UA")
    wrong = {}
    for path in PAGES:
        opened(served, page, path)
        for button in page.locator("#more-filters, #views, #export").all():
            if button.is_visible():
                button.click()
        texts = page.evaluate(SHOWN)
        assert any(re.search("[А-Яа-яЇїІіЄєҐґ]{4}", text) for text in texts)
        found = english_in(texts, UKRAINIAN)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
            found.append("the page is wider than the window")
        if page.evaluate("document.documentElement.lang") != "uk":
            found.append("the document says another language")
        if found:
            wrong[path or "overview"] = found
    assert wrong == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_ukrainian_pages_shut_nobody_out(served, new_page, scheme):
    page = new_page(1440, 900, scheme, "uk-UA")
    page.add_init_script(path=AXE)
    wrong = {}
    for path in PAGES:
        opened(served, page, path)
        page.wait_for_timeout(400)
        if found := violations(page):
            wrong[path or "overview"] = found
    assert wrong == {}


def test_the_sentence_numbers_and_months_are_those_of_the_language(served, new_page):
    page = new_page(locale="uk-UA")
    page.goto(served)
    expect(page.locator("#sentence")).to_contain_text("1\u00a0194 статті (6 мов, 24 джерела), 8 січня 2025")
    expect(page.locator("#trend .xaxislayer-above").first).to_contain_text(re.compile("(січ|бер|трав|лип)\\. 2025"))
    expect(page.locator("#topic-table .ag-row").first).to_contain_text(re.compile(r"\d+,\d %"))
    drawn = page.locator("#trend .js-plotly-plot")
    drawn.evaluate(
        "chart => Plotly.Fx.hover(chart,"
        " [{curveNumber: chart.data.findIndex(one => one.hovertemplate), pointNumber: 10}])"
    )
    hover = page.locator("#trend .hoverlayer .hovertext")
    expect(hover).to_contain_text(re.compile(r"\d стат.* \(\d+,\d %\)"))
    page.locator("#dates").click()
    calendar = page.locator(
        ".mantine-DatePickerInput-calendarHeader, .mantine-DatePickerInput-calendarHeaderLevel"
    ).first
    expect(calendar).to_contain_text(re.compile("грудень 2025", re.IGNORECASE))
    expect(page.locator("table thead").filter(has_text=re.compile("пн.*вт.*нд", re.IGNORECASE))).to_be_visible()
    days = page.locator("button[aria-label='29 грудня 2025']")
    expect(days).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_calendar_shuts_nobody_out_and_speaks_ukrainian(served, new_page, scheme):
    page = new_page(1440, 900, scheme, "uk-UA")
    page.add_init_script(path=AXE)
    page.goto(f"{served}runs")
    page.get_by_role("link", name="Огляд", exact=True).click()
    expect(page.locator("#sentence")).to_contain_text("статті")
    page.locator("#dates").click()
    expect(page.get_by_role("button", name="Попередній місяць")).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page) == []
    page.get_by_role("button", name="грудень 2025").click()
    expect(page.get_by_role("button", name="лист.", exact=True)).to_be_visible()
    assert english_in(page.evaluate(SHOWN), UKRAINIAN) == []


def test_days_on_axes_stand_before_months_in_english(served, new_page):
    page = new_page()
    page.goto(f"{served}?from=2025-11-03&to=2025-11-30&period=day")
    axis = page.locator("#trend .xaxislayer-above").first
    expect(axis).to_contain_text(re.compile(r"\d+ Nov"))
    expect(axis).not_to_contain_text(re.compile(r"Nov \d{1,2}\b(?!\d)"))


def test_a_chart_cannot_be_uploaded_from_the_page(served, new_page):
    page = new_page()
    for address, chart in ((served, "#trend"), (f"{served}topic/1", "#topic-figure")):
        page.goto(address)
        expect(page.locator(f"{chart} .xaxislayer-above text").first).to_be_attached()
        expect(page.locator(f"{chart} [data-title*='Share'], {chart} [data-title*='cloud']")).to_have_count(0)


def choose(page, language):
    page.locator("#language").click()
    page.get_by_role("option", name=language).click()


def test_the_switch_goes_there_and_back_keeps_the_filter_and_is_remembered(served, new_page):
    page = new_page()
    page.goto(f"{served}?language=uk")
    expect(page.locator("#sentence")).to_contain_text("in 1 language")
    choose(page, "Українська")
    expect(page.locator("#sentence")).to_contain_text("1 мова")
    expect(page).to_have_url(re.compile(r"\?language=uk$"))
    # Remembered: after a reload, and on a page opened anew, from the first byte on.
    document = page.goto(f"{served}runs").text()
    assert '<html lang="uk"' in document
    assert "<title>Запуски · newstide</title>" in document
    expect(page.get_by_role("heading", name="Запуски", exact=True)).to_be_visible()
    choose(page, "English")
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()


def test_a_page_left_open_follows_the_language_chosen_on_another(served, new_page):
    page = new_page()
    page.goto(f"{served}runs")
    other = page.context.new_page()
    other.goto(served)
    choose(other, "Українська")
    expect(other.locator("#sentence")).to_contain_text("статті")
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.get_by_role("heading", name="Запуски", exact=True)).to_be_visible()


def test_a_language_that_is_none_is_not_followed(served, new_page):
    page = new_page()
    page.context.add_cookies([{"name": "newstide-language", "value": "xx", "url": served}])
    page.goto(f"{served}runs")
    expect(page.get_by_role("heading", name="Runs", exact=True)).to_be_visible()
    page.evaluate("window.here = true; window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(500)
    assert page.evaluate("window.here")


def test_nothing_english_is_ever_drawn_for_a_reader_of_ukrainian(served, new_page):
    page = new_page(locale="uk-UA")
    page.add_init_script(
        """window.said = [];
        new MutationObserver(() => {
          const head = document.querySelector(".nav");
          if (head) window.said.push(head.textContent);
        }).observe(document, { childList: true, subtree: true });"""
    )
    page.goto(served)
    expect(page.locator("#sentence")).to_contain_text("статті")
    said = set(page.evaluate("window.said"))
    assert said
    assert not any("Overview" in text for text in said)


@pytest.mark.parametrize(
    ("locale", "names"),
    [
        ("en-GB", ("Overview", "Map", "Runs", "No such page")),
        ("uk-UA", ("Огляд", "Мапа", "Запуски", "Немає такої сторінки")),
    ],
)
def test_the_title_of_the_document_names_the_page(served, new_page, locale, names):
    page = new_page(locale=locale)
    page.goto(served)
    expect(page).to_have_title(f"{names[0]} · newstide")
    page.get_by_role("link", name=names[1], exact=True).click()
    expect(page).to_have_title(f"{names[1]} · newstide")
    page.get_by_role("link", name=names[2], exact=True).click()
    expect(page).to_have_title(f"{names[2]} · newstide")
    page.go_back()
    expect(page).to_have_title(f"{names[1]} · newstide")
    page.goto(f"{served}topic/1")
    label = page.locator("#topic-head h1").inner_text()
    expect(page).to_have_title(f"{label} · newstide")
    page.goto(f"{served}no-such-page")
    expect(page).to_have_title(f"{names[3]} · newstide")


def test_the_report_of_the_page_speaks_its_language(served, new_page, tmp_path):
    page = new_page(locale="uk-UA")
    page.goto(f"{served}?from=2025-01-01&to=2025-12-31")
    expect(page.locator("#sentence")).to_contain_text("статті")
    page.locator("#export").click()
    with page.expect_download() as waiting:
        page.locator("#export-html").click()
    path = tmp_path / "report.html"
    waiting.value.save_as(path)
    page.goto(path.as_uri())
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    expect(page.locator(".chart .xaxislayer-above").first).to_contain_text(re.compile("(січ|бер|трав|лип)\\. 2025"))
    assert english_in(page.evaluate(SHOWN), UKRAINIAN) == []
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
