"""Buttons of editions, story cards and saved stories."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.callbacks.places import EditionPlace, Place
from bot.callbacks.stories import (
    ChooseLess,
    ChooseMore,
    ExportSaved,
    OpenSettings,
    OpenStory,
    SaveStory,
    ShowEdition,
    ShowLess,
    ShowListedPassage,
    ShowMore,
    ShowOutlets,
    ShowPassage,
    ShowWhy,
    ShowWordings,
    StoryAction,
)
from bot.commands.request import Request
from bot.commands.saved import export, keep
from bot.commands.settings import settings
from bot.menus import subjects
from bot.render import cards as render
from bot.render import editions, passages, reasons
from bot.render.wordings import wordings
from bot.screens import Screen, Shown
from digests.newsroom import cards, explaining, reopening
from digests.newsroom.cards import Card
from digests.newsroom.subscribing import DAILY
from digests.store.engine import Store

ChangingAction: TypeAlias = OpenSettings | ShowLess | ChooseLess | ShowMore | ChooseMore
"""What changes for all of a group what they are told."""


async def pressed(store: Store, request: Request, action: StoryAction) -> Shown | None:
    """None where the story is not there (any more), or not for this chat. Raises ReaderMistake."""
    match action:
        case ShowEdition(lineup, page):
            return await edition(store, request, lineup, page)
        case OpenStory(place, story):
            return await card_screen(store, request, place, story)
        case ShowPassage(place, article, begins):
            return await _passage(store, request, place, article, begins, listed=False)
        case ShowListedPassage(place, article, begins):
            return await _passage(store, request, place, article, begins, listed=True)
        case SaveStory(place, story, kept):
            return await _saved(store, request, place, story, kept=kept)
        case (
            ShowWordings() | ShowOutlets() | ShowWhy() | ShowLess() | ChooseLess() | ShowMore() | ChooseMore()
        ):
            return await _beside(store, request, action)
        case ExportSaved():
            return await export(store, request)
        case OpenSettings():
            return replace(await settings(store, request), apart=True)
        case _:
            assert_never(action)


async def edition(store: Store, request: Request, lineup: int, page: int) -> Screen | None:
    """The edition again, as it was sent; the newest one where it is forgotten."""
    made = await reopening.edition(store, request.chat, lineup)
    if made is None:
        return await _renewed(store, request)
    sent_at = request.pressed_at or made.lineup.made_at
    return editions.edition(
        request.words,
        made,
        request.subscription.chat,
        request.now,
        sent_at,
        page=page,
        style=request.house.style,
    )


async def card_screen(store: Store, request: Request, place: Place, story: int) -> Screen | None:
    """The card of a story, opened from `place`; None where there is no such story, or not for this chat."""
    made = await _opened(store, request, place, story)
    if made is None:
        return await _instead(store, request, place)
    return render.card(request.words, made, place, request.subscription.chat, request.now)


async def _opened(store: Store, request: Request, place: Place, story: int) -> Card | None:
    if not isinstance(place, EditionPlace):
        return await cards.card(store, request.chat, story)
    made = await reopening.edition(store, request.chat, place.lineup)
    told = made.lineup.digests if made else ()
    then = next((digest for digest in told if digest.story == story), None)
    return await cards.card(store, request.chat, story, then=then) if then else None


async def _instead(store: Store, request: Request, place: Place) -> Screen | None:
    """Of what cannot be opened: the newest edition, if it was an edition's that is forgotten."""
    if not isinstance(place, EditionPlace) or await reopening.edition(store, request.chat, place.lineup):
        return None
    return await _renewed(store, request)


async def _renewed(store: Store, request: Request) -> Screen | None:
    """The newest edition instead of a forgotten one, and a word about that."""
    found = await reopening.newest_edition(store, request.chat, DAILY)
    if found is None:
        return None
    made, sent_at = found
    chat, style = request.subscription.chat, request.house.style
    screen = editions.edition(request.words, made, chat, request.now, sent_at, style=style)
    return replace(screen, notice=request.words.plain("edition.forgotten"))


async def _passage(
    store: Store, request: Request, place: Place, article: int, begins: int, *, listed: bool
) -> Screen | None:
    cited = await cards.cited(store, request.chat, article, begins)
    if cited is None:
        return None
    chat = request.subscription.chat
    return passages.passage(request.words, cited, place, chat, request.now, listed=listed)


async def _saved(store: Store, request: Request, place: Place, story: int, *, kept: bool) -> Shown | None:
    made = await _opened(store, request, place, story)
    if made is None:
        return await _instead(store, request, place)
    done = await keep(store, request, story, kept=kept)
    if not isinstance(done, str):
        return done
    made = replace(made, saved=kept)
    return render.card(request.words, made, place, request.subscription.chat, request.now, done)


async def _beside(
    store: Store,
    request: Request,
    action: ShowWordings | ShowOutlets | ShowWhy | ShowLess | ChooseLess | ShowMore | ChooseMore,
) -> Screen | None:
    """What a card leads to, and what leads back to it."""
    words, place = request.words, action.place
    made = await _opened(store, request, place, action.story)
    if made is None:
        return await _instead(store, request, place)
    match action:
        case ShowWordings():
            return wordings(words, made.digest, place)
        case ShowOutlets():
            return render.outlets(words, made, place, request.subscription.chat, request.now)
        case ShowWhy():
            told = None
            if isinstance(place, EditionPlace):
                told = await reopening.edition(store, request.chat, place.lineup)
            lineup = told.lineup if told else None
            found = await explaining.why(store, request.chat, request.thread, made.digest, lineup)
            return reasons.why(words, made.digest, found, place)
        case ShowLess() | ChooseLess():
            return await subjects.less(store, request, action, made.digest)
        case ShowMore() | ChooseMore():
            return await subjects.more(store, request, action, made.digest)
        case _:
            assert_never(action)
