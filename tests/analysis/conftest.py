"""Fixtures that several tests of the analysis need."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from sample import DAYS, TEXTS, Sample, describe, fitted, load_sample, run_topics

from analysis import TopicModel
from analysis.encoder import Encoder, load_encoder
from analysis.labels import Description
from data.article import Article
from data.store import Store


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="session")
def sample_articles() -> list[Article]:
    """The articles of the sample as they are read."""
    lines = (files("data") / "sample" / "articles.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [Article(origin="sample", given_id=row.pop("id"), **row) for row in rows]


@pytest.fixture
def sample_copy(sample_store: Path, tmp_path: Path) -> Iterator[Store]:
    """The analysed sample, to write to."""
    path = tmp_path / "copy.db"
    shutil.copy(sample_store, path)
    with Store(str(path)) as opened:
        yield opened


@pytest.fixture(scope="module")
def sample() -> Sample:
    return load_sample()


@pytest.fixture(scope="session")
def found():
    """The topics and the stories of the sample."""
    return run_topics(load_sample())


@pytest.fixture(scope="session")
def labelled(found) -> dict[int, Description]:
    return describe(load_sample(), *found)


@pytest.fixture(scope="module")
def whole(sample: Sample) -> TopicModel:
    """The model of the sample; not to be changed."""
    return fitted(sample)


@pytest.fixture
def small() -> TopicModel:
    return TopicModel().fit(TEXTS, timestamps=DAYS)
