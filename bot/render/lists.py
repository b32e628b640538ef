"""/latest and /search as screens: paged lists that are edited in place."""

from __future__ import annotations

from datetime import datetime

from bot.callbacks.places import ListingPlace
from bot.markup import Html, bold, paragraphs
from bot.render.stories import Detail, fitting, hit, page_buttons, story
from bot.render.wordings import wordings_buttons
from bot.screens import Screen
from bot.words import Words
from digests.newsroom.reading import LATEST_PAGE, SEARCH_PAGE, Found, Latest
from digests.wishes import shortened


def latest(words: Words, found: Latest, now: datetime) -> Screen:
    """A page of stories."""
    page = found.page
    if not page.total:
        empty = (
            words("latest.none", words=bold(shortened(found.words))) if found.words else words("latest.empty")
        )
        return Screen(empty)
    heading = _heading(words, "latest", found.words, page.total)

    def build(detail: Detail) -> Html:
        start = page.number * LATEST_PAGE + 1
        blocks = (story(words, digest, now, detail, start + i) for i, digest in enumerate(page.items))
        return paragraphs(heading, *blocks)

    offered = (
        (number, digest, ListingPlace(found.listing, page.number))
        for number, digest in enumerate(page.items, page.number * LATEST_PAGE + 1)
    )
    pages = page_buttons(words, found.listing, page.number, page.pages)
    return Screen(fitting(build), (*wordings_buttons(words, offered), *pages))


def search(words: Words, found: Found, now: datetime) -> Screen:
    """A page of hits."""
    page = found.page
    if not page.total:
        return Screen(words("search.none", words=bold(shortened(found.words))))
    heading = _heading(words, "search", found.words, page.total)

    def build(detail: Detail) -> Html:
        start = page.number * SEARCH_PAGE + 1
        blocks = (
            hit(words, one, now, start + i, passage=detail > Detail.TITLE) for i, one in enumerate(page.items)
        )
        return paragraphs(heading, *blocks)

    return Screen(fitting(build), page_buttons(words, found.listing, page.number, page.pages))


def _heading(words: Words, kind: str, asked: str, total: int) -> Html:
    if not asked:
        return words(f"{kind}.heading", count=total)
    return words(f"{kind}.heading_words", words=bold(shortened(asked)), count=total)
