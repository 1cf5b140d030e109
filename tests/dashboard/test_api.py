from __future__ import annotations

import json
import threading
import urllib.request
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from helpers import article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from timeline import publish

from analysis import editing
from analysis.locale import locale_of
from analysis.report import FORMATS, build_report
from analysis.summary import summarise
from dashboard.api.parameters import EXPECTED, ArticlePaging, names
from dashboard.app import create_app
from dashboard.server import listen
from data.filters import Filters
from data.store import Store

NOVEMBER = "from=2025-11-01&to=2025-11-30"
FILTERS = [
    "",
    NOVEMBER,
    "language=uk&period=month",
    "text=%22Geneva%22&zone=Europe%2FKyiv&period=day",
    "topic=3&topic=0",
]


@pytest.fixture
def client(analysed):
    return create_app(analysed).server.test_client()


@pytest.fixture
def document(client) -> dict:
    return client.get("/api/v1/openapi.json").json


def everything(client, address: str) -> list[dict]:
    """Walk through all parts of a list."""
    items = []
    while address:
        part = client.get(address).json
        items += part["items"]
        address = part["next"]
    return items


def reported(store: Store, query: str) -> dict:
    report = build_report(store, Filters.from_query(query), locale=locale_of("en"))
    return json.loads(b"".join(FORMATS["json"].render(report)))


@pytest.mark.parametrize("query", FILTERS)
def test_numbers_are_those_of_the_report(analysed, client, query):
    report = reported(analysed, query)
    answer = client.get(f"/api/v1/topics?{query}").json
    same = ("topic_id", "topic", "volume", "share", "undated", "now", "before", "change", "change_low", "change_high")
    same = (*same, "uncertain", "state", "languages", "first_seen", "last_seen")
    assert [[one[name] for name in same] for one in answer["items"]] == [
        [one[name] for name in same] for one in report["topics"]
    ]
    assert answer["summary"]["originals"] == report["about"]["n_dated_originals"]
    assert answer["summary"]["sentence"] == report["about"]["sentence"]
    assert answer["summary"]["languages"] == report["about"]["languages"]
    assert answer["filter"] == report["about"]["filter"]
    assert everything(client, f"/api/v1/volumes?{query}") == report["volumes"]
    assert client.get(f"/api/v1/volumes?{query}").json["gaps"] == report["gaps"]
    assert everything(client, f"/api/v1/stories?{query}") == report["stories"]
    listed = everything(client, f"/api/v1/articles?{query}&order=oldest")
    assert listed == report["articles"]
    assert client.get(f"/api/v1/articles?{query}").json["total"] == len(listed) == report["about"]["n_articles"]


def test_pages_of_a_list_hold_everything_once_and_in_order(analysed, client):
    whole = client.get(f"/api/v1/articles?{NOVEMBER}&limit=500").json
    assert whole["next"] is None
    assert everything(client, f"/api/v1/articles?{NOVEMBER}&limit=17") == whole["items"]
    whole = client.get("/api/v1/volumes?limit=10000").json
    assert everything(client, "/api/v1/volumes?limit=100") == whole["items"]
    # The 52 weeks from 6 January to 29 December 2025, for every topic and for the articles of none.
    n_topics = summarise(analysed, Filters()).topics.height
    assert whole["total"] == len(whole["items"]) == n_topics * 52
    exact = client.get(f"/api/v1/topics?limit={n_topics}").json
    assert (exact["total"], exact["next"], len(exact["items"])) == (n_topics, None, n_topics)
    assert client.get(f"/api/v1/topics?offset={n_topics}").json["items"] == []
    stories = [one["story_id"] for one in everything(client, "/api/v1/stories?limit=10")]
    assert len(stories) == len(set(stories)) == analysed.current_run().result["stories"]


def test_one_of_a_kind_is_what_its_list_says(client):
    listed = client.get(f"/api/v1/topics?{NOVEMBER}").json["items"][0]
    alone = client.get(f"/api/v1/topics/{listed['topic_id']}?{NOVEMBER}").json["item"]
    assert alone == {**listed, "share": alone["share"]}
    listed = client.get("/api/v1/stories").json["items"][0]
    assert client.get(f"/api/v1/stories/{listed['story_id']}").json["item"] == listed
    told = everything(client, f"/api/v1/stories/{listed['story_id']}/articles?limit=4")
    assert len(told) == listed["articles"]
    assert told[0]["published_at"] == listed["first_seen"]
    assert {one["story_id"] for one in told} == {listed["story_id"]}
    assert client.get(f"/api/v1/articles/{told[0]['id']}").json["item"] == told[0]
    assert client.get(f"/api/v1/articles/{told[0]['given_id']}").json["item"] == told[0]


def test_a_topic_without_articles_under_the_filter_has_zeros(client):
    item = client.get("/api/v1/topics/3?source=Nobody").json["item"]
    assert (item["topic_id"], item["volume"], item["languages"], item["change"]) == (3, 0, [], None)


def test_what_was_not_collected_is_no_zero(store):
    days = [date(2025, 9, 1) + timedelta(days=number) for number in range(70) if not 28 <= number < 42]
    publish(store, {1: dict.fromkeys(days, 3)})
    answer = create_app(store).server.test_client().get("/api/v1/volumes?topic=1").json
    lost = [one["period"] for one in answer["items"] if one["volume"] is None]
    assert lost == ["2025-09-29", "2025-10-06"]
    assert [one["missing"] for one in answer["items"] if one["volume"] is None] == [1.0, 1.0]
    assert {(one["start"], one["end"]) for one in answer["gaps"]} == {("2025-09-29", "2025-10-12")}


def test_best_matches_come_first_where_they_are_asked_for(analysed, client):
    best = client.get("/api/v1/articles?text=plan&order=best&limit=3").json["items"]
    assert [one["id"] for one in best] == analysed.articles(Filters(text="plan"), limit=3, order="best")["id"].to_list()


def test_the_document_is_openapi_and_describes_every_parameter(document):
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    assert set(EXPECTED) < set(names(Filters)) | set(names(ArticlePaging))
    for path in document["paths"].values():
        for parameter in path["get"]["parameters"]:
            assert parameter["schema"]["type"]


def test_answers_are_what_the_document_says(analysed, client, document):
    story = analysed.stories(Filters(), limit=1)["story_id"][0]
    ids = {"/topics/{id}": 1, "/stories/{id}": story, "/stories/{id}/articles": story}
    ids["/articles/{id}"] = analysed.articles(Filters(), limit=1)["id"][0]
    for path, item in document["paths"].items():
        address = f"{document['servers'][0]['url']}{path.replace('{id}', str(ids.get(path)))}"
        for status, answer in ((200, client.get(address)), (400, client.get(f"{address}?colour=red"))):
            assert answer.status_code == status, address
            ((media, described),) = item["get"]["responses"][str(status)]["content"].items()
            assert answer.content_type == media
            reference = described["schema"]["$ref"].rsplit("/", 1)[-1]
            schema = {**document["components"]["schemas"][reference], "components": document["components"]}
            Draft202012Validator(schema, format_checker=FormatChecker()).validate(answer.json)


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ("from=yesterday", "from", "“yesterday” is no value of the parameter “from”: the first day"),
        ("to=20251130", "to", "such as 2025-11-30"),
        ("to=9999-12-31", "to", "“9999-12-31” is no value"),
        ("from=2025-02-01&to=2025-01-01", "from", "is after that of “to”"),
        ("topic=peace", "topic", "the id of a topic"),
        ("topic=-1", "topic", "“-1” is no value"),
        ("topic=123456789012345678901234567890", "topic", "the id of a topic"),
        ("measure=weight", "measure", "“weight” is no value of the parameter “measure”: input should be 'volume'"),
        ("period=year", "period", "day, week (ISO weeks, from Monday on) or month"),
        ("zone=Mars", "zone", "Europe/Kyiv"),
        ("panel=perhaps", "panel", "true"),
        ("limit=0", "limit", "It is at least 1."),
        ("limit=501", "limit", "It is at most 500."),
        ("offset=-5", "offset", "It is at least 0."),
        ("offset=1&offset=2", "offset", "given twice"),
        ("order=loudest", "order", "newest, oldest"),
        ("colour=red", "colour", "takes from, to, topic, language"),
        (f"text={'a' * 201}", "text", "longer than 200 characters"),
        ("&".join(["topic=1"] * 1_001), None, "more than 1,000 parameters"),
    ],
)
def test_a_wrong_parameter_is_named(client, query, parameter, words):
    answer = client.get(f"/api/v1/articles?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["title"] == "Bad Request"
    assert answer.json.get("parameter") == parameter
    assert words in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("topics/99", "There is no topic “99”; /api/v1/topics lists them."),
        ("topics/0", "There is no topic “0”"),
        ("topics/x", "There is no topic “x”"),
        ("stories/123456", "There is no story “123456”"),
        ("stories/x/articles", "There is no story “x”"),
        ("articles/nothing", "There is no article “nothing”"),
        ("weather", "There is nothing at /api/v1/weather"),
        ("", None),
    ],
)
def test_what_is_not_there_is_said_in_words(client, path, words):
    answer = client.get(f"/api/v1/{path}")
    if words is None:
        assert answer.json["links"]["topics"] == "/api/v1/topics"
        return
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert words in answer.json["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(client, method):
    answer = client.open("/api/v1/topics", method=method)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.json["detail"] == "The API is read-only: ask with GET."


def test_a_foreign_page_gets_no_answer(client):
    answer = client.get("/api/v1/topics", headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.content_type) == (403, "application/problem+json")


def test_the_page_keeps_its_own_answers(client):
    assert client.get("/no-such-page").content_type.startswith("text/html")
    assert client.post("/no-such-page").content_type.startswith("text/html")


def test_an_answer_is_sent_again_only_when_it_changed(any_store):
    any_store.add_articles([article(f"Flood in town {n}", text=f"The river rose {n} metres.") for n in range(12)])
    client = create_app(any_store).server.test_client()

    def tag(path: str = "/api/v1/articles", **headers: str):
        answer = client.get(path, headers=headers)
        assert answer.headers["Cache-Control"] == "private, no-cache"
        return answer.status_code, answer.headers["ETag"]

    status, first = tag()
    assert status == 200
    assert tag(**{"If-None-Match": first}) == (304, first)
    assert tag("/api/v1/articles?limit=5")[1] != first
    any_store.add_articles([article("Another flood")])
    status, second = tag(**{"If-None-Match": first})
    assert (status, second != first) == (200, True)
    analyse(any_store)
    status, third = tag(**{"If-None-Match": second})
    assert (status, third != second) == (200, True)
    editing.rename(any_store, any_store.topics()[0].id, "High water")
    assert tag(**{"If-None-Match": third})[0] == 200
    assert client.get("/api/v1/topics").json["items"][0]["topic"] == "High water"
    status, runs = tag("/api/v1/runs")
    assert tag("/api/v1/runs", **{"If-None-Match": runs})[0] == 304
    any_store.fail(any_store.start_run(encoder="bundled", parameters={}, version="1"), "It was stopped.")
    assert tag("/api/v1/runs", **{"If-None-Match": runs})[0] == 200
    assert client.get("/api/v1/runs").json["items"][0]["result"] == {"reason": "It was stopped."}


def analyse(store: Store) -> None:
    from analysis.encoder import load_encoder
    from analysis.pipeline import analyze

    analyze(store, encoder=load_encoder())


def test_a_store_without_a_run_answers_with_nothing(store, document):
    client = create_app(store).server.test_client()
    for path in ("topics", "volumes", "stories", "articles", "runs"):
        answer = client.get(f"/api/v1/{path}").json
        assert (answer["items"], answer["run"]) == ([], None), path
    assert client.get("/api/v1").json["first"] is None
    store.add_articles([article("Waits for its analysis")])
    (item,) = client.get("/api/v1/articles").json["items"]
    assert (item["topic_id"], item["published_at"], item["title"]) == (None, None, "Waits for its analysis")
    schema = {**document["components"]["schemas"]["Article"], "components": document["components"]}
    Draft202012Validator(schema).validate(item)


def test_a_store_that_cannot_be_read_is_told(store):
    client = create_app(store).server.test_client()
    assert client.get("/api/v1/topics").status_code == 200
    with store._writing() as connection:
        connection.exec_driver_sql("DROP TABLE revisions")
    answer = client.get("/api/v1/topics")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert "newstide.db" in answer.json["detail"]


VALUES = st.sampled_from(["2025-11-03", "0", "3", "uk", "plan", "day", "1", "UTC", "9999-12-31", "-1"]) | st.text(
    max_size=12
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["topics", "volumes", "stories", "articles", "topics/1", "stories/1/articles"]),
    st.lists(st.tuples(st.sampled_from([*EXPECTED, "measure", "x"]), VALUES), max_size=4),
)
def test_any_question_is_answered_or_told_what_is_wrong_with_it(client, path, pairs):
    answer = client.get(f"/api/v1/{path}?{urlencode(pairs)}")
    assert answer.status_code in {200, 400, 404}, answer.text
    if answer.status_code == 200:
        # What the API takes, the page takes in the same way.
        page = [pair for pair in pairs if pair[0] in names(Filters)]
        filters = Filters.model_validate(answer.json.get("filter"))
        expected = Filters.from_query(urlencode(page))
        assert filters == (expected.model_copy(update={"topics": (1,)}) if path == "topics/1" else expected)


def test_it_is_served_beside_the_page(analysed):
    server = listen(create_app(analysed), host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}/api/v1/topics?limit=3", timeout=10) as answer:
        assert len(json.load(answer)["items"]) == 3
    server.close()
