"""The bot's own comings and goings (`my_chat_member`): editions end, pause or go on, and a channel that lets
the bot post is offered to the person who did it."""

from __future__ import annotations

from dataclasses import replace

import structlog
from telegram import ChatMemberUpdated

from bot.commands.reception import Reception
from bot.keepers import Keepers
from bot.render import settings as render
from bot.rights import Footing, footing
from bot.screens import Screen
from digests.delivery import BarChat
from digests.model import ChatKind
from digests.newsroom import subscribing
from digests.newsroom.admitting import may_enter

log = structlog.get_logger()


async def handle(reception: Reception, change: ChatMemberUpdated) -> None:
    """Blocked or removed: no more editions. Silenced: the same, and the keeper hears of it. Let in again: as
    before."""
    kind, chat, now = ChatKind(change.chat.type), change.chat.id, reception.clock()
    stands = footing(kind, change.new_chat_member.to_dict())
    if stands is Footing.WELCOME:
        await subscribing.come_back(reception.store, chat, now)
        was = footing(kind, change.old_chat_member.to_dict())
        if kind is ChatKind.CHANNEL and was is not Footing.WELCOME:
            await _offer(reception, change)
        return
    reason = f"the bot is {change.new_chat_member.status} there"
    closed = await subscribing.close(reception.store, chat, reason, now)
    if closed is not None and stands is Footing.MUTED:
        keepers = Keepers(reception.store, reception.gateway, reception.catalogs)
        await keepers.tell(closed, BarChat(reason))


async def _offer(reception: Reception, change: ChatMemberUpdated) -> None:
    """Shows the channel's settings to who let the bot in, where that person can be written to."""
    user, now = change.from_user, reception.clock()
    if user.is_bot:
        return
    person = await subscribing.find(reception.store, user.id)
    newcomer = replace(reception.newcomer(change.chat, user.language_code), keeper=user.id)
    if person is not None:
        newcomer = replace(
            newcomer,
            language=person.chat.speaks,
            timezone=person.chat.timezone,
            admitted_at=newcomer.admitted_at or (now if person.chat.admitted_at else None),
        )
    at = person.slot.at if person else reception.newcomers.at
    channel = await subscribing.take_up(reception.store, newcomer, at, now)
    if person is None:
        log.info("who let the bot into a channel has no chat with it yet", chat=channel.chat.id, user=user.id)
        return
    words = reception.words(person.chat.speaks)
    if not may_enter(channel.chat, invited_only=reception.house.by_invitation):
        await reception.answer(user.id, Screen(words("mistake.invitation")))
        return
    notice = words("channel.back" if channel.active else "channel.ready", chat=channel.chat.name)
    screen = render.settings(words, channel, now, notice, vantage=render.Vantage(afar=True))
    await reception.answer(user.id, screen.about(channel.chat.id))
