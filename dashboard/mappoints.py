"""What the drawing of the map reads: points packed into bytes, a note about one article, which points a lasso holds."""

from __future__ import annotations

import json
import math
import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analysis.figures.palette import COLOURS, OUTLIERS, colour
from analysis.report.page import web_link

if TYPE_CHECKING:
    from analysis.locale import Locale
    from data.filters import Filters
    from data.store import Store

DRAWN = 100_000
"""Points that a browser draws fluently; of more, as many are chosen at random."""
STORIES = 400
"""Stories whose headlines the map can show, the largest."""
STEPS = 32_767


def encoded(store: Store, filters: Filters, locale: Locale) -> bytes:
    """Pack the points of a filter for the browser.

    Returns
    -------
    bytes
        The length of the header (uint32), the header (JSON: n, box, topics, stories, sampled), padding to a multiple of
        four, then key (uint32), x, y (int16, steps of 1/32767 of the box), topic (uint16, a row of ``topics``), all
        little-endian. Points are in random order, the same each time, outliers first: no topic always covers others.
    """
    places = store.places(filters)
    drawn = _sampled(places)
    topics = {topic.id: topic for topic in store.topics()}
    ids = drawn["topic_id"].value_counts(sort=True).sort(["count", "topic_id"], descending=[True, False])
    number = {topic_id: row for row, topic_id in enumerate(ids["topic_id"])}
    middles = {topic_id: (x, y) for topic_id, x, y, _ in _middles(drawn, "topic_id").iter_rows()}
    box = _box(drawn)
    described = [
        {
            "id": topic_id,
            "label": topics[topic_id].labels.get(locale.code, topics[topic_id].label)
            if topic_id in topics
            else locale("No topic"),
            "colour": colour(topics[topic_id].slot) if topic_id in topics else OUTLIERS,
            "shape": topics[topic_id].slot // len(COLOURS) if topic_id in topics else -1,
            "at": middles[topic_id],
        }
        for topic_id in ids["topic_id"]
    ]
    header = {
        "n": drawn.height,
        "box": box,
        "topics": described,
        "stories": _stories(store, drawn, number, locale),
        "sampled": locale(
            "{n} of {all} articles, chosen at random, are drawn.",
            n=locale.number(drawn.height),
            all=locale.number(places.height),
        )
        if drawn.height < places.height
        else "",
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    rows = drawn["topic_id"].replace_strict(number, return_dtype=pl.UInt16) if number else drawn["topic_id"]
    parts = (
        drawn["key"].to_numpy().astype("<u4"),
        _quantised(drawn["x"].to_numpy(), box[0], box[2]),
        _quantised(drawn["y"].to_numpy(), box[1], box[2]),
        rows.to_numpy().astype("<u2"),
    )
    return b"".join((struct.pack("<I", len(text)), text, *(part.tobytes() for part in parts)))


def article_note(store: Store, key: int, locale: Locale) -> dict[str, Any]:
    """Say in short what an article is: title, about (source, date, topic), url; nothing of one that is not there."""
    found = store.articles_by_key([key]).to_dicts()
    if not found:
        return {}
    row = found[0]
    topic = next((topic for topic in store.topics() if topic.id == row["topic_id"]), None)
    when = locale.time(row["published_at"]) if row["published_at"] else locale("undated")
    label = topic.labels.get(locale.code, topic.label) if topic else locale("No topic")
    return {
        "title": row["title"],
        "language": row["language"] or "",
        "about": [row["source"], when, label],
        "url": web_link(row["url"]),
    }


def inside(places: pl.DataFrame, corners: list[Any]) -> pl.Series:
    """Tell which places are within a lasso, by the even-odd rule.

    Parameters
    ----------
    places : polars.DataFrame
        x, y.
    corners : list of [x, y]
        What is no pair of numbers is left out.

    Examples
    --------
    >>> inside(pl.DataFrame({"x": [0.5, 2.0], "y": [0.5, 0.5]}), [[0, 0], [1, 0], [1, 1], [0, 1]]).to_list()
    [True, False]
    """
    points = [corner for corner in corners if _is_pair(corner)]
    x, y = places["x"].to_numpy(), places["y"].to_numpy()
    within = np.zeros(len(x), dtype=bool)
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        if y0 == y1:
            continue
        crosses = (y0 > y) != (y1 > y)
        within ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return pl.Series(within, dtype=pl.Boolean)


def _is_pair(corner: Any) -> bool:  # noqa: ANN401
    return (
        isinstance(corner, list)
        and len(corner) == 2
        and all(isinstance(value, int | float) and math.isfinite(value) for value in corner)
    )


def _sampled(places: pl.DataFrame) -> pl.DataFrame:
    mixed = (pl.col("key").cast(pl.UInt64) * 2_654_435_761) % (1 << 32)
    chosen = places.with_columns(mixed=mixed)
    if places.height > DRAWN:
        chosen = chosen.bottom_k(DRAWN, by="mixed")
    return chosen.sort(pl.col("topic_id") != 0, "mixed")


def _middles(drawn: pl.DataFrame, by: str) -> pl.DataFrame:
    return (
        drawn.group_by(by)
        .agg(pl.col("x").median().round(4), pl.col("y").median().round(4), size=pl.len())
        .sort(["size", by], descending=[True, False])
    )


def _stories(store: Store, drawn: pl.DataFrame, number: dict[int, int], locale: Locale) -> list[dict[str, Any]]:
    """Give the largest stories of topics: where they are and what their headline is."""
    of_topics = drawn.filter(pl.col("topic_id") != 0)
    largest = _middles(of_topics, "story_id").filter(pl.col("size") > 1).head(STORIES)
    titles = store.headlines(largest["story_id"].to_list(), language=locale.code)
    topic_of = dict(of_topics.select("story_id", "topic_id").unique("story_id").iter_rows())
    return [
        {"label": titles[story_id], "at": (x, y), "topic": number[topic_of[story_id]]}
        for story_id, x, y, _ in largest.iter_rows()
        if story_id in titles
    ]


def _box(drawn: pl.DataFrame) -> tuple[float, float, float]:
    """Give the middle and half the side of the square that holds all points."""
    if drawn.is_empty():
        return 0.0, 0.0, 1.0
    x, y = drawn["x"].to_numpy(), drawn["y"].to_numpy()
    half = max(float(np.ptp(x)), float(np.ptp(y))) / 2
    return float(x.max() + x.min()) / 2, float(y.max() + y.min()) / 2, max(half, 0.02)


def _quantised(values: NDArray[np.float32], middle: float, half: float) -> NDArray[np.int16]:
    return np.round((values - middle) / half * STEPS).clip(-STEPS, STEPS).astype("<i2")
