"""Stories opened from editions: cards and what leads from them and back, saved stories, mutes and reactions,
all of it still there after a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot.playground import Playground
from bot.playground.shown import ShownMessage
from digests.model import CleanArticle, MuteKind, Size
from digests.newsroom import following, housekeeping, subscribing
from digests.store import schema, tastes
from tests.builders import clean
from tests.stage import READER, TOKEN, Clock, Stage, playing


def told(source: str, said: str, *, title: str = "Bridge to close for eleven weeks") -> CleanArticle:
    text = (
        f'The harbour bridge is closed from Monday for repairs. "{said}," said Mara Oduya. More in {source}.'
    )
    url = f"https://{source.split()[-1].lower()}.example/bridge"
    return clean(title=title, text=text, source=source, url=url, topics=["Transport"])


SEE_LATEST = "This message is out of date. /latest shows the newest stories."
COASTAL = told("Coastal Post", "We waited as long as the steel allowed")
TIDE = told("Daily Tide", "We waited longer than the steel allowed")


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(token=TOKEN) as playground:
        playground.add_private_chat(READER, "Ada")
        yield playground


@pytest.fixture
async def stage(playground: Playground, tmp_path: Path) -> AsyncIterator[Stage]:
    async with playing(playground, tmp_path) as stage:
        await stage.subscribed()
        yield stage


async def with_edition(stage: Stage, *articles: CleanArticle) -> ShownMessage:
    await stage.file(*(articles or (COASTAL, TIDE)))
    return await stage.edition()


async def notice(stage: Stage, message: ShownMessage, button: str, *, user: int | None = None) -> str:
    """What is said to who presses."""
    query = await stage.playground.press(message.chat_id, message.message_id, button, user=user)
    return await said_to(stage, message, query)


async def forged(stage: Stage, message: ShownMessage, data: str) -> str:
    """What is said to who makes up a button."""
    query = await stage.playground.forge_callback(message.chat_id, message.message_id, data)
    return await said_to(stage, message, query)


async def said_to(stage: Stage, message: ShownMessage, query: str) -> str:
    """The answer to a press, or, where a slow machine had to answer at once, what is said in the chat."""
    last = max(each.message_id for each in stage.playground.messages(message.chat_id))
    answer = await stage.playground.answer_to(query)
    if answer.text:
        return answer.text
    if (edited := stage.shown(message).text) != message.text:
        return edited.splitlines()[0]
    return (await stage.playground.wait_for(message.chat_id, after=last))[-1].text


async def test_from_the_edition_to_the_card_to_the_passage_and_back(stage: Stage) -> None:
    edition = await with_edition(stage)
    card = await stage.press(edition, "1")
    assert card.message_id == edition.message_id
    assert "2 sources · first Coastal Post" in card.text
    assert "Who said what" in card.text
    passage = await stage.press(card, "Passage")
    assert (
        'The harbour bridge is closed from Monday for repairs. "We waited as long as the steel allowed," '
        "said Mara Oduya. More in Coastal Post." in passage.text
    )
    again = await stage.press(passage, "◂ Back")
    assert again.text == card.text
    assert (await stage.press(again, "◂ Back")).text == edition.text


async def test_what_a_card_leads_to_leads_back_to_it(stage: Stage) -> None:
    card = await stage.press(await with_edition(stage), "1")
    for button, says in (
        ("2 wordings", "We waited longer than the steel allowed"),
        ("Why this?", "You have not chosen topics"),
        ("+ Follow", "What do you want to follow?"),
        ("− Less", "What do you want to see less of?"),
    ):
        there = await stage.press(card, button)
        assert says in there.text
        assert (await stage.press(there, "◂ Back")).text == card.text


async def test_a_card_tells_the_story_as_it_is_now(stage: Stage) -> None:
    edition = await with_edition(stage, COASTAL)
    await stage.file(TIDE, told("Radio Nord", "We waited as long as the steel allowed"))
    card = await stage.press(edition, "1")
    assert "3 sources" in card.text
    assert "Coastal Post" in (await stage.press(card, "All 3")).text


async def test_a_quotation_of_the_edition_stays_on_the_card_when_it_is_withdrawn(stage: Stage) -> None:
    await stage.file(COASTAL, identity="bridge")
    edition = await stage.edition()
    text = "The harbour bridge is closed from Monday for repairs. More in Coastal Post."
    without = clean(title=COASTAL.title, text=text, source="Coastal Post", url=COASTAL.url)
    await stage.file(without, identity="bridge")
    card = await stage.press(edition, "1")
    assert "“We waited as long as the steel allowed”\n— Mara Oduya · no longer printed" in card.text
    assert "We waited" in (await stage.press(card, "Passage")).text


LONG = "In {0} there are {0}s that no {0} has seen, and they grow by one {0} a day, as {0} people say; "
LONG_STORIES = [
    clean(
        title=f"{name} of the {name}s",
        text=LONG.format(name) * 9 + f'. "All is {name}," said Mara Oduya.',
        source=f"{name} Paper",
        url=None,
    )
    for name in ("Anchor", "Barge", "Crane", "Dredger", "Eel", "Ferry", "Gull")
]


async def test_more_and_save_survive_a_restart(playground: Playground, tmp_path: Path) -> None:
    clock = Clock()
    async with playing(playground, tmp_path, clock=clock) as stage:
        await stage.subscribed()
        edition = await with_edition(stage, *LONG_STORIES)
    async with playing(playground, tmp_path, clock=clock) as stage:
        second = await stage.press(edition, "More ▸")
        assert "· 2/" in second.text
        card = await stage.press(second, second.buttons[0])
    async with playing(playground, tmp_path, clock=clock) as stage:
        kept = await stage.press(card, "★ Save")
        assert "★ Saved" in kept.buttons
        assert (await stage.press(kept, "◂ Back")).text == second.text
        assert (await stage.press(stage.shown(edition), "◂ Previous")).text == edition.text
        saved = await stage.ask("/saved")
        assert "1 saved story" in saved.text
        assert (await stage.press(await stage.press(saved, "1"), "◂ Back")).text == saved.text
        dropped = await stage.press(await stage.press(stage.shown(saved), "1"), "★ Saved")
        assert "Nothing is saved yet" in (await stage.press(dropped, "◂ Back")).text


async def test_an_edition_comes_in_the_size_that_its_reader_wants(stage: Stage) -> None:
    known = await subscribing.change(
        stage.app.store, READER, lambda chat: replace(chat, size=Size.BRIEF), stage.clock()
    )
    assert known.chat.size is Size.BRIEF
    edition = await with_edition(stage, *LONG_STORIES)
    assert "More ▸" not in edition.buttons
    assert edition.text.count("said") == 0
    assert edition.text.count("“All is") == 1


async def test_the_settings_come_as_a_message_of_their_own(stage: Stage) -> None:
    edition = await with_edition(stage)
    await stage.playground.press(READER, edition.message_id, "Settings")
    (settings,) = await stage.playground.wait_for(READER, after=edition.message_id)
    assert settings.text.startswith("Settings")
    assert stage.shown(edition).text == edition.text


async def test_a_saved_file_holds_what_was_saved(stage: Stage) -> None:
    card = await stage.press(await with_edition(stage), "1")
    assert await notice(stage, card, "★ Save") == "Saved. /saved lists what you keep."
    saved = await stage.ask("/saved")
    await stage.playground.press(READER, saved.message_id, "Export")
    (file,) = await stage.playground.wait_for(READER, after=saved.message_id)
    assert file.document is not None
    assert file.document.name.endswith(".md")
    text = file.document.content.decode()
    assert "## [Bridge to close for eleven weeks](<https://post.example/bridge>)" in text
    assert "> “We waited as long as the steel allowed”" in text


async def test_less_like_this_is_felt_in_the_next_edition_and_undone_in_place(stage: Stage) -> None:
    card = await stage.press(await with_edition(stage), "1")
    asked = await stage.press(card, "− Less")
    muted = await stage.press(asked, "Topic Transport")
    assert "Muted: topic Transport." in muted.text
    (mute,) = (await following.of_chat(stage.app.store, READER, None)).mutes
    assert (mute.kind, mute.words) == (MuteKind.TOPIC, "Transport")
    undone = await stage.press(muted, "↩ Undo: topic Transport")
    assert "Muted" not in undone.text
    assert (await following.of_chat(stage.app.store, READER, None)).mutes == ()


async def test_the_card_follows_a_person(stage: Stage) -> None:
    card = await stage.press(await with_edition(stage), "1")
    followed = await stage.press(await stage.press(card, "+ Follow"), "Mara Oduya")
    assert "Followed: Mara Oduya." in followed.text
    why = await stage.press(await stage.press(followed, "◂ Back"), "Why this?")
    assert "You follow: Mara Oduya." in why.text


async def test_a_button_of_a_forgotten_edition_brings_the_newest_one(stage: Stage) -> None:
    old = await with_edition(stage, COASTAL)
    stage.clock.pass_(days=1)
    text = "A grey seal swam up the canal on Sunday. Children fed it with herring until the evening."
    await stage.file(clean(title="Seal at the market", text=text, source="Evening Bell", url=None))
    new = await stage.edition()
    async with stage.app.store.writing() as conn:
        (first, *_) = (await conn.execute(select(schema.lineup.c.id).order_by(schema.lineup.c.id))).scalars()
        await conn.execute(delete(schema.delivery).where(schema.delivery.c.lineup == first))
        await conn.execute(delete(schema.lineup).where(schema.lineup.c.id == first))
    assert await notice(stage, old, "1") == "That edition is too old to open. Here is the newest one."
    assert stage.shown(old).text.splitlines()[0] == new.text.splitlines()[0]
    assert (await stage.press(stage.shown(old), "1")).text.startswith("Seal at the market")


async def test_where_there_is_no_edition_any_more_a_button_says_so(stage: Stage) -> None:
    edition = await with_edition(stage)
    async with stage.app.store.writing() as conn:
        await conn.execute(delete(schema.delivery))
    assert await notice(stage, edition, "1") == SEE_LATEST
    assert stage.shown(edition).text == edition.text


async def test_an_edition_that_is_opened_again_is_not_late(playground: Playground, tmp_path: Path) -> None:
    clock = Clock()
    async with playing(playground, tmp_path, clock=clock) as stage:
        await stage.subscribed()
        edition = await with_edition(stage)
    clock.pass_(hours=3)
    async with playing(playground, tmp_path, clock=clock) as stage:
        again = await stage.press(await stage.press(edition, "1"), "◂ Back")
    assert "due" not in again.text, "it did not come late: it was only looked at late"
    assert again.text.splitlines()[:3] == edition.text.splitlines()[:3]


async def test_what_is_not_there_or_not_this_chats_gets_a_notice(stage: Stage) -> None:
    edition, latest = await with_edition(stage), await stage.ask("/latest")
    other = stage.playground.add_private_chat(2002, "Eve")
    theirs = await stage.ask("/settings", chat=other)
    wrong = [
        (theirs, "e:1:0"),
        (theirs, "s:e.1.0:1"),
        (theirs, "w:e.1.0:1"),
        (edition, "s:e.1.0:99"),
        (edition, "w:e.1.0:99"),
        (edition, "cp:e.1.0:1:7"),
        (edition, "cp:e.1.0:99:7"),
        (latest, "w:p.1.0:99"),
        (latest, f"cs:p.99.{2**31 - 1}:99:1"),
    ]
    for message, data in wrong:
        assert await forged(stage, message, data) == SEE_LATEST, data
        assert stage.shown(message).text == message.text
    async with stage.app.store.reading() as conn:
        assert (await conn.execute(select(schema.saved))).all() == []


async def test_a_story_of_somebody_elses_feed_cannot_be_opened(stage: Stage) -> None:
    edition = await with_edition(stage)
    async with stage.app.store.writing() as conn:
        for table in (schema.story, schema.article):
            await conn.execute(update(table).values(audience=77))
    assert await notice(stage, edition, "1") == SEE_LATEST
    for data in ("s:a:1", "cp:a:1:55", "cs:a:1:1"):
        assert await forged(stage, edition, data) == SEE_LATEST
    assert stage.shown(edition).text == edition.text


# --- groups -----------------------------------------------------------------------------------


STRANGER = 3003


async def test_in_a_group_save_keeps_a_story_for_who_presses(stage: Stage) -> None:
    group = stage.playground.add_group("Crew", members=(READER, STRANGER), admins=(READER,))
    await stage.ask("/subscribe", chat=group, user=READER)
    await stage.file(COASTAL, TIDE)
    await stage.plan(group)
    edition = stage.playground.messages(group)[-1]
    card = await stage.press(edition, "1", user=READER)
    assert await notice(stage, card, "★ Save", user=READER) == (
        "Saved for you. /saved in our private chat lists what you keep."
    )
    assert "1 saved story" in (await stage.ask("/saved")).text
    assert "yours alone" in (await stage.ask("/saved", chat=group, user=READER)).text
    assert "yours alone" in await notice(stage, stage.shown(card), "★ Save", user=STRANGER)
    assert "administrators" in await notice(stage, stage.shown(card), "− Less", user=STRANGER)


async def test_in_a_group_every_member_has_one_vote(stage: Stage) -> None:
    group = stage.playground.add_group(
        "Crew", members=(READER, STRANGER, 3004), admins=(READER,), bot_is_admin=True
    )
    await stage.ask("/subscribe", chat=group, user=READER)
    await stage.file(COASTAL, TIDE)
    await stage.plan(group)
    edition = stage.playground.messages(group)[-1]
    await reacts(stage, edition, "👍", user=READER)
    await reacts(stage, edition, "👎", user=STRANGER)
    assert await leanings(stage, group) == {}
    await reacts(stage, edition, "💩", user=3004)
    await reacts(stage, edition, "👎", user=READER)
    assert await leanings(stage, group) == {"Transport": -1}


# --- reactions --------------------------------------------------------------------------------


async def leanings(stage: Stage, chat: int = READER) -> dict[str, int]:
    async with stage.app.store.reading() as conn:
        return dict((await tastes.taste_of(conn, chat, None)).leanings)


async def reacts(stage: Stage, message: ShownMessage, emoji: str | None, *, user: int | None = None) -> None:
    """Reacts, and waits until all that came before is dealt with."""
    await stage.playground.react(message.chat_id, message.message_id, emoji, user=user)
    await stage.ask("/help", chat=message.chat_id, user=user)


async def test_a_like_is_felt_and_can_be_taken_back(stage: Stage) -> None:
    edition = await with_edition(stage)
    await reacts(stage, edition, "👍")
    assert await leanings(stage) == {"Transport": 1}
    await reacts(stage, edition, "👎")
    assert await leanings(stage) == {"Transport": -1}
    await reacts(stage, edition, "😢")
    assert await leanings(stage) == {}
    await reacts(stage, edition, "🔥")
    await reacts(stage, edition, None)
    assert await leanings(stage) == {}


async def test_only_editions_are_liked(stage: Stage) -> None:
    await with_edition(stage)
    await reacts(stage, await stage.ask("/latest"), "👍")
    assert await leanings(stage) == {}


async def test_a_like_is_forgotten_after_three_months(stage: Stage) -> None:
    edition = await with_edition(stage)
    await reacts(stage, edition, "👍")
    stage.clock.pass_(days=91)
    await housekeeping.tidy(stage.app.store, stage.clock())
    assert await leanings(stage) == {}
