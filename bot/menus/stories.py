"""Buttons of editions and story cards."""

from __future__ import annotations

from typing import assert_never

from bot.callbacks.places import Alone, EditionPlace, ListingPlace, Place
from bot.callbacks.stories import OpenStory, ShowEdition, ShowWordings, StoryAction
from bot.commands.request import Request
from bot.menus import lists
from bot.render import editions
from bot.render.wordings import wordings
from bot.screens import Screen, Shown
from digests.model import Digest
from digests.newsroom import reading
from digests.store.engine import Store


async def pressed(store: Store, request: Request, action: StoryAction) -> Shown | None:
    """None where the story is not there (any more), or not for this chat."""
    match action:
        case ShowEdition(lineup, page):
            return await edition(store, request, lineup, page)
        case ShowWordings(place, story) | OpenStory(place, story):
            told = await told_at(store, request, place, story)
            return wordings(request.words, told, place) if told else None
        case _:
            assert_never(action)


async def edition(store: Store, request: Request, lineup: int, page: int) -> Screen | None:
    """The edition again, as it was sent."""
    made = await reading.edition(store, request.chat, lineup)
    if made is None:
        return None
    sent_at = request.pressed_at or made.lineup.made_at
    return editions.edition(request.words, made, request.subscription.chat, request.now, sent_at)


async def told_at(store: Store, request: Request, place: Place, story: int) -> Digest | None:
    """A story as it was told in an edition, or as it is now in a list of the chat's."""
    match place:
        case EditionPlace(lineup, _):
            made = await reading.edition(store, request.chat, lineup)
            told = made.lineup.digests if made else ()
            return next((digest for digest in told if digest.story == story), None)
        case ListingPlace(listing, _):
            return await reading.listed_story(store, request.chat, listing, story)
        case Alone():
            return await reading.story(store, story)
        case _:
            assert_never(place)


async def back_to(store: Store, request: Request, place: Place) -> Screen | None:
    """What the card was opened from."""
    match place:
        case EditionPlace(lineup, page):
            return await edition(store, request, lineup, page)
        case ListingPlace(listing, page):
            return await lists.page(store, request, listing, page)
        case Alone():
            return None
        case _:
            assert_never(place)
