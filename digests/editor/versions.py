"""Two versions of one article: is the later one to be believed, and which quotations read differently in it.

Quotations are compared by their words: white space, marks and the comma before "she said" are layout, and
so is how a letter is encoded. What stands at a number and changes it (money, per cent, minus) is a word.
What is returned are spans of the two texts, cut down to where they differ, so that a correction can show
both wordings in the articles' own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from digests.model import CleanArticle, EditedArticle, Quote, Span

# Kana and Han; Thai and Lao, Burmese, Khmer. Korean has spaces.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
_SIGNS = "[$¢£¤¥\u20a0-\u20cf%‰]|(?<!\\w)[-−](?=[$£€]?\\d)"
_LAST_LETTER = 0x20000
"""Behind it are only Chinese characters, which have nothing above or below them."""
_APOSTROPHES = str.maketrans("’ʼ", "''")

_SAME = 0.5
"""Share of the shorter text's different words in the longer one. Of two articles that have nothing to do
with each other it is .2 in the median, and more than this in one pair of a thousand."""

_SAME_UNDER_ONE_TITLE = 0.4
"""Reports that appear under the same title day by day have less in common: one pair of twenty has more."""

_SHORTENED = 0.5
"""A version of less than this share of the text ..."""
_CONTAINED = 0.8
"""... whose words stood there to this share is a teaser of what we have (a paywall went up)."""

_REWORDED = 0.5
"""Share of words in common, in order, that makes two quotations versions of one."""
_AROUND = 1
"""Words kept on either side of the difference."""
_SHOWN_WHOLE = 0.6
"""Where more than this share of a quotation differs, all of it is shown."""


@dataclass(frozen=True, slots=True)
class Change:
    """A quotation of the earlier version, and what stands there in the later one: None for nothing."""

    was: Span
    now: Span | None


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    span: Span


def is_version(earlier: CleanArticle, later: CleanArticle) -> bool:
    """Whether two articles under one address are one: many addresses of little care name a whole site, and
    tomorrow's report may have today's title. A note in place of an article is its version."""
    same_title = earlier.title.casefold() == later.title.casefold()
    short, long = sorted((len(earlier.text), len(later.text)))
    if same_title and short < long * _SHORTENED:
        return True
    one, other = _different(earlier.text), _different(later.text)
    enough = _SAME_UNDER_ONE_TITLE if same_title else _SAME
    return len(one & other) >= enough * min(len(one), len(other))


def is_better_kept(earlier: str, later: str) -> bool:
    """Whether the later text is only a piece of the earlier one, so that nothing is corrected by it."""
    if len(later) >= len(earlier) * _SHORTENED:
        return False
    had, has = _different(earlier), _different(later)
    return len(had & has) >= _CONTAINED * len(has)


def _different(text: str) -> set[str]:
    """The words of a text; in pairs where they touch: all of Japanese is written with the same kana."""
    said = _words(text, Span(0, len(text)))
    joined = {
        one.text + other.text if one.span.end == other.span.start else one.text
        for one, other in pairwise(said)
    }
    return joined | {last.text for last in said[-1:]}


def changes(earlier: EditedArticle, later: EditedArticle) -> tuple[Change, ...]:
    """What became of the quotations of `earlier` that may have been shown, where they read differently."""
    text = later.article.text
    said = "\0".join(word.text for word in _words(text, Span(0, len(text))))
    return tuple(_changes(earlier, later, f"\0{said}\0"))


def _changes(earlier: EditedArticle, later: EditedArticle, said: str) -> Iterator[Change]:
    for quote in earlier.quotes:
        if not quote.key:
            continue
        before = _words(earlier.article.text, quote.span)
        if not before or f"\0{_joined(before)}\0" in said:
            continue
        after = _nearest(before, later.article.text, later.quotes)
        if after is None:
            yield Change(Span(before[0].span.start, before[-1].span.end), None)
        else:
            yield Change(*_narrowed(before, after))


def _nearest(before: Sequence[_Word], text: str, quotes: Sequence[Quote]) -> Sequence[_Word] | None:
    """The words of the quotation most like this one, if one is like it at all."""
    best: tuple[float, Sequence[_Word]] | None = None
    for quote in quotes:
        after = _words(text, quote.span)
        likeness = SequenceMatcher(None, _texts(before), _texts(after), autojunk=False).ratio()
        if likeness >= _REWORDED and (best is None or likeness > best[0]):
            best = likeness, after
    return best[1] if best else None


def _narrowed(before: Sequence[_Word], after: Sequence[_Word]) -> tuple[Span, Span]:
    """Where the two differ, with a word around; all of both where that is most of them."""
    most = min(len(before), len(after))
    head = next((n for n in range(most) if before[n].text != after[n].text), most)
    tail = next((n for n in range(most - head) if before[-1 - n].text != after[-1 - n].text), most - head)
    differing = max(len(before), len(after)) - head - tail
    if differing > _SHOWN_WHOLE * max(len(before), len(after)):
        head = tail = 0
    return _stretch(before, head, tail), _stretch(after, head, tail)


def _stretch(said: Sequence[_Word], head: int, tail: int) -> Span:
    first, last = max(0, head - _AROUND), min(len(said), len(said) - tail + _AROUND)
    return Span(said[first].span.start, said[last - 1].span.end)


def _words(text: str, span: Span) -> list[_Word]:
    pattern, unseen = _patterns()
    return [
        _Word(_spelled(match[0], unseen), Span(match.start(), match.end()))
        for match in pattern.finditer(text, span.start, span.end)
    ]


def _spelled(word: str, unseen: re.Pattern[str]) -> str:
    """The one spelling of a word: letters with their accents may be one character or two."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", unseen.sub("", word)).translate(_APOSTROPHES)


@lru_cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words, and what nobody sees in them: soft hyphens and the like.

    A word is taken with what stands within: "can't", "1,200", "3.5" are each one that may have changed.
    Where words have no spaces between them each letter is one. Vowel signs and accents that are characters
    of their own belong to their letter, which `re` alone does not know.
    """
    kinds: dict[str, list[str]] = {"M": [], "C": []}
    for character in map(chr, range(0x80, _LAST_LETTER)):
        kind = unicodedata.category(character)
        if kind[0] == "M" or kind == "Cf":
            kinds[kind[0]].append(character)
    unseen, marks = ("".join(kinds[kind]) for kind in "CM")
    letters = rf"[^\W{_UNSPACED}]"
    run = rf"{letters}+(?:[{marks}{unseen}]+{letters}*)*"
    word = rf"{run}(?:['’.,]{run})*"
    return re.compile(rf"[{_UNSPACED}][{marks}]*|{word}|{_SIGNS}"), re.compile(f"[{unseen}]")


def _texts(said: Sequence[_Word]) -> list[str]:
    return [word.text for word in said]


def _joined(said: Sequence[_Word]) -> str:
    return "\0".join(_texts(said))
