"""The playground's Bot API over HTTP, with the real python-telegram-bot as its client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageOriginChannel,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.playground import Playground, Refusal

TOKEN = "42:TEST"
ADA, BEN = 1001, 1002


@pytest_asyncio.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Playground.serving(TOKEN) as playground:
        playground.add_private_chat(ADA, "Ada", language_code="pt")
        yield playground


@pytest_asyncio.fixture
async def bot(playground: Playground) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{playground.url}/bot") as bot:
        yield bot


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def press_me(label: str = "Next", data: str = "next") -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)


# --- messages ---------------------------------------------------------------------------------


async def test_a_message_arrives_as_a_person_sees_it(playground: Playground, bot: Bot) -> None:
    sent = await bot.send_message(
        ADA,
        '<b>Morning</b> <a href="https://x.example">news</a>',
        parse_mode="HTML",
        disable_notification=True,
        reply_markup=keyboard([press_me(), InlineKeyboardButton("Read", url="https://x.example/1")]),
    )
    [seen] = playground.messages(ADA)
    assert (seen.text, seen.message_id) == ("Morning news", sent.message_id)
    assert seen.html == '<b>Morning</b> <a href="https://x.example/">news</a>'
    assert seen.buttons == ["Next", "Read"]
    assert (seen.button("Next").data, seen.button("Read").url) == ("next", "https://x.example/1")
    assert seen.from_bot
    assert seen.silent
    assert not seen.edited
    assert sent.text_html == seen.html


async def test_an_edit_changes_the_message_in_place_and_drops_the_keyboard(
    playground: Playground, bot: Bot
) -> None:
    sent = await bot.send_message(ADA, "one", reply_markup=keyboard([press_me()]))
    await bot.edit_message_text("two", ADA, sent.message_id)
    [seen] = playground.messages(ADA)
    assert (seen.text, seen.buttons, seen.edits) == ("two", [], 1)


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    sent = await bot.send_message(ADA, "<b>one</b>", parse_mode="HTML", reply_markup=keyboard([press_me()]))
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text(
            "<strong>one</strong> ",
            ADA,
            sent.message_id,
            parse_mode="HTML",
            reply_markup=keyboard([press_me()]),
        )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(ADA, sent.message_id, reply_markup=keyboard([press_me()]))
    await bot.edit_message_reply_markup(ADA, sent.message_id)


async def test_only_the_bots_own_messages_can_be_edited(playground: Playground, bot: Bot) -> None:
    theirs = await playground.say(ADA, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("yours", ADA, theirs)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("yours", ADA, theirs + 1)


async def test_a_deleted_message_is_gone(playground: Playground, bot: Bot) -> None:
    sent = await bot.send_message(ADA, "one")
    await bot.delete_message(ADA, sent.message_id)
    assert playground.messages(ADA) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ADA, sent.message_id)


async def test_a_document_keeps_its_bytes_and_its_name(playground: Playground, bot: Bot) -> None:
    content = b'{"a": 1}\r\n--\r\n\x00\xff'
    await bot.send_document(ADA, content, filename="backup.json", caption="<i>yours</i>", parse_mode="HTML")
    [seen] = playground.messages(ADA)
    assert seen.document is not None
    assert (seen.document.name, seen.document.content) == ("backup.json", content)
    assert seen.html == "<i>yours</i>"
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(ADA, b"", filename="empty")


async def test_a_reply_needs_the_message_it_answers(playground: Playground, bot: Bot) -> None:
    theirs = await playground.say(ADA, "hello")
    sent = await bot.send_message(ADA, "hi", reply_to_message_id=theirs)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == theirs
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ADA, "hi", reply_to_message_id=999)
    await bot.send_message(ADA, "hi", reply_to_message_id=999, allow_sending_without_reply=True)


async def test_a_topic_must_exist(playground: Playground, bot: Bot) -> None:
    forum = playground.add_group("Forum", topics=["News"])
    thread = playground.topics(forum)["News"]
    sent = await bot.send_message(forum, "in the topic", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum, "nowhere", message_thread_id=thread + 5)


REFUSED_TEXTS = [
    ("", "Message text is empty"),
    ("<b> </b>", "Text must be non-empty"),
    ("x" * 4097, "Message is too long"),
    ("<b>" + "x" * 32_768, "Text is too long"),
    ("<p>x</p>", 'Can\'t parse entities: unsupported start tag "p" at byte offset 0'),
]


@pytest.mark.parametrize(("text", "reason"), REFUSED_TEXTS)
async def test_texts_are_refused_as_telegram_refuses_them(bot: Bot, text: str, reason: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(ADA, text, parse_mode="HTML")
    assert refused.value.message.lower() == reason.lower()


async def test_a_text_of_the_greatest_length_passes_with_its_markup(bot: Bot) -> None:
    sent = await bot.send_message(ADA, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML")
    assert len(sent.text or "") == 4096


REFUSED_KEYBOARDS = [
    ([press_me(data="x" * 65)], "Button_data_invalid"),
    ([press_me(data="ü" * 33)], "Button_data_invalid"),
    ([press_me(label=" ")], "Can't parse inline keyboard button: button text must be non-empty"),
    ([InlineKeyboardButton("x")], "Can't parse inline keyboard button: Text buttons are unallowed"),
    (
        [InlineKeyboardButton("x", url="ftp://x.example")],
        "Inline keyboard button URL 'ftp://x.example' is invalid: Unsupported URL protocol",
    ),
    ([InlineKeyboardButton("x", url="localhost")], "is invalid: Wrong HTTP URL"),
    ([InlineKeyboardButton("x", url="https://x.example", callback_data="x")], "exactly one action"),
    ([press_me() for _ in range(9)], "Reply markup is too long"),
]


@pytest.mark.parametrize(("row", "reason"), REFUSED_KEYBOARDS)
async def test_keyboards_are_refused_as_telegram_refuses_them(
    bot: Bot, row: list[InlineKeyboardButton], reason: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(ADA, "x", reply_markup=keyboard(row))
    assert reason.lower() in refused.value.message.lower()


async def test_a_hundred_buttons_pass_and_one_more_does_not(bot: Bot) -> None:
    rows = [[press_me() for _ in range(5)] for _ in range(20)]
    await bot.send_message(ADA, "x", reply_markup=keyboard(*rows))
    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(ADA, "x", reply_markup=keyboard(*rows, [press_me()]))


# --- callback queries -------------------------------------------------------------------------


async def test_a_press_reaches_the_bot_and_its_answer_reaches_the_person(
    playground: Playground, bot: Bot
) -> None:
    sent = await bot.send_message(ADA, "one", reply_markup=keyboard([press_me("Next ▸", "page:2")]))
    query_id = await playground.press(ADA, sent.message_id, "Next ▸")
    [update] = await bot.get_updates()
    query = update.callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.from_user.language_code) == ("page:2", ADA, "pt")
    await query.answer("Second page", show_alert=True)
    answer = await playground.answer_to(query_id)
    assert (answer.text, answer.alert) == ("Second page", True)


async def test_a_query_is_answered_once_and_with_two_hundred_characters(
    playground: Playground, bot: Bot
) -> None:
    query_id = await playground.forge_callback(ADA, 77, "forged")
    [update] = await bot.get_updates()
    assert update.callback_query is not None
    assert update.callback_query.data == "forged"
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(query_id, "x" * 201)
    await bot.answer_callback_query(query_id, "x" * 200)
    for spent in (query_id, "123"):
        with pytest.raises(
            BadRequest, match="Query is too old and response timeout expired or query id is invalid"
        ):
            await bot.answer_callback_query(spent)


async def test_a_late_answer_is_refused() -> None:
    playground = Playground(TOKEN, query_lifetime=0.0)
    await playground.start()
    try:
        ada = playground.add_private_chat(ADA)
        query_id = await playground.forge_callback(ada, 1, "late")
        async with Bot(TOKEN, base_url=f"{playground.url}/bot") as bot:
            with pytest.raises(BadRequest, match="Query is too old"):
                await bot.answer_callback_query(query_id)
    finally:
        await playground.stop()


# --- chats ------------------------------------------------------------------------------------

REFUSALS = [
    (Refusal.BLOCKED, Forbidden, "bot was blocked by the user"),
    (Refusal.DEACTIVATED, Forbidden, "user is deactivated"),
    (Refusal.NOT_STARTED, Forbidden, "bot can't initiate conversation with a user"),
    (Refusal.NOT_FOUND, BadRequest, "Chat not found"),
    (Refusal.NO_RIGHTS, BadRequest, "Not enough rights to send text messages to the chat"),
]


@pytest.mark.parametrize(("refusal", "kind", "reason"), REFUSALS)
async def test_a_chat_that_refuses_says_why_until_it_does_no_longer(
    playground: Playground, bot: Bot, refusal: Refusal, kind: type[Exception], reason: str
) -> None:
    playground.refuse(ADA, refusal)
    with pytest.raises(kind, match=reason):
        await bot.send_message(ADA, "x")
    assert playground.messages(ADA) == []
    playground.refuse(ADA, None)
    await bot.send_message(ADA, "x")


async def test_a_person_who_blocks_the_bot_is_told_to_it_and_comes_back_by_writing(
    playground: Playground, bot: Bot
) -> None:
    await playground.block(ADA)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ADA, "x")
    await playground.say(ADA, "/start")
    updates = await bot.get_updates()
    changes = [update.my_chat_member for update in updates if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]
    assert updates[-1].message is not None
    await bot.send_message(ADA, "welcome back")


async def test_a_group_without_the_bot_is_closed_to_it(playground: Playground, bot: Bot) -> None:
    group = playground.add_group("Readers")
    await playground.remove_bot(group)
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group, "x")
    await playground.invite_bot(group)
    await bot.send_message(group, "x")
    await bot.leave_chat(group)
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(4711, "x")


async def test_a_group_that_moves_names_its_new_number(playground: Playground, bot: Bot) -> None:
    group = playground.add_group("Readers")
    moved = await playground.migrate(group)
    with pytest.raises(ChatMigrated) as migrated:
        await bot.send_message(group, "x")
    assert migrated.value.new_chat_id == moved
    messages = [update.message for update in await bot.get_updates() if update.message]
    assert [(message.chat.id, message.migrate_to_chat_id) for message in messages[:1]] == [(group, moved)]
    assert [(message.chat.id, message.migrate_from_chat_id) for message in messages[1:]] == [(moved, group)]
    await bot.send_message(moved, "x")


async def test_members_and_administrators_of_a_group_are_known(playground: Playground, bot: Bot) -> None:
    group = playground.add_group("Readers", members=(ADA, BEN), admins=(ADA,))
    assert (await bot.get_chat_member(group, ADA)).status == "creator"
    assert (await bot.get_chat_member(group, BEN)).status == "member"
    assert [member.user.id for member in await bot.get_chat_administrators(group)] == [ADA]
    assert await bot.get_chat_member_count(group) == 3
    assert (await bot.get_chat(group)).title == "Readers"
    assert (await bot.get_chat(ADA)).first_name == "Ada"
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(ADA)


async def test_in_groups_the_bot_hears_only_what_is_meant_for_it(playground: Playground, bot: Bot) -> None:
    group = playground.add_group("Readers", members=(ADA, BEN))
    sent = await bot.send_message(group, "news")
    await playground.say(group, "just talking")
    await playground.say(group, "/latest@another_bot")
    await playground.say(group, "/latest@Pullquote_bot", user=BEN)
    await playground.say(group, "/help")
    await playground.say(group, "thanks", reply_to=sent.message_id)
    heard = [update.message.text for update in await bot.get_updates() if update.message]
    assert heard == ["/latest@Pullquote_bot", "/help", "thanks"]


async def test_a_post_in_a_channel_has_no_sender_but_the_channel(playground: Playground, bot: Bot) -> None:
    channel = playground.add_channel("News", username="the_news")
    sent = await bot.send_message("@the_news", "x")
    assert sent.from_user is None
    assert sent.sender_chat is not None
    assert (sent.chat.id, sent.chat.type) == (channel, "channel")


async def test_a_channel_shows_its_members_to_its_administrators_only(
    playground: Playground, bot: Bot
) -> None:
    channel = playground.add_channel("News", username="the_news", admins=(ADA, BEN), with_bot=False)
    assert (await bot.get_chat("@the_news")).title == "News"
    assert (await bot.get_chat_member(channel, bot.id)).status == "left"
    with pytest.raises(BadRequest, match="Member list is inaccessible"):
        await bot.get_chat_member(channel, ADA)
    await playground.promote_bot(channel, user=BEN)
    assert (await bot.get_chat_member(channel, ADA)).status == "creator"
    assert (await bot.get_chat_member(channel, BEN)).status == "administrator"
    (update,) = await bot.get_updates()
    change = update.my_chat_member
    assert change is not None
    assert (change.from_user.id, change.old_chat_member.status) == (BEN, "left")
    assert isinstance(change.new_chat_member, ChatMemberAdministrator)
    assert change.new_chat_member.can_post_messages


async def test_a_private_channel_is_hidden_from_who_is_not_in_it(playground: Playground, bot: Bot) -> None:
    channel = playground.add_channel("Quiet", with_bot=False)
    with pytest.raises(Forbidden, match="bot is not a member of the channel chat"):
        await bot.get_chat(channel)


async def test_a_bot_without_the_right_to_write_is_told_so(playground: Playground, bot: Bot) -> None:
    group = playground.add_group("Readers", supergroup=True)
    channel = playground.add_channel("News", admins=(ADA,))
    await playground.silence_bot(group)
    await playground.promote_bot(channel, may_write=False)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await bot.send_message(group, "x")
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(channel, "x")
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    members = [change.new_chat_member for change in changes]
    assert isinstance(members[0], ChatMemberRestricted)
    assert (members[0].is_member, members[0].can_send_messages) == (True, False)
    assert isinstance(members[1], ChatMemberAdministrator)
    assert members[1].can_post_messages is False
    await playground.promote_bot(channel)
    await bot.send_message(channel, "x")


async def test_an_anonymous_administrator_speaks_as_the_group(playground: Playground, bot: Bot) -> None:
    group = playground.add_group("Readers")
    await playground.say(group, "/settings", anonymous=True)
    (update,) = await bot.get_updates()
    message = update.message
    assert message is not None
    assert message.sender_chat is not None
    assert message.from_user is not None
    assert (message.sender_chat.id, message.from_user.username) == (group, "GroupAnonymousBot")


async def test_a_forwarded_post_names_its_channel(playground: Playground, bot: Bot) -> None:
    channel = playground.add_channel("News", username="the_news")
    await playground.say(ADA, "The ferry is back", forwarded_from=channel)
    (update,) = await bot.get_updates()
    assert update.message is not None
    origin = update.message.forward_origin
    assert isinstance(origin, MessageOriginChannel)
    assert (origin.chat.id, origin.chat.title) == (channel, "News")


async def test_where_the_general_topic_is_closed_only_the_topics_are_open(
    playground: Playground, bot: Bot
) -> None:
    forum = playground.add_group("Forum", topics=("News",))
    await playground.close_general(forum)
    with pytest.raises(BadRequest, match="Topic_closed"):
        await bot.send_message(forum, "x")
    await bot.send_message(forum, "x", message_thread_id=playground.topics(forum)["News"])
    await playground.close_general(forum, closed=False)
    await bot.send_message(forum, "x")


# --- the bot itself ---------------------------------------------------------------------------


async def test_commands_are_kept_by_scope_and_language(playground: Playground, bot: Bot) -> None:
    here = BotCommandScopeChat(ADA)
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "Ajuda")], language_code="pt")
    await bot.set_my_commands([BotCommand("latest", "News")], scope=here)
    assert [command.description for command in await bot.get_my_commands(language_code="pt")] == ["Ajuda"]
    assert [command.command for command in await bot.get_my_commands(scope=here)] == ["latest"]
    await bot.delete_my_commands(scope=here)
    assert await bot.get_my_commands(scope=here) == ()


BAD_COMMANDS = [
    (BotCommand("Latest", "News"), "Bot_command_invalid"),
    (BotCommand("/", "News"), "Command must be non-empty"),
    (BotCommand("x" * 33, "News"), "Command length must not exceed 32"),
    (BotCommand("latest", " "), "Command description must be non-empty"),
    (BotCommand("latest", "x" * 257), "Command description length must not exceed 256"),
]


@pytest.mark.parametrize(("command", "reason"), BAD_COMMANDS)
async def test_commands_follow_the_rules(bot: Bot, command: BotCommand, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        await bot.set_my_commands([command])


async def test_the_bot_says_what_it_is(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username, me.can_join_groups) == (42, True, "pullquote_bot", True)
    await bot.set_my_description("News in its own words")
    await bot.set_my_short_description("News", language_code="pt")
    assert (await bot.get_my_description()).description == "News in its own words"
    assert (await bot.get_my_short_description(language_code="pt")).short_description == "News"
    assert (await bot.get_my_short_description()).short_description == ""


async def test_a_chat_action_must_be_one_of_telegrams(bot: Bot) -> None:
    await bot.send_chat_action(ADA, ChatAction.TYPING)
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(ADA, "thinking")


# --- what people see --------------------------------------------------------------------------


async def test_waiting_ends_with_the_message_or_says_what_was_there(playground: Playground, bot: Bot) -> None:
    first = await bot.send_message(ADA, "one")
    assert [message.text for message in await playground.wait_for(ADA)] == ["one"]
    with pytest.raises(TimeoutError, match=r"1 of 2 messages .* there: \['one'\]"):
        await playground.wait_for(ADA, count=2, timeout=0.01)
    with pytest.raises(TimeoutError):
        await playground.wait_for(ADA, after=first.message_id, timeout=0.01)


WRONG_DEEDS: list[tuple[Callable[[Playground], Awaitable[object]], type[Exception], str]] = [
    (lambda playground: playground.say(7, "x"), LookupError, "there is no chat 7"),
    (lambda playground: playground.say(ADA, " "), ValueError, "text must be non-empty"),
    (lambda playground: playground.press(ADA, 9, "x"), LookupError, "there is no message 9"),
    (lambda playground: playground.migrate(ADA), ValueError, "only groups become supergroups"),
]


@pytest.mark.parametrize(("deed", "kind", "reason"), WRONG_DEEDS)
async def test_impossible_deeds_are_mistakes_of_the_test(
    playground: Playground,
    deed: Callable[[Playground], Awaitable[object]],
    kind: type[Exception],
    reason: str,
) -> None:
    with pytest.raises(kind, match=reason):
        await deed(playground)
