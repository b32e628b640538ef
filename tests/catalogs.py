"""What is wrong with a message catalog, compared with the English one: a line for each fault."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator

from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural

NARROW = {f"button.{name}" for name in ("times", "days", "zone", "size", "languages", "sound", "topics")}
NARROW |= {f"button.{name}" for name in ("sources", "follows", "pause", "resume", "data", "back", "next")}
NARROW |= {"button.previous", "days.every", "days.weekdays", "days.weekend", "size.brief", "size.standard"}
NARROW |= {"size.full"}
"""Labels that stand three in a row on a phone."""
_NARROW, _SHORT, _WIDER = 16, 24, 1.6
"""Widths of labels: of those three in a row; of others whose English is short; and how many times as wide as
the English the rest may be."""
_BUTTONS = ("button.", "days.every", "days.week", "size.")
_COMMAND = re.compile(r"(?<![\w/.])/[a-z]+\b")
_MARKUP = re.compile(r"</?[a-zA-Z]|&(?:\w+|#\d+);")


def faults(catalog: Catalog, english: Catalog) -> list[str]:
    """All of them; none for a good one."""
    return [*_of_the_whole(catalog, english), *_of_messages(catalog, english)]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms(message: Message) -> tuple[str, ...]:
    found = message.string
    return tuple(found) if isinstance(found, (tuple, list)) else (found,)


def keys(catalog: Catalog) -> set[str]:
    return {_key(message) for message in catalog if message.id}


def width(text: str) -> int:
    """As wide as so many letters: those of East Asia count double."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _of_the_whole(catalog: Catalog, english: Catalog) -> Iterator[str]:
    if catalog.locale is None:
        yield "header: no Language"
        return
    usual = get_plural(catalog.locale.language)
    if catalog.num_plurals != usual.num_plurals:
        yield f"header: {catalog.num_plurals} plural forms, {catalog.locale} has {usual.num_plurals}"
    yield from (f"{key}: missing" for key in sorted(keys(english) - keys(catalog)))
    yield from (f"{key}: superfluous" for key in sorted(keys(catalog) - keys(english)))
    yield from (f"{_key(message)}: obsolete" for message in catalog.obsolete.values())


def _of_messages(catalog: Catalog, english: Catalog) -> Iterator[str]:
    originals = {_key(message): message for message in english if message.id}
    for message in catalog:
        original = originals.get(_key(message))
        if message.id and original is not None:
            yield from (f"{_key(message)}: {fault}" for fault in _of_message(message, original, catalog))


def _of_message(message: Message, original: Message, catalog: Catalog) -> Iterator[str]:
    texts = forms(message)
    if message.fuzzy:
        yield "fuzzy"
    if not all(texts):
        yield "not translated"
        return
    if message.pluralizable != original.pluralizable:
        yield "plural forms where the English has none, or the other way round"
        return
    if message.pluralizable and len(texts) != catalog.num_plurals:
        yield f"{len(texts)} plural forms of {catalog.num_plurals}"
    yield from _of_texts(_key(message), texts, forms(original))


def _of_texts(key: str, texts: tuple[str, ...], originals: tuple[str, ...]) -> Iterator[str]:
    meant = set().union(*map(placeholders, originals))
    for text in texts:
        try:
            named = placeholders(text)
        except ValueError:
            yield f"braces that do not close: {text}"
            return
        # "One story" need not say its number, in any language.
        if named - {"count"} != meant - {"count"} or not named <= meant:
            yield f"placeholders {sorted(named)} where the English has {sorted(meant)}"
        if _MARKUP.search(text):
            yield "markup, which would be shown as it is"
        if text != text.strip():
            yield "blanks around it"
        if _said(_COMMAND, [text]) != _said(_COMMAND, originals[-1:]):
            yield "other commands than the English names"
    if "count" in meant and "count" not in placeholders(texts[-1]):
        yield "the last plural form does not say how many"
    if key.startswith(_BUTTONS):
        widest, allowed = max(map(width, texts)), _room(key, max(map(width, originals)))
        if widest > allowed:
            yield f"a label of {widest} letters, where there is room for {allowed}"


def _room(key: str, english: int) -> int:
    if key in NARROW:
        return _NARROW
    return _SHORT if english < _NARROW else int(english * _WIDER)


def _said(pattern: re.Pattern[str], texts: Iterable[str]) -> set[str]:
    return {found for text in texts for found in pattern.findall(text)}


def _key(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, (tuple, list)) else message.id)
