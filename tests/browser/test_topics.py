"""Corrections and pinned topics on the page: done, taken back, refused."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from analysis import editing
from data.filters import Filters
from data.store import Store, Topic
from tests.browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def topics(server: Served) -> list[Topic]:
    with Store(str(server.store), create=False) as store:
        return store.topics()


def opened(page: Page, server: Served, path: str) -> Page:
    page.goto(f"{server.address}{path}")
    expect(page.get_by_role("button", name="Hide").first).to_be_attached()
    return page


def said(page: Page, words: str) -> None:
    # The first words of a process are slow: dictionaries are read for them.
    expect(page.locator("#edit-said")).to_contain_text(words, timeout=60_000)


def test_a_topic_is_renamed_and_the_name_taken_back(own, new_page):
    topic = topics(own)[0]
    page = opened(new_page(), own, f"topic/{topic.id}")
    page.get_by_text("Rename…").click()
    page.get_by_label("Label", exact=True).fill("  Peace at   last ")
    page.get_by_role("button", name="Rename", exact=True).click()
    said(page, f"Done: “{topic.label}” is called “Peace at last”.")
    expect(page.locator("#topic-head h1")).to_have_text("Peace at last")
    assert set(topics(own)[0].labels.values()) == {"Peace at last"}
    page.get_by_role("button", name="Undo").click()
    said(page, f"Taken back: “{topic.label}” is called “Peace at last”.")
    expect(page.locator("#topic-head h1")).to_have_text(topic.label)
    assert topics(own)[0].labels == topic.labels


def test_a_label_is_set_in_one_language_and_another_topic_s_label_is_refused(own, new_page):
    topic, other = topics(own)[:2]
    page = opened(new_page(), own, f"topic/{topic.id}")
    page.get_by_text("Rename…").click()
    page.get_by_label("Label", exact=True).fill(other.label)
    page.get_by_label("Label", exact=True).press("Enter")
    said(page, f"Topic {other.id} is already called “{other.label}”; labels must differ.")
    expect(page.locator("#edit-undo")).to_be_hidden()
    # What was typed stays, to be changed.
    expect(page.get_by_label("Label", exact=True)).to_have_value(other.label)
    page.get_by_label("Label", exact=True).fill("Мир нарешті")
    page.locator("#topic-label-language").click()
    page.get_by_role("option", name="only in Ukrainian").click()
    page.get_by_role("button", name="Rename", exact=True).click()
    said(page, "in Ukrainian")
    assert topics(own)[0].labels == {**topic.labels, "uk": "Мир нарешті"}


def test_topics_are_merged_the_old_address_says_where_to_and_it_is_taken_back(own, new_page):
    into, topic = topics(own)[:2]
    page = opened(new_page(), own, f"topic/{topic.id}")
    page.get_by_text("Merge into…").click()
    page.locator("#topic-into").click()
    page.get_by_role("option", name=into.label, exact=True).click()
    page.get_by_role("button", name="Merge", exact=True).click()
    said(page, f"Done: “{topic.label}” became part of “{into.label}”.")
    expect(page.locator("#topic-state")).to_contain_text(f"“{topic.label}” is now part of another topic.")
    assert topics(own)[0].n_articles == into.n_articles + topic.n_articles
    page.get_by_role("button", name="Undo").click()
    said(page, "Taken back:")
    expect(page.locator("#topic-head")).to_contain_text(f"{topic.n_articles} articles")
    assert topics(own)[0].n_articles == into.n_articles


def test_a_topic_is_split_by_its_stories(own, new_page):
    topic = topics(own)[0]
    page = opened(new_page(), own, f"topic/{topic.id}")
    page.get_by_text("Split…").click()
    page.get_by_label("Parts").fill("3")
    page.get_by_role("button", name="Split", exact=True).click()
    said(page, f"Done: “{topic.label}” was split into 3 parts.")
    expect(page.locator("#topic-events li")).to_have_count(3)
    page.get_by_role("button", name="Undo").click()
    said(page, "Taken back:")
    expect(page.locator("#topic-head")).to_contain_text(f"{topic.n_articles} articles")


def test_a_hidden_topic_leaves_the_overview_and_is_shown_again_from_the_list(own, new_page):
    topic = topics(own)[0]
    page = opened(new_page(), own, f"topic/{topic.id}")
    page.get_by_role("button", name="Hide", exact=True).click()
    said(page, f"Done: “{topic.label}” is hidden.")
    expect(page.get_by_role("button", name="Show again")).to_be_visible()
    page.locator("#brand").click()
    row = page.locator("#topic-table .topic-label").get_by_text(topic.label, exact=True)
    expect(page.locator("#topic-table .topic-label").first).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_role("link", name="Topics", exact=True).click()
    expect(page.locator("#topics-table tr", has_text=topic.label)).to_contain_text("hidden")
    page.get_by_role("button", name=f"Show {topic.label}").click()
    said(page, f"“{topic.label}” is shown again.")
    page.locator("#brand").click()
    expect(row).to_be_visible()


def test_a_topic_that_is_asked_for_is_there_empty_changed_and_let_go(own, new_page):
    page = opened(new_page(), own, "topics")
    form = page.locator("#topics-new")
    form.get_by_label("Name").fill("Grain exports")
    form.get_by_label("Words or headlines").fill("зерновий коридор\n\n  grain ships leave Odesa ")
    form.get_by_role("button", name="Pin").click()
    said(page, "“Grain exports” is pinned; the next analysis fills it.")
    pin = page.locator("#topics-pins > li")
    expect(pin).to_contain_text(re.compile("Grain exports.*0 articles.*empty", re.DOTALL))
    assert pin.locator(".word").all_inner_texts() == ["зерновий коридор", "grain ships leave Odesa"]
    expect(form.get_by_label("Name")).to_have_value("")
    # The same once more is refused.
    form.get_by_label("Name").fill("grain EXPORTS")
    form.get_by_role("button", name="Pin").click()
    said(page, "There is already a pinned topic “grain EXPORTS”.")
    pin.locator("summary").click()
    pin.get_by_label("Name").fill("Grain and ships")
    pin.get_by_role("button", name="Save").click()
    said(page, "“Grain and ships” is described anew")
    expect(pin).to_contain_text("Grain and ships")
    # The overview shows it, too.
    page.locator("#brand").click()
    row = page.locator("#topic-table .ag-row", has_text="Grain and ships")
    expect(row).to_contain_text("pinned")
    row.locator(".open-topic").click()
    expect(page.locator("#topic-state")).to_contain_text("No article has joined this pinned topic yet.")
    page.get_by_role("button", name="Unpin").click()
    said(page, "“Grain and ships” is no longer pinned.")
    page.get_by_role("button", name="Undo").click()
    said(page, "“Grain and ships” is pinned again.")
    with Store(str(own.store), create=False) as store:
        assert [(one.name, one.examples) for one in store.pins()] == [
            ("Grain and ships", ("зерновий коридор", "grain ships leave Odesa"))
        ]


def test_an_article_is_moved_from_the_list_of_a_topic_and_back(own, new_page):
    topic, target = topics(own)[:2]
    page = opened(new_page(), own, f"topic/{topic.id}")
    first = page.locator("#topic-articles > li").first
    title = first.locator("h3").inner_text()
    first.get_by_role("button", name=f"Move “{title}” to another topic").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"now in: {topic.label}")
    page.locator("#move-topic").click()
    page.get_by_role("option", name=target.label, exact=True).click()
    dialog.get_by_role("button", name="Move", exact=True).click()
    said(page, f"was put into “{target.label}”.")
    expect(page.locator("#topic-articles h3").first).not_to_have_text(title)
    page.get_by_role("button", name="Undo").click()
    said(page, "Taken back:")
    expect(page.locator("#topic-articles h3").first).to_have_text(title)


def test_an_article_of_a_story_is_taken_out_of_all_topics(own, new_page):
    with Store(str(own.store), create=False) as store:
        story = store.stories(Filters(), limit=500).sort("articles", descending=True).row(0, named=True)
    page = new_page()
    page.goto(f"{own.address}story/{story['story_id']}")
    page.get_by_role("button", name=re.compile("^Move")).first.click()
    page.locator("#move-topic").click()
    page.get_by_role("option", name="No topic").click()
    page.get_by_role("dialog").get_by_role("button", name="Move", exact=True).click()
    said(page, "was put into no topic.")
    expect(page.locator(".told > li")).to_have_count(story["articles"] - 1)


def test_corrections_are_listed_and_taken_back_one_by_one_in_any_order(own, new_page):
    first, second = topics(own)[:2]
    with Store(str(own.store), create=False) as store:
        editing.hide(store, first.id)
        editing.rename(store, second.id, "Another name")
    page = opened(new_page(), own, "topics")
    listed = page.locator("#topics-corrections > li")
    expect(listed).to_have_count(2)
    expect(listed.first).to_contain_text("is called “Another name”")
    page.get_by_role("button", name=f"Undo: “{first.label}” is hidden").click()
    said(page, f"Taken back: “{first.label}” is hidden.")
    expect(listed.nth(1)).to_contain_text("taken back")
    assert not topics(own)[0].hidden
    assert topics(own)[1].label == "Another name"


def test_the_history_of_one_topic_is_its_lineage(own, new_page):
    topic = topics(own)[0]
    with Store(str(own.store), create=False) as store:
        editing.split(store, topic.id, parts=2)
    page = opened(new_page(), own, "topics")
    everything = page.locator("#topics-events > li")
    expect(everything).to_have_count(len(topics(own)))
    page.locator("#topics-family").click()
    page.get_by_role("option", name=topic.label, exact=True).click()
    expect(everything).to_have_count(2)
    expect(everything.first).to_contain_text(f"split off from “{topic.label}”")
    expect(everything.nth(1)).to_contain_text("began")


def test_what_another_tab_changed_is_told_and_shown(own, new_page):
    into, topic = topics(own)[:2]
    page = opened(new_page(), own, f"topic/{topic.id}")
    with Store(str(own.store), create=False) as store:
        editing.merge(store, into.id, [topic.id])
    page.get_by_role("button", name="Hide", exact=True).click()
    said(page, f"There is no topic {topic.id} in the current run")
    expect(page.locator("#topic-state")).to_contain_text("is now part of another topic")
    expect(page.locator("#topic-actions button")).to_have_count(0)


def test_a_topic_is_hidden_and_shown_by_keyboard_alone(own, new_page):
    topic = topics(own)[0]
    page = opened(new_page(), own, f"topic/{topic.id}")
    page.locator("#topic-splitting").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    said(page, f"Done: “{topic.label}” is hidden.")
    expect(page.locator("#edit-undo")).to_be_focused()
    page.keyboard.press("Enter")
    said(page, f"Taken back: “{topic.label}” is hidden.")
    assert not topics(own)[0].hidden


def test_whoever_may_not_edit_sees_no_buttons(sample_store, tmp_path, new_page):
    server = Served(Path(shutil.copy(sample_store, tmp_path / "open.db")), host="0.0.0.0")
    address = server.address.replace("0.0.0.0", "127.0.0.1")
    page = new_page()
    for path, drawn in (("topic/1", "#topic-articles > li"), ("story/1", ".told > li"), ("topics", "#topics-table tr")):
        page.goto(f"{address}{path}")
        expect(page.locator(drawn).first).to_be_visible()
        expect(page.get_by_role("button", name=re.compile("^(Hide|Pin|Move “|Rename|Undo)"))).to_have_count(0)
    expect(page.locator("#topics-why")).to_contain_text("only when it is served to this machine alone")
    server.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_list_of_topics_fits_a_phone(own, new_page, scheme):
    page = opened(new_page(390, 900, scheme), own, "topics")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    opened(page, own, "topic/1")
    for button in ("Rename…", "Merge into…", "Split…"):
        page.get_by_text(button).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
