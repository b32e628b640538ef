"""One statement as several outlets print it, side by side, and the buttons that lead back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple, assert_never

from bot.callbacks.lists import TurnPage
from bot.callbacks.places import Alone, EditionPlace, ListingPlace, Place
from bot.callbacks.stories import OpenStory, ShowEdition
from bot.markup import Html, Part, blockquote, bold, clipped, join, lines, link, paragraphs
from bot.render.stories import TITLE, one_line, outlet_names, quotation_marks, voice
from bot.screens import Button, Keyboard, Screen
from bot.words import Words
from digests.model import Digest, KeyQuote, Passage, Wording
from digests.text.words import tokens

_LENGTHS = (900, 400, 150)
"""Characters of each wording; the first that fits."""
_MOST_MARKED, _MOST_MARKS = 0.6, 8
"""Share of a wording, and stretches of it; where more of it differs, marks are no help."""


class Marked(NamedTuple):
    start: int
    end: int


def differing(digest: Digest) -> KeyQuote | None:
    """The best key quote that not all outlets print alike."""
    return next((quote for quote in digest.quotes if len(quote.wordings) > 1), None)


def wordings(words: Words, digest: Digest, place: Place) -> Screen | None:
    """The wordings of a story's key quote; None where there is nothing to compare (any more)."""
    quote = differing(digest)
    if quote is None:
        return None
    heading = lines(
        bold(link(digest.url, clipped(one_line(digest.title), TITLE))),
        join([*voice(quote), words("wordings.heading", count=len(quote.wordings))], " · "),
    )
    shown = compared(words, heading, digest.language, quote.wordings)
    return Screen(shown, ((Button(words.plain("button.back"), OpenStory(place, digest.story)),),))


def compared(words: Words, heading: Html, language: str, found: Sequence[Wording]) -> Html:
    """Two wordings or more, each with the outlets that print it, and with what differs in bold."""
    pages = (
        paragraphs(heading, *(_wording(words, language, found, i, length) for i in range(len(found))))
        for length in _LENGTHS
    )
    return next(page for page in pages if page.fits)


def back_button(words: Words, place: Place) -> Keyboard:
    """The row that leads to where something was opened from; none for what stands alone."""
    match place:
        case EditionPlace(lineup, page):
            return ((Button(words.plain("button.back"), ShowEdition(lineup, page)),),)
        case ListingPlace(listing, page):
            return ((Button(words.plain("button.back"), TurnPage(listing, page)),),)
        case Alone():
            return ()
        case _:
            assert_never(place)


def _wording(words: Words, language: str, found: Sequence[Wording], number: int, length: int) -> Html:
    wording = found[number]
    # The one that was shown is compared with the next one, all others with it.
    other = found[0 if number else 1]
    opening, closing = quotation_marks(language)
    said = _marked(clipped(wording.passage.text, length), different(wording.passage, other.passage))
    return lines(blockquote(opening, *said, closing), _outlets(words, wording))


def _outlets(words: Words, wording: Wording) -> Html:
    named, left = outlet_names(wording.outlets)
    if left:
        return words("wordings.outlets_more", outlets=", ".join(named), count=left)
    return join([words.listing(named)])


def different(one: Passage, other: Passage) -> tuple[Marked, ...]:
    """The words of one that do not stand in the other in the same order; none where that is most of them."""
    mine = list(tokens(one.text))
    match = SequenceMatcher(
        None, [token.text for token in mine], [token.text for token in tokens(other.text)], autojunk=False
    )
    marks = tuple(
        Marked(mine[start].start, mine[end - 1].end)
        for kind, start, end, _, _ in match.get_opcodes()
        if kind in ("replace", "delete")
    )
    marked = sum(end - start for start, end in marks)
    return marks if marked <= _MOST_MARKED * len(one.text) and len(marks) <= _MOST_MARKS else ()


def _marked(text: str, marks: Sequence[Marked]) -> Iterator[Part]:
    at = 0
    for start, end in marks:
        # Pairs of characters overlap; and the text may be clipped before the mark.
        start, end = max(at, start), min(end, len(text))
        if start < end:
            yield text[at:start]
            yield bold(text[start:end])
            at = end
    yield text[at:]
