"""A quotation where it stands: the sentence that holds it, the one before and the one behind, as they were
printed."""

from __future__ import annotations

from datetime import datetime

from bot.callbacks.places import Place
from bot.callbacks.stories import OpenStory
from bot.markup import Html, blockquote, bold, clipped, is_web_address, join, lines, link, paragraphs
from bot.render.cards import link_button, to_card
from bot.render.moments import dated
from bot.render.stories import NAME, TITLE, one_line
from bot.render.wordings import back_button
from bot.screens import Button, Screen
from bot.words import Words
from digests.editor.voices import outlet_name
from digests.model import Chat, Span
from digests.newsroom.cards import Cited
from digests.text.passages import passage as passage_of

_LONGEST_QUOTE = (1800, 700)
"""Characters of a quotation that is shown as a whole; the first that fits."""
_AROUND = (900, 300)
"""Characters on either side of it."""


def passage(
    words: Words, cited: Cited, place: Place, chat: Chat, now: datetime, *, listed: bool = False
) -> Screen:
    """`listed`: it was opened from a list, and Back leads there; else to the story's card."""
    stored = cited.stored
    pages = (
        paragraphs(
            bold(link(stored.article.url, clipped(one_line(stored.article.title), TITLE))),
            blockquote(_in_its_place(cited, longest, around)),
            lines(_speaker(cited), _source(words, cited, chat, now)),
        )
        for longest, around in zip(_LONGEST_QUOTE, _AROUND, strict=True)
    )
    shown = next(page for page in pages if page.fits)
    if listed:
        story = Button(words.plain("button.story"), OpenStory(place, cited.digest.story))
        row = (*(button for each in back_button(words, place) for button in each), story)
    else:
        (row,) = to_card(words, place, cited.digest.story)
    url = stored.article.url
    if url and is_web_address(url):
        row = (*row, link_button(outlet_name(stored), url))
    return Screen(shown, (row,))


def _in_its_place(cited: Cited, longest: int, around: int) -> Html:
    article, said = cited.stored.article, cited.quote.span
    said = Span(said.start, min(said.end, said.start + longest))
    shown = passage_of(article.text, article.sentences, said, around)
    text = article.text
    return join(
        [
            "… " if shown.start > 0 else "",
            Span(shown.start, said.start).of(text),
            bold(said.of(text)),
            Span(said.end, shown.end).of(text),
            " …" if shown.end < len(text) else "",
        ]
    )


def _speaker(cited: Cited) -> str:
    quote = cited.quote
    if not quote.speaker:
        return ""
    role = [quote.role.of(cited.stored.article.text)] if quote.role else []
    return "— " + ", ".join(clipped(one_line(part), NAME) for part in (quote.speaker, *role))


def _source(words: Words, cited: Cited, chat: Chat, now: datetime) -> Html:
    outlet = clipped(one_line(outlet_name(cited.stored)), NAME)
    return join([outlet, dated(words, cited.stored.time, now, chat.timezone)], " · ")
