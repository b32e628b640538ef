"""Who is to see an article that comes in, and whether all of them have it already from somewhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from digests.editor.versions import is_better_kept, is_version
from digests.model import CleanArticle
from digests.newsroom.pieces import FromFeed, Piece
from digests.store import articles, feeds, reader_feeds, versions
from digests.store.articles import filed_as
from digests.store.versions import Held


@dataclass(frozen=True, slots=True)
class Reach:
    """Who is to see what comes from one source."""

    audience: int | None = None
    """The private feed whose readers alone do; None: everybody."""
    others: tuple[int | None, ...] = ()
    """Audiences to which all of these readers belong too: everybody, and other private feeds of theirs."""

    def name(self, said: CleanArticle) -> str:
        """What its words are filed as."""
        return filed_as(said.fingerprint, self.audience)

    def names(self, said: CleanArticle) -> Iterator[str]:
        """All that its words may be filed as where these readers see them."""
        return (filed_as(said.fingerprint, audience) for audience in (self.audience, *self.others))


async def reach_of(conn: AsyncConnection, pieces: Sequence[Piece]) -> Reach:
    """Of pieces that come together: from the inbox, or from one feed. Asked in the transaction that files
    them: the feed may just have become the operator's, or have gone. Raises LookupError where it has."""
    source = pieces[0].provenance if pieces else None
    if not isinstance(source, FromFeed):
        return Reach()
    audience = await feeds.audience(conn, source.feed)
    if audience is None:
        return Reach()
    others = await reader_feeds.covering(conn, audience)
    return Reach(audience, (None, *(key for key in others if key != audience)))


async def is_seen_elsewhere(
    conn: AsyncConnection, reach: Reach, words: Mapping[str, Held], identity: str | None, said: CleanArticle
) -> bool:
    """Whether all who are to see a private article have it from another source: in the same words, or under
    the same address in more than a piece of them. `words` is what is known of `reach.names`."""
    for audience in reach.others:
        held = words.get(filed_as(said.fingerprint, audience))
        if held is not None and held.is_current:
            return True
        found = await versions.current(conn, [identity], audience) if identity else {}
        for stored in (await articles.fetch(conn, [each.key for each in found.values()])).values():
            other = stored.article
            if is_version(other, said) and not is_better_kept(said.text, other.text):
                return True
    return False
