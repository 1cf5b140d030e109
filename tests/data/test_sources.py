from __future__ import annotations

import codecs
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from helpers import NOW
from hypothesis import given, settings
from hypothesis import strategies as st

from data.article import Article, Rejected
from data.errors import OriginError
from data.sources import ReadOptions, expand_origins, open_origin
from data.sources.dates import read_date


def read(path: Path, content: bytes | str, **options):
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    entries = list(open_origin(str(path), options=ReadOptions(**options), now=NOW))
    return [e for e in entries if isinstance(e, Article)], [e for e in entries if isinstance(e, Rejected)]


def lines(*records) -> str:
    return "\n".join(json.dumps(record, ensure_ascii=False) for record in records) + "\n"


FULL = {
    "id": "a1",
    "title": "Переговори в Женеві",
    "text": "Сторони зустрілися.",
    "language": "uk",
    "source": "Дніпровський вісник",
    "published_at": "2025-11-24T09:30:00+02:00",
    "url": "https://visnyk.example/1",
}


def test_json_lines_give_articles(tmp_path):
    articles, rejected = read(tmp_path / "news.jsonl", lines(FULL, {"title": "Second", "source": "S"}))
    assert rejected == []
    first = articles[0]
    assert (first.title, first.language, first.source, first.given_id) == (
        "Переговори в Женеві",
        "uk",
        "Дніпровський вісник",
        "a1",
    )
    assert first.published_at == datetime(2025, 11, 24, 7, 30, tzinfo=UTC)
    assert (first.origin, first.line, articles[1].line) == (str(tmp_path / "news.jsonl"), 1, 2)
    assert articles[1].published_at is None


def test_a_broken_line_in_the_middle_is_told_with_its_number_and_the_others_are_kept(tmp_path):
    content = lines(FULL) + '{"title": "cut\n' + "[1, 2]\n" + lines({"title": "Last", "source": "S"})
    articles, rejected = read(tmp_path / "news.jsonl", content)
    assert [a.title for a in articles] == ["Переговори в Женеві", "Last"]
    assert [(r.line, r.kept) for r in rejected] == [(2, False), (3, False)]
    assert "no JSON" in rejected[0].reason


def test_missing_fields_are_told(tmp_path):
    articles, rejected = read(
        tmp_path / "n.jsonl", lines({"source": "S", "url": "https://s.example"}, {"text": "Only text."})
    )
    assert rejected[0].reason == "it has neither title nor text"
    assert (articles[0].title, articles[0].source) == ("Only text.", "n")


@pytest.mark.parametrize("date", ["9999-01-01", "0001-01-01", "yesterday", "13.13.2025", "soon", "1e400"])
def test_a_date_that_cannot_be_is_told_and_the_article_kept_as_undated(tmp_path, date):
    articles, rejected = read(tmp_path / "n.jsonl", lines({**FULL, "published_at": date}))
    assert articles[0].published_at is None
    assert rejected[0].kept
    assert date in rejected[0].reason
    assert "undated" in rejected[0].reason


def test_a_title_of_ten_megabytes_goes_on_in_the_text(tmp_path):
    articles, rejected = read(tmp_path / "n.jsonl", lines({"title": "слово " * 1_800_000, "source": "S"}))
    assert len(articles[0].title) <= 200
    assert len(articles[0].text) > 10_000_000
    assert rejected[0].kept


def test_lines_longer_than_the_limit_are_skipped_not_loaded(tmp_path):
    path = tmp_path / "n.jsonl"
    path.write_text('{"title": "' + "x" * 20_000_010 + '"}\n' + lines(FULL), encoding="utf-8")
    entries = list(open_origin(str(path), now=NOW))
    assert isinstance(entries[0], Rejected)
    assert "longer than 20 MB" in entries[0].reason
    assert entries[1].title == "Переговори в Женеві"


def test_html_and_formulas_stay_text(tmp_path):
    articles, _ = read(tmp_path / "n.jsonl", lines({"title": "<b>=1+1</b> & more", "source": "S"}))
    assert articles[0].title == "<b>=1+1</b> & more"


def test_a_link_that_is_no_web_link_is_left_out_and_told(tmp_path):
    articles, rejected = read(tmp_path / "n.jsonl", lines({**FULL, "url": "javascript:alert(1)"}))
    assert articles[0].url is None
    assert rejected[0].kept


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_delimiter_and_encoding_of_a_table_are_detected(tmp_path, delimiter, encoding):
    rows = [
        ["Заголовок", "Текст", "Дата", "Джерело"],
        [
            "Сейм обрав маршала",
            f"Перше голосування{delimiter} друге голосування відбулося ввечері",
            "24.11.2025",
            "Вісник",
        ],
        [
            "Президент підписав закон",
            "Закон набере чинності з нового року, повідомили депутати",
            "25.11.2025",
            "Вісник",
        ],
    ]
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    articles, rejected = read(tmp_path / "news.csv", codecs.encode(text, encoding))
    assert rejected == []
    assert [a.title for a in articles] == ["Сейм обрав маршала", "Президент підписав закон"]
    assert delimiter.strip() in articles[0].text
    assert articles[0].published_at == datetime(2025, 11, 24, tzinfo=UTC)


def test_a_quoted_field_may_span_lines_and_the_next_row_keeps_its_number(tmp_path):
    content = 'title,text\nOne,"first\nsecond"\nTwo,plain\nbroken\nThree,x\n'
    articles, rejected = read(tmp_path / "n.csv", content)
    assert [(a.title, a.line) for a in articles] == [("One", 2), ("Two", 4), ("Three", 6)]
    assert [(r.line, r.reason) for r in rejected] == [(5, "it has 1 fields, the header has 2")]


def test_a_quote_that_is_never_closed_spoils_one_line(tmp_path):
    articles, rejected = read(tmp_path / "n.csv", 'title,text\nOne "open\nTwo,b\n')
    assert [a.title for a in articles] == ["Two"]
    assert [(r.line, r.reason) for r in rejected] == [(2, "a quotation mark is opened and never closed")]


def test_gzip_is_unpacked_whatever_the_name(tmp_path):
    articles, _ = read(tmp_path / "news.dat", gzip.compress(lines(FULL).encode()))
    assert articles[0].title == "Переговори в Женеві"


def test_damaged_gzip_breaks_off_after_what_could_be_read(tmp_path):
    content = gzip.compress(
        lines(*({**FULL, "title": f"T {i} {i * 7919}", "url": None} for i in range(20_000))).encode()
    )
    path = tmp_path / "n.jsonl.gz"
    path.write_bytes(content[: len(content) // 2])
    got: list[Article | Rejected] = []
    with pytest.raises(OriginError, match="breaks off after line"):
        got.extend(iter(open_origin(str(path), now=NOW)))
    assert len(got) > 100


def test_a_line_that_is_not_utf_8_is_told_and_the_others_are_kept(tmp_path):
    content = lines(FULL).encode() + b'{"title": "\xff\xfe broken", "source": "S"}\n' + lines(FULL).encode()
    articles, rejected = read(tmp_path / "n.jsonl", content)
    assert len(articles) == 2
    assert [(r.line, r.reason) for r in rejected] == [(2, "the line is not valid UTF-8")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n \n", "is empty"),
        (b"\x00\x01\x02" * 100, "not text"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x1f\x8bnot gzip at all", "cannot be read"),
    ],
)
def test_what_is_no_text_is_refused_by_name(tmp_path, content, message):
    path = tmp_path / "news.jsonl"
    path.write_bytes(content)
    with pytest.raises(OriginError, match=message) as error:
        list(open_origin(str(path), now=NOW))
    assert str(path) in str(error.value)


def test_a_table_without_known_columns_is_refused(tmp_path):
    path = tmp_path / "n.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(OriginError, match="names no column"):
        list(open_origin(str(path), now=NOW))


def test_a_folder_stands_for_the_files_in_it(tmp_path):
    for name in ("b.jsonl", "a.csv", "note.md", ".hidden.jsonl"):
        (tmp_path / name).write_text("x")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "c.jsonl.gz").write_text("x")
    assert [Path(found).name for found in expand_origins([str(tmp_path)])] == ["a.csv", "b.jsonl", "c.jsonl.gz"]


def test_missing_files_and_empty_folders_are_told(tmp_path):
    with pytest.raises(OriginError, match="There is no file"):
        expand_origins([str(tmp_path / "absent.jsonl")])
    with pytest.raises(OriginError, match="holds no file to read"):
        expand_origins([str(tmp_path)])


def test_options_fill_in_what_the_origin_leaves_out(tmp_path):
    when = datetime(2025, 11, 24, tzinfo=UTC)
    articles, _ = read(tmp_path / "n.jsonl", lines({"title": "T"}), date=when, language="pl", source="Gazeta")
    assert (articles[0].published_at, articles[0].language, articles[0].source) == (when, "pl", "Gazeta")


@pytest.mark.parametrize(
    ("given_date", "expected"),
    [
        ("2025-11-24", "2025-11-24T00:00:00+00:00"),
        ("2025-11-24T10:00:00Z", "2025-11-24T10:00:00+00:00"),
        ("Mon, 24 Nov 2025 10:00:00 +0200", "2025-11-24T08:00:00+00:00"),
        ("1763978400", "2025-11-24T10:00:00+00:00"),
        ("1763978400000", "2025-11-24T10:00:00+00:00"),
        ("24.11.2025 10:05", "2025-11-24T10:05:00+00:00"),
        ("24 листопада 2025", "2025-11-24T00:00:00+00:00"),
        ("24 listopada 2025", "2025-11-24T00:00:00+00:00"),
        ("November 24, 2025", "2025-11-24T00:00:00+00:00"),
    ],
)
def test_dates_as_origins_write_them(given_date, expected):
    assert read_date(given_date).isoformat() == expected


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_reading_of_dates(text):
    found = read_date(text)
    assert found is None or found.utcoffset().total_seconds() == 0


@given(st.binary(max_size=2_000), st.sampled_from(["n.jsonl", "n.csv", "n.txt", "n"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_entries_or_one_error(tmp_path_factory, content, name):
    path = tmp_path_factory.mktemp("bytes") / name
    path.write_bytes(content)
    try:
        entries = list(open_origin(str(path), now=NOW))
    except OriginError as error:
        entries = []
        said = str(error)
        assert str(path) in said
    assert all(isinstance(entry, Article | Rejected) for entry in entries)


@given(
    st.lists(
        st.fixed_dictionaries({"title": st.text(min_size=1, max_size=40), "text": st.text(max_size=80)}),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_every_object_of_json_lines_is_an_article_or_rejected(tmp_path_factory, records):
    path = tmp_path_factory.mktemp("rows") / "n.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    entries = list(open_origin(str(path), now=NOW))
    kept = sum(isinstance(entry, Article) for entry in entries)
    lost = sum(isinstance(entry, Rejected) and not entry.kept for entry in entries)
    assert kept + lost == len(records)
