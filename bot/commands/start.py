"""/start: what this is, a real digest, and the subscription that goes with it. With the code of the
one-time link it makes its chat the bot's first admin."""

from __future__ import annotations

from typing import assert_never

import structlog

from bot.commands.request import Command, Request
from bot.commands.subscribe import begin
from bot.render.welcome import welcome
from bot.screens import Screen
from digests.model import ChatKind
from digests.newsroom import admins, reading
from digests.newsroom.admins import AdminClaim, Claimed
from digests.store.engine import Store

log = structlog.get_logger()

_CLAIM = "admin_"


def claim_link(bot: str, claim: AdminClaim) -> str:
    """What the operator opens to become an admin of the bot with this username."""
    return f"https://t.me/{bot}?start={_CLAIM}{claim.code}"


async def start(store: Store, request: Request) -> Screen:
    if request.argument.startswith(_CLAIM):
        return await _claimed(store, request)
    subscription = await begin(store, request)
    newest = await reading.newest(store)
    return welcome(request.words, subscription, newest, request.now)


async def _claimed(store: Store, request: Request) -> Screen:
    words = request.words
    offered = request.argument.removeprefix(_CLAIM)
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
