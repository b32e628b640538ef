"""What of a story is muted or followed, from its card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.callbacks.stories import ChooseLess, ChooseMore, ShowLess, ShowMore
from bot.commands.request import Request
from bot.render import subjects as render
from bot.screens import Screen
from digests.editor.subjects import Subject, subjects
from digests.model import Digest, Follow, FollowKind, Mute, MuteKind
from digests.newsroom import following
from digests.store.engine import Store

Kept = TypeVar("Kept", Follow, Mute)


async def less(store: Store, request: Request, action: ShowLess | ChooseLess, digest: Digest) -> Screen:
    """Mutes what was chosen, or no more, and shows how things stand. Raises ReaderMistake."""
    chat, thread = request.chat, request.thread
    offered = subjects(digest)
    known = (await following.of_chat(store, chat, thread)).mutes
    notice = ""
    if isinstance(action, ChooseLess) and (chosen := _chosen(action.subject, offered, known)):
        if action.muted:
            await following.mute(store, chat, thread, chosen.kind, chosen.words, request.now)
        for mute in () if action.muted else _saying(chosen, known):
            await following.unmute(store, chat, mute.key)
        notice = render.said(request.words, "less.done" if action.muted else "less.undone", chosen)
        known = (await following.of_chat(store, chat, thread)).mutes
    muted = {each for each in offered if _saying(each, known)}
    return render.less(request.words, digest, offered, muted, action.place, notice)


async def more(store: Store, request: Request, action: ShowMore | ChooseMore, digest: Digest) -> Screen:
    """The same for what can be followed. Raises ReaderMistake."""
    chat, thread = request.chat, request.thread
    offered = tuple(each for each in subjects(digest) if each.kind is not MuteKind.STORY)
    known = (await following.of_chat(store, chat, thread)).follows
    notice = ""
    if isinstance(action, ChooseMore) and (chosen := _chosen(action.subject, offered, known)):
        if action.followed:
            await following.follow(store, chat, thread, FollowKind(chosen.kind), chosen.words, request.now)
        for follow in () if action.followed else _saying(chosen, known):
            await following.unfollow(store, chat, follow.key, request.now)
        notice = render.said(request.words, "more.done" if action.followed else "more.undone", chosen)
        known = (await following.of_chat(store, chat, thread)).follows
    followed = {each for each in offered if _saying(each, known)}
    return render.more(request.words, digest, offered, followed, action.place, notice)


def _chosen(code: str, offered: Sequence[Subject], known: Sequence[Follow | Mute]) -> Subject | None:
    """By its code: of what the story is about now, or of what was chosen when it was about something else."""
    before = (Subject(MuteKind(each.kind), each.words) for each in known)
    return next((each for each in (*offered, *before) if each.code == code), None)


def _saying(subject: Subject, known: Sequence[Kept]) -> list[Kept]:
    words = subject.words.casefold()
    return [each for each in known if each.kind == subject.kind and each.words.casefold() == words]
