"""Where readers say they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.errors import ReaderMistake
from digests.schedule import zone_of
from digests.zones.clocks import is_zone, with_different_clocks
from digests.zones.finding import Choice, Found, find
from digests.zones.locating import coordinates_in, zone_at
from digests.zones.offsets import offset_in
from digests.zones.places import Place, key_of, named
from digests.zones.releases import tz_release

WINTER = datetime(2026, 11, 29, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)


def found(words: str, language: str = "en", now: datetime = WINTER) -> str | list[str]:
    """The zone, or those that are offered."""
    match find(words, language, now):
        case Found(zone):
            return zone
        case Choice(places):
            return [place.zone for place in places]


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Porto", "Europe/Lisbon"),
        ("München", "Europe/Berlin"),
        ("munich", "Europe/Berlin"),
        ("Seattle", "America/Los_Angeles"),
        ("Mumbai", "Asia/Kolkata"),
        ("Bombay", "Asia/Kolkata"),
        ("São Paulo", "America/Sao_Paulo"),
        ("sao  paulo", "America/Sao_Paulo"),
        ("new york", "America/New_York"),
        ("NYC", "America/New_York"),
        ("Лиссабон", "Europe/Lisbon"),
        ("東京", "Asia/Tokyo"),
        ("Kiritimati", "Pacific/Kiritimati"),
        ("Canary Islands", "Atlantic/Canary"),
        ("Hawaii", "Pacific/Honolulu"),
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("europe/lisbon", "Europe/Lisbon"),
        ("america/new york", "America/New_York"),
        ("UTC", "UTC"),
        ("Etc/GMT-2", "Etc/GMT-2"),
        ("Asia/Calcutta", "Asia/Calcutta"),
    ],
)
def test_a_place_is_understood(words: str, zone: str) -> None:
    assert found(words) == zone
    assert is_zone(zone)


@pytest.mark.parametrize(
    ("words", "language", "zone"),
    [
        ("Japan", "en", "Asia/Tokyo"),
        ("Deutschland", "de", "Europe/Berlin"),
        ("Germany", "de", "Europe/Berlin"),
        ("Alemanha", "pt-br", "Europe/Berlin"),
        ("日本", "zh-hans", "Asia/Tokyo"),
        ("Portugal", "en", "Europe/Lisbon"),
        ("Argentina", "en", "America/Argentina/Buenos_Aires"),
        ("UK", "xx", "Europe/London"),
    ],
)
def test_a_country_with_one_time_is_a_place(words: str, language: str, zone: str) -> None:
    assert found(words, language) == zone


@pytest.mark.parametrize(
    ("words", "zones"),
    [
        ("Portland", ["America/Los_Angeles", "America/New_York", "America/Chicago"]),
        ("Córdoba", ["America/Argentina/Cordoba", "Europe/Madrid", "America/Mexico_City"]),
        ("Birmingham", ["Europe/London", "America/Chicago", "America/Detroit"]),
        ("Saint Petersburg", ["Europe/Moscow", "America/New_York"]),
        ("St. Petersburg", ["Europe/Moscow", "America/New_York"]),
        ("London", ["Europe/London", "America/Toronto"]),
        ("Spain", ["Europe/Madrid", "Atlantic/Canary"]),
    ],
)
def test_a_name_of_several_places_is_never_guessed(words: str, zones: list[str]) -> None:
    assert found(words) == zones


@pytest.mark.parametrize(("words", "zone"), [("Paris", "Europe/Paris"), ("Moscow", "Europe/Moscow")])
def test_small_places_that_bear_a_large_ones_name_do_not_matter(words: str, zone: str) -> None:
    assert found(words) == zone


def test_at_most_five_are_offered_the_largest_first() -> None:
    match find("United States", "en", WINTER):
        case Choice(places):
            assert [place.zone for place in places] == [
                "America/New_York",
                "America/Chicago",
                "America/Los_Angeles",
                "America/Denver",
                "America/Phoenix",
            ]
        case Found():
            pytest.fail("the United States have several zones")


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Paris, Texas", "America/Chicago"),
        ("Paris Texas", "America/Chicago"),
        ("Portland, ME", "America/New_York"),
        ("Birmingham UK", "Europe/London"),
        ("Birmingham, Alabama", "America/Chicago"),
        ("Perth, Scotland", "Europe/London"),
        ("Perth Western Australia", "Australia/Perth"),
        ("Córdoba, ES", "Europe/Madrid"),
        ("Portland, Oregon, USA", "America/Los_Angeles"),
    ],
)
def test_a_country_or_state_beside_it_says_which(words: str, zone: str) -> None:
    assert found(words) == zone


@pytest.mark.parametrize(
    ("words", "offset"),
    [
        ("UTC+5:30", timedelta(hours=5, minutes=30)),
        ("+0530", timedelta(hours=5, minutes=30)),
        ("GMT-3", timedelta(hours=-3)),
        ("utc −3:30", -timedelta(hours=3, minutes=30)),
        ("+10", timedelta(hours=10)),
        ("gmt+00:00", timedelta()),
        ("5", None),
        ("UTC", None),
        ("+5:75", None),
        ("+5.5", None),
    ],
)
def test_offsets(words: str, offset: timedelta | None) -> None:
    assert offset_in(words) == offset


@pytest.mark.parametrize(
    ("words", "now", "first", "last"),
    [
        ("UTC+5:30", WINTER, "Asia/Kolkata", "Asia/Kolkata"),
        ("UTC+5:45", WINTER, "Asia/Kathmandu", "Asia/Kathmandu"),
        ("GMT-3", WINTER, "America/Sao_Paulo", "Etc/GMT+3"),
        ("-8", WINTER, "America/Los_Angeles", "Etc/GMT+8"),
        ("-7", SUMMER, "America/Los_Angeles", "Etc/GMT+7"),
        ("+0:00", WINTER, "Europe/London", "UTC"),
        ("UTC+14", WINTER, "Pacific/Kiritimati", "Etc/GMT-14"),
    ],
)
def test_an_offset_is_answered_with_places(words: str, now: datetime, first: str, last: str) -> None:
    offered = found(words, now=now)
    assert (offered[0], offered[-1]) == (first, last)
    assert len(offered) <= 5
    assert {now.astimezone(zone_of(zone)).utcoffset() for zone in offered} == {offset_in(words)}


def test_a_misspelt_place_is_answered_with_the_nearest() -> None:
    with pytest.raises(ReaderMistake) as refusal:
        find("Lisbonn", "en", WINTER)
    assert (refusal.value.key, refusal.value.values["near"]) == ("mistake.zone.near", "Europe/Lisbon")


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("", "mistake.zone.missing"),
        ("  ", "mistake.zone.missing"),
        ("xyzzy", "mistake.zone"),
        ("x" * 500, "mistake.zone"),
        ("../../etc/passwd", "mistake.zone"),
        ("Porto, Texas", "mistake.zone"),
        ("=pt", "mistake.zone"),
        ("|", "mistake.zone"),
        (",", "mistake.zone"),
        ("UTC+99", "mistake.zone.offset"),
        ("UTC+2:15", "mistake.zone.offset"),
    ],
)
def test_an_unknown_place_is_refused(words: str, key: str) -> None:
    with pytest.raises(ReaderMistake) as refusal:
        find(words, "en", WINTER)
    assert refusal.value.key == key


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["en", "de", "pt-br", "xx", "", "a_b"]))
def test_any_words_give_places_or_a_polite_refusal(words: str, language: str) -> None:
    try:
        answer = find(words, language, WINTER)
    except ReaderMistake as refusal:
        assert len(str(refusal.values.get("words", ""))) <= 64
    else:
        zones = [answer.zone] if isinstance(answer, Found) else [place.zone for place in answer.places]
        assert 1 <= len(zones) <= 5
        assert all(map(is_zone, zones))


def test_zones_whose_clocks_agree_are_offered_once() -> None:
    places = [
        Place(zone, "", "", zone, 1) for zone in ("Europe/Paris", "Europe/Rome", "Africa/Lagos", "Mars/One")
    ]
    kept = with_different_clocks(places, WINTER, 5)
    assert [place.zone for place in kept] == ["Europe/Paris", "Africa/Lagos"]


def test_names_are_looked_up_however_they_are_spelt() -> None:
    assert key_of("Saint-Étienne") == key_of("st. etienne")
    assert key_of("Ra's al-Khaymah") == key_of("RAS AL KHAYMAH")


def test_every_zone_of_the_table_is_one() -> None:
    countries = named(f"={first}{second}" for first in LETTERS for second in LETTERS)
    assert len({place.country for place in countries}) > 240
    assert {place.zone for place in countries} - available_timezones() == set()


LETTERS = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("41.15, -8.61", (41.15, -8.61)),
        ("-33.868800 151.209300", (-33.8688, 151.2093)),
        ("41, -8", None),
        ("91.0, 0.0", None),
        ("41.15", None),
        ("Porto", None),
    ],
)
def test_coordinates(words: str, where: tuple[float, float] | None) -> None:
    assert coordinates_in(words) == where


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (41.15, -8.61, "Europe/Lisbon"),
        (65.835, 24.130, "Europe/Stockholm"),  # Haparanda and Tornio are one town on two sides of a river
        (65.848, 24.150, "Europe/Helsinki"),
        (45.0, -30.0, "Etc/GMT+2"),
        (200.0, 500.0, None),
    ],
)
async def test_the_zone_of_a_location(latitude: float, longitude: float, zone: str | None) -> None:
    assert await zone_at(latitude, longitude) == zone


def test_the_tz_database_names_its_release() -> None:
    assert tz_release().startswith("20")
