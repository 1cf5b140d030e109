"""What a model shows of its topics: tables in the columns that users of topic models know."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.errors import AnalysisError
from analysis.estimator.inputs import Articles
from analysis.estimator.topics import Topics
from analysis.labels import Description
from analysis.trends import EVERY, Period, series_of

SHOWN_DOCS = 3
OUTLIERS = "Outliers"
INFO: dict[str, pl.DataType | type[pl.DataType]] = {
    "Topic": pl.Int64,
    "Count": pl.Int64,
    "Name": pl.String,
    "Representation": pl.List(pl.String),
    "Representative_Docs": pl.List(pl.String),
    "Languages": pl.List(pl.String),
    "Stories": pl.Int64,
}


def topic_info(articles: Articles, topics: Topics, stories: NDArray[np.int64]) -> pl.DataFrame:
    """List the outliers, if any, and the topics: see `TopicModel.get_topic_info`."""
    docs = representative_docs(articles, topics)
    spoken = np.asarray([language or "und" for language in articles.languages])
    rows = []
    for number in [int(found) for found in np.unique(topics.labels)]:
        inside = topics.labels == number
        found = topics.descriptions.get(number, Description())
        rows.append(
            {
                "Topic": number,
                "Count": int(np.count_nonzero(inside)),
                "Name": name_of(topics, number),
                "Representation": found.keywords.get(main_language(found) or "", []),
                "Representative_Docs": docs.get(number, []),
                "Languages": sorted(set(spoken[inside].tolist())),
                "Stories": len(np.unique(stories[inside])),
            }
        )
    return pl.DataFrame(rows, schema=INFO)


def name_of(topics: Topics, number: int) -> str:
    """Name a topic by its label, in English where it has one, or by its number."""
    if number < 0:
        return OUTLIERS
    found = topics.descriptions[number]
    return found.labels.get(main_language(found) or "", f"Topic {number}")


def main_language(found: Description) -> str | None:
    """Choose the language in which a topic is named: English, or the first that it has."""
    return "en" if "en" in found.labels else next(iter(found.labels), None)


def representative_docs(articles: Articles, topics: Topics) -> dict[int, list[str]]:
    """Give the texts nearest to the middle of each topic, at most three; none where only vectors are known."""
    if articles.texts is None:
        return {number: [] for number in topics.descriptions}
    found = {}
    for number in topics.descriptions:
        rows = np.flatnonzero(topics.labels == number)
        texts = [articles.texts[row] for row in rows]
        best = sorted(range(len(rows)), key=lambda place: (-round(float(topics.scores[rows[place]]), 5), texts[place]))
        found[number] = [texts[place] for place in best[:SHOWN_DOCS]]
    return found


def over_time(topics: Topics, days: NDArray[np.float64], period: Period) -> pl.DataFrame:
    """Count texts per topic and period: see `TopicModel.topics_over_time`."""
    if period not in EVERY:
        raise AnalysisError(f"A period is day, week or month, not {period!r}.")
    dated = ~np.isnan(days)
    counts = (
        pl.DataFrame({"day": np.floor(days[dated]).astype(np.int32), "topic_id": topics.labels[dated]})
        .with_columns(pl.col("day").cast(pl.Date))
        .group_by("day", "topic_id")
        .agg(originals=pl.len())
    )
    first, last = counts["day"].min(), counts["day"].max()
    series = series_of(counts, counts, first=first, last=last, period=period)  # type: ignore[arg-type]
    names = {int(number): name_of(topics, int(number)) for number in series["topic_id"].unique()}
    return series.select(
        Topic="topic_id",
        Name=pl.col("topic_id").replace_strict(names, return_dtype=pl.String),
        Timestamp="period",
        Frequency="volume",
        Share="share",
    )
