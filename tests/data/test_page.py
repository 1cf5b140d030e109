from __future__ import annotations

from datetime import UTC, datetime

from helpers import NOW

from data.article import Article
from data.ingest import ingest
from data.sources import ReadOptions, open_origin

PAGE = """Menu
Sports
Council agrees on a new bridge over the river
24 November 2025
After a debate of six hours the city council agreed on Monday to build a new bridge over the river.
The works are to begin in spring, the mayor said, and will cost some forty million.
Share this
Read also
Trams will run until midnight from December on
The city extends the service on four lines after a trial in summer...
School of music opens its doors to the public
On Saturday pupils of all classes play in the old town hall...
Average Rating
0 votes
We use cookies
"""


def page(tmp_path, text=PAGE, **options):
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    return [e for e in open_origin(str(path), options=ReadOptions(**options), now=NOW) if isinstance(e, Article)]


def test_a_page_gives_its_article_and_its_teasers_and_no_furniture(tmp_path):
    main, *teasers = page(tmp_path)
    assert main.title == "Council agrees on a new bridge over the river"
    assert main.text.startswith("After a debate")
    assert main.text.endswith("forty million.")
    assert not main.truncated
    assert [t.title for t in teasers] == [
        "Trams will run until midnight from December on",
        "School of music opens its doors to the public",
    ]
    assert all(t.truncated and t.text.endswith("...") for t in teasers)


def test_only_the_main_article_has_the_pages_date(tmp_path):
    main, *teasers = page(tmp_path)
    assert main.published_at == datetime(2025, 11, 24, tzinfo=UTC)
    assert {t.published_at for t in teasers} == {None}


def test_the_real_page_gives_seven_articles(shared, store):
    summary = ingest(store, [str(shared / "seed" / "page_uk.txt")])
    corpus = store.corpus()
    assert summary.new == corpus.height == 7
    assert summary.rejected == summary.failed == []
    assert set(corpus["language"]) == {"uk"}
    assert corpus["published_at"].null_count() == 7
    assert corpus["truncated"].sum() == 6
    assert all(corpus["text"].str.len_chars() > 20)
    assert not any(corpus["text"].str.contains("Average|Rating|cookies"))


def test_a_date_can_be_set_on_purpose(shared):
    when = datetime(2025, 11, 24, tzinfo=UTC)
    path = str(shared / "seed" / "page_uk.txt")
    entries = [e for e in open_origin(path, options=ReadOptions(date=when), now=NOW) if isinstance(e, Article)]
    assert {e.published_at for e in entries} == {when}
