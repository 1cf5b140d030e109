from __future__ import annotations

import pytest


def test_views_are_kept_by_name_and_saved_again_and_deleted(any_store):
    any_store.save_view("  Peace   plan ", path="/topic/3", query="language=uk")
    any_store.save_view("All", path="/", query="")
    assert [(view.name, view.path, view.query) for view in any_store.views()] == [
        ("All", "/", ""),
        ("Peace plan", "/topic/3", "language=uk"),
    ]
    any_store.save_view("All", path="/map", query="period=day")
    assert (any_store.views()[0].path, any_store.views()[0].query) == ("/map", "period=day")
    any_store.delete_view("All")
    any_store.delete_view("All")
    assert [view.name for view in any_store.views()] == ["Peace plan"]


def test_a_view_needs_a_name_and_long_ones_are_cut(any_store):
    with pytest.raises(ValueError, match="needs a name"):
        any_store.save_view(" \x00 ", path="/", query="")
    any_store.save_view("я" * 200, path="/", query="")
    assert [len(view.name) for view in any_store.views()] == [80]
