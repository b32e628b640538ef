"""Buttons of follows and mutes."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.follows import (
    FollowAction,
    FollowPerson,
    FollowSearch,
    Kept,
    OpenKept,
    RemoveKept,
    SetBreaking,
    ShowFollowing,
    TakeOffer,
)
from bot.commands import follow as follow_command
from bot.commands import mute as mute_command
from bot.commands.following import listed, titles
from bot.commands.request import Request
from bot.render import follows as render
from bot.screens import Screen, Shown, Toast
from digests.editor.subjects import Subject
from digests.model import Follow, FollowKind, Mute, MuteKind
from digests.newsroom import finding, following, meaning, pending, quoting
from digests.newsroom.pending import Pending
from digests.store.engine import Store


async def pressed(store: Store, request: Request, action: FollowAction) -> Shown | None:
    """None where what is meant is not there (any more). Raises ReaderMistake."""
    match action:
        case ShowFollowing(page):
            return await listed(store, request, page)
        case OpenKept(kept, key):
            return await _opened(store, request, kept, key)
        case RemoveKept(kept, key):
            return await _removed(store, request, kept, key)
        case SetBreaking(key, breaking, most):
            return await _set_breaking(store, request, key, breaking, most)
        case TakeOffer(listing, number):
            made = await pending.take(store, request.chat, listing, number, request.now)
            return await _tried(store, request, made) if made else None
        case FollowSearch(listing):
            words = await finding.followable(store, request.chat, listing)
            return await _toast(store, request, FollowKind.WORDS, words) if words else None
        case FollowPerson(listing):
            found = await quoting.turn(store, request.chat, listing, 0, request.now)
            name = found.name if isinstance(found, quoting.Quoted) else None
            return await _toast(store, request, FollowKind.PERSON, name) if name else None
        case _:
            assert_never(action)


async def _opened(store: Store, request: Request, kept: Kept, key: int) -> Screen:
    """What is gone meanwhile is missing in the list, which is shown then."""
    known = await following.of_chat(store, request.chat, request.thread)
    timezone = request.subscription.chat.timezone
    if kept is Kept.FOLLOW:
        for each in known.follows:
            if each.key == key:
                return render.follow(request.words, each, timezone, forum=request.in_forum)
    else:
        for muted in known.mutes:
            if muted.key == key:
                named = await titles(store, request, (muted,))
                return render.mute(request.words, muted, timezone, named, forum=request.in_forum)
    return await listed(store, request)


async def _removed(store: Store, request: Request, kept: Kept, key: int) -> Screen:
    gone: Follow | Mute | None
    if kept is Kept.FOLLOW:
        gone = await following.unfollow(store, request.chat, key, request.now)
    else:
        gone = await following.unmute(store, request.chat, key)
    if gone is None:
        return await listed(store, request)
    listing = await pending.keep(store, request.chat, [Pending.of(gone)], request.now)
    named = await titles(store, request, (gone,)) if isinstance(gone, Mute) else {}
    return render.removed(request.words, gone, listing, named, forum=request.in_forum)


async def _set_breaking(store: Store, request: Request, key: int, breaking: bool, most: int) -> Screen:
    often = most if most in render.OFTEN else None
    changed = await following.set_breaking(
        store, request.chat, key, request.now, breaking=breaking, most_a_day=often
    )
    if changed is None:
        return await listed(store, request)
    timezone = request.subscription.chat.timezone
    return render.follow(request.words, changed, timezone, forum=request.in_forum)


async def _tried(store: Store, request: Request, made: Follow | Mute) -> Screen:
    if isinstance(made, Mute):
        return await mute_command.tried(store, request, made)
    return await follow_command.tried(store, request, made)


async def _toast(store: Store, request: Request, kind: FollowKind, words: str) -> Toast:
    """Follows from a list, which stays as it is."""
    made = await following.follow(store, request.chat, request.thread, kind, words, request.now)
    brought = await meaning.brought(
        store, request.chat, Subject(MuteKind(made.kind), made.words), request.now
    )
    return Toast(render.toast(request.words, made, brought))
