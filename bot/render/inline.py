"""Stories and quotations to be shared in any chat, as a list of offers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.inline_answers import InlineAnswer, Offer
from bot.markup import Html, clipped, join, lines, link, plain
from bot.payloads import ToStory
from bot.payloads import link as link_to
from bot.render.moments import on_day
from bot.render.stories import (
    NAME,
    TITLE,
    Detail,
    fitting,
    key_quote,
    one_line,
    quotation_marks,
    story,
    voice,
)
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.model import Digest, KeyQuote
from digests.newsroom.sharing import Offered

_LINE = 120
"""Characters of a line in the list."""


def offers(words: Words, found: Offered, bot: str, now: datetime, *, lasting: bool) -> InlineAnswer:
    """Each story, and its key quotation where somebody is named for it."""
    listed = tuple(offer for digest in found.digests for offer in _of(words, digest, bot, now))
    following = "" if found.next_page is None else str(found.next_page)
    return InlineAnswer(offers=listed, next_offset=following, lasting=lasting)


def by_invitation(words: Words) -> InlineAnswer:
    """Nothing, and the way to the bot, which says how to come in."""
    return InlineAnswer(offers=(), lasting=False, way_in=(words.plain("inline.invitation"), "inline"))


def _of(words: Words, digest: Digest, bot: str, now: datetime) -> Iterator[Offer]:
    first = one_line(digest.sentences[0].text) if digest.sentences else ""
    outlets = ", ".join(outlet.name for outlet in digest.outlets[:2])

    told_on = on_day(words, digest.last_time, now, "UTC")

    def told(detail: Detail) -> Html:
        return story(words, digest, now, detail, told_on=told_on)

    yield Offer(
        f"s{digest.story}",
        _line(digest.title) or _line(outlets) or "·",
        _line(first or outlets),
        Screen(fitting(told), _read_more(words, digest, bot)),
    )
    for quote in digest.quotes[:1]:
        if quote.speaker:
            yield _quotation(words, digest, quote, bot)


def _quotation(words: Words, digest: Digest, quote: KeyQuote, bot: str) -> Offer:
    opening, closing = quotation_marks(digest.language)
    printed = next((each for each in digest.outlets if each.article == quote.passage.article), None)
    url = printed.url if printed and printed.url else digest.url
    outlet = (printed or digest.outlets[0]).name
    # Clipped before it gets its marks: a list shows a line of it.
    title = f"{opening}{_line(quote.passage.text)}{closing}"
    source = join([link(url, clipped(one_line(digest.title), TITLE)), clipped(one_line(outlet), NAME)], " · ")
    return Offer(
        f"q{digest.story}.{quote.passage.article}.{quote.passage.span.start}",
        title,
        _line(" · ".join((*voice(quote), outlet))),
        Screen(lines(key_quote(words, quote, digest.language), source), _read_more(words, digest, bot)),
    )


def _read_more(words: Words, digest: Digest, bot: str) -> Keyboard:
    address = link_to(bot, ToStory(digest.story))
    return ((Button(words.plain("button.read_more"), address),),) if address else ()


def _line(text: str) -> str:
    return clipped(one_line(plain(text).text), _LINE)
