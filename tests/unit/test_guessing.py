"""Where a language is at home."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.tables import table
from digests.zones.clocks import is_zone
from digests.zones.guessing import guessed, likely


@pytest.mark.parametrize(
    ("language", "default", "zone"),
    [
        ("pt-br", "UTC", "America/Sao_Paulo"),
        ("pt", "UTC", "Europe/Lisbon"),
        ("pt-pt", "UTC", "Europe/Lisbon"),
        ("de", "UTC", "Europe/Berlin"),
        ("DE-at", "UTC", "Europe/Berlin"),
        ("ja", "Europe/Berlin", "Asia/Tokyo"),
        ("de", "Europe/Vienna", "Europe/Vienna"),  # an operator in Vienna has readers there
        ("en", "UTC", "UTC"),
        ("es", "Europe/Madrid", "Europe/Madrid"),
        ("xx", "Europe/Oslo", "Europe/Oslo"),
        (None, "UTC", "UTC"),
    ],
)
def test_the_zone_that_a_language_tells(language: str | None, default: str, zone: str) -> None:
    assert guessed(language, default) == zone


def test_the_table_names_zones_that_there_are_each_once() -> None:
    for code in table("digests.zones", "languages"):
        zones = likely(code)
        assert zones and len(set(zones)) == len(zones), code
        assert all(map(is_zone, zones)), code


@given(st.text())
def test_any_language_has_a_zone(language: str) -> None:
    assert is_zone(guessed(language, "UTC"))
