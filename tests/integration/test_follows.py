"""What a person follows and mutes: said in the chat, seen in the next edition."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.playground import Playground
from digests.model import FollowKind
from digests.newsroom import following
from digests.store import follows
from digests.store.schema import slot
from tests.builders import clean
from tests.stage import READER, TOKEN, Stage, playing

OTHER = 1002


BRIDGE = clean(
    title="Harbour bridge closes for repairs",
    text='The harbour bridge closes on Monday. "We waited long enough," said Mara Oduya. Ferries go instead.',
    source="Daily Tide",
    url="https://tide.example/bridge",
    topics=("Traffic",),
)
GLACIER = clean(
    title="Glacier lake empties overnight",
    text="The lake below the glacier emptied overnight. Researchers found a tunnel in the ice.",
    source="Green Column",
    url="https://green.example/glacier",
    topics=("Science",),
)
CHOIR = clean(
    title="Choir of bakers wins a prize",
    text="Sixteen bakers sang at four in the morning. They had practised beside their ovens.",
    source="Coastal Post",
    url="https://coastal.example/choir",
    topics=("Culture",),
)


@pytest.fixture
async def stage(tmp_path: Path, store_url: str) -> AsyncIterator[Stage]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        playground.add_private_chat(OTHER, "Ben")
        async with playing(playground, tmp_path, store_url=store_url) as stage:
            await stage.subscribed()
            await stage.file(BRIDGE)
            await stage.file(GLACIER)
            await stage.file(CHOIR)
            yield stage


async def taste(stage: Stage, chat: int = READER) -> str | None:
    async with stage.app.store.reading() as conn:
        name: str | None = (await conn.execute(select(slot.c.taste).where(slot.c.chat == chat))).scalar()
        return name


async def test_following_words_says_what_they_would_have_brought(stage: Stage) -> None:
    answer = await stage.ask("/follow harbour bridge")
    assert answer.text == (
        "Followed from now on: words “harbour bridge”\n\n"
        "This would have brought 1 story this week:\n· Harbour bridge closes for repairs"
    )
    assert answer.buttons == ["Breaking news: off", "Undo", "All follows"]
    undone = await stage.press(answer, "Undo")
    assert undone.text == "No longer followed: words “harbour bridge”"
    assert await taste(stage) is None
    assert "Followed from now on" in (await stage.press(undone, "Undo")).text
    assert await taste(stage) is not None


async def test_a_name_that_is_a_topic_is_offered_as_that(stage: Stage) -> None:
    asked = await stage.ask("/follow science")
    assert asked.text == "What do you want to follow with science?"
    assert asked.buttons == ["topic Science", "words “science”"]
    answer = await stage.press(asked, "topic Science")
    assert "Glacier lake empties overnight" in answer.text
    edition = (await stage.edition()).text
    assert "Glacier lake" in edition
    assert "Choir" not in edition
    assert "2 more stories" in edition


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("topic:science", "topic Science"),
        ("topic:nothing", "words “topic:nothing”"),
        ("source:tide", "source tide"),
        ('source:"daily tide"', "source Daily Tide"),
        ("from:oduya", "person oduya"),
        ('from:"mara oduya"', "person Mara Oduya"),
        ("bridge OR glacier", "words “bridge OR glacier”"),
    ],
)
async def test_operators_say_what_is_meant(stage: Stage, said: str, named: str) -> None:
    assert f"Followed from now on: {named}\n" in (await stage.ask(f"/follow {said}")).text


async def test_a_person_and_a_source_are_known_by_their_names(stage: Stage) -> None:
    assert (await stage.ask("/follow mara oduya")).buttons[0] == "person Mara Oduya"
    assert (await stage.ask("/mute daily tide")).buttons[0] == "source Daily Tide"


async def test_what_is_followed_comes_first_and_what_is_muted_not_at_all(stage: Stage) -> None:
    await stage.ask("/follow bakers ovens")
    answer = await stage.ask("/mute glacier")
    assert "This would have kept 1 story from you this week:\n· Glacier lake" in answer.text
    edition = (await stage.edition()).text
    assert edition.index("Choir of bakers") < edition.index("Harbour bridge")
    assert "Glacier" not in edition


async def test_others_are_told_as_ever(stage: Stage) -> None:
    await stage.subscribed(OTHER)
    await stage.ask("/mute glacier")
    await stage.plan(OTHER)
    told = [message.text for message in stage.playground.messages(OTHER) if "edition ·" in message.text]
    assert len(told) == 1
    assert "Glacier" in told[0]


async def test_the_list_is_managed_with_buttons(stage: Stage) -> None:
    assert "You follow and mute nothing yet." in (await stage.ask("/following")).text
    await stage.ask("/follow harbour bridge")
    await stage.ask("/mute glacier")
    listed = await stage.ask("/following")
    assert listed.text.startswith("1 follow\n1 · words “harbour bridge”\n\n1 mute\n2 · words “glacier”")
    opened = await stage.press(listed, "1")
    assert "Its stories come first in your editions." in opened.text
    often = await stage.press(opened, "Breaking news: off")
    assert "at most 3 a day" in often.text
    assert "at most 10 a day" in (await stage.press(often, "10 a day")).text
    listed = await stage.press(often, "◂ Back")
    assert "breaking news" in listed.text
    removed = await stage.press(await stage.press(listed, "2"), "Remove")
    assert removed.text == "No longer muted: words “glacier”"
    assert "glacier" in (await stage.press(removed, "Undo")).text


async def test_a_follow_that_was_removed_comes_back_as_it_was(stage: Stage) -> None:
    answer = await stage.ask("/follow harbour bridge")
    await stage.press(answer, "Breaking news: off")
    listed = await stage.ask("/following")
    removed = await stage.press(await stage.press(listed, "1"), "Remove")
    await stage.press(removed, "Undo")
    (kept,) = (await following.of_chat(stage.app.store, READER, None)).follows
    assert (kept.breaking, kept.most_a_day) == (True, 3)


async def test_without_words_it_is_explained_by_example(stage: Stage) -> None:
    explained = await stage.ask("/follow")
    assert "/follow topic:science" in explained.text
    await stage.ask("/follow harbour bridge")
    assert "words “harbour bridge”" in (await stage.ask("/mute")).text


@pytest.mark.parametrize("said", ["-bridge", "since:7d", "lang:english", '""'])
async def test_what_is_no_query_is_told_as_in_search(stage: Stage, said: str) -> None:
    refused = await stage.ask(f"/follow {said}")
    assert "Followed" not in refused.text
    assert (await following.of_chat(stage.app.store, READER, None)).follows == ()


async def test_twice_is_once_and_fifty_are_enough(stage: Stage) -> None:
    await stage.ask("/follow harbour bridge")
    await stage.ask("/follow Harbour  bridge")
    store = stage.app.store
    assert len((await following.of_chat(store, READER, None)).follows) == 1
    for number in range(49):
        await following.follow(store, READER, None, FollowKind.WORDS, f"word{number}", stage.clock())
    assert "You follow 50 things already" in (await stage.ask("/follow one more thing")).text
    assert "Followed" in (await stage.ask("/follow harbour bridge")).text


async def test_in_a_group_only_administrators_follow_and_mute(stage: Stage) -> None:
    group = stage.playground.add_group("Readers", members=(READER, OTHER), admins=(READER,))
    refused = await stage.ask("/follow harbour bridge", chat=group, user=OTHER)
    assert refused.text == "Only the group's administrators can change this."
    assert "Followed" in (await stage.ask("/follow harbour bridge", chat=group, user=READER)).text
    assert "harbour bridge" in (await stage.ask("/following", chat=group, user=OTHER)).text


async def test_a_search_is_followed_from_its_list(stage: Stage) -> None:
    found = await stage.ask("/search glacier")
    same = await stage.press(found, "+ Follow this search")
    assert same.text == found.text
    (kept,) = (await following.of_chat(stage.app.store, READER, None)).follows
    assert kept.words == "glacier"


async def test_a_button_of_a_follow_that_is_gone_touches_no_other(stage: Stage) -> None:
    first = await stage.ask("/follow bakers ovens")
    opened = await stage.press(await stage.ask("/following"), "1")
    await stage.press(first, "Undo")
    await stage.ask("/follow harbour bridge")
    assert "harbour bridge" in (await stage.press(opened, "Remove")).text
    async with stage.app.store.reading() as conn:
        assert [each.words for each in await follows.of_chat(conn, READER)] == ["harbour bridge"]
