"""Button data: what we wrote comes back, and nothing else gets through."""

from __future__ import annotations

from datetime import time
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import callbacks
from bot.callbacks import ACTIONS as CODES
from bot.callbacks import DATA_LIMIT, Action, ForChat, Nothing, Pressed, decode, encode
from bot.callbacks.data import ForgetAll, SendAll
from bot.callbacks.feeds import (
    AddOffered,
    LeaveOffered,
    PickOffered,
    RemoveFeed,
    ShowFeeds,
)
from bot.callbacks.follows import (
    FollowPerson,
    FollowSearch,
    Kept,
    OpenKept,
    RemoveKept,
    SetBreaking,
    ShowFollowing,
    TakeOffer,
)
from bot.callbacks.lists import ChooseOrder, ChoosePeriod, Narrow, ShowChoices, TurnPage, Widen
from bot.callbacks.places import Alone, EditionPlace, ListingPlace
from bot.callbacks.quotes import CompareWordings
from bot.callbacks.settings import (
    LONGEST_PAUSE,
    AskFor,
    ChooseDays,
    ChoosePause,
    ChoosePreviews,
    ChooseQuiet,
    ChooseSilent,
    ChooseSize,
    ChooseStanding,
    ChooseTopic,
    ChooseZone,
    MarkSource,
    Menu,
    MoveSlot,
    ReadLanguage,
    ShowDays,
    ShowMenu,
    ShowSources,
    SpeakLanguage,
    SwitchTime,
    Wanted,
)
from bot.callbacks.start import ComeAt, GoTo, LiveIn, Step, TickLanguage, TickTopic
from bot.callbacks.stories import (
    ChooseLess,
    ChooseMore,
    ExportSaved,
    OpenSettings,
    OpenStory,
    SaveStory,
    ShowEdition,
    ShowLess,
    ShowListedPassage,
    ShowMore,
    ShowOutlets,
    ShowPassage,
    ShowWhy,
    ShowWordings,
)
from digests.editor.edit import LONGEST_TEXT
from digests.model import EVERY_DAY, QuietHours, Size
from digests.newsroom.picking import Mark
from digests.newsroom.views import Facet, Order, Period

KEYS, PAGES = st.integers(0, 2**63 - 1), st.integers(0, 2**31 - 1)
CLOCKS = st.times().map(lambda t: t.replace(second=0, microsecond=0))
HOURS = st.builds(QuietHours, CLOCKS, CLOCKS).filter(lambda quiet: quiet.start != quiet.end)
LANGUAGES = st.from_regex(r"[a-z]{2,3}(-[a-z]{2,8})?", fullmatch=True)
SUBJECTS = st.from_regex(r"[a-z2-7]{5}", fullmatch=True)
BEGINNINGS = st.integers(0, LONGEST_TEXT)
PLACES = st.one_of(
    st.builds(EditionPlace, KEYS, PAGES), st.builds(ListingPlace, KEYS, PAGES), st.just(Alone())
)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(TurnPage, KEYS, PAGES),
    st.builds(ChoosePeriod, KEYS, st.sampled_from(Period)),
    st.builds(ChooseOrder, KEYS, st.sampled_from(Order)),
    st.builds(Narrow, KEYS, st.sampled_from(Facet), st.from_regex(r"[0-9a-f]{8}", fullmatch=True)),
    *(st.builds(action, KEYS, st.sampled_from(Facet)) for action in (ShowChoices, Widen)),
    st.builds(ShowEdition, KEYS, PAGES),
    *(
        st.builds(action, PLACES, KEYS)
        for action in (OpenStory, ShowWordings, ShowOutlets, ShowWhy, ShowLess, ShowMore)
    ),
    *(st.builds(action, PLACES, KEYS, BEGINNINGS) for action in (ShowPassage, ShowListedPassage)),
    *(st.builds(action, PLACES, KEYS, SUBJECTS, st.booleans()) for action in (ChooseLess, ChooseMore)),
    st.builds(SaveStory, PLACES, KEYS, st.booleans()),
    st.just(ExportSaved()),
    st.just(OpenSettings()),
    st.builds(ShowMenu, st.sampled_from(Menu)),
    st.builds(AskFor, st.sampled_from(Wanted)),
    st.builds(SwitchTime, CLOCKS, st.booleans()),
    st.builds(MoveSlot, PAGES, CLOCKS),
    st.builds(ShowDays, PAGES),
    st.builds(ChooseDays, PAGES, st.integers(0, EVERY_DAY)),
    st.builds(ChooseSize, st.sampled_from(Size)),
    st.builds(ReadLanguage, st.none() | LANGUAGES, st.booleans()),
    st.builds(SpeakLanguage, st.none() | LANGUAGES),
    st.builds(ChooseTopic, SUBJECTS, st.booleans()),
    st.builds(ShowSources, PAGES),
    st.builds(MarkSource, SUBJECTS, st.sampled_from(Mark), PAGES),
    st.just(SendAll()),
    st.builds(ForgetAll, st.booleans()),
    st.builds(ChooseZone, st.sampled_from(sorted(available_timezones()))),
    st.builds(ChooseStanding, st.booleans()),
    st.builds(ChooseSilent, st.booleans()),
    st.builds(ChoosePreviews, st.booleans()),
    st.builds(ChooseQuiet, st.none() | HOURS),
    st.builds(ChoosePause, st.integers(0, LONGEST_PAUSE)),
    st.builds(ShowFollowing, PAGES),
    st.builds(ShowFeeds, PAGES),
    st.builds(AddOffered, KEYS),
    st.builds(PickOffered, KEYS, PAGES),
    st.just(LeaveOffered()),
    st.builds(RemoveFeed, KEYS, PAGES),
    st.builds(OpenKept, st.sampled_from(Kept), KEYS),
    st.builds(RemoveKept, st.sampled_from(Kept), KEYS),
    st.builds(SetBreaking, KEYS, st.booleans(), PAGES),
    st.builds(TakeOffer, KEYS, PAGES),
    st.builds(FollowSearch, KEYS),
    st.builds(FollowPerson, KEYS),
    st.builds(CompareWordings, PLACES, KEYS, BEGINNINGS),
    st.builds(GoTo, st.sampled_from(Step)),
    st.builds(TickTopic, SUBJECTS, st.booleans()),
    st.builds(TickLanguage, st.sampled_from(["en", "pt", "zh"]), st.booleans()),
    st.builds(ComeAt, CLOCKS),
    st.builds(LiveIn, st.sampled_from(sorted(available_timezones()))),
    st.just(Nothing()),
)
SHORT = ACTIONS.filter(lambda action: not hasattr(action, "place"))
CHATS = st.integers(-(2**52), 2**52)
"""As wide as Telegram's numbers are."""


@given(ACTIONS | st.builds(ForChat, CHATS, SHORT))
def test_an_action_survives_the_trip(pressed: Pressed) -> None:
    data = encode(pressed)
    assert len(data.encode()) <= DATA_LIMIT
    assert decode(data) == pressed


@pytest.mark.parametrize("zone", sorted(available_timezones()))
def test_every_zone_can_be_chosen_for_every_chat(zone: str) -> None:
    assert len(encode(ForChat(-(2**52), ChooseZone(zone)))) <= DATA_LIMIT


@given(st.text())
def test_any_data_is_an_action_of_ours_or_nothing(data: str) -> None:
    action = decode(data)
    assert action is None or encode(action) == data


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "p",
        "p:1",
        "p:-1:0",
        "p:1:2:3",
        "pp:1:x",
        "pn:1:s:0123456",
        "pn:1:s:0123456G",
        "p:01:2",
        "p:٣:1",
        "t:0800",
        "gt:2500:1",
        "gt:8:1",
        "gd:1:128",
        "gr:EN:1",
        "gl:english",
        "ga:x",
        "df",
        "b:2",
        "x:1",
        f"p:{2**63}:0",
        "e:-1",
        "e:x",
        "e:1",
        "w:1",
        "w:e1:2",
        "w:e.1:2",
        f"w:e.1.0:{2**63}",
        "w:p.1.-1:3",
        "w:a.1:3",
        "s:x.1.1:3",
        "cm:a:1:abc:1",
        "cm:a:1:ABCDE:1",
        "cm:a:1:abcde:2",
        "cx:1",
        "o:y",
        "m:1",
        "m:1:2460",
        "q:2200",
        "q:22002500",
        "q:22002200",
        "r:-1",
        "r:367",
        "c:5",
        "c:5:",
        "c:05:b:1",
        "c:five:b:1",
        "c:5:c:6:b:1",
        f"c:{-(2**63)}:b:1",
    ],
)
def test_forged_data_is_nothing(forged: str) -> None:
    assert decode(forged) is None


def test_a_time_is_written_in_four_digits() -> None:
    assert encode(SwitchTime(time(7, 5), True)) == "gt:0705:1"


def test_no_two_actions_share_a_code() -> None:
    families = [table for name, table in vars(callbacks).items() if name.endswith("_ACTIONS")]
    assert len(CODES) == sum(map(len, families)) + 1
    assert len(set(CODES.values())) == len(CODES)
