"""A report as PDF: the HTML report printed by Chrome or Chromium where there is one, else laid out here.

Chromium shapes every script, breaks pages well and draws the charts of the page itself. reportlab needs nothing but
itself and the fonts shipped with newstide, and draws plainer pages: it is what machines without a browser get.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.report import paper
from analysis.report.browser import find_browser, print_page
from analysis.report.page import render_for_paper

if TYPE_CHECKING:
    from analysis.report.model import Report


def render(report: Report) -> Iterator[bytes]:
    """Write a report as PDF."""
    browser = find_browser()
    if browser is None:
        yield from paper.render(report)
    else:
        yield from print_page(browser, render_for_paper(report))
