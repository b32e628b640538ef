"""/invite [times]: a link that lets somebody in, where the bot is by invitation. For its admins only."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.payloads import Invited, link
from bot.render.welcome import invitation
from bot.screens import Screen
from digests.errors import ReaderMistake
from digests.newsroom import admitting
from digests.store.engine import Store
from digests.wishes import shortened


async def invite(store: Store, request: Request) -> Screen:
    if not request.house.by_invitation:
        return Screen(request.words("invite.open"))
    uses = times(request.argument)
    code = await admitting.invite(store, request.chat, uses, request.now)
    address = link(request.house.name, Invited(code))
    if address is None:
        raise ValueError(f"a code that no link takes: {len(code)} characters")
    return invitation(request.words, address, uses)


def times(argument: str) -> int:
    """How many people the link lets in: "" is one. Raises ReaderMistake."""
    if not argument:
        return 1
    if argument.isascii() and argument.isdigit() and len(argument) <= 4:
        uses = int(argument)
        if 1 <= uses <= admitting.MOST_USES:
            return uses
    raise ReaderMistake("mistake.invite", words=shortened(argument), limit=admitting.MOST_USES)


COMMAND = Command("invite", invite, takes_argument=True)
