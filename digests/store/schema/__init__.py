"""All tables. Migrations build them (`migrations/versions`); a test holds the two against each other.

The search index is not here: it differs too much between the databases (`index.py`).
"""

from digests.store.schema.articles import article, background, correction, quote, story
from digests.store.schema.base import metadata
from digests.store.schema.belongings import (
    allowance,
    exchange,
    feed_reader,
    invite,
    question,
    reaction,
    saved,
    watermark,
)
from digests.store.schema.editions import delivery, lineup
from digests.store.schema.process import pulse, update_inbox, update_seen
from digests.store.schema.readers import admin, chat, follow, listing, mute, notice, slot
from digests.store.schema.sources import feed, feed_item, intake_file, source_line

__all__ = [
    "admin",
    "allowance",
    "article",
    "background",
    "chat",
    "correction",
    "delivery",
    "exchange",
    "feed",
    "feed_item",
    "feed_reader",
    "follow",
    "intake_file",
    "invite",
    "lineup",
    "listing",
    "metadata",
    "mute",
    "notice",
    "pulse",
    "question",
    "quote",
    "reaction",
    "saved",
    "slot",
    "source_line",
    "story",
    "update_inbox",
    "update_seen",
    "watermark",
]
