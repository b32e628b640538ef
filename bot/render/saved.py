"""/saved: the stories that a reader keeps, a page at a time, and all of them as a Markdown file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.callbacks.places import ListingPlace
from bot.callbacks.stories import ExportSaved, OpenStory
from bot.markup import Html, bold, is_web_address, paragraphs
from bot.render.moments import dated
from bot.render.stories import Detail, Form, fitting, one_line, page_buttons, quoted, story, told, voice
from bot.screens import Attachment, Button, Keyboard, Screen
from bot.words import Words
from digests.editor.digest import FULL_SENTENCES
from digests.model import Chat, Digest, KeyQuote
from digests.newsroom.saving import SAVED_PAGE, Saved

_FORM = Form(sentences=1, quotes=0)
# What means something to Markdown in running text, and what does at the beginning of a line only.
_MARKUP = re.compile(r"[\\`*_\[\]<>&|~#]")
_AT_LINE_START = re.compile(r"^(?:[-+=]|\d+(?=[.)]))")
_IN_ADDRESS = {"<": "%3C", ">": "%3E", "\\": "%5C"}


def saved(words: Words, found: Saved, now: datetime, notice: str = "") -> Screen:
    """A page of them, what was saved last first."""
    page = found.page
    if not page.total:
        return Screen(words("saved.none"), notice=notice)
    first = page.number * SAVED_PAGE + 1
    here = ListingPlace(found.listing, page.number)

    def build(detail: Detail) -> Html:
        blocks = (
            story(words, digest, now, detail, number, form=_FORM)
            for number, digest in enumerate(page.items, first)
        )
        return paragraphs(bold(words("saved.heading", count=page.total)), *blocks)

    numbers = tuple(
        Button(str(number), OpenStory(here, digest.story)) for number, digest in enumerate(page.items, first)
    )
    keyboard: Keyboard = (
        numbers,
        *page_buttons(words, found.listing, page.number, page.pages),
        (Button(words.plain("button.export"), ExportSaved()),),
    )
    return Screen(fitting(build), keyboard, notice=notice)


def export(words: Words, kept: Sequence[Digest], chat: Chat, now: datetime) -> Attachment:
    """All of them as Markdown: titles, sentences, quotations with who said them, and the links."""
    told_of = [f"# {_escaped(words.plain('saved.title'))}"]
    for digest in kept:
        told_of += _story(words, digest, chat, now)
    content = "\n\n".join(told_of) + "\n"
    caption = words("saved.caption", count=len(kept))
    return Attachment(f"saved-{now:%Y-%m-%d}.md", content.encode("utf-8", "replace"), caption)


def _story(words: Words, digest: Digest, chat: Chat, now: datetime) -> Iterator[str]:
    title = _escaped(one_line(digest.title))
    url = digest.url
    if url and is_web_address(url):
        address = "".join(_IN_ADDRESS.get(sign, sign) for sign in url)
        title = f"[{title}](<{address}>)"
    yield f"## {title}"
    named = words.listing(tuple(one_line(outlet.name) for outlet in digest.outlets))
    yield f"*{_escaped(dated(words, digest.first_time, now, chat.timezone))}* · {_escaped(named)}"
    if sentences := told(digest, FULL_SENTENCES):
        yield _paragraph(sentences)
    for quote in digest.quotes:
        yield _quotation(quote, digest.language)


def _quotation(quote: KeyQuote, language: str) -> str:
    said = [_paragraph(quoted(one_line(quote.passage.text), language))]
    said += [f"— {_escaped(name)}" for name in voice(quote)]
    return "\n>\n".join(f"> {line}" for line in said)


def _paragraph(text: str) -> str:
    return _AT_LINE_START.sub(lambda match: _stopped(match[0]), _escaped(text))


def _stopped(beginning: str) -> str:
    """Before a dash a backslash; a number's full stop becomes one of the text by a backslash before it."""
    return f"{beginning}\\" if beginning[0].isdigit() else f"\\{beginning}"


def _escaped(text: str) -> str:
    return _MARKUP.sub(lambda match: f"\\{match[0]}", text)
