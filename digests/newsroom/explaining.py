"""Why a story is shown to a chat: its articles and the chat's taste, read from the store."""

from __future__ import annotations

from digests.editor.reasons import Reason, reasons
from digests.editor.tasting import concerns
from digests.editor.topics import Searched
from digests.model import Digest, Lineup
from digests.store import articles, tastes
from digests.store.engine import Store


async def why(
    store: Store, chat: int, thread: int | None, digest: Digest, told: Lineup | None
) -> tuple[Reason, ...]:
    """`told` is the line-up that told it to the chat, where one did."""
    async with store.reading() as conn:
        taste = await tastes.taste_of(conn, chat, thread)
        seen = await articles.by_story(conn, (digest.story,), audiences=taste.audiences)
        members = seen.get(digest.story, ())
    searched = [(stored, Searched.of(stored.edited)) for stored in members]
    followed = [
        subject
        for subject in taste.follows
        if any(concerns(subject, stored, tokens) for stored, tokens in searched)
    ]
    return reasons(
        digest,
        taste,
        followed,
        in_edition=told is not None,
        is_update=told is not None and digest.story in told.updates,
    )
