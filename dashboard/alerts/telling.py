"""How an alert is told: its title and text in words, and the form in which webhooks and the API get it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field

from analysis.locale import locale_of
from data.filters import Filters, Period

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.locale import Locale
    from data.store import Alert, Feed, Rule


class Headline(BaseModel):
    """A story behind an alert."""

    model_config = ConfigDict(frozen=True)

    story_id: int
    headline: str
    language: str | None


class TopicNamed(BaseModel):
    """The topic of an alert, as it was called then."""

    model_config = ConfigDict(frozen=True)

    topic_id: int
    topic: str
    labels: dict[str, str] = Field(description="By language.")


class Told(BaseModel):
    """An alert: something about a topic that was news after an analysis, told once."""

    model_config = ConfigDict(frozen=True)

    schema_version: Literal[1] = 1
    id: str = Field(description="That of the entry in the feed; stays.")
    kind: Literal["burst", "new", "line", "test"] = Field(
        description="A burst, a new topic, a topic over a line that somebody set; or only a test."
    )
    raised_at: datetime = Field(description="UTC.")
    title: str = Field(description="In English.")
    text: str
    link: str = Field(description="The page of the topic, on the days that it is about.")
    topic: TopicNamed
    period: Period = Field(description="In which articles were counted.")
    start: date = Field(description="First day that it is about.")
    end: date = Field(description="Last day, as it was known when it was raised.")
    volume: int = Field(description="Articles of the topic on these days.")
    total: int = Field(description="All articles of the same days.")
    share: float | None = Field(description="The one by the other, 0 to 1.")
    measure: Literal["strength", "volume", "share"] = Field(description="What the threshold is of.")
    threshold: float = Field(description="What the rule asked for.")
    strength: float | None = Field(description="Of a burst: Kleinberg's weight.")
    stories: list[Headline] = Field(description="The largest on these days, at most three.")


def told(alert: Alert, feed: Feed, *, page: str) -> Told:
    """Tell an alert to a program.

    Parameters
    ----------
    alert : Alert
    feed : Feed
        Of the store.
    page : str
        Address under which the reader finds newstide.
    """
    body, english = alert.body, locale_of("en")
    same = ("period", "volume", "total", "share", "measure", "threshold", "strength", "stories")
    named = {"topic_id": alert.topic_id, "topic": body["label"], "labels": body["labels"]}
    return Told.model_validate(
        {
            **{name: body[name] for name in same},
            "start": body["first_day"],
            "end": body["last_day"],
            "id": name_of(alert, feed),
            "kind": alert.kind,
            "raised_at": alert.raised_at,
            "title": title(alert, english),
            "text": text(alert, english),
            "link": link(alert, page=page),
            "topic": named,
        }
    )


def name_of(alert: Alert, feed: Feed) -> str:
    """Give the name of an alert that no other alert of any store has, and that stays."""
    return uuid.uuid5(uuid.UUID(feed.id), alert.id).urn


def link(alert: Alert, *, page: str) -> str:
    """Give the absolute address of the page that shows what an alert is about."""
    days = Filters(
        start=_day(alert.body["first_day"]),
        end=_day(alert.body["last_day"]),
        period=alert.body["period"] if alert.kind != "new" else "week",
    )
    base = page if page.endswith("/") else f"{page}/"
    return urljoin(base, f"topic/{alert.topic_id}?{days.to_query()}")


def title(alert: Alert, locale: Locale) -> str:
    """Say in a few words what an alert is about."""
    topic = label(alert, locale)
    match alert.kind:
        case "burst":
            return locale("Burst: {topic}", topic=topic)
        case "new":
            return locale("New topic: {topic}", topic=topic)
        case _:
            return locale("Over the line: {topic}", topic=topic)


def text(alert: Alert, locale: Locale) -> str:
    """Say in a sentence what happened."""
    body = alert.body
    numbers = {
        "articles": locale.plural("{n} article", "{n} articles", body["volume"]),
        "total": locale.number(body["total"]),
        "days": locale.span(_day(body["first_day"]), _day(body["last_day"])),
        "share": _percent(body["share"] or 0.0, locale),
    }
    if alert.kind != "line":
        return locale("{articles} of {total} ({share}), {days}.", **numbers)
    if body["measure"] == "share":
        line = _percent(body["threshold"], locale)
    else:
        line = locale.plural("{n} article", "{n} articles", int(body["threshold"]))
    return locale("{articles} of {total} ({share}), {days}; the line is {line}.", line=line, **numbers)


def in_words(rule: Rule, names: Mapping[int, str], locale: Locale) -> str:
    """Say when a rule raises an alert.

    Parameters
    ----------
    rule : Rule
    names : mapping of int to str
        How topics are called.
    locale : Locale
    """
    topic = locale("any topic")
    if rule.topic_id is not None:
        topic = names.get(rule.topic_id, locale("Topic {id}", id=rule.topic_id))
    per = {"day": locale("per day"), "week": locale("per week"), "month": locale("per month")}[rule.period]
    number = locale.number(rule.threshold, 0 if rule.threshold == int(rule.threshold) else 1)
    match rule.kind:
        case "burst":
            return locale("a burst of {topic}, strength {number} or more, {per}", topic=topic, number=number, per=per)
        case "new":
            articles = locale.plural("{n} article", "{n} articles", int(rule.threshold))
            return locale("a new topic of {articles} or more", articles=articles)
        case _:
            line = (
                _percent(rule.threshold, locale)
                if rule.measure == "share"
                else locale.plural("{n} article", "{n} articles", int(rule.threshold))
            )
            return locale("{topic} above {line} {per}", topic=topic, line=line, per=per)


def label(alert: Alert, locale: Locale) -> str:
    """Name the topic as it was called when the alert was raised, in the reader's language where there is a label."""
    named: str = alert.body["labels"].get(locale.code, alert.body["label"])
    return named or locale("Topic {id}", id=alert.topic_id)


def _percent(share: float, locale: Locale) -> str:
    """Write a share so that small ones and lines that were set stay what they are."""
    return locale.percent(share, 0 if round(share * 100, 6).is_integer() or share > 1 / 3 else 1)


def _day(written: str) -> date:
    return date.fromisoformat(written)
