"""What the operator and the command line choose about editing; light to import, unlike the editing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digests.editor.topics import TopicRule

SUMMARIZERS = ("pullquote", "lexrank", "textrank", "lsa", "luhn", "sumbasic", "kl")


@dataclass(frozen=True, slots=True)
class EditOptions:
    """`clean=False` takes the text exactly as given; `summarizer` is one of SUMMARIZERS.

    `repeated` holds the keys of the lines that the article's source is known to repeat
    (`text/repeats.py`); `topics` are the operator's.
    """

    clean: bool = True
    sentences: int = 3
    summarizer: str = "pullquote"
    repeated: frozenset[str] = frozenset()
    topics: tuple[TopicRule, ...] = ()
