"""A story's card: what happened, who said what and where, and all that can be done with it.

It stands in the message from which it was opened, and leads back to what stood there; opened by a link it is
a message of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.callbacks.places import Place
from bot.callbacks.stories import (
    OpenStory,
    SaveStory,
    ShowLess,
    ShowMore,
    ShowOutlets,
    ShowPassage,
    ShowWhy,
    ShowWordings,
)
from bot.markup import (
    Html,
    blockquote,
    bold,
    clipped,
    expandable,
    is_web_address,
    join,
    lines,
    link,
    paragraphs,
)
from bot.render.keyboards import rows
from bot.render.moments import moment
from bot.render.stories import NAME, TITLE, one_line, quoted, told, voice
from bot.render.wordings import back_button, differing
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.editor.digest import FULL_SENTENCES
from digests.model import Chat, Digest, KeyQuote
from digests.newsroom.cards import Card, Telling

_LENGTHS = ((1500, 900), (900, 400), (400, 150), (200, 60), (100, 30))
"""Characters of all sentences together, and of each quotation; the first that fits."""
_QUOTES = 6
_BUTTONS_IN_ROW = 3
_LINKS, _LABEL = 2, 22
_OUTLETS = (30, 15, 8)
"""Of the page that lists them all; the first that fits."""


def card(words: Words, made: Card, place: Place, chat: Chat, now: datetime, notice: str = "") -> Screen:
    """`notice` is said to who pressed."""

    def build(told_at_most: int, said_at_most: int) -> Html:
        return paragraphs(
            lines(titled(made.digest), _facts(words, made, chat, now)),
            clipped(told(made.digest, FULL_SENTENCES), told_at_most),
            lines(*_who_said_what(words, made, said_at_most)),
        )

    pages = (build(*lengths) for lengths in _LENGTHS)
    shown = next(page for page in pages if page.fits)
    return Screen(shown, _keyboard(words, made, place), notice=notice)


def outlets(words: Words, made: Card, place: Place, chat: Chat, now: datetime) -> Screen:
    """All that tell the story, the earliest first, each with its own title."""

    def build(most: int) -> Html:
        named = (_telling(words, telling, chat, now) for telling in made.tellings[:most])
        left = len(made.tellings) - most
        more = words("outlets.more", count=left) if left > 0 else ""
        heading = bold(words("outlets.heading", count=len(made.tellings)))
        return paragraphs(heading, *named, more)

    shown = next(page for page in map(build, _OUTLETS) if page.fits)
    return Screen(shown, to_card(words, place, made.digest.story))


def titled(digest: Digest) -> Html:
    """The title as a link, in bold."""
    return bold(link(digest.url, clipped(one_line(digest.title), TITLE)))


def to_card(words: Words, place: Place, story: int) -> Keyboard:
    """The row that leads back to the card."""
    return ((Button(words.plain("button.back"), OpenStory(place, story)),),)


def link_button(name: str, url: str) -> Button:
    return Button(clipped(one_line(name), _LABEL) or "…", url)


def _facts(words: Words, made: Card, chat: Chat, now: datetime) -> Html:
    digest = made.digest
    outlet = clipped(one_line(made.first), NAME)
    first = moment(words, digest.first_time, now, chat.timezone)
    last = moment(words, digest.last_time, now, chat.timezone)
    changed = [words("card.changed", moment=last)] if last != first else []
    if len(digest.outlets) == 1:
        return join([words("card.only", outlet=outlet, moment=first), *changed], " · ")
    sources = words("count.sources", count=len(digest.outlets))
    return join([sources, words("card.first", outlet=outlet, moment=first), *changed], " · ")


def _who_said_what(words: Words, made: Card, most: int) -> Iterator[Html]:
    """The first quotation in sight, the others behind a tap where they are long."""
    said = [_said(words, made, quote, most) for quote in made.digest.quotes[:_QUOTES]]
    if said:
        yield bold(words("card.quotes"))
        yield blockquote(said[0])
        yield expandable(paragraphs(*said[1:]))


def _said(words: Words, made: Card, quote: KeyQuote, most: int) -> Html:
    by = [f"— {name}" for name in voice(quote)]
    where: Html | str = ""
    if quote.passage in made.withdrawn:
        where = words("card.withdrawn")
    elif len(quote.outlets) > 1:
        where = words("story.printed", count=len(quote.outlets))
    elif quote.outlets and len(made.digest.outlets) > 1:
        where = clipped(one_line(quote.outlets[0]), NAME)
    source = join([part for part in (*by, where) if part], " · ")
    return lines(quoted(clipped(quote.passage.text, most), made.digest.language), source)


def _telling(words: Words, telling: Telling, chat: Chat, now: datetime) -> Html:
    told_at = moment(words, telling.time, now, chat.timezone)
    parts = [join([bold(clipped(one_line(telling.outlet), NAME)), told_at], " · ")]
    if telling.is_copy:
        parts.append(words("outlets.copy"))
    return lines(join(parts, " · "), link(telling.url, clipped(one_line(telling.title), TITLE)))


# --- buttons ----------------------------------------------------------------------------------


def _keyboard(words: Words, made: Card, place: Place) -> Keyboard:
    digest = made.digest
    back = [button for row in back_button(words, place) for button in row]
    reading, about = [*back, *_passages(words, digest, place)], list(_about(words, digest, place))
    if len(reading) % _BUTTONS_IN_ROW and len(about) <= -len(reading) % _BUTTONS_IN_ROW:
        reading, about = [*reading, *about], []  # there is room beside them
    all_rows = [
        *rows(reading, _BUTTONS_IN_ROW),
        _doing(words, made, place),
        tuple(_links(words, digest, place)),
        tuple(about),
    ]
    return tuple(row for row in all_rows if row)


def _passages(words: Words, digest: Digest, place: Place) -> list[Button]:
    quotes = digest.quotes[:_QUOTES]
    alone = len(quotes) == 1
    return [
        Button(
            words.plain("button.passage") if alone else words.plain("button.passage_number", number=number),
            ShowPassage(place, quote.passage.article, quote.passage.span.start),
        )
        for number, quote in enumerate(quotes, 1)
    ]


def _doing(words: Words, made: Card, place: Place) -> tuple[Button, ...]:
    story = made.digest.story
    save = "button.saved" if made.saved else "button.save"
    return (
        Button(words.plain(save), SaveStory(place, story, not made.saved)),
        Button(words.plain("button.follow"), ShowMore(place, story)),
        Button(words.plain("button.less"), ShowLess(place, story)),
    )


def _links(words: Words, digest: Digest, place: Place) -> Iterator[Button]:
    with_pages = [outlet for outlet in digest.outlets if outlet.url and is_web_address(outlet.url)]
    for outlet in with_pages[:_LINKS]:
        if outlet.url:
            yield link_button(outlet.name, outlet.url)
    if len(digest.outlets) > max(1, min(_LINKS, len(with_pages))):
        yield Button(
            words.plain("button.outlets", count=len(digest.outlets)), ShowOutlets(place, digest.story)
        )


def _about(words: Words, digest: Digest, place: Place) -> Iterator[Button]:
    quote = differing(digest)
    if quote is not None:
        label = words.plain("button.wordings", count=len(quote.wordings))
        yield Button(label, ShowWordings(place, digest.story))
    yield Button(words.plain("button.why"), ShowWhy(place, digest.story))
