"""The sample corpus as arrays, encoded once per test run."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Sample:
    titles: list[str]
    texts: list[str]
    languages: list[str]
    sources: list[str]
    days: NDArray[np.float64]
    vectors: NDArray[np.float32]
    stories: list[str]
    topics: list[str]


@cache
def load_sample() -> Sample:
    from analysis.encoder import load_encoder

    folder = files("data") / "sample"
    rows = [json.loads(line) for line in (folder / "articles.jsonl").read_text("utf-8").splitlines()]
    gold = {row["id"]: row for row in csv.DictReader((folder / "gold.csv").read_text("utf-8").splitlines())}
    titles, texts = [row["title"] for row in rows], [row["text"] for row in rows]
    return Sample(
        titles=titles,
        texts=texts,
        languages=[row["language"] for row in rows],
        sources=[row["source"] for row in rows],
        days=np.asarray([datetime.fromisoformat(row["published_at"]).timestamp() / 86_400 for row in rows]),
        vectors=load_encoder().encode(texts, titles=titles),
        stories=[gold[row["id"]]["story"] for row in rows],
        topics=[gold[row["id"]]["topic"] for row in rows],
    )


@cache
def load_singletons() -> Sample:
    """Articles that have nothing to do with each other or the sample, some told twice or reprinted in one language."""
    from analysis.encoder import load_encoder

    lines = (Path(__file__).parent / "singletons.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    titles, texts = [row["title"] for row in rows], [row["text"] for row in rows]
    return Sample(
        titles=titles,
        texts=texts,
        languages=[row["language"] for row in rows],
        sources=[row["source"] for row in rows],
        days=np.asarray([datetime.fromisoformat(row["published_at"]).timestamp() / 86_400 for row in rows]),
        vectors=load_encoder().encode(texts, titles=titles),
        stories=[row["story"] for row in rows],
        topics=[""] * len(rows),
    )
