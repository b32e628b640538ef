"""Dates as feeds write them: every zone where it is, no day guessed, nothing in the future."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.sources.feeds.dates import instant, newest_first, published
from tests.builders import at, maybe

NOW = at("2026-11-24 08:00")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        # As the specifications want it.
        ("Thu, 16 Nov 2023 22:00:00 GMT", "2023-11-16 22:00"),
        ("Thu, 16 Nov 2023 22:00:00 -0500", "2023-11-17 03:00"),
        ("16 Nov 23 22:00 Z", "2023-11-16 22:00"),
        ("Thu, 01 Jan 98 19:48:21 GMT", "1998-01-01 19:48:21"),
        ("2023-11-16T22:00:00.123+09:00", "2023-11-16 13:00"),
        ("2023-11-16T22:00:00Z", "2023-11-16 22:00"),
        ("2023-11-16", "2023-11-16"),
        # Named zones, in any place.
        ("Thu, 16 Nov 2023 22:00:00 JST", "2023-11-16 13:00"),
        ("16 Nov 2023 22:00 JST", "2023-11-16 13:00"),
        ("Thu, 16 Nov 2023 22:00:00 KST", "2023-11-16 13:00"),
        ("Thu Nov 16 22:00:00 HKT 2023", "2023-11-16 14:00"),
        ("2023-11-16 22:00 SGT", "2023-11-16 14:00"),
        ("Thu, 16 Nov 2023 22:00:00 +0900 (JST)", "2023-11-16 13:00"),
        ("Thu, 16 Nov 2023 22:00:00 CEST", "2023-11-16 20:00"),
        ("Thu, 16 Nov 2023 22:00:00 GMT+9", "2023-11-16 13:00"),
        ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15 12:19:53"),
        ("Thu, 16 Nov 2023 22:00:00 XYZ", "2023-11-16 22:00"),
        ("Thu, 16 Nov 2023 22:00:00", "2023-11-16 22:00"),
        # East Asia writes its own time.
        ("2023年11月16日 22:00", "2023-11-16 22:00"),
        ("2023年11月16日（木）午後10時5分", "2023-11-16 13:05"),
        ("２０２３年１１月１６日 午前０時", "2023-11-15 15:00"),
        ("2023年11月16日 下午3点5分", "2023-11-16 07:05"),
        ("2023년 11월 16일 오후 3시 5분", "2023-11-16 06:05"),
        ("2023년 11월 16일", "2023-11-15 15:00"),
        ("2023-11-16 오전 9:05:10", "2023-11-16 00:05:10"),
        ("2023. 11. 16. 오후 12:05", "2023-11-16 03:05"),
        # Other languages, other orders.
        ("November 16, 2023 10:00 PM EST", "2023-11-17 03:00"),
        ("Mi, 16. März 2022, 22.05 Uhr", "2022-03-16 22:05"),
        ("16 de noviembre de 2023 10:00", "2023-11-16 10:00"),
        ("16 mai 2023 09h30", "2023-05-16 09:30"),
        ("5 lip 2023", "2023-07-05"),
        ("05 июля 2023 10:00:00 MSK", "2023-07-05 07:00"),
        ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11 17:00"),
        ("2004-július-13T9:15-05:00", "2004-07-13 14:15"),
        ("16/11/2023 22:00", "2023-11-16 22:00"),
        ("12/31/2003 10:00:00 AM", "2003-12-31 10:00"),
        ("16.11.2023", "2023-11-16"),
        # Machines.
        ("20231116T220000Z", "2023-11-16 22:00"),
        ("1700000000", "2023-11-14 22:13:20"),
        ("1700000000000", "2023-11-14 22:13:20"),
        ("2023-11-16T24:00:00Z", "2023-11-17"),
        ("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31 23:59:59"),
        # No day, no such day, or no belief.
        ("2023-11", None),
        ("2023", None),
        ("6/11/2023", None),
        ("31 Feb 2023", None),
        ("2023-11-16 25:00", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Thu, 16 Nov 0001 00:00:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_means_the_same_instant_however_it_is_written(said: str, meant: str | None) -> None:
    assert instant(said) == maybe(meant)


@pytest.mark.parametrize(
    ("said", "language", "meant"),
    [
        ("Thu, 16 Nov 2023 22:00:00 CST", "zh-CN", "2023-11-16 14:00"),
        ("Thu, 16 Nov 2023 22:00:00 CST", "zh_TW", "2023-11-16 14:00"),
        ("Thu, 16 Nov 2023 22:00:00 CST", "en-US", "2023-11-17 04:00"),
        ("Thu, 16 Nov 2023 22:00:00 CST", None, "2023-11-17 04:00"),
        ("Thu, 16 Nov 2023 22:00:00 IST", "en-IN", "2023-11-16 16:30"),
        ("Thu, 16 Nov 2023 22:00:00 IST", "he", "2023-11-16 20:00"),
        ("Thu, 16 Nov 2023 22:00:00 IST", "en-IE", "2023-11-16 21:00"),
        ("Thu, 16 Nov 2023 22:00:00 BST", "en-GB", "2023-11-16 21:00"),
        ("Thu, 16 Nov 2023 22:00:00 BST", "bn", "2023-11-16 16:00"),
        ("Thu, 16 Nov 2023 22:00:00 EST", "en-AU", "2023-11-16 12:00"),
        ("2023年11月16日 22:00", "ja", "2023-11-16 13:00"),
        ("2023年11月16日 22:00", "zh-Hans", "2023-11-16 14:00"),
        ("6/11/2023", "en-US", "2023-06-11"),
        ("6/11/2023", "en-GB", "2023-11-06"),
        ("6/11/2023", "fr", "2023-11-06"),
    ],
)
def test_what_a_date_leaves_open_the_feeds_language_tells(
    said: str, language: str | None, meant: str
) -> None:
    assert instant(said, language) == at(meant)


def test_the_first_claim_that_can_be_believed_counts_and_never_the_future() -> None:
    assert published(["soon", "2023-11-16", "2022-01-01"], None, NOW) == at("2023-11-16")
    assert published(["2099-01-01"], None, NOW) == NOW
    assert published(["2026-11-24T08:05:00Z"], None, NOW) == NOW
    assert published(["soon", ""], None, NOW) is None
    assert published([], None, NOW) is None


def test_what_has_no_date_keeps_its_place_among_its_neighbours() -> None:
    dates = [None, at("2026-11-20"), None, at("2026-11-22"), at("2026-11-21"), None]
    assert newest_first(dates) == [0, 3, 4, 5, 1, 2]


@given(
    st.text() | st.from_regex(r"[0-9 :/.,TZa-z年月日년월일+\-]{0,60}"),
    st.sampled_from([None, "zh-CN", "en", "ko"]),
)
def test_anything_is_an_instant_in_utc_or_nothing(said: str, language: str | None) -> None:
    found = instant(said, language)
    assert found is None or (found.tzinfo is UTC and 1990 <= found.year < 9999)


@given(
    st.datetimes(datetime(1991, 1, 1), datetime(2099, 1, 1)),
    st.integers(-12 * 60, 14 * 60),
    st.sampled_from(
        ["%a, %d %b %Y %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z", "%B %d, %Y %I:%M:%S %p %z", "%Y%m%dT%H%M%S%z"]
    ),
)
def test_well_written_dates_are_read_back(moment: datetime, offset: int, form: str) -> None:
    written = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))
    assert instant(written.strftime(form)) == written
