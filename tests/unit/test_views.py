"""How a list is looked at, and how that is written down."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.newsroom.views import Facet, Order, Period, View
from digests.text.query import Query, parse
from tests.builders import at

NAMES = st.dictionaries(st.sampled_from(Facet), st.text(max_size=80))


@given(st.sampled_from(Period), st.sampled_from(Order), NAMES)
def test_what_is_written_is_read_again(period: Period, order: Order, names: dict[Facet, str]) -> None:
    view = View(period, order)
    for facet, name in names.items():
        view = view.choosing(facet, name)
    assert View.read(view.written()) == view
    assert {facet: view.of(facet) for facet in names} == names


@given(st.text(max_size=60))
def test_anything_else_is_read_as_nothing_chosen(written: str) -> None:
    assert isinstance(View.read(written), View)


@pytest.mark.parametrize("written", ["", "[]", "null", '{"period":"x"}', '{"period":"d","order":"n"}'])
def test_half_a_view_is_none(written: str) -> None:
    assert View.read(written) == View()


@pytest.mark.parametrize(
    ("typed", "view"),
    [
        ("storm", View(Period.WEEK, Order.BEST)),
        ("storm since:1m", View(Period.ALL, Order.BEST)),
        ("from:oduya", View(Period.ALL, Order.NEWEST)),
        ("topic:science since:7d", View(Period.ALL, Order.NEWEST)),
    ],
)
def test_words_are_looked_for_in_the_week_and_names_at_all_times(typed: str, view: View) -> None:
    query = parse(typed)
    assert isinstance(query, Query)
    assert View.first(query) == view


def test_today_begins_at_midnight_where_the_reader_is() -> None:
    now = at("2026-11-24 23:30")
    assert View(Period.TODAY).since(now, ZoneInfo("Europe/Berlin")) == at("2026-11-24 23:00")
    assert View(Period.WEEK).since(now, ZoneInfo("Europe/Berlin")) == at("2026-11-17 23:30")
    assert View(Period.ALL).since(now, ZoneInfo("Europe/Berlin")) is None


def test_a_name_is_chosen_and_taken_back() -> None:
    view = View().choosing(Facet.TOPIC, "Sport").choosing(Facet.SOURCE, "Coastal Post")
    assert view.chosen == ((Facet.SOURCE, "Coastal Post"), (Facet.TOPIC, "Sport"))
    assert view.choosing(Facet.TOPIC, "World").of(Facet.TOPIC) == "World"
    assert view.choosing(Facet.TOPIC, None).chosen == ((Facet.SOURCE, "Coastal Post"),)
    assert view.labels() == ("source··coastal·post", "topic··sport")
