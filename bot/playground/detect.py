"""What Telegram finds in plain text by itself: commands, mentions, hashtags, links, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.playground.entities import Entity, utf16_length

_HINT = re.compile(r"[/@#]|\w\.\w")
# One pattern, leftmost match wins. A bare domain needs a well-known ending, as Telegram's list of
# top-level domains would demand; this short list is enough to see what happens to "example.com".
_FOUND = re.compile(
    r"(?P<email>(?<![\w.+-])[a-zA-Z0-9_.+-]{1,64}@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,24}\b)"
    r"|(?P<url>(?<![\w@])(?:https?://[^\s/?#\"'<>«»]+\.?[^\s\"<>«»]*"
    r"|(?:[\w-]+\.)+(?:com|org|net|info|io|de|uk|fr|es|it|eu|ru|me|dev|app|news|jp|pt|br)\b(?:[/?#][^\s\"<>«»]*)?))"
    r"|(?P<bot_command>(?<![\w/<>@.#-])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/@]))"
    r"|(?P<mention>(?<![\w/@])@[a-zA-Z][a-zA-Z0-9_]{2,31}\b)"
    r"|(?P<hashtag>(?<![\w#@/.])#(?=\w*[^\W\d_])\w{1,256})"
)
_URL_TAIL = ".,:;!?'…)]}*"


def found_entities(text: str) -> Iterator[Entity]:
    """Entities nobody wrote, in order, not overlapping."""
    if not _HINT.search(text):
        return
    at, units = 0, 0
    for match in _FOUND.finditer(text):
        kind, words = match.lastgroup or "", match[0]
        if kind == "url":
            words = _without_tail(words)
        units += utf16_length(text[at : match.start()])
        at = match.start()
        yield Entity(kind, units, utf16_length(words))


def _without_tail(url: str) -> str:
    """Punctuation at the end belongs to the sentence; so does a bracket that did not open in the link."""
    while url and url[-1] in _URL_TAIL:
        if url[-1] == ")" and url.count("(") >= url.count(")"):
            break
        url = url[:-1]
    return url
