"""What a delivered article is to the store: new, known already, or a new version of one that it has. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from digests.editor.versions import is_better_kept, is_version
from digests.model import CleanArticle, PreparedArticle, StoredArticle
from digests.newsroom.pieces import Piece
from digests.store.versions import Held


@dataclass(frozen=True, slots=True)
class New:
    """Not stored yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """Stored already, from here or from another source."""

    key: int


@dataclass(frozen=True, slots=True)
class Version:
    """What its source says now, in place of what it said before."""

    earlier: StoredArticle
    key: int | None
    """Where these very words are stored already: an old version has come back."""


Fate: TypeAlias = New | Known | Version


def fate(
    piece: Piece,
    prepared: PreparedArticle,
    *,
    same_words: Held | None,
    same_identity: Held | None,
    earlier: StoredArticle | None,
) -> Fate:
    """`earlier` is the article of `same_identity`."""
    said = prepared.edited.article
    if same_words is not None and (same_words.is_current or same_identity is None):
        return Known(same_words.key)
    if same_identity is None or earlier is None or not is_version(earlier.article, said):
        # Words that were replaced may come back where another article stands by now: they are stored.
        return New() if same_words is None else Known(same_words.key)
    if not piece.provenance.is_source_of(same_identity.origin):
        return Known(same_identity.key)
    if _says_the_same(earlier.article, said) or is_better_kept(earlier.article.text, said.text):
        return Known(same_identity.key)
    return Version(earlier, same_words.key if same_words else None)


def _says_the_same(earlier: CleanArticle, later: CleanArticle) -> bool:
    """What changed was junk, or on the page around the article."""
    return (earlier.title, earlier.text) == (later.title, later.text)
