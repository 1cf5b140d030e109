"""Answers of the API: what each holds, in what form; the OpenAPI document is made of these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from analysis.trends.states import State
from dashboard.alerts.telling import Told
from data.filters import Filters, Period

SCHEMA_VERSION = 1


class Item(BaseModel):
    """Anything that answers hold."""

    model_config = ConfigDict(frozen=True)


class Answer(Item):
    """What every answer says about itself."""

    schema_version: Literal[1] = Field(default=1, description="Changes when a program that reads answers must change.")
    run: int | None = Field(description="The run that the numbers are of; null before the first analysis.")
    generation: str = Field(description="Another one means that a run has landed, or that topics were corrected.")


class Paged(Answer):
    """A part of a list."""

    limit: int
    offset: int
    total: int | None = Field(description="Items in the whole list; null where they are not counted.")
    next: str | None = Field(description="The address of the next part; null at the end.")


class Listed(Paged):
    """A part of a list that a filter narrows."""

    filter: Filters = Field(description="The filter, as it was understood.")


class Days(Item):
    """Days, the first and the last one included."""

    first: date
    last: date


class Summary(Item):
    """The figures of a filter, as the page's sentence and the reports give them."""

    sentence: str = Field(description="The same in words.")
    first: date | None = Field(description="First day shown; null where nothing that matches has a date.")
    last: date | None
    articles: int = Field(description="Dated articles, reprints included.")
    originals: int = Field(description="Dated articles without reprints: what volumes count.")
    undated: int = Field(description="Undated originals, which are in no volume.")
    languages: dict[str, int] = Field(description="Originals per language, undated ones included.")
    sources: dict[str, int]
    now: Days | None = Field(description="The days compared …")
    before: Days | None = Field(description="… with these.")


class Topic(Item):
    """A topic: what it is called, and its figures under the filter."""

    topic_id: int = Field(description="Stays from run to run; 0 stands for the articles of no topic.")
    topic: str = Field(description="Its label.")
    labels: dict[str, str] = Field(description="Its label by language.")
    keywords: dict[str, list[str]] = Field(description="By language, the most telling first.")
    headlines: dict[str, str] = Field(description="By language, the id of the most typical article.")
    pinned: bool = Field(description="Whether a person asked for it.")
    n_articles: int = Field(description="Articles of the whole run, whatever the filter; reprints included.")
    n_stories: int
    volume: int = Field(description="Dated articles without reprints that the filter lets through.")
    share: float = Field(description="Their part of all articles of these days, 0 to 1.")
    undated: int
    now: int = Field(description="Volume of the days compared.")
    before: int = Field(description="Volume of the days before them.")
    change: float | None = Field(description="Growth: 0.4 is 40 % more; null where there was nothing before.")
    change_low: float | None = Field(description="Lower end of its interval (95 %).")
    change_high: float | None = Field(description="Upper end; null where it has none.")
    uncertain: bool | None = Field(description="Whether the change may be chance.")
    state: State | None
    languages: list[str]
    first_seen: date | None
    last_seen: date | None


class Volume(Item):
    """Articles of a topic in a period."""

    period: date = Field(description="Its first day.")
    topic_id: int
    topic: str
    volume: int | None = Field(description="Null where nearly nothing was collected.")
    share: float | None = Field(description="Of all articles of the period, 0 to 1; null where there are none.")
    total: int = Field(description="All articles of the period.")
    complete: bool = Field(description="False where the days shown cut the period.")
    missing: float = Field(description="Part of the usual collection that is missing, 0 to 1.")


class Gap(Item):
    """Days without a source's articles, though some were to be expected."""

    source: str | None = Field(description="Null: all of them.")
    start: date
    end: date
    expected: float = Field(description="Articles that were to be expected.")
    p: float | None = Field(
        description="How probable such a silence is; null for a fetch that is known to have failed."
    )


class Story(Item):
    """A story; figures are of the articles that the filter lets through."""

    story_id: int
    topic_id: int
    topic: str
    headline: str = Field(description="The title of its most typical article.")
    language: str | None = Field(description="Of the headline.")
    first_seen: datetime | None = Field(description="UTC.")
    last_seen: datetime | None
    articles: int = Field(description="Reprints included.")


class Article(Item):
    """An article."""

    id: str = Field(description="Made of its link, else of source, title and text.")
    given_id: str | None = Field(description="The id that its origin gave.")
    published_at: datetime | None = Field(description="UTC; null where the origin did not say.")
    title: str
    language: str | None
    source: str
    url: str | None
    topic_id: int | None = Field(description="0: in no topic; null: not analysed yet.")
    topic: str | None
    story_id: int | None
    score: float | None = Field(description="How near it is to the middle of its topic, 0 to 1.")
    reprint: bool = Field(description="Whether it repeats another one nearly word for word.")
    truncated: bool = Field(description="Whether its text is a teaser that breaks off.")
    text: str


class Run(Item):
    """An analysis of all articles."""

    run: int
    state: Literal["staged", "published", "failed"]
    current: bool = Field(description="Whether the other answers are of it.")
    started_at: datetime
    finished_at: datetime | None
    encoder: str
    parameters: dict[str, Any]
    version: str = Field(description="Of newstide.")
    n_articles: int
    result: dict[str, Any] = Field(description="What it counted; of a failed one the reason.")


class About(Answer):
    """What there is to ask for."""

    version: str = Field(description="Of newstide.")
    first: date | None = Field(description="Day (UTC) of the first dated article.")
    last: date | None
    articles: int
    originals: int
    undated: int
    languages: dict[str, int] = Field(description="Originals per language.")
    sources: dict[str, int]
    periods: list[Period]
    links: dict[str, str] = Field(description="The lists that there are, and the OpenAPI document.")


class Topics(Listed):
    """Topics, the largest first, with the figures of the filter."""

    summary: Summary
    items: list[Topic]


class OneTopic(Answer):
    """One topic."""

    filter: Filters
    item: Topic


class Volumes(Listed):
    """Volume and share of every topic and period; the periods of a topic follow each other."""

    gaps: list[Gap] = Field(description="What was not collected on the days shown.")
    items: list[Volume]


class Stories(Listed):
    """Stories, the latest first."""

    items: list[Story]


class OneStory(Answer):
    """One story, all its articles counted."""

    item: Story


class Articles(Listed):
    """Articles."""

    total: int | None = Field(
        description="Articles of the run that match, reprints included (newer ones, not analysed yet, are listed but "
        "not counted); null where they are not counted."
    )
    items: list[Article]


class OneArticle(Answer):
    """One article."""

    item: Article


class Runs(Answer):
    """Runs, the newest first."""

    items: list[Run]


class Alerts(Paged):
    """Alerts, the latest first: what was news after analyses, as the feed and the webhook tell it."""

    items: list[Told]
