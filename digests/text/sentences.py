"""Sentences as spans: rules by language, aware of quotations, in one pass.

A clean text comes in; spans come out in order that never overlap and hold every character but white
space. A line's end always ends a sentence. Scraped text has millions of characters on one line now and
then, so every decision looks at a bounded stretch around one stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from digests.model import Span
from digests.text.tables import Table, strings, table, words_of

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
# What may end a sentence and what closes with it; “ and « close in German, and open behind a full-width stop.
# One set in front: the engine finds it five times as fast as a choice of groups.
_STOP = re.compile(
    r"""(?P<stop>[.!?…؟۔।。！？｡][.!?…؟۔।。！？｡]*)
        (?P<close>(?:['"'”’»›)\]」』）】〉》]|(?<![。！？｡”’」』])[“«‹])*)
        (?P<gap>\s*)""",
    re.VERBOSE,
)
_FULL = frozenset("。！？｡")
_NEXT = re.compile(r"[\"'“”„‚‘’«»‹›(\[¿¡–—\-]*\s?(?P<word>[^\W_]+)")
# A capitalised word, or "I" and "A", that no dot turns into a part of an address.
_GLUED = re.compile(
    r"""["'“‘«]?  (?! (?:Com|Net|Org)\b )
        (?P<word> [^\W\d_][^\W\d_A-Z]+ | [IA](?=[ ’']) )
        (?! \w | \.\w | [/@_] )""",
    re.VERBOSE,
)
_ADDRESS = re.compile(r"[/@\\=_]|\bwww\b|\d")
_CLOSING = frozenset("”’»)")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ROMAN = re.compile(r"[IVX]+")
_HANGUL = re.compile("[\uac00-\ud7af]")

_LOOK = 80
"""Characters looked at after a stop: a name and a verb fit in."""

_LONGEST_WORD = 24

_QUOTED = 400
"""A bracket or quotation mark that closes further away than this is taken for a stray one."""

_OPENED_BY = {"」": "「", "』": "『", "）": "（", "》": "《", "】": "【", "”": "“", "’": "‘"}
# Where quotations are not told apart by capitals, Western marks hold their sentences together too.
_BRACKET = {False: re.compile("[「」『』（）《》【】]"), True: re.compile('[「」『』（）《》【】“”‘’"]')}
_UNSPACED_LANGUAGES = frozenset({"ja", "zh", "ko"})


@dataclass(frozen=True, slots=True)
class Rules:
    """What one language says about its full stops (`data/abbreviations.toml`, `data/speech.toml`)."""

    titles: frozenset[str]
    others: frozenset[str]
    starters: frozenset[str]
    speech: frozenset[str]
    ordinals: bool
    unspaced: bool


def sentences(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of `text`, trimmed, in order."""
    rules = _rules(language)
    return tuple(
        span for line in _LINE.finditer(text) for span in _split(text, line.start(), line.end(), rules)
    )


@lru_cache
def _rules(language: str) -> Rules:
    every = table("digests.text", "abbreviations")
    own = every.get(language, every["en"])
    if not isinstance(own, dict):
        raise TypeError(f"abbreviations.toml: {language} is not a table")
    known: Table = own
    return Rules(
        titles=words_of(known, "titles"),
        others=words_of(known, "others"),
        starters=words_of(known, "starters"),
        speech=frozenset(
            word for line in strings(table("digests.text", "speech"), language) for word in line.split()
        ),
        ordinals=known.get("ordinals") is True,
        unspaced=language in _UNSPACED_LANGUAGES,
    )


def _split(text: str, start: int, end: int, rules: Rules) -> Iterator[Span]:
    enclosed = _Enclosed(text, start, end, rules)
    begin = start
    for match in _STOP.finditer(text, start, end):
        after = match.end()
        if after < end and text[after].islower():
            continue
        place = match.start("gap")
        if not enclosed.around(place) and _ends(text, begin, match, end, rules):
            yield from _trimmed(text, begin, place)
            begin = place
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


class _Enclosed:
    """Which stretches of a line stand between brackets, asked from left to right."""

    def __init__(self, text: str, start: int, end: int, rules: Rules) -> None:
        self._spans: list[Span] = []
        self._at = 0
        open_at: list[tuple[str, int]] = []
        for match in _BRACKET[rules.unspaced].finditer(text, start, end):
            mark = match[0]
            if open_at and open_at[-1][0] == _OPENED_BY.get(mark, mark):
                self._add(open_at.pop()[1], match.start())
            elif mark not in _OPENED_BY:
                open_at.append((mark, match.start()))

    def _add(self, start: int, end: int) -> None:
        if end - start > _QUOTED:
            return
        while self._spans and self._spans[-1].start > start:
            self._spans.pop()
        self._spans.append(Span(start, end))

    def around(self, place: int) -> bool:
        """Whether `place` is behind an opening bracket and not yet behind its closing one."""
        while self._at < len(self._spans) and self._spans[self._at].end < place:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at].start < place


def _ends(text: str, begin: int, match: re.Match[str], line_end: int, rules: Rules) -> bool:
    """Whether the stop in `match` ends the sentence that began at `begin`."""
    after = match.end()
    if after >= line_end:
        return True
    if not _FULL.isdisjoint(match["stop"]):
        return not (match["close"] and _goes_on(text, after, rules))
    if not match["gap"]:
        return _glued(text, begin, match, rules)
    following = _NEXT.match(text, after, min(line_end, after + _LOOK))
    if following and following["word"][0].islower():
        return False
    if match["stop"] != ".":
        return not (match["close"] and _speech_follows(text, after, rules))
    if match["close"]:
        return not (rules.unspaced and _goes_on(text, after, rules))
    word = _word_before(text, begin, match.start())
    return _ends_after(word, following["word"] if following else "", rules)


def _ends_after(word: str, following: str, rules: Rules) -> bool:
    """Whether a sentence may end with `word` and a full stop when `following` comes next."""
    low = word.lower()
    if low in rules.titles or not word:
        return False
    starts = following.lower() in rules.starters
    if word.isdigit():
        return not (rules.ordinals and len(word) <= 2)
    if low in rules.others or _DOTTED.fullmatch(word):
        return starts
    return starts or not (rules.ordinals and _ROMAN.fullmatch(word))


def _word_before(text: str, begin: int, stop: int) -> str:
    """The word that a full stop at `stop` closes; empty for a number that opens the sentence ("1. ...")."""
    words = text[max(begin, stop - _LONGEST_WORD) : stop].split()
    word = words[-1].strip("\"'“”„‘’«»()[]") if words else ""
    opens = text[begin:stop].strip() == word if stop - begin <= _LONGEST_WORD else False
    return "" if opens and word.isdigit() and len(word) <= 2 else word


def _glued(text: str, begin: int, match: re.Match[str], rules: Rules) -> bool:
    """Whether two sentences lost the space between them: "...of the year.The next day", "...했다.그는"."""
    before, after = text[match.start() - 1 : match.start()], match.end()
    if _HANGUL.match(before) and match["stop"] == ".":
        return not match["close"] and bool(_HANGUL.match(text, after))
    following = _GLUED.match(text, after)
    if following is None or not following["word"][0].isupper():
        return False
    if not (match["close"] or before.islower() or before in _CLOSING):
        return False
    if match["close"] or match["stop"] != ".":
        return True
    word = _word_before(text, begin, match.start())
    return not _ADDRESS.search(word) and _ends_after(word, following["word"], rules)


def _goes_on(text: str, after: int, rules: Rules) -> bool:
    """Whether the sentence goes on behind a closing bracket: 「はい。」と述べた."""
    return any(text.startswith(word, after) for word in rules.speech)


def _speech_follows(text: str, after: int, rules: Rules) -> bool:
    """Whether a name and a verb of speech follow a quoted question: "Is it?" Mary Smith asked."""
    words = text[after : after + _LOOK].split()[:4]
    return any(word.strip(",.:;").lower() in rules.speech for word in words)
