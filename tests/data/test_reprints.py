from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from data.reprints import comparable, is_reprint, signature

TEXT = (
    "The government agreed on Monday to send further air defence systems to the eastern border, the minister said "
    "after a meeting in the capital. Neighbours welcomed the step and announced talks about a common exercise in "
    "spring, while the opposition asked how the systems are to be paid for and who will man them."
)


def alike(one: str, other: str) -> bool:
    shared_bands = set(signature("", one)) & set(signature("", other))
    return bool(shared_bands) and is_reprint(comparable("", one), comparable("", other))


def test_a_copy_with_small_edits_is_found():
    assert alike(TEXT, TEXT.replace("Monday", "Tuesday") + " (agency)")


def test_another_text_on_the_same_subject_is_no_reprint():
    other = (
        "More air defence will stand at the eastern border: so the cabinet decided after long talks in the capital. "
        "Other countries nearby were pleased and want to train together once winter is over; critics in parliament "
        "want to know what it costs and which soldiers will serve there when the systems arrive."
    )
    assert not alike(TEXT, other)


def test_short_teasers_must_agree_word_for_word():
    teaser = "Trams will run until midnight from December on, the city says."
    assert alike(teaser, teaser.upper())
    assert not alike(teaser, teaser.replace("December", "January"))


def test_very_short_texts_are_never_reprints():
    assert signature("Short", "news in brief") == ()


@given(st.text(max_size=400))
def test_a_text_is_a_reprint_of_itself(text):
    assert is_reprint(text, text)
    assert signature("", text) == signature("", text)
