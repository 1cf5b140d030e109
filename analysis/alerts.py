"""Alerts: what is news about a run, each fact once: bursts, new topics, topics over a line.

A fact is news when it goes on now or did so after the last run, and when nothing that overlaps it or ends right before
it was told of the same topic: a burst that another article makes a week longer is no new one, and late articles that
make a burst in the past raise nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.trends import period_end, period_start, series_of
from analysis.trends.bursts import bursts_of, stretches
from data.filters import Filters, Period
from data.store import Alert

if TYPE_CHECKING:
    from data.store import Rule, Store, Topic

NEW_DAYS = 30
MOSTLY = 0.9
"""This part of a new topic's articles is of its first days: else it only is a new name for something older."""
STORIES = 3
FACTS = {
    "topic_id": pl.Int64,
    "start": pl.Date,
    "end": pl.Date,
    "told": pl.Date,
    "volume": pl.Int64,
    "total": pl.Int64,
    "share": pl.Float64,
    "strength": pl.Float64,
}


@dataclass(frozen=True)
class Now:
    """Where in time a run stands.

    Attributes
    ----------
    last : date
        The day of the latest article.
    since : date or None
        The day of the run before; none at the first run.
    today : date
        UTC.
    """

    last: date
    since: date | None
    today: date

    def earliest(self, period: Period) -> date:
        """Give the first day of the first period in which something is news: the one before the current one.

        What has happened since the run before is news, too, however long that is ago.
        """
        before = period_start(period_start(self.last, period) - timedelta(days=1), period)
        return before if self.since is None else min(before, period_start(self.since, period))


def raise_alerts(store: Store, *, now: datetime | None = None) -> list[Alert]:
    """Find what is news about the current run, by the rules of the store, and keep it.

    Parameters
    ----------
    store : Store
    now : datetime, optional
        The present by default.

    Returns
    -------
    list of Alert
        Those that are new, the first facts first.
    """
    moment = now or datetime.now(UTC)
    rules, facets = store.alert_rules(), store.facets()
    if not rules or facets.last is None:
        return []
    stand = Now(last=facets.last, since=_day_of_run_before(store), today=moment.date())
    topics, known = {topic.id: topic for topic in store.topics()}, store.alerts()
    raised: list[Alert] = []
    told: dict[str, dict[str, Any]] = {}
    for rule, fact in _facts(store, rules, topics, stand):
        same = next((one for one in [*known, *raised] if _is_same(one, rule, fact)), None)
        if same is None:
            raised.append(_alert(store, topics.get(fact["topic_id"]), rule, fact, moment))
        elif rule.kind != "new" and same in known and same.body["end"] < fact["end"].isoformat():
            told[same.id] = {**same.body, "end": fact["end"].isoformat()}
    if raised or told:
        store.add_alerts(raised, told)
    return sorted(raised, key=lambda one: (one.body["start"], one.id))


def over_line(series: pl.DataFrame, rule: Rule, *, earliest: date, today: date) -> pl.DataFrame:
    """Find where topics are above a line.

    Parameters
    ----------
    series : polars.DataFrame
        As of `series_of`.
    rule : Rule
        A share is judged when its period is over: on a Monday morning one article may be all there is.
    earliest : date
        What ended before is left out.
    today : date

    Returns
    -------
    polars.DataFrame
        topic_id, start and end (the first days of the first and the last period above the line), told (of the first one
        that is not too early to be told) and its volume, total, share.
    """
    rows: list[dict[str, Any]] = []
    for (topic_id,), part in series.sort("period").group_by(["topic_id"], maintain_order=True):
        if topic_id == 0 or rule.topic_id not in {None, topic_id}:
            continue
        above = (part[rule.measure] > rule.threshold).fill_null(value=False)
        if rule.measure == "share":
            above &= pl.Series([period_end(start, rule.period) < today for start in part["period"]])
        periods = part["period"].to_list()
        for start, end in stretches(above.to_numpy()):
            if periods[end] < earliest:
                continue
            told = part.row(next(at for at in range(start, end + 1) if periods[at] >= earliest), named=True)
            counted = {"told": told["period"], **{name: told[name] for name in ("volume", "total", "share")}}
            rows.append({"topic_id": topic_id, "start": periods[start], "end": periods[end], **counted})
    return pl.DataFrame(rows, schema={name: kind for name, kind in FACTS.items() if name != "strength"})


def _day_of_run_before(store: Store) -> date | None:
    published = [run for run in store.runs() if run.state == "published"]
    before = published[1].finished_at if len(published) > 1 else None
    return None if before is None else before.date()


def _facts(
    store: Store, rules: Sequence[Rule], topics: Mapping[int, Topic], now: Now
) -> Iterator[tuple[Rule, dict[str, Any]]]:
    """Give what is news by each rule."""
    hidden = [topic.id for topic in topics.values() if topic.hidden]
    counts = store.counts(Filters(), by=("day", "topic_id")).filter(~pl.col("topic_id").is_in(hidden))
    everything = store.counts(Filters(), by=("day",))
    first: date = everything["day"].min()  # type: ignore[assignment]
    series = {
        period: series_of(counts, everything, first=first, last=now.last, period=period)
        for period in {rule.period for rule in rules if rule.kind != "new"}
    }
    for rule in rules:
        earliest = now.earliest(rule.period)
        if rule.kind == "new":
            found = _new_topics(store, topics, counts, rule, now)
        elif rule.kind == "burst":
            found = _bursts(series[rule.period], rule, earliest=earliest)
        else:
            found = over_line(series[rule.period], rule, earliest=earliest, today=now.today)
        for fact in found.sort("start", "topic_id").iter_rows(named=True):
            yield rule, fact


def _bursts(series: pl.DataFrame, rule: Rule, *, earliest: date) -> pl.DataFrame:
    strong = bursts_of(series).filter(pl.col("strength") >= rule.threshold, pl.col("end") >= earliest)
    if rule.topic_id is not None:
        strong = strong.filter(pl.col("topic_id") == rule.topic_id)
    within = (
        strong.join(series, on="topic_id")
        .filter(pl.col("period").is_between("start", "end"))
        .group_by("topic_id", "start", "end", "strength")
        .agg(pl.col("volume", "total").sum())
        .with_columns(told="start", share=pl.col("volume") / pl.max_horizontal("total", 1))
    )
    return within.select(list(FACTS))


def _new_topics(store: Store, topics: Mapping[int, Topic], counts: pl.DataFrame, rule: Rule, now: Now) -> pl.DataFrame:
    """Find topics that began after the first run, most of whose articles are recent; those asked for are not new."""
    events = store.events()
    first_run = min((event.run_id for event in events), default=0)
    born = {event.topic_id for event in events if event.kind == "birth" and event.run_id != first_run}
    asked_for = {topic.id for topic in topics.values() if topic.pinned}
    earliest = now.last - timedelta(days=NEW_DAYS - 1)
    earliest = earliest if now.since is None else min(earliest, now.since)
    recent = counts.filter(pl.col("day") >= earliest)
    everything = int(store.counts(Filters(start=earliest), by=())["originals"].sum())
    ever = counts.group_by("topic_id").agg(ever=pl.col("originals").sum())
    return (
        recent.filter(pl.col("originals") > 0)
        .group_by("topic_id")
        .agg(start=pl.col("day").min(), end=pl.col("day").max(), volume=pl.col("originals").sum())
        .join(ever, on="topic_id")
        .filter(
            pl.col("topic_id").is_in(sorted(born - asked_for)),
            pl.col("volume") >= rule.threshold,
            pl.col("volume") >= MOSTLY * pl.col("ever"),
        )
        .with_columns(
            told="start",
            total=pl.lit(everything),
            share=pl.col("volume") / max(everything, 1),
            strength=pl.lit(None, pl.Float64),
        )
        .select(list(FACTS))
    )


def _is_same(alert: Alert, rule: Rule, fact: dict[str, Any]) -> bool:
    """Tell whether an alert was about the same: a topic is new once, a stretch goes on where it overlaps or adjoins."""
    body = alert.body
    if (alert.kind, alert.topic_id) != (rule.kind, fact["topic_id"]):
        return False
    if rule.kind == "new":
        return True
    if body["period"] != rule.period or (rule.kind == "line" and body["measure"] != rule.measure):
        return False
    start, end = date.fromisoformat(body["start"]), date.fromisoformat(body["end"])
    one_day = timedelta(days=1)
    return bool(
        fact["start"] <= period_end(end, rule.period) + one_day
        and start <= period_end(fact["end"], rule.period) + one_day
    )


def _alert(store: Store, topic: Topic | None, rule: Rule, fact: dict[str, Any], moment: datetime) -> Alert:
    end = fact["told"] if rule.kind == "line" else fact["end"]
    last = end if rule.kind == "new" else period_end(end, rule.period)
    stories = store.stories(Filters(topics=(fact["topic_id"],), start=fact["told"], end=last), limit=200)
    largest = stories.sort("articles", "story_id", descending=[True, False]).head(STORIES)
    body = {
        "label": "" if topic is None else topic.label,
        "labels": {} if topic is None else topic.labels,
        "pinned": topic is not None and topic.pinned,
        "period": rule.period,
        "start": fact["start"].isoformat(),
        "end": fact["end"].isoformat(),
        "first_day": fact["told"].isoformat(),
        "last_day": last.isoformat(),
        "measure": rule.measure,
        "threshold": rule.threshold,
        "volume": fact["volume"],
        "total": fact["total"],
        "share": None if fact["share"] is None else round(fact["share"], 6),
        "strength": None if fact.get("strength") is None else round(fact["strength"], 4),
        "stories": largest.select("story_id", "language", headline="title").to_dicts(),
    }
    return Alert(_name(rule, fact), rule.kind, fact["topic_id"], body, moment)


def _name(rule: Rule, fact: dict[str, Any]) -> str:
    """Name a fact in the same way whenever it is found."""
    if rule.kind == "new":
        return f"new-{fact['topic_id']}"
    what = rule.kind if rule.kind == "burst" else f"{rule.kind}-{rule.measure}"
    return f"{what}-{rule.period}-{fact['topic_id']}-{fact['start']:%Y%m%d}"
