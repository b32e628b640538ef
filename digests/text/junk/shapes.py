"""What a line looks like, whatever it says: a sentence, a date, a list of menu entries.

Lines without white space at their ends come in. Nothing here knows a language; the words of dates come from
`data/junk/<language>.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Container

from digests.text.words import UNSPACED, fold

CLOSERS = "\"'”’»›“«)]）」』】〉》"
_STOPS = ".!?。！？…؟۔।:："
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th|h|日|月|年|er|º|ª)?|\d{4}(?:年|г)?|\d{1,2}h\d\d|\d{6,8}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d\d(?!\d)")
_UNSPACED = re.compile(f"[{UNSPACED}]")

_LONGEST_DATE = 90
_LONGEST_CALL_SIGN = 5
"""Letters: an agency or a station before the date, as in "AP 10:46 p.m. EDT April 17, 2016"."""
_LONGEST_MENU = 200
_LONGEST_HEADLINE = 160


def ends_sentence(line: str) -> bool:
    """Whether the line ends like a sentence, or announces what follows it."""
    return line.rstrip(CLOSERS)[-1:] in _STOPS if line else False


def is_headline(line: str) -> bool:
    """Whether the line could be another article's headline: short and without a full stop; or cut short."""
    if len(line) > _LONGEST_HEADLINE:
        return False
    return line.endswith(("...", "…")) or line.rstrip(CLOSERS)[-1:] not in (".", "。", "।")


def length_in_words(line: str) -> int:
    """Words of the line; two signs count as one in scripts without spaces."""
    return len(line.split()) + len(_UNSPACED.findall(line)) // 2


def is_date(line: str, date_words: Container[str]) -> bool:
    """Whether the line says nothing but when: "Updated 5:47 am, Sunday, May 22, 2016"."""
    if len(line) > _LONGEST_DATE or not (_YEAR.search(line) or _CLOCK.search(line)):
        return False
    found = _WORD.findall(line)
    if found and found[0].isupper() and found[0].isalpha() and len(found[0]) <= _LONGEST_CALL_SIGN:
        found = found[1:]
    named = sum(1 for word in found if not word[0].isdigit())
    numbers = len(found) - named
    if numbers < 3 or (named == 0 and not _YEAR.search(line)):
        return False
    return all(_NUMBER.fullmatch(word) or fold(word) in date_words for word in found)


def is_menu(line: str) -> bool:
    """Whether the line is a row of links: "Live coverage | Track the race | Sign up for the newsletter"."""
    if "|" not in line or len(line) > _LONGEST_MENU:
        return False
    entries = [entry.strip() for entry in line.split("|")]
    if len(entries) < 3 or ends_sentence(line):
        return False
    return all(entry[:1].isalpha() and len(entry.split()) <= 8 for entry in entries)


def is_dangling(line: str) -> bool:
    """Whether the line announces something: with nothing below, what it announced has gone."""
    if len(line) > _LONGEST_DATE:
        return False
    in_capitals = line.isupper() and all(sign.isupper() for sign in line if sign.isalpha())
    return line.endswith((":", "：")) or (in_capitals and not ends_sentence(line))
