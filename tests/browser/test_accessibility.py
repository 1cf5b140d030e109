"""Each page by axe-core (4.14.1, MPL-2.0, in ``axe/``; for these tests only)."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parent / "axe" / "axe.min.js"
PAGES = {
    "": "#trend .scatterlayer .trace",
    "topic/1": "#topic-figure .barlayer .trace",
    "story/1": ".told li",
    "runs": "#runs-table table",
    "topics": "#topics-table table",
    "alerts": "#alerts-rules li",
    "topic/99999": ".state",
    "no-such-page": ".state",
    "?text=xyzzyplugh": ".state",
}


def violations(page) -> list[str]:
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary'][:300]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_shuts_anyone_out(served, new_page, scheme, width):
    page = new_page(width, 900, scheme)
    page.add_init_script(path=AXE)
    wrong = {}
    for path, drawn in PAGES.items():
        page.goto(f"{served}{path}")
        page.wait_for_selector(drawn, state="attached")
        page.wait_for_timeout(400)
        found = violations(page)
        if found:
            wrong[path or "overview"] = found
    assert wrong == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_unfolds_and_opens_shuts_nobody_out(own, new_page, scheme):
    page = new_page(1440, 900, scheme)
    page.add_init_script(path=AXE)
    page.goto(f"{own.address}topic/1")
    wrong = {}
    for button in ("Rename…", "Merge into…", "Split…"):
        page.get_by_text(button).click()
        wrong[button] = violations(page)
    page.get_by_role("button", name="Hide", exact=True).click()
    page.wait_for_selector("#edit-undo")
    wrong["notice"] = violations(page)
    page.locator("#topic-articles button").first.click()
    page.get_by_role("dialog").wait_for()
    page.wait_for_timeout(400)
    wrong["dialog"] = violations(page)
    page.keyboard.press("Escape")
    page.goto(f"{own.address}topics")
    form = page.locator("#topics-new")
    form.get_by_label("Name").fill("Grain exports")
    form.get_by_role("button", name="Pin").click()
    page.locator("#topics-pins summary").click()
    wrong["pins"] = violations(page)
    assert {place: found for place, found in wrong.items() if found} == {}
