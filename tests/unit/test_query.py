"""What a reader types into /search, and what is understood."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.query import (
    FromSource,
    FromSpeaker,
    InLanguage,
    Leaf,
    OfTopic,
    Query,
    Term,
    Unclear,
    parse,
    resolve,
)
from digests.text.since import FromDay, HoursAgo, parse_since
from tests.builders import at
from tests.scribble import scribble


def term(*tokens: str) -> Term:
    return Term(tokens)


def wanted(*groups: Leaf | tuple[Leaf, ...], without: tuple[Leaf, ...] = ()) -> Query:
    return Query(tuple(group if isinstance(group, tuple) else (group,) for group in groups), without)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("climate summit", wanted(term("climate"), term("summit"))),
        ("  Climate   SUMMIT ", wanted(term("climate"), term("summit"))),
        ("Élection", wanted(term("election"))),
        ("climate climate", wanted(term("climate"))),
        ("covid-19", wanted(term("covid", "19"))),
        ("don't", wanted(term("don", "t"))),
        ("climate AND summit", wanted(term("climate"), term("summit"))),
    ],
)
def test_words_side_by_side_are_all_wanted(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


@pytest.mark.parametrize(
    "typed",
    [
        '"climate summit"',
        "“climate summit”",
        "«climate summit»",
        '"climate summit',
        '"climate, summit!"',
    ],
)
def test_a_phrase_stands_in_any_quotation_marks_even_unfinished_ones(typed: str) -> None:
    assert parse(typed) == wanted(term("climate", "summit"))


@pytest.mark.parametrize("typed", ["storm OR flood fire", "storm | flood fire", "storm|flood fire"])
def test_or_joins_its_two_sides_only(typed: str) -> None:
    assert parse(typed) == wanted((term("storm"), term("flood")), term("fire"))


@pytest.mark.parametrize(
    "typed", ["storm -flood", "-flood storm", "storm –flood", "storm −flood", "storm NOT flood"]
)
def test_a_dash_of_any_length_leaves_out(typed: str) -> None:
    assert parse(typed) == wanted(term("storm"), without=(term("flood"),))


def test_a_phrase_and_a_source_can_be_left_out_too() -> None:
    assert parse('storm -"heavy rain" -source:herald') == wanted(
        term("storm"), without=(term("heavy", "rain"), FromSource(("herald",)))
    )


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("source:herald storm", wanted(FromSource(("herald",)), term("storm"))),
        ("Source:Herald", wanted(FromSource(("herald",)))),
        ("source: herald", wanted(FromSource(("herald",)))),
        ('source:"Linnet Herald"', wanted(FromSource(("linnet", "herald")))),
        ("source:herald OR source:times", wanted((FromSource(("herald",)), FromSource(("times",))))),
    ],
)
def test_a_source_is_asked_for_by_its_name(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("topic:science", wanted(OfTopic(("science",)))),
        ('topic:"World Cup" storm', wanted(OfTopic(("world", "cup")), term("storm"))),
        ("from:oduya", wanted(FromSpeaker(("oduya",)))),
        ("from:“Mara Oduya”", wanted(FromSpeaker(("mara", "oduya")))),
        ("From: Oduya OR storm", wanted((FromSpeaker(("oduya",)), term("storm")))),
        ("topic：science", wanted(OfTopic(("science",)))),
        ("storm -topic:sport", wanted(term("storm"), without=(OfTopic(("sport",)),))),
        ("storm –from:oduya", wanted(term("storm"), without=(FromSpeaker(("oduya",)),))),
        ("lang:de", wanted(InLanguage(("de",)))),
        ("lang:pt-BR OR lang:es", wanted((InLanguage(("pt",)), InLanguage(("es",))))),
        ("sinse:7d", wanted(term("sinse", "7d"))),
    ],
)
def test_topic_speaker_and_language_are_asked_for_by_name(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("storm since:7d", Query(((term("storm"),),), since=HoursAgo(7 * 24))),
        ("since:7d", Query((), since=HoursAgo(7 * 24))),
        ("-storm since:24h", Query((), (term("storm"),), since=HoursAgo(24))),
        ("storm OR since:7d flood", Query(((term("storm"),), (term("flood"),)), since=HoursAgo(7 * 24))),
        ("since:7d since:2d", Query((), since=HoursAgo(48))),
        ('since:"2 weeks"', Query((), since=HoursAgo(14 * 24))),
        ("since:2026–11–01", Unclear("mistake.query.since", {"words": "since:2026–11–01"})),
    ],
)
def test_since_narrows_the_whole_query(typed: str, understood: Query | Unclear) -> None:
    assert parse(typed) == understood


@pytest.mark.parametrize(
    ("said", "instant"),
    [
        ("24h", "2026-11-28 21:30"),
        ("7d", "2026-11-22 21:30"),
        ("2w", "2026-11-15 21:30"),
        ("3m", "2026-08-29 20:30"),  # summer time there: half past ten in the evening all the same
        ("1y", "2025-11-29 21:30"),
        ("0h", "2026-11-29 21:30"),
        ("9999y", "1970-01-01 00:00"),
        ("today", "2026-11-28 23:00"),
        ("yesterday", "2026-11-27 23:00"),
        ("sunday", "2026-11-28 23:00"),
        ("monday", "2026-11-22 23:00"),
        ("Tue", "2026-11-23 23:00"),
        ("2026-11-01", "2026-10-31 23:00"),
        ("2026-07-01", "2026-06-30 22:00"),
        ("0001-01-01", "1970-01-01 00:00"),
    ],
)
def test_a_time_is_reckoned_from_when_and_where_it_was_typed(said: str, instant: str) -> None:
    query = parse(f"since:{said}")
    assert isinstance(query, Query)
    assert resolve(query, at("2026-11-29 21:30"), ZoneInfo("Europe/Berlin")) == at(instant)


def test_a_month_without_that_day_ends_sooner() -> None:
    query = parse("since:1m")
    assert isinstance(query, Query)
    assert resolve(query, at("2026-03-31 12:00"), ZoneInfo("UTC")) == at("2026-02-28 12:00")


def test_a_query_without_a_time_is_of_all_times() -> None:
    query = parse("storm")
    assert isinstance(query, Query)
    assert resolve(query, at("2026-03-31 12:00"), ZoneInfo("UTC")) is None


@pytest.mark.parametrize("said", ["soon", "7", "7x", "-7d", "2026-02-30", "2026-13-01", "99999d", "mo", "d7"])
def test_what_is_no_time_is_none(said: str) -> None:
    assert parse_since(said) is None


@given(
    said=st.text(max_size=20) | st.dates().map(str) | st.from_regex(r"[0-9]{1,4}[hdwmy]", fullmatch=True),
    now=st.datetimes(min_value=at("1980-01-01").replace(tzinfo=None), timezones=st.just(ZoneInfo("UTC"))),
    zone=st.sampled_from(sorted(available_timezones())),
)
def test_any_time_understood_is_an_instant(said: str, now: datetime, zone: str) -> None:
    since = parse_since(said)
    if since is not None and now.year < 9998:
        instant = resolve(Query((), since=since), now, ZoneInfo(zone))
        assert instant is not None
        assert instant >= at("1970-01-01")
        if not isinstance(since, FromDay):
            assert instant <= now + timedelta(hours=3)  # a clock set back repeats some hours


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("or and not", wanted(term("or"), term("and"), term("not"))),
        ("mood:good", wanted(term("mood", "good"))),
        ("OR storm OR", wanted(term("storm"))),
        ("storm - flood", wanted(term("storm"), term("flood"))),
        ("(storm)", wanted(term("storm"))),
        ("storm*", wanted(term("storm"))),
        ("NEAR(storm flood)", wanted(term("near", "storm"), term("flood"))),
        ("storm 😀 flood", wanted(term("storm"), term("flood"))),
        ("source:", wanted(term("source"))),
    ],
)
def test_what_is_no_operator_is_the_words_in_it(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("東京", wanted(term("東京"))),
        ("知事選挙", wanted(term("知事", "事選", "選挙"))),
        ("서울 시장", wanted(term("서울"), term("시장"))),
        ("ＡＩ規制", wanted(term("ai", "規制"))),
    ],
)
def test_words_without_spaces_become_phrases_of_pairs(typed: str, understood: Query) -> None:
    assert parse(typed) == understood


def test_one_character_without_spaces_stands_for_all_pairs_it_begins() -> None:
    assert Term(("京",)).is_prefix
    assert not Term(("京都",)).is_prefix
    assert not Term(("a",)).is_prefix


def test_only_single_words_have_other_forms() -> None:
    assert Term(("runs",)).has_stems
    assert not Term(("runs", "away")).has_stems
    assert not Term(("東京",)).has_stems


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "mistake.query.empty"),
        ("   ", "mistake.query.empty"),
        ("!?… 😀", "mistake.query.empty"),
        ('""', "mistake.query.empty"),
        ("-storm", "mistake.query.only_without"),
        ("-storm -source:herald", "mistake.query.only_without"),
        ("storm since:soon", "mistake.query.since"),
        ("storm -since:7d", "mistake.query.since"),
        ("lang:english", "mistake.query.language"),
        ("storm " * 200, "mistake.query.long"),
        (" ".join(f"w{i}" for i in range(33)), "mistake.query.many"),
    ],
)
def test_what_cannot_be_searched_for_is_told_by_name(typed: str, key: str) -> None:
    answer = parse(typed)
    assert isinstance(answer, Unclear)
    assert answer.key == key


def test_the_terms_to_mark_are_the_wanted_ones_each_once() -> None:
    query = parse("storm (flood OR storm) -fire source:herald")
    assert isinstance(query, Query)
    assert query.terms == (term("storm"), term("flood"))


@given(scribble)
def test_any_input_is_a_query_or_a_reason(typed: str) -> None:
    answer = parse(typed)
    if isinstance(answer, Query):
        assert answer.groups or answer.since
        assert all(group for group in answer.groups)
        leaves = [leaf for group in answer.groups for leaf in group] + list(answer.without)
        assert all(token for leaf in leaves for token in leaf.tokens)
    else:
        assert answer.key.startswith("mistake.query.")
