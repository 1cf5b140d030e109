"""The sample corpus as arrays, encoded once per test run; a few texts, an encoder and models to try things with."""

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

from analysis import TopicModel
from analysis.clustering import cluster
from analysis.labels import Description, describe_topics
from analysis.names import name_features

TEXTS = [
    "The council agreed on a new bridge over the river. Works on the bridge begin in spring.",
    "Рада погодила новий міст через річку. Роботи на мосту почнуться навесні.",
    "Der Rat stimmte einer neuen Brücke über den Fluss zu. Die Arbeiten an der Brücke beginnen im Frühling.",
    "Floods have closed the schools of the valley. Rescuers took a hundred people out of the flood.",
    "Повінь закрила школи долини. Рятувальники вивезли від повені сто людей.",
    "The striker scored twice in the final.",
]
DAYS = ["2025-03-01"] * 3 + ["2025-03-08"] * 3


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


class Toy:
    """An encoder that counts three words."""

    def encode(self, texts):
        return np.asarray([[text.count(word) + 0.01 for word in ("bridge", "flood", "goal")] for text in texts])


def rows_of(sample: Sample, rows, **more):
    rows = list(rows)
    given = {
        "titles": [sample.titles[row] for row in rows],
        "languages": [sample.languages[row] for row in rows],
        "timestamps": sample.days[rows],
        "embeddings": sample.vectors[rows],
    }
    return [sample.texts[row] for row in rows], {**given, **more}


def fitted(sample: Sample, rows=None, **options) -> TopicModel:
    texts, more = rows_of(sample, range(len(sample.texts)) if rows is None else rows)
    return TopicModel(**options).fit(texts, **more)


def run_topics(sample: Sample):
    found = cluster(
        sample.vectors,
        names=name_features(sample.titles, sample.texts, sample.languages),
        languages=sample.languages,
        timestamps=sample.days,
    )
    return found.topic, found.story


def describe(sample: Sample, topic, stories, rows=None) -> dict[int, Description]:
    rows = np.arange(len(sample.titles)) if rows is None else np.asarray(rows)
    columns = ([of[row] for row in rows] for of in (sample.titles, sample.texts, sample.languages, sample.sources))
    return describe_topics(topic[rows], *columns, sample.vectors[rows], stories=stories[rows])
