"""/saved: the stories that somebody keeps, and all of them as a file. They are a person's, not a group's."""

from __future__ import annotations

from bot.commands.request import Command, Request
from bot.markup import plain
from bot.render import saved as render
from bot.screens import Screen, Shown, Toast
from digests.model import ChatKind
from digests.newsroom import saving, subscribing
from digests.store.engine import Store


async def saved(store: Store, request: Request) -> Screen:
    if request.subscription.chat.kind is not ChatKind.PRIVATE:
        return Screen(plain(_in_private(request)))
    return render.saved(request.words, await saving.first_page(store, request.chat, request.now), request.now)


async def page(store: Store, request: Request, listing: int, number: int) -> Screen | None:
    """Another page of such a list; None where it is none."""
    found = await saving.page(store, request.chat, listing, number)
    return render.saved(request.words, found, request.now) if found else None


async def keep(store: Store, request: Request, story: int, *, kept: bool) -> str | Toast:
    """What to say of it beside the card; a Toast where the card does not change, for it is everybody's in a
    group. Raises ReaderMistake."""
    if request.subscription.chat.kind is ChatKind.PRIVATE:
        await saving.keep(store, request.chat, story, request.now, kept=kept)
        return request.words.plain("saved.kept" if kept else "saved.dropped")
    person = None if request.user is None else await subscribing.find(store, request.user)
    if person is None:
        return Toast(_in_private(request), alert=True)
    await saving.keep(store, person.chat.id, story, request.now, kept=True)
    return Toast(request.words.plain("saved.kept_in_private"))


async def export(store: Store, request: Request) -> Shown:
    kept = await saving.everything(store, request.chat)
    if not kept:
        return Toast(request.words.plain("saved.none"))
    return render.export(request.words, kept, request.subscription.chat, request.now)


def _in_private(request: Request) -> str:
    return request.words.plain("saved.in_private", bot=f"@{request.house.name}")


COMMAND = Command("saved", saved)
