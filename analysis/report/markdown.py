"""A report as Markdown (GitHub's tables): to read as it is, to paste into a wiki or a message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from analysis.intake import periods_in_words
from analysis.report.sections import HEADINGS, Section, article_cells, sections, topic_cells, topic_heads

if TYPE_CHECKING:
    from analysis.report.model import Report

LISTED = 1_000
SPECIAL = re.compile(r"([\\`*_\[\]<>#|~$^]|&(?=#?\w+;)|:(?=//|[\w+-]+:)|(?<=\w)@|(?<=www)\.)", re.IGNORECASE)
"""What is markup wherever it stands, and what some readers make links and pictures of by themselves."""
BEGINNING = re.compile(r"^(\d{0,9})([-+=.)])")
"""What begins a list or underlines a heading."""
PERIODS = 60
BLANK = re.compile(r"\s+")


def render(report: Report) -> Iterator[bytes]:
    """Write a report as Markdown (UTF-8)."""
    for block in _blocks(report):
        yield f"{block}\n\n".encode()


def plain(text: Any) -> str:  # noqa: ANN401
    r"""Write text so that nothing in it is markup, on one line.

    Examples
    --------
    >>> print(plain("<b>a|b</b> (31), 12.5 %: Anzeiger-Bote"))
    \<b\>a\|b\</b\> (31), 12.5 %: Anzeiger-Bote
    """
    return BEGINNING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", BLANK.sub(" ", str(text)).strip()))


def _blocks(report: Report) -> Iterator[str]:
    locale, summary = report.locale, report.summary
    yield f"# {plain(report.title())}"
    yield plain(summary.sentence(locale))
    yield _table([locale("What"), locale("Value")], report.coverage())
    if not summary.topics.is_empty():
        yield f"## {locale('Topics')}"
        yield _table(topic_heads(report), topic_cells(report))
        yield plain(f"{locale('Change')}: {summary.compared(locale)}.") if summary.now else ""
        yield from _volumes(report)
        for section in sections(report):
            yield from _section(section, report)
    yield f"## {locale('Articles')} ({locale.number(report.n_articles)})"
    if note := report.left_out(LISTED):
        yield plain(note)
    if report.n_articles:
        yield (
            _row([locale(head) for head in HEADINGS])
            + "\n"
            + _rule(len(HEADINGS))
            + "\n"
            + "\n".join(
                _row([*map(plain, cells[:1]), _link(cells[1], url), *map(plain, cells[2:])])
                for cells, url in article_cells(report, LISTED)
            )
        )
    else:
        yield locale("No article matches this filter.")


def _volumes(report: Report) -> Iterator[str]:
    """Write the latest periods of the largest topics: a line a period."""
    locale, summary = report.locale, report.summary
    wide = summary.series.pivot("topic_id", index="period", values="volume").sort("period").tail(PERIODS)
    shown = summary.topics["topic_id"].to_list()[:8]
    if wide.is_empty():
        return
    yield f"## {report.volume_title()}"
    called = periods_in_words(summary.intake, summary.filters.period, locale)
    heads = [locale("Period"), *(summary.label(topic_id, locale) for topic_id in shown)]
    rows = (
        [called[row["period"]], *(locale.number(row[str(key)] or 0) for key in shown)]
        for row in wide.iter_rows(named=True)
    )
    yield _table(heads, rows)


def _section(section: Section, report: Report) -> Iterator[str]:
    locale = report.locale
    yield f"### {plain(section.label)}"
    yield "\n".join(
        f"- **{plain(language)}**: {plain(', '.join(words))}" + "".join(f"\n  - {plain(title)}" for title in titles)
        for language, words, titles in section.spoken
    )
    if section.bursts:
        yield plain(section.bursts)
    yield f"{locale('Stories')}:"
    yield "\n".join(f"- {plain(title)} ({plain(counted)})" for title, counted in section.stories)
    if section.more:
        yield plain(section.more)


def _link(title: str, url: str | None) -> str:
    if url is None:
        return plain(title)
    address = url.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C").replace("\\", "%5C")
    return f"[{plain(title)}](<{BLANK.sub('%20', address)}>)"


def _table(heads: Sequence[str], rows: Any) -> str:  # noqa: ANN401
    lines = [_row(map(plain, heads)), _rule(len(heads)), *(_row(map(plain, row)) for row in rows)]
    return "\n".join(lines)


def _row(cells: Any) -> str:  # noqa: ANN401
    return f"| {' | '.join(cells)} |"


def _rule(columns: int) -> str:
    return "|" + " --- |" * columns
