"""Follows, mutes and breaking news as they look, whatever stands in them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.callbacks.follows import Kept, OpenKept, RemoveKept, SetBreaking, ShowFollowing, TakeOffer
from bot.render import follows as render
from bot.render.breaking import breaking
from bot.screens import Screen
from bot.words import catalogs
from digests.editor.subjects import Subject
from digests.model import ChatKind, Digest, Follow, FollowKind, Mute, MuteKind
from digests.newsroom.following import MOST, Followed
from digests.newsroom.meaning import Brought
from tests.builders import at, chat, clean, digest, edition, lineup, stored
from tests.golden import assert_golden
from tests.wild import WILD, accepted, digests

WORDS = catalogs()["en"]
NOW = at("2026-11-24 08:00")
WOULD = Brought(4, (("Harbour bridge to close", "https://tide.example/1"), ("Ferries full", None)))


def follow(kind: FollowKind = FollowKind.WORDS, words: str = "harbour bridge", key: int = 1) -> Follow:
    return Follow(key=key, chat=7, thread=None, kind=kind, words=words, created_at=at("2026-11-20 23:30"))


def mute(kind: MuteKind = MuteKind.WORDS, words: str = "horoscope", key: int = 1) -> Mute:
    return Mute(key=key, chat=7, thread=None, kind=kind, words=words, created_at=at("2026-11-20 12:00"))


def bridge() -> Digest:
    item = clean(title="Harbour bridge to close", source="Coastal Post", url="https://tide.example/1")
    return digest(stored(item, seen_at="2026-11-24 07:00", story=4))


EVERY = Followed(
    (
        follow(FollowKind.TOPIC, "Science", 1),
        replace(follow(key=2), breaking=True),
        follow(FollowKind.PERSON, "Mara Oduya", 3),
    ),
    (mute(MuteKind.SOURCE, "Daily Tide", 1), mute(MuteKind.STORY, "12", 2)),
)


def test_all_that_is_followed_and_muted() -> None:
    screen = render.following(WORDS, EVERY, {12: "Seal at the market"})
    assert_golden("following", screen)
    assert [button.target for button in screen.keyboard[0]] == [
        *(OpenKept(Kept.FOLLOW, key) for key in (1, 2, 3)),
        *(OpenKept(Kept.MUTE, key) for key in (1, 2)),
    ]


def test_in_a_forum_it_is_marked_what_counts_in_all_its_topics() -> None:
    own, general = replace(follow(), thread=5), mute()
    lined = render.following(WORDS, Followed((own,), (general,)), {}, forum=True).html.text
    assert "words “harbour bridge”\n" in lined
    assert "words “horoscope” · for the whole group" in lined
    nothing = Brought(0, ())
    assert "for the whole group" in render.made(WORDS, general, nothing, {}, forum=True).html.text
    assert "for the whole group" not in render.made(WORDS, general, nothing, {}).html.text
    assert "for the whole group" not in render.made(WORDS, own, nothing, {}, forum=True).html.text
    assert "for the whole group" in render.mute(WORDS, general, "UTC", {}, forum=True).html.text
    assert "for the whole group" not in render.follow(WORDS, own, "UTC", forum=True).html.text


def test_nothing_is_followed_yet() -> None:
    assert_golden("following_none", render.following(WORDS, Followed((), ()), {}))


def test_long_lists_have_pages() -> None:
    many = Followed(tuple(follow(words=f"words {n}", key=n) for n in range(1, 12)), (mute(),))
    second = render.following(WORDS, many, {}, number=1)
    assert second.html.text.startswith("11 follows\n11 · words “words 11”\n\n1 mute\n12 · words “horoscope”")
    assert second.keyboard[-2][0].target == ShowFollowing(0)
    assert render.following(WORDS, many, {}, number=9) == second


def test_following_something() -> None:
    assert_golden("follow", render.made(WORDS, follow(), WOULD, {}))
    assert_golden(
        "follow_topic", render.made(WORDS, follow(FollowKind.TOPIC, "Science"), WOULD, {}, active=False)
    )
    assert "would have brought no story" in render.made(WORDS, follow(), Brought(0, ()), {}).html.text


def test_muting_something() -> None:
    assert_golden("mute", render.made(WORDS, mute(), WOULD, {}))
    assert "kept no story from you" in render.made(WORDS, mute(), Brought(0, ()), {}).html.text


def test_what_words_may_mean_is_asked() -> None:
    meant = (Subject(MuteKind.TOPIC, "Science"), Subject(MuteKind.WORDS, "science"))
    screen = render.which(WORDS, "follow", meant, 9)
    assert_golden("follow_which", screen)
    assert [row[0].target for row in screen.keyboard] == [TakeOffer(9, 0), TakeOffer(9, 1)]


def test_one_follow_and_how_it_is_told() -> None:
    calm = render.follow(WORDS, follow(), "Europe/Lisbon")
    assert_golden("follow_open", calm)
    assert calm.keyboard[0][0].target == SetBreaking(1, True, 3)
    hasty = render.follow(WORDS, replace(follow(), breaking=True, most_a_day=1), "Asia/Tokyo")
    assert_golden("follow_breaking", hasty)
    assert hasty.keyboard[1][2].target == SetBreaking(1, True, 10)


def test_one_mute() -> None:
    screen = render.mute(WORDS, mute(MuteKind.STORY, "12"), "UTC", {12: "Seal at the market"})
    assert screen.html.text == "story “Seal at the market”\nmuted since Friday 20 November"
    assert screen.keyboard[0][0].target == RemoveKept(Kept.MUTE, 1)


def test_a_story_that_is_gone_is_named_by_its_number() -> None:
    assert "story “12”" in render.mute(WORDS, mute(MuteKind.STORY, "12"), "UTC", {}).html.text


def test_what_was_removed_can_be_taken_back() -> None:
    screen = render.removed(WORDS, follow(), 9, {})
    assert screen.html.text == "No longer followed: words “harbour bridge”"
    assert screen.keyboard[0][0].target == TakeOffer(9, 0)


def test_how_to_follow_and_to_mute() -> None:
    assert_golden("follow_examples", render.explained(WORDS, "follow", Followed((), ()), {}))
    assert_golden("mute_examples", render.explained(WORDS, "mute", EVERY, {}))


def test_breaking_news() -> None:
    told = lineup(bridge(), key=3)
    made = edition(replace(told, followed={4: ("bridge", "Mara Oduya")}))
    assert_golden("breaking", breaking(WORDS, made, chat(), NOW))


def test_in_a_channel_nobody_opens_a_story_for_all() -> None:
    made = edition(replace(lineup(bridge()), followed={4: ("bridge",)}))
    channel = replace(chat(), kind=ChatKind.CHANNEL)
    assert breaking(WORDS, made, channel, NOW).keyboard == ()
    ((button,),) = breaking(WORDS, made, channel, NOW, bot="pullquote_bot").keyboard
    assert isinstance(button.target, str)


# --- whatever stands in them ------------------------------------------------------------------

KEYS = st.integers(1, 2**63 - 1)
KINDS, MUTED = st.sampled_from(FollowKind), st.sampled_from(MuteKind)
FOLLOWS = st.builds(follow, KINDS, WILD, KEYS).flatmap(
    lambda each: st.booleans().map(lambda on: replace(each, breaking=on))
)
MUTES = st.builds(mute, MUTED, WILD | st.integers(0, 99).map(str), KEYS)
TITLES = st.dictionaries(st.integers(0, 99), WILD, max_size=3)
BROUGHT = st.builds(
    Brought,
    st.integers(0, 10**6),
    st.lists(st.tuples(WILD, st.none() | WILD.map("https://{}".format)), max_size=3).map(tuple),
)


def all_accepted(*screens: Screen) -> None:
    for screen in screens:
        accepted(screen)


@settings(deadline=None)
@given(
    st.lists(FOLLOWS, max_size=MOST).map(tuple),
    st.lists(MUTES, max_size=12).map(tuple),
    TITLES,
    st.integers(0, 9),
)
def test_any_list_is_accepted(
    follows: tuple[Follow, ...], mutes: tuple[Mute, ...], titles: dict[int, str], page: int
) -> None:
    known = Followed(follows, mutes)
    all_accepted(
        render.following(WORDS, known, titles, page),
        render.explained(WORDS, "follow", known, titles),
        render.explained(WORDS, "mute", known, titles),
    )


@settings(deadline=None)
@given(FOLLOWS | MUTES, BROUGHT, TITLES, KEYS, st.booleans())
def test_anything_followed_or_muted_is_accepted(
    each: Follow | Mute, brought: Brought, titles: dict[int, str], listing: int, active: bool
) -> None:
    all_accepted(
        render.made(WORDS, each, brought, titles, active=active), render.removed(WORDS, each, listing, titles)
    )
    if isinstance(each, Follow):
        all_accepted(render.follow(WORDS, each, "UTC"))
        assert len(render.toast(WORDS, each, brought)) <= 200
    else:
        all_accepted(render.mute(WORDS, each, "UTC", titles))


@settings(deadline=None)
@given(st.lists(st.builds(Subject, MUTED, WILD), min_size=1, max_size=4), KEYS)
def test_any_meanings_are_accepted(meant: list[Subject], listing: int) -> None:
    all_accepted(render.which(WORDS, "follow", meant, listing), render.which(WORDS, "mute", meant, listing))


@settings(deadline=None)
@given(digests(), st.lists(WILD, max_size=9).map(tuple))
def test_any_breaking_news_are_accepted(told: Digest, words: tuple[str, ...]) -> None:
    made = edition(replace(lineup(told, key=3), followed={told.story: words}))
    all_accepted(breaking(WORDS, made, chat(), NOW))
