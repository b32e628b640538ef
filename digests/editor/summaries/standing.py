"""Whether a sentence reads well alone: what the summary asks of it before and besides its content.

A sentence as it stands in the text, and its words, come in; signs come out, each with a weight of its own
in `data/weights.toml`. What the signs look like in a language is in `data/standing.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from string import digits
from typing import NamedTuple

from digests.text.tables import Table, strings, table, words_of
from digests.text.words import fold, is_unspaced

_OPENING_MARKS = tuple("\"'“”„‘«»‹「『([–—")
_CLOSING_MARKS = "\"'”’»」』)]"
_QUESTION_MARKS = tuple("?？؟")
_DIGIT = re.compile(r"\d")
_LINE_END = re.compile(r"[^\W_A-Z]\Z")
_NOTHING = re.compile("(?!)")


class Signs(NamedTuple):
    """What speaks against a sentence, though it can be shown."""

    asks: bool
    quotes: bool
    """It opens with a quotation mark, a bracket, or the dash of direct speech."""
    dangles: bool
    """Its first word points to what stood before: "He said ...", "But ..."."""
    personal: bool
    """Somebody speaks of himself: it is a quotation, or not news."""
    runs_on: bool
    """A word that begins sentences stands capitalized in its midst: two lines grown together."""
    captions: bool
    """It points to a picture: "(left)"."""


@dataclass(frozen=True, slots=True)
class Manners:
    """What the signs look like in one language."""

    dangling: frozenset[str]
    dangling_start: tuple[str, ...]
    """The same for scripts without spaces, where no word ends behind it."""
    personal: frozenset[str]
    starters: frozenset[str]
    """Words that begin sentences, capitalized."""
    label: re.Pattern[str]
    caption: re.Pattern[str]
    never: re.Pattern[str]
    """Not the article's voice at all: "Scroll down for video"."""


@lru_cache
def manners(language: str) -> Manners:
    """The signs of `language`; of a language without a table only those that all have."""
    every = table("digests.editor", "standing")
    pointing = words_of(every, language, "dangling")
    listed = words_of(table("digests.text", "abbreviations"), language, "starters")
    return Manners(
        dangling=frozenset(fold(word) for word in pointing if not is_unspaced(word)),
        dangling_start=tuple(sorted(word for word in pointing if is_unspaced(word))),
        personal=frozenset(map(fold, words_of(every, language, "personal"))),
        starters=frozenset(word.capitalize() for word in listed if len(word) > 1),
        label=_any_of(every, language, "label"),
        caption=_any_of(every, language, "caption"),
        never=_any_of(every, language, "never"),
    )


def _any_of(every: Table, language: str, kind: str) -> re.Pattern[str]:
    patterns = (*strings(every, "any", kind), *strings(every, language, kind))
    return re.compile("|".join(patterns)) if patterns else _NOTHING


def signs(sentence: str, words: Sequence[str], how: Manners) -> Signs:
    """The signs that a sentence of these (folded) words shows."""
    return Signs(
        asks=sentence.rstrip(_CLOSING_MARKS).endswith(_QUESTION_MARKS),
        quotes=sentence.startswith(_OPENING_MARKS),
        dangles=(bool(words) and words[0] in how.dangling) or sentence.startswith(how.dangling_start),
        personal=not how.personal.isdisjoint(words),
        runs_on=_runs_on(sentence.split(" ")[:-1], how.starters),
        captions=how.label.match(sentence) is not None or how.caption.search(sentence) is not None,
    )


def _runs_on(pieces: Sequence[str], starters: frozenset[str]) -> bool:
    """Whether a starter stands behind a word that ends neither with a mark nor in capitals."""
    return not starters.isdisjoint(pieces[1:]) and any(
        piece in starters and _LINE_END.search(before) is not None for before, piece in pairwise(pieces)
    )


def has_number(sentence: str) -> bool:
    if sentence.isascii():
        return any(map(sentence.__contains__, digits))
    return _DIGIT.search(sentence) is not None


def is_of_the_page(sentence: str, how: Manners) -> bool:
    """Whether the page speaks, not the article: never to be shown while there is anything else."""
    return how.never.match(sentence) is not None
