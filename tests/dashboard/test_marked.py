from __future__ import annotations

from dash import html
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.components.marked import excerpted, marked, paragraphs
from data.highlights import highlights
from data.store.search import understood

TEXTS = st.text(alphabet=st.sampled_from('talks peace<b>&"\n’'), max_size=400)


def plain(parts) -> str:
    return "".join(part if isinstance(part, str) else part.children for part in parts)


@settings(deadline=None)
@given(text=TEXTS, typed=TEXTS)
def test_marking_neither_loses_nor_changes_text(text, typed):
    [spans] = highlights([text], understood(typed, ["en"]), "en")
    parts = marked(text, spans)
    assert plain(parts) == text
    assert all(isinstance(part, str | html.Mark) for part in parts)
    assert [part.children for part in parts if not isinstance(part, str)] == [text[a:b] for a, b in spans]
    piece = plain(excerpted(text, spans))
    assert piece.removeprefix("… ").removesuffix("\u00a0…") in text
    assert "\n".join(plain(part.children) for part in paragraphs(text, spans, language="en")) == text


@settings(deadline=None)
@example(text="000", spans=[(2, 1)], start=0)
@given(
    text=st.text(max_size=60),
    spans=st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=5),
    start=st.integers(0, 60),
)
def test_whatever_the_places_are_the_text_stays(text, spans, start):
    assert plain(marked(text, sorted(spans), start=start)) == text[start:]


def test_markup_in_a_title_is_text():
    title = "<b>Talks</b> & <script>alert(1)</script>"
    [spans] = highlights([title], understood("talks"), "en")
    before, hit, after = marked(title, spans)
    assert (before, hit.children, after) == ("<b>", "Talks", "</b> & <script>alert(1)</script>")
