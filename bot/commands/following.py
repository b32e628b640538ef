"""/following: all that the chat follows and mutes, each with a button to change it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.commands.request import Command, Request
from bot.render import follows as render
from bot.screens import Screen
from digests.editor.subjects import Subject
from digests.model import Mute, MuteKind
from digests.newsroom import following, meaning, pending
from digests.newsroom.pending import Pending
from digests.store.engine import Store


async def show(store: Store, request: Request) -> Screen:
    return await listed(store, request)


async def listed(store: Store, request: Request, page: int = 0) -> Screen:
    """A page of the list."""
    followed = await following.of_chat(store, request.chat, request.thread)
    named = await titles(store, request, followed.mutes)
    return render.following(request.words, followed, named, page, forum=request.in_forum)


async def explained(store: Store, request: Request, kind: str) -> Screen:
    """The list below an explanation of how to follow, or to mute."""
    followed = await following.of_chat(store, request.chat, request.thread)
    named = await titles(store, request, followed.mutes)
    return render.explained(request.words, kind, followed, named, forum=request.in_forum)


async def understood(
    store: Store, request: Request, kind: str, done: Callable[[Store, Request, Subject], Awaitable[Screen]]
) -> Screen:
    """What comes of /follow or /mute (`kind`): done where the words mean one thing, else asked which."""
    if not request.argument.strip():
        return await explained(store, request, kind)
    meant = await meaning.meanings(store, request.chat, request.argument)
    if len(meant) == 1:
        return await done(store, request, meant[0])
    mutes = kind == "mute"
    offered = [Pending(each.kind, each.words, mutes=mutes, thread=request.thread) for each in meant]
    listing = await pending.keep(store, request.chat, offered, request.now)
    return render.which(request.words, kind, meant, listing)


async def titles(store: Store, request: Request, mutes: tuple[Mute, ...]) -> dict[int, str]:
    """Of the stories among them: a number tells nobody anything."""
    numbers = {int(each.words) for each in mutes if each.kind is MuteKind.STORY and each.words.isdecimal()}
    return await meaning.titles_of(store, request.chat, numbers) if numbers else {}


COMMAND = Command("following", show, works_afar=True)
