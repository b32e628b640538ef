"""What in and around quotation marks tells speech from names and from words held at arm's length.

Every sign has a name that says what it is; the words that make one are lists by language
(`data/scare/<language>.toml`). Added up in `scare.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digests.editor.quotations.marks import Quoted
from digests.text.tables import strings, table, words_of

_REACH = 140
"""Characters to either side that are looked at."""
_LONGEST = 600
"""Characters of a quotation that are looked at."""
_SHORT = 4
"""Words of a quotation that may be a name which the article repeats."""
_REPEATED_IN = 20_000
_LENGTHS = (2, 3, 4, 5, 6, 8, 12)
_SHORTEST_COMPOUND = 4
_CLOSE = 4
"""Words from the marks that count as close."""

_WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…][\"”“»«’]*\s+(?=[^\W\d_])")
_MARKS = re.compile('["“”„«»]')

_STOPS = {
    **dict.fromkeys(".…", "ends with a stop"),
    **dict.fromkeys("!?", "ends with a mark"),
    ",": "ends with a comma",
}
_BEFORE = {
    **dict.fromkeys(":：", "behind a colon"),
    **dict.fromkeys(".!?…", "begins a sentence"),
    **dict.fromkeys("–—-", "behind a dash"),
    ",": "behind a comma",
}
_BEHIND = {
    **dict.fromkeys("([", "before brackets"),
    **dict.fromkeys(":;–—", "before a pause"),
    ",": "before a comma",
    ".": "before an end",
}


@dataclass(frozen=True, slots=True)
class Lists:
    """The words of one language that make signs, all in lower case."""

    named: frozenset[str]
    """Nouns that bear a title or a name: "film"."""
    compounds: tuple[str, ...]
    """Ends of such nouns, in languages that put nouns together."""
    so_called: frozenset[str]
    articles: frozenset[str]
    prepositions: frozenset[str]
    clause: frozenset[str]
    """Auxiliary verbs and pronouns: what has one is a clause, not a name."""
    own: frozenset[str]
    """Words of the first person."""
    reported: frozenset[str]
    """What reported speech has: „sei“, "that"."""
    voiced: frozenset[str]
    """Bring in somebody's words without being verbs of speech: "remarks"."""
    verbs: frozenset[str]
    """Verbs of speech, from `data/cues`."""
    speaks: tuple[str, ...]
    """Without spaces: what follows the marks of speech, 「…」と述べた."""
    names: tuple[str, ...]
    """Without spaces: what follows the marks of a name, 「…」の."""


@lru_cache
def lists(language: str) -> Lists:
    """The lists of a language; empty where nobody has written them."""
    own = table("digests.editor", "scare", language)
    named = words_of(own, "named")
    long = tuple(sorted(word for word in named if len(word) >= _SHORTEST_COMPOUND))
    return Lists(
        named=named,
        compounds=long if own.get("compounds") is True else (),
        so_called=words_of(own, "so_called"),
        articles=words_of(own, "articles"),
        prepositions=words_of(own, "prepositions"),
        clause=words_of(own, "clause"),
        own=words_of(own, "own"),
        reported=words_of(own, "reported"),
        voiced=words_of(own, "voiced"),
        verbs=words_of(table("digests.editor", "cues", language), "verbs"),
        speaks=tuple(word for line in strings(own, "speaks") for word in line.split()),
        names=tuple(word for line in strings(own, "names") for word in line.split()),
    )


def signs(text: str, quotation: Quoted, language: str) -> Iterator[str]:
    """The names of the signs that are there, for languages that put spaces between words."""
    known = lists(language)
    outer, paragraph = quotation.outer, quotation.paragraph
    inside = text[quotation.span.start : min(quotation.span.end, quotation.span.start + _LONGEST)]
    before = text[max(paragraph.start, outer.start - _REACH) : outer.start]
    after = text[outer.end : min(paragraph.end, outer.end + _REACH)]
    words = _WORD.findall(inside)
    yield "always"
    for least in _LENGTHS:
        if len(words) >= least:
            yield f"words {least}"
    if len(words) <= _SHORT and text.count(inside, 0, _REPEATED_IN) > 1:
        yield "short and repeated"
    yield from _inside(inside, words, known)
    yield from _right_before(before.rstrip(), known)
    yield from _right_behind(after.lstrip())
    yield from _in_sentence(before, after, known)


def _inside(inside: str, words: Sequence[str], known: Lists) -> Iterator[str]:
    stop = _STOPS.get(inside.rstrip("”“’\"')]»")[-1:])
    if stop:
        yield stop
    if ". " in inside:
        yield "sentences"
    if not words:
        return
    low = [word.lower() for word in words]
    clause = sum(word in known.clause for word in low)
    if clause:
        yield "clause"
    if clause > 1:
        yield "clause twice"
    if not known.own.isdisjoint(low):
        yield "first person"
    if words[0][0].islower():
        yield "begins small"
        if len(words) == 1:
            yield "one small word"
    elif len(words) > 1:
        if not any(word[0].islower() for word in words if len(word) > _CLOSE - 1):
            yield "all capitals"
        elif words[-1][0].islower() and len(words) <= _SHORT:
            yield "short and ends small"


def _right_before(before: str, known: Lists) -> Iterator[str]:
    if not before:
        yield "begins the paragraph"
    elif before[-1] in _BEFORE:
        yield _BEFORE[before[-1]]
    else:
        words = _WORD.findall(before[-60:])
        if words:
            yield from _word_before(words, known)


def _word_before(words: Sequence[str], known: Lists) -> Iterator[str]:
    last, low = words[-1], words[-1].lower()
    if low in known.named or (known.compounds and last[0].isupper() and low.endswith(known.compounds)):
        yield "behind a named noun"
    if low in known.so_called:
        yield "behind so-called"
    if low in known.articles:
        yield "behind an article"
    elif low in known.prepositions:
        yield "behind a preposition"
    elif last[0].isupper():
        yield "behind a capital"
    else:
        yield "behind a small word"


def _right_behind(after: str) -> Iterator[str]:
    head = after[:1]
    if not head or head in _BEHIND:
        yield _BEHIND[head or "."]
    elif head.isupper():
        yield "before a capital"


def _in_sentence(before: str, after: str, known: Lists) -> Iterator[str]:
    begin = 0
    for match in _SENTENCE_END.finditer(before):
        begin = match.end()
    end = _SENTENCE_END.search(after)
    before, after = before[begin:], after[: end.start() if end else None]
    left = [word.lower() for word in _WORD.findall(before)]
    right = [word.lower() for word in _WORD.findall(after)]
    if not known.verbs.isdisjoint(right[:_CLOSE]):
        yield "verb of speech close behind"
    elif not known.verbs.isdisjoint(right):
        yield "verb of speech behind"
    if not known.verbs.isdisjoint(left[-_CLOSE:]):
        yield "verb of speech close before"
    elif not known.verbs.isdisjoint(left):
        yield "verb of speech before"
    if not known.reported.isdisjoint(left):
        yield "reported speech before"
    if not known.voiced.isdisjoint(left[-2 * _CLOSE :]) or not known.voiced.isdisjoint(right[:_CLOSE]):
        yield "voiced"
    if not known.named.isdisjoint(left[-_CLOSE:]):
        yield "named noun near"
    if not known.so_called.isdisjoint(left[-3:]) or not known.so_called.isdisjoint(right[:1]):
        yield "so-called near"
    if _MARKS.search(before) or _MARKS.search(after):
        yield "another in the sentence"


_LONG_UNSPACED = 14
"""Characters of a script without spaces that are too many for most names."""
_FULL_STOPS = "。！？!?.…、，,"


def unspaced_is_speech(text: str, quotation: Quoted, language: str) -> bool:
    """The same question in scripts without spaces, by rule: by length, and by what stands at the marks."""
    known = lists(language)
    before = text[max(quotation.paragraph.start, quotation.outer.start - 8) : quotation.outer.start].rstrip()
    after = text[quotation.outer.end : min(quotation.paragraph.end, quotation.outer.end + 12)].lstrip()
    inside = quotation.span.of(text)
    if after.startswith(known.speaks) or inside[-1] in _FULL_STOPS:
        return True
    if before.endswith(tuple(known.named)) or (
        after.startswith(known.names) and len(inside) < 2 * _LONG_UNSPACED
    ):
        return False
    return len(inside) >= _LONG_UNSPACED or before[-1:] in ("：", ":")
