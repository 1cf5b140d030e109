from __future__ import annotations

from datetime import date

import pytest

from analysis.locale import locale_of
from dashboard.components.filterbar import (
    CONTROLS,
    _beside,
    _from_controls,
    _to_controls,
    preset_of,
    topic_choices,
    with_preset,
)
from dashboard.pages.overview import narrowed_to, zoomed_dates
from dashboard.position import Position
from data.filters import Filters

LAST = date(2025, 12, 29)


@pytest.mark.parametrize(
    ("preset", "start"),
    [("7", date(2025, 12, 23)), ("30", date(2025, 11, 30)), ("90", date(2025, 10, 1)), ("year", date(2025, 1, 1))],
)
def test_presets_count_from_the_latest_article(preset, start):
    filters = with_preset(Filters(languages=("uk",)), preset, LAST)
    assert (filters.start, filters.end, filters.languages) == (start, LAST, ("uk",))
    assert preset_of(filters, LAST) == preset


def test_all_takes_the_dates_away():
    assert with_preset(Filters(start=LAST, end=LAST), "all", LAST) == Filters()
    assert preset_of(Filters(), LAST) == "all"
    assert preset_of(Filters(start=date(2025, 3, 1)), LAST) == "custom"


def test_a_zoom_takes_whole_periods():
    zoomed = {"xaxis.range[0]": "2025-03-04 11:00", "xaxis.range[1]": "2025-03-19 02:00"}
    assert zoomed_dates(zoomed, "day") == (date(2025, 3, 4), date(2025, 3, 19))
    assert zoomed_dates(zoomed, "week") == (date(2025, 3, 3), date(2025, 3, 23))
    assert zoomed_dates(zoomed, "month") == (date(2025, 3, 1), date(2025, 3, 31))
    assert zoomed_dates({"xaxis.autorange": True}, "week") == (None, None)
    assert zoomed_dates({"dragmode": "pan"}, "week") is None


def test_a_point_narrows_to_its_topic_and_period_within_the_filter():
    filters = Filters(start=date(2025, 3, 5), languages=("uk",))
    narrowed = narrowed_to(filters, {"topic": 3, "start": "2025-03-03"})
    assert (narrowed.start, narrowed.end, narrowed.topics) == (date(2025, 3, 5), date(2025, 3, 9), (3,))
    assert narrowed.languages == ("uk",)


def test_a_row_adds_its_topic_and_takes_it_out_again():
    assert Filters(topics=(1,)).toggled(2).topics == (1, 2)
    assert Filters(topics=(1, 2)).toggled(1).topics == (2,)


def test_topics_to_choose_from_end_with_the_outliers(analysed):
    choices = topic_choices(analysed, locale_of("en"))
    assert choices[-1] == {"value": "0", "label": "No topic"}
    assert len(choices) == len(analysed.topics()) + 1


def test_another_filter_begins_at_the_first_page_and_keeps_the_order():
    assert _beside("?text=talks&order=oldest&page=4", Filters(text="talks")) == "?text=talks&order=oldest&page=4"
    assert _beside("?text=talks&order=oldest&page=4", Filters(text="peace")) == "?text=peace&order=oldest"
    assert _beside("?page=4", Filters(languages=("uk",))) == "?language=uk"
    assert _beside("?page=-1&order=sideways", Filters()) == ""


def test_without_words_nothing_matches_best():
    assert Position().order_for(Filters(text="talks")) == "best"
    assert Position(order="newest").order_for(Filters(text="talks")) == "newest"
    assert Position(order="best").order_for(Filters()) == "newest"
    assert Position.from_query("page=" + "9" * 5_000).page == 1
    assert Position.from_query("page=9999999999").page == 1_000_000


def test_a_control_leaves_alone_what_has_no_control():
    before = Filters(zone="Europe/Kyiv", panel=True, text="talks")
    values = dict(zip(CONTROLS, _to_controls(before, LAST), strict=True)) | {"languages": ["uk"]}
    assert _from_controls(values, before) == before.model_copy(update={"languages": ("uk",)})
