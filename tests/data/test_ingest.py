from __future__ import annotations

import gzip
import json

from data.ingest import ingest


def line(title: str, **fields) -> str:
    return (
        json.dumps({"title": title, "source": "S", "text": "The council met on Monday in the town hall.", **fields})
        + "\n"
    )


def test_every_origin_is_read_even_when_another_one_fails(tmp_path, store):
    (tmp_path / "good.jsonl").write_text(line("A") + "{broken\n" + line("B"))
    (tmp_path / "empty.jsonl").write_text("")
    summary = ingest(store, [str(tmp_path / "absent.csv"), str(tmp_path / "empty.jsonl"), str(tmp_path / "good.jsonl")])
    assert summary.new == 2
    assert len(summary.failed) == 2
    assert [(row.line, row.kept) for row in summary.rejected] == [(2, False)]
    assert store.rejected().height == 1


def test_an_origin_that_breaks_off_keeps_what_was_read_until_then(tmp_path, store):
    whole = gzip.compress(
        "".join(line(f"T{i} {i * 7919}", url=f"https://s.example/{i}") for i in range(5_000)).encode()
    )
    (tmp_path / "n.jsonl.gz").write_bytes(whole[: len(whole) * 3 // 4])
    summary = ingest(store, [str(tmp_path / "n.jsonl.gz")])
    assert len(summary.failed) == 1
    assert summary.new == store.n_articles() > 1_000


def test_a_language_is_named_where_none_is_given(tmp_path, store):
    (tmp_path / "n.jsonl").write_text(
        line("Rada miasta przyjęła budżet na przyszły rok", text="Radni głosowali w poniedziałek wieczorem.")
        + line("The president signed the budget", language="en")
    )
    ingest(store, [str(tmp_path / "n.jsonl")])
    assert sorted(store.corpus()["language"]) == ["en", "pl"]


def test_progress_counts_every_entry(tmp_path, store):
    (tmp_path / "n.jsonl").write_text("".join(line(f"T{i}") for i in range(1_200)))
    counted: list[int] = []
    ingest(store, [str(tmp_path / "n.jsonl")], progress=lambda _origin, entries: counted.append(entries))
    assert sum(counted) == 1_200
    assert len(counted) > 1
