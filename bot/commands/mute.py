"""/mute words: what a chat does not want to hear of, tried at once on the news of the week."""

from __future__ import annotations

from bot.commands.following import titles, understood
from bot.commands.request import Command, Request
from bot.render import follows as render
from bot.screens import Screen
from digests.editor.subjects import Subject
from digests.model import Mute
from digests.newsroom import following, meaning
from digests.store.engine import Store


async def mute(store: Store, request: Request) -> Screen:
    return await understood(store, request, "mute", muted)


async def muted(store: Store, request: Request, subject: Subject) -> Screen:
    """Mutes this, and says what it would have kept away. Raises ReaderMistake."""
    made = await following.mute(store, request.chat, request.thread, subject.kind, subject.words, request.now)
    return await tried(store, request, made)


async def tried(store: Store, request: Request, made: Mute) -> Screen:
    """What is muted now, with what it would have kept away."""
    brought = await meaning.brought(store, request.chat, Subject(made.kind, made.words), request.now)
    named = await titles(store, request, (made,))
    return render.made(request.words, made, brought, named, forum=request.in_forum)


COMMAND = Command("mute", mute, takes_argument=True, changes_settings=True, works_afar=True)
