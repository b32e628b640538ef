"""The digest of a page whose link somebody has sent, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.markup import Html, Part, bold, clipped, join, lines, link, paragraphs
from bot.render.stories import NAME, TITLE, key_quote, one_line, told
from bot.screens import Screen
from bot.words import Words
from digests.model import Digest
from digests.newsroom.linking import QUOTES, SENTENCES, NotRead, PageTold, Unread

REASONS: Mapping[Unread, str] = MappingProxyType(
    {
        Unread.NO_ADDRESS: "link.no_address",
        Unread.FORBIDDEN: "link.forbidden",
        Unread.PRIVATE: "link.private",
        Unread.MISSING: "link.missing",
        Unread.SILENT: "link.silent",
        Unread.TOO_LARGE: "link.too_large",
        Unread.NO_PAGE: "link.no_page",
        Unread.NO_ARTICLE: "link.no_article",
        Unread.USED_UP: "link.used_up",
        Unread.BUSY: "link.busy",
    }
)


def page(words: Words, read: PageTold, now: datetime) -> Screen:
    """The page in its own words, and that nobody else sees it: as much of it as one message takes."""
    shapes = ((sentences, quotes) for quotes in range(QUOTES, -1, -1) for sentences in (SENTENCES, 1))
    for sentences, quotes in shapes:
        html = _told(words, read, now, sentences, quotes)
        if html.fits:
            return Screen(html)
    return Screen(paragraphs(_title(read.digest), words("link.only_you")))


def not_read(words: Words, read: NotRead, most_a_day: int) -> Screen:
    return Screen(words(REASONS[read.why], count=most_a_day))


def _told(words: Words, read: PageTold, now: datetime, sentences: int, quotes: int) -> Html:
    digest = read.digest
    return paragraphs(
        lines(
            _title(digest),
            told(digest, sentences),
            *(key_quote(words, quote, digest.language) for quote in digest.quotes[:quotes]),
            _by(words, read, now),
        ),
        words("link.only_you"),
    )


def _title(digest: Digest) -> Html:
    return bold(link(digest.url, clipped(one_line(digest.title), TITLE)))


def _by(words: Words, read: PageTold, now: datetime) -> Html:
    parts: list[Part] = [clipped(one_line(outlet.name), NAME) for outlet in read.digest.outlets[:1]]
    if read.published is not None:
        parts.append(words.ago(now - read.published))
    return join(parts, " · ")
