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
