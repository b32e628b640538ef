"""Blocks of a screen: a story's digest, a search hit, a page's buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from functools import partial

from bot.callbacks.lists import TurnPage
from bot.markup import Html, Part, blockquote, bold, clipped, italic, join, lines, link, plain
from bot.render.keyboards import turning
from bot.screens import Keyboard
from bot.words import Words
from digests.editor.digest import USUAL_SENTENCES
from digests.model import Digest, Hit, KeyQuote, Span

TITLE = 200
_SHORT_TITLE = 76
"""Characters of each title where only titles fit: twelve of them always do, with all that may stand below."""
NAME = 60
_OUTLETS_NAMED = 3

# The marks of the article's language around its quotes; the words inside are the article's own.
_QUOTATION_MARKS = {
    "de": ("„", "“"),
    "es": ("«", "»"),
    "fr": ("«\u202f", "\u202f»"),
    "it": ("«", "»"),
    "ja": ("「", "」"),
    "pl": ("„", "”"),
    "ru": ("«", "»"),
}


_WITHOUT_SPACES = ("ja", "zh", "th")
"""Languages that put none between sentences."""


class Detail(IntEnum):
    """How much of each story is told, so that a page of them fits one message."""

    FULL = 3
    SHORT = 2
    BRIEF = 1
    TITLE = 0


@dataclass(frozen=True, slots=True)
class Form:
    """How many sentences and quotations of a story are told where there is room."""

    sentences: int = USUAL_SENTENCES
    quotes: int = 1


USUAL = Form()


def fitting(build: Callable[[Detail], Html]) -> Html:
    """The most detailed version that Telegram takes as one message."""
    for detail in sorted(Detail, reverse=True):
        page = build(detail)
        if page.fits:
            return page
    raise ValueError(f"too much for one message even as titles: {page.length} units")


def story(
    words: Words,
    digest: Digest,
    now: datetime,
    detail: Detail,
    number: int | None = None,
    *,
    form: Form = USUAL,
    marks: Sequence[Part] = (),
    told_on: str | None = None,
) -> Html:
    """A story: linked title, sentences, key quotes, outlets. `marks` stand before the title. What is read
    much later says the day (`told_on`) instead of how long ago it was."""
    if detail is Detail.TITLE:
        return _heading(digest.title, digest.url, number, _SHORT_TITLE, marks)
    sentences = form.sentences if detail is Detail.FULL else min(1, form.sentences)
    quotes = form.quotes if detail is Detail.FULL else min(1, form.quotes)
    if detail is Detail.BRIEF:
        quotes = 0
    return lines(
        _heading(digest.title, digest.url, number, marks=marks),
        told(digest, sentences),
        *(key_quote(words, quote, digest.language) for quote in digest.quotes[:quotes]),
        _outlets(words, digest, told_on or words.ago(now - digest.last_time)),
    )


def title_only(digest: Digest, detail: Detail, number: int, marks: Sequence[Part] = ()) -> Html:
    """A story's linked title."""
    limit = _SHORT_TITLE if detail is Detail.TITLE else TITLE
    return _heading(digest.title, digest.url, number, limit, marks)


def told(digest: Digest, count: int) -> str:
    """The best sentences, as the article has them one after the other."""
    between = "" if digest.language in _WITHOUT_SPACES else " "
    return between.join(one_line(passage.text) for passage in digest.told_in(count))


def key_quote(words: Words, quote: KeyQuote, language: str) -> Html:
    """A quotation with the person who said it, or with no name at all, and in how many outlets it stands."""
    printed = len(quote.outlets)
    by: list[Part] = [f"— {name}" for name in voice(quote)]
    if printed > 1:
        by.append(words("story.printed", count=printed))
    return blockquote(lines(quoted(quote.passage.text, language), join(by, " · ")))


def quoted(text: str, language: str) -> str:
    """Between the marks of its language."""
    opening, closing = quotation_marks(language)
    return f"{opening}{text}{closing}"


def quotation_marks(language: str) -> tuple[str, str]:
    """The marks of a language, or English ones."""
    return _QUOTATION_MARKS.get(language, ("“", "”"))


def voice(quote: KeyQuote) -> tuple[str, ...]:
    """Who said it, with what the article says they are: "Mara Lindqvist, harbour director"; or nobody."""
    if not quote.speaker:
        return ()
    named = [quote.speaker, *([quote.role.text] if quote.role else [])]
    return (", ".join(clipped(one_line(part), NAME) for part in named),)


def hit(words: Words, found: Hit, now: datetime, number: int, *, passage: bool = True) -> Html:
    """A search hit: linked title, source and age, and the passage with the found words in bold."""
    article = found.stored.article
    source = (clipped(article.source, NAME),) if article.source else ()
    return lines(
        _heading(article.title, article.url, number),
        join((*source, words.ago(now - found.stored.time)), " · "),
        _marked(found) if passage else "",
    )


def page_buttons(words: Words, listing: int, number: int, pages: int) -> Keyboard:
    """Previous, place, Next; nothing where there is one page only."""
    back, on = words.plain("button.previous"), words.plain("button.next")
    return turning(number, pages, partial(TurnPage, listing), back=back, on=on)


def _heading(
    title: str, url: str | None, number: int | None, limit: int = TITLE, marks: Sequence[Part] = ()
) -> Html:
    label = "" if number is None else f"{number} · "
    linked = link(url, clipped(one_line(title), limit))
    if not marks:
        return bold(label, linked)
    return join([bold(label), *(join([italic(mark), " · "]) for mark in marks), bold(linked)])


def _outlets(words: Words, digest: Digest, when: str) -> Html:
    first, *others = (outlet.name for outlet in digest.outlets)
    parts: list[Part] = [clipped(first, NAME)]
    if others:
        named, left = outlet_names(others)
        also = words("story.also", outlets=words.listing(named))
        parts.append(also if not left else words("story.also_more", outlets=", ".join(named), count=left))
    parts.append(when)
    return join(parts, " · ")


def outlet_names(outlets: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """The first few by name, and how many are left."""
    named = tuple(clipped(name, NAME) for name in outlets[:_OUTLETS_NAMED])
    return named, len(outlets) - len(named)


def _marked(found: Hit) -> Html:
    return join(_pieces(found.stored.article.text, found.passage, found.marks))


def _pieces(text: str, span: Span, marks: Iterable[Span]) -> Iterator[Part]:
    if span.start > 0:
        yield "… "
    at = span.start
    for mark in sorted(marks):
        if at <= mark.start and mark.end <= span.end:
            yield _flat(text[at : mark.start])
            yield bold(plain(_flat(mark.of(text))))
            at = mark.end
    yield _flat(text[at : span.end])
    if span.end < len(text):
        yield " …"


def capital(name: str) -> str:
    """A topic's or a language's name as a label, which begins with a capital where there are such."""
    return name[:1].upper() + name[1:]


def one_line(text: str) -> str:
    return " ".join(text.split())


def _flat(text: str) -> str:
    """Line ends and runs of blanks as one space; every word as it stands."""
    return re.sub(r"\s+", " ", text)
