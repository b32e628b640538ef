"""What a story is about, as a reader can wave it off or ask for more of it: the story itself, its topics, its
outlets, who is quoted, and the weightiest words of its title. Pure.

A digest comes in. A subject goes into a button as a code of five characters: that names it also when the
story has grown since, and what was third is fourth now.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b

from digests.model import Digest, MuteKind
from digests.text.tables import stop_words
from digests.text.words import is_unspaced, tokens

_TOPICS, _OUTLETS, _PEOPLE, _WORDS = 3, 3, 2, 3
_SHORTEST_WORD = 4
_LONGEST = 100
"""Characters; what is longer is no name that somebody follows."""


@dataclass(frozen=True, slots=True)
class Subject:
    """`words` as a follow or a mute of this kind has them."""

    kind: MuteKind
    words: str

    @property
    def code(self) -> str:
        named = blake2b(f"{self.kind}:{self.words}".encode("utf-8", "surrogatepass"), digest_size=5)
        return b32encode(named.digest()).decode().lower()[:5]


def subjects(digest: Digest) -> tuple[Subject, ...]:
    """Each once, by kind; those that tell most first."""
    return tuple(dict.fromkeys(each for each in _subjects(digest) if 0 < len(each.words) <= _LONGEST))


def _subjects(digest: Digest) -> Iterator[Subject]:
    yield Subject(MuteKind.STORY, str(digest.story))
    for topic in digest.topics[:_TOPICS]:
        yield Subject(MuteKind.TOPIC, _one_line(topic))
    for outlet in digest.outlets[:_OUTLETS]:
        yield Subject(MuteKind.SOURCE, _one_line(outlet.name))
    for name in people(digest)[:_PEOPLE]:
        yield Subject(MuteKind.PERSON, name)
    for word in _weighty_words(digest.title, digest.language):
        yield Subject(MuteKind.WORDS, word)


def people(digest: Digest) -> tuple[str, ...]:
    """Who is quoted by name: "the harbour office" is nobody's."""
    named = (_one_line(quote.speaker) for quote in digest.quotes if quote.speaker)
    return tuple(dict.fromkeys(name for name in named if name and not name[:1].islower()))


def _weighty_words(title: str, language: str) -> list[str]:
    """The longest of those that mean something, as they stand there and in their order. A script without
    spaces does not show where its words end."""
    stops = stop_words(language)
    found = [
        token
        for token in tokens(title)
        if token.end - token.start >= _SHORTEST_WORD
        and token.text not in stops
        and not token.text.isdigit()
        and not is_unspaced(title[token.start : token.end])
    ]
    longest = sorted(found, key=lambda token: (token.start - token.end, token.start))[:_WORDS]
    return [title[token.start : token.end] for token in sorted(longest, key=lambda token: token.start)]


def _one_line(text: str) -> str:
    return " ".join(text.split())
