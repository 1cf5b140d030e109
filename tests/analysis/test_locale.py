from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from babel.dates import format_datetime, get_timezone
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_percent
from helpers import PROJECT, article
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.locale import DEFAULT, __main__, available, best_of, locale_of
from analysis.locale.extraction import lacking, messages_of, template
from analysis.pipeline import analyze
from analysis.summary import summarise
from data.errors import StoreError
from data.filters import Filters, problems
from data.store import Store

ENGLISH, UKRAINIAN = locale_of("en"), locale_of("uk")
FOLDER = PROJECT / "analysis" / "locale"


def read(code: str) -> Catalog:
    with (FOLDER / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


@pytest.mark.parametrize("code", [code for code in available() if code != DEFAULT])
def test_a_catalogue_has_every_message_with_its_placeholders(code):
    assert lacking(read(code), template()) == [], "run: make messages"


@pytest.mark.parametrize("code", [code for code in available() if code != DEFAULT])
def test_a_catalogue_has_no_message_that_nobody_says(code):
    wanted = template()
    assert [message.id for message in read(code) if message.id and wanted.get(message.id) is None] == []


def test_messages_are_found_wherever_they_are_written():
    source = """
locale("A" if found else "B {n}", n=1)
report.locale("C " "and D")
locale.plural("{n} E", "{n} Es", 3)
HEADS = message({"key": "F", "other": ("G", "H")})
raise StoreError(f"No {path.name} in {folders[0]:>3}.") from error
raise TypeError("for programmers")
locale(HEADS["key"])
"""
    found = [text for _, text in messages_of(source, errors=True)]
    assert set(found) == {
        "A",
        "B {n}",
        "C and D",
        ("{n} E", "{n} Es"),
        "F",
        "G",
        "H",
        "No {path_name} in {folders_0}.",
    }
    assert "No {path_name} in {folders_0}." not in [text for _, text in messages_of(source, errors=False)]


def test_what_a_catalogue_lacks_is_said():
    wanted, catalogue = Catalog(), Catalog(locale="uk")
    for text in ("missing", "empty", "whole", "{a} of {b}", ("{n} day", "{n} days"), ("{n} run", "{n} runs")):
        wanted.add(text)
    catalogue.add("empty", "")
    catalogue.add("whole", "ціле")
    catalogue.add("{a} of {b}", "{a} із {c}")
    catalogue.add(("{n} day", "{n} days"), ("{n} день", "{n} дні"))
    catalogue.add(("{n} run", "{n} runs"), ("{n} запуск", "{n} запуски", "{n} запусків"))
    assert lacking(catalogue, wanted) == [
        "not translated: missing",
        "not translated: empty",
        "other placeholders: {a} із {c}",
        "not translated: {n} day",
    ]


def test_a_new_language_is_one_file_that_lists_what_is_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(__main__, "FOLDER", tmp_path)
    assert __main__.main(["pl"]) == 1
    said = capsys.readouterr().out
    assert re.match(r"pl\.po: (\d+) messages, \1 to do\n", said)
    assert "not translated: Overview" in said
    before = (tmp_path / "pl.po").read_text("utf-8")
    assert 'msgid_plural "{n} articles"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n' in before
    __main__.main([])
    assert (tmp_path / "pl.po").read_text("utf-8") == before


def test_numbers_and_dates_in_english():
    english = locale_of("en")
    assert english.number(1_234_567) == "1,234,567"
    assert english.percent(0.1234, 1) == "12.3 %"
    assert english.span(date(2025, 1, 1), date(2025, 1, 1)) == "1 January 2025"
    assert english.time(datetime(2025, 11, 24, 9, 5, tzinfo=UTC)) == "24 Nov 2025, 09:05"


@given(st.integers(-2_000_000_000, 4_000_000_000), st.sampled_from(["UTC", "Europe/Kyiv", "Asia/Kolkata"]))
def test_times_are_written_as_babel_does(seconds, zone):
    moment = datetime.fromtimestamp(seconds, UTC)
    for locale in (locale_of(DEFAULT), UKRAINIAN):
        known = format_datetime(moment, "d MMM y, HH:mm", tzinfo=get_timezone(zone), locale=locale.cldr)
        assert locale.time(moment, zone) == known


@given(
    st.one_of(st.floats(0, 50), st.integers(0, 9), st.integers(0, 10_000).map(lambda n: n / 8_000)),
    st.sampled_from([0, 1, 2]),
)
@example(0.0125, 1)
@example(-0.0125, 1)
def test_shares_are_written_as_babel_does(share, digits):
    for locale in (locale_of(DEFAULT), UKRAINIAN):
        known = format_percent(share, format=f"#,##0.{'0' * digits} %", locale=locale.cldr)
        assert locale.percent(share, digits) == known
    assert locale_of(DEFAULT).percent(-0.0001, 1) == "0.0 %"


def test_numbers_and_dates_in_ukrainian():
    assert UKRAINIAN.number(1_234_567) == "1\u00a0234\u00a0567"
    assert UKRAINIAN.number(4.25, 1) == "4,2"
    assert UKRAINIAN.percent(0.1234, 1) == "12,3 %"
    assert UKRAINIAN.day(date(2025, 12, 31)) == "31 грудня 2025\u202fр."
    assert UKRAINIAN.day(date(2025, 12, 31), short=True) == "31 груд. 2025"
    assert UKRAINIAN.time(datetime(2025, 11, 24, 9, 5, tzinfo=UTC)) == "24 лист. 2025, 09:05"
    assert UKRAINIAN.language("en") == "англійська"
    assert UKRAINIAN.name == "Українська"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 статей"),
        (1, "1 стаття"),
        (2, "2 статті"),
        (4, "4 статті"),
        (5, "5 статей"),
        (11, "11 статей"),
        (12, "12 статей"),
        (21, "21 стаття"),
        (112, "112 статей"),
        (1_194, "1\u00a0194 статті"),
    ],
)
def test_ukrainian_counts_in_three_forms(number, said):
    assert UKRAINIAN.plural("{n} article", "{n} articles", number) == said


def test_the_sentence_in_ukrainian_fits_its_numbers(store, encoder):
    store.add_articles([article("Одна новина", published_at=datetime(2025, 11, 1, tzinfo=UTC))])
    analyze(store, encoder=encoder)
    one = summarise(store, Filters()).sentence(UKRAINIAN)
    assert one == "1 стаття (1 мова, 1 джерело), 1 листопада 2025\u202fр."
    more = [
        article(f"Новина {n}", source=f"Джерело {n}", published_at=datetime(2025, 11, 2, tzinfo=UTC)) for n in range(4)
    ]
    store.add_articles(more)
    analyze(store, encoder=encoder)
    several = summarise(store, Filters())
    label = several.label(int(several.topics["topic_id"][0]), UKRAINIAN)
    assert several.sentence(UKRAINIAN) == (
        "5 статей (1 мова, 5 джерел), 1 листопада 2025\u202fр.\u00a0– 2 листопада 2025\u202fр.; "
        f"попереду — «{label}» (5), зростання з 1 до 4 (може бути випадковим) "
        "за останній 1 день порівняно з попереднім 1 днем."
    )
    assert summarise(store, Filters(text="немає")).sentence(UKRAINIAN) == "Жодна стаття не відповідає фільтру."


def test_the_days_compared_are_declined():
    said = [
        UKRAINIAN.plural(
            "in the latest {n} day, against the {n} day before",
            "in the latest {n} days, against the {n} days before",
            n,
        )
        for n in (3, 30)
    ]
    assert said == [
        "за останні 3 дні порівняно з попередніми 3 днями",
        "за останні 30 днів порівняно з попередніми 30 днями",
    ]


def test_what_was_filled_in_elsewhere_is_translated_too(tmp_path):
    assert [UKRAINIAN.sentence(problem) for problem in problems("from=2025-99-01&zone=abc")] == [
        "«from=2025-99-01» не підходить для «from», тож цю частину пропущено.",
        "«zone=abc» не підходить для «zone», тож цю частину пропущено.",
    ]
    with pytest.raises(StoreError) as caught:
        Store(str(tmp_path / "none.db"), create=False)
    assert UKRAINIAN.sentence(str(caught.value)).startswith(f"У {tmp_path / 'none.db'} немає сховища: наповніть")
    locked = "The store a.db cannot be used: another program keeps it locked; wait for that one, then try again."
    assert (
        UKRAINIAN.sentence(locked)
        == "Сховищем a.db не можна скористатися: його заблокувала інша програма; зачекайте на неї і спробуйте ще раз."
    )
    long = "its title has 1,234 characters and goes on in the text"
    assert UKRAINIAN.sentence(long) == "у заголовку знаків: 1\u00a0234; його продовжено в тексті"


def test_what_nobody_knows_stays_as_it_is():
    assert UKRAINIAN.sentence("Bus error (core dumped)") == "Bus error (core dumped)"
    assert ENGLISH.sentence("“from=x” is no from and was left out.") == "“from=x” is no from and was left out."


@given(st.text(max_size=80))
def test_any_text_can_be_asked_for(text):
    assert isinstance(UKRAINIAN.sentence(text), str)


def test_periods_are_named_by_their_days():
    english = locale_of("en")
    assert english.period(date(2025, 12, 29), "week") == "29 Dec 2025–4 Jan 2026"
    assert english.period(date(2025, 12, 1), "month") == "December 2025"
    assert english.period(date(2025, 12, 1), "day") == "1 Dec 2025"
    assert UKRAINIAN.period(date(2025, 12, 1), "month") == "грудень 2025"


def test_changes_in_words():
    english = locale_of("en")
    assert english.change(0.5, 9, 6) == "up 50 %"
    assert english.change(-1.0, 0, 6) == "down 100 %"
    assert english.change(None, 4, 0) == "up from 0"
    assert english.change(None, 0, 0) == "none"
    assert UKRAINIAN.change(0.5, 9, 6) == "зростання на 50 %"


@given(st.text(max_size=60))
def test_any_header_chooses_a_language_that_there_is(header):
    assert best_of(header) in available()


def test_the_language_that_a_browser_likes_best_is_chosen():
    assert best_of("uk;q=0.3, en-US;q=0.9") == "en"
    assert best_of("uk-UA,en;q=0.9") == "uk"
    assert best_of("uk;q=0, de") == "en"


def test_an_unknown_language_reads_english():
    assert locale_of("xx").code == "en"
