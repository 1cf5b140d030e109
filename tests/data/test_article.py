from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from helpers import article
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from data.article import canonical_link, clean


def test_the_id_follows_the_canonical_link_not_the_text():
    one = article("First words", url="https://www.Paper.example/news/1/?utm_source=x&b=2&a=1#top")
    other = article("Other words", url="http://paper.example/news/1?a=1&b=2")
    assert one.id == other.id
    assert one.text_hash != other.text_hash


def test_without_a_link_source_title_and_text_make_the_id():
    assert article("A", text="x").id == article("A", text="x").id
    assert len({article("A", text="x").id, article("B", text="x").id, article("A", text="y").id}) == 3
    assert article("A").id != article("A", source="Other").id


def test_the_id_is_the_same_in_every_process():
    assert article("A title", text="Body", url="https://paper.example/1").id == "782f091f2b08a5ae7f9f112150b08b68"


def test_times_are_kept_in_utc():
    kyiv = timezone(timedelta(hours=2))
    assert article(published_at=datetime(2025, 11, 24, 1, 30, tzinfo=kyiv)).published_at.isoformat() == (
        "2025-11-23T23:30:00+00:00"
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "  \u00ad "},
        {"title": "x" * 1_001},
        {"source": ""},
        {"published_at": datetime(2025, 1, 1)},  # noqa: DTZ001 - the missing zone is what is tested
        {"url": "javascript:alert(1)"},
    ],
)
def test_what_is_no_article_is_refused(fields):
    with pytest.raises(ValidationError):
        article(**fields)


@pytest.mark.parametrize(
    ("given_link", "canonical"),
    [
        ("HTTP://Example.org:80/a/", "https://example.org/a"),
        ("https://example.org:8443/a?z=1&a=2", "https://example.org:8443/a?a=2&z=1"),
        ("https://example.org/?fbclid=abc&id=7", "https://example.org?id=7"),
        ("ftp://example.org/a", None),
        ("no link", None),
        ("http://[broken", None),
    ],
)
def test_links_are_compared_in_one_form(given_link, canonical):
    assert canonical_link(given_link) == canonical


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(st.text(min_size=1), st.text())
def test_any_text_that_is_left_makes_an_article(title, text):
    if 0 < len(clean(title)) <= 1_000:
        made = article(title, text=text)
        assert made.title
        assert "\x00" not in made.text
