"""/follow words: what a chat wants to hear of, tried at once on the news of the week."""

from __future__ import annotations

from bot.commands.following import understood
from bot.commands.request import Command, Request
from bot.render import follows as render
from bot.screens import Screen
from digests.editor.subjects import Subject
from digests.model import Follow, FollowKind, MuteKind
from digests.newsroom import following, meaning
from digests.store.engine import Store


async def follow(store: Store, request: Request) -> Screen:
    return await understood(store, request, "follow", followed)


async def followed(store: Store, request: Request, subject: Subject) -> Screen:
    """Follows this, and says what it would have brought. Raises ReaderMistake."""
    made = await following.follow(
        store, request.chat, request.thread, FollowKind(subject.kind), subject.words, request.now
    )
    return await tried(store, request, made)


async def tried(store: Store, request: Request, made: Follow) -> Screen:
    """What is followed now, with what it would have brought."""
    subject = Subject(MuteKind(made.kind), made.words)
    brought = await meaning.brought(store, request.chat, subject, request.now)
    active = request.subscription.active
    return render.made(request.words, made, brought, {}, active=active, forum=request.in_forum)


COMMAND = Command("follow", follow, takes_argument=True, changes_settings=True, works_afar=True)
