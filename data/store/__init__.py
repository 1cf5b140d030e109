"""The store: every query of the program, on a SQLite file or a PostgreSQL database."""

from data.store.alerts import Alert, Feed, Rule, Webhook
from data.store.articles import Added
from data.store.facade import Store
from data.store.guiding import Correction, Event, PinnedTopic, Revision, RunState
from data.store.jobs import Job
from data.store.listing import Listing, Tallies
from data.store.reading import Facets, Matching
from data.store.runs import Run, Topic
from data.store.stories import Story
from data.store.views import View

__all__ = [
    "Added",
    "Alert",
    "Correction",
    "Event",
    "Facets",
    "Feed",
    "Job",
    "Listing",
    "Matching",
    "PinnedTopic",
    "Revision",
    "Rule",
    "Run",
    "RunState",
    "Store",
    "Story",
    "Tallies",
    "Topic",
    "View",
    "Webhook",
]
