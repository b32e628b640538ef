"""What the settings say of feeds, as the newsroom takes it: which ones, and who asks for them."""

from __future__ import annotations

from importlib.metadata import version

from config import starter
from config.feeds import FeedsSettings
from digests.model import Feed, FeedOrigin, FullText


def wanted_feeds(settings: FeedsSettings) -> tuple[Feed, ...]:
    """The listed feeds, then the well-known ones of the chosen topics; each address once, where it comes
    first."""
    listed = [
        Feed(
            url=feed.url,
            name=feed.name,
            topic=feed.topic,
            full_text=FullText(feed.full_text),
            weight=feed.weight,
            origin=FeedOrigin.CONFIGURED,
        )
        for feed in settings.list
    ]
    well_known = [
        Feed(url=feed.url, name=feed.name, topic=feed.topic, origin=FeedOrigin.STARTER)
        for feed in starter.chosen(settings.starter)
    ]
    by_url = {feed.url: feed for feed in reversed([*listed, *well_known])}
    return tuple(reversed(by_url.values()))


def user_agent(settings: FeedsSettings) -> str:
    """Tells servers which program asks, and whom to write to."""
    about = f"+{settings.contact}" if settings.contact else "self-hosted news digests"
    return f"Pullquote/{version('pullquote')} ({about})"
