"""/start: the first minute, and where links to the bot lead.

A private chat is subscribed at once, so that whoever stops half-way gets editions with what was chosen until
then; starting again changes nothing. What a link carries is read by `bot/payloads.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

import structlog

from bot.callbacks.places import Alone
from bot.commands.first_minute import about
from bot.commands.request import Command, Request
from bot.commands.search import search
from bot.commands.subscribe import begin
from bot.markup import Html, bold
from bot.menus import stories
from bot.payloads import Claiming, Invited, ToSearch, ToStory, ToTopic, link, read
from bot.render import welcome
from bot.screens import Screen, Shown
from digests.model import ChatKind
from digests.newsroom import admins, welcoming
from digests.newsroom.admins import AdminClaim, Claimed
from digests.store.engine import Store
from digests.wishes import shortened

log = structlog.get_logger()


def claim_link(bot: str, claim: AdminClaim) -> str:
    """What the operator opens to become an admin of the bot with this username."""
    address = link(bot, Claiming(claim.code))
    if address is None:
        raise ValueError(f"a code that no link takes: {len(claim.code)} characters")
    return address


async def start(store: Store, request: Request) -> Shown:
    payload = read(request.argument)
    match payload:
        case Claiming(code):
            return await _claimed(store, request, code)
        case ToStory(story):
            return await _story(store, request, story)
        case ToSearch(words):
            return await search(store, request.saying(words))
        case ToTopic() | Invited() | None:
            subscription = await begin(store, request)
            if subscription.chat.kind is not ChatKind.PRIVATE:
                return welcome.in_a_group(request.words, subscription, request.now)
            begun = replace(request, subscription=subscription)
            notice = await _ticked(store, request, payload) if isinstance(payload, ToTopic) else None
            return await about(store, begun, notice)
        case _:
            assert_never(payload)


async def _ticked(store: Store, request: Request, wanted: ToTopic) -> Html | None:
    """Ticks the topic of a link; says so where there is none of this name."""
    names = [name for name in (wanted.name, wanted.also) if name]
    if await welcoming.tick(store, request.chat, request.thread, names, request.now):
        return None
    return request.words("welcome.no_topic", words=bold(shortened(wanted.name)))


async def _story(store: Store, request: Request, key: int) -> Screen:
    """The story's card; what the chat gets and when stays as it is."""
    shown = await stories.card_screen(store, request, Alone(), key)
    return shown or Screen(request.words("welcome.no_story"))


async def _claimed(store: Store, request: Request, offered: str) -> Screen:
    words = request.words
    if request.subscription.chat.kind is not ChatKind.PRIVATE:
        if request.house.admission is not None and request.house.admission.accepts(offered):
            request.house.admission.use_up()  # the whole group has seen it
        return Screen(words("admin.private"))
    came = await admins.claim(store, request.chat, offered, request.house.admission, request.now)
    match came:
        case Claimed.NOW:
            log.warning("this chat is the bot's admin now", chat=request.chat)
            return Screen(words("admin.claimed"))
        case Claimed.BEFORE:
            return Screen(words("admin.before"))
        case Claimed.REFUSED:
            log.warning("somebody tried to become admin with a wrong or used code", chat=request.chat)
            return Screen(words("admin.refused"))
        case _:
            assert_never(came)


COMMAND = Command("start", start, changes_settings=True)
