"""Drafts, and which list of commands a person sees: by chat, by standing and by language."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest

from bot.playground import Playground

TOKEN = "42:TEST"
ADA, BEN = 1001, 1002


@pytest_asyncio.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA, "Ada", language_code="pt-br")
        playground.add_private_chat(BEN, "Ben")
        yield playground


@pytest_asyncio.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as bot:
        yield bot


# --- drafts -----------------------------------------------------------------------------------


async def test_a_draft_is_seen_until_the_message_comes(playground: Playground, bot: Bot) -> None:
    await bot.send_message_draft(ADA, 7, "<b>Look</b>ing", parse_mode="HTML")
    draft = playground.draft(ADA)
    assert draft is not None
    assert (draft.number, draft.text, len(draft.entities)) == (7, "Looking", 1)
    await bot.send_message(ADA, "Found")
    assert playground.draft(ADA) is None


async def test_drafts_are_for_private_chats_and_have_a_number(playground: Playground, bot: Bot) -> None:
    group = playground.add_group("Readers")
    with pytest.raises(BadRequest, match="Textdraft_peer_invalid"):
        await bot.send_message_draft(group, 7, "x")
    with pytest.raises(BadRequest, match="Random_id_invalid"):
        await bot.send_message_draft(ADA, 0, "x")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message_draft(ADA, 7, "x" * 4097)


# --- the command list of a person -------------------------------------------------------------

PRIVATE_ORDER: list[tuple[BotCommandScope, str]] = [
    (BotCommandScopeDefault(), ""),
    (BotCommandScopeDefault(), "pt"),
    (BotCommandScopeAllPrivateChats(), ""),
    (BotCommandScopeAllPrivateChats(), "pt"),
    (BotCommandScopeChat(ADA), ""),
    (BotCommandScopeChat(ADA), "pt"),
]


async def test_in_a_private_chat_the_narrowest_list_wins_language_by_language(
    playground: Playground, bot: Bot
) -> None:
    for number, (scope, language) in enumerate(PRIVATE_ORDER):
        await bot.set_my_commands(
            [BotCommand(f"c{number}", "x")], scope=scope, language_code=language or None
        )
        assert playground.commands(ADA) == ((f"c{number}", "x"),), "each step is narrower than the one before"
    await bot.delete_my_commands(scope=BotCommandScopeChat(ADA), language_code="pt")
    assert playground.commands(ADA) == (("c4", "x"),)
    assert playground.commands(BEN) == (("c2", "x"),)


async def test_in_a_group_administrators_and_members_see_lists_of_their_own(
    playground: Playground, bot: Bot
) -> None:
    group = playground.add_group("Readers", members=(ADA, BEN), admins=(ADA,))
    scopes: list[BotCommandScope] = [
        BotCommandScopeDefault(),
        BotCommandScopeAllGroupChats(),
        BotCommandScopeAllChatAdministrators(),
        BotCommandScopeChat(group),
        BotCommandScopeChatAdministrators(group),
        BotCommandScopeChatMember(group, BEN),
    ]
    seen = []
    for number, scope in enumerate(scopes):
        await bot.set_my_commands([BotCommand(f"c{number}", "x")], scope=scope)
        seen.append(tuple(playground.commands(group, user)[0][0] for user in (ADA, BEN)))
    assert seen == [("c0", "c0"), ("c1", "c1"), ("c2", "c1"), ("c3", "c3"), ("c4", "c3"), ("c4", "c5")]


async def test_scopes_must_fit_their_chats(playground: Playground, bot: Bot) -> None:
    channel, group = playground.add_channel("News", admins=(ADA,)), playground.add_group("Readers")
    for scope, reason in (
        (BotCommandScopeChatAdministrators(ADA), "Can't use specified scope in private chats"),
        (BotCommandScopeChat(channel), "Can't change commands in channel chats"),
        (BotCommandScopeChat(4711), "Chat not found"),
        (BotCommandScopeChatMember(group, 4711), "User not found"),
    ):
        with pytest.raises(BadRequest, match=reason):
            await bot.set_my_commands([BotCommand("a", "x")], scope=scope)
    with pytest.raises(BadRequest, match="Invalid language code specified"):
        await bot.set_my_commands([BotCommand("a", "x")], language_code="pt-br")
    assert playground.commands(channel) == ()
