"""Feeds: from the bytes that were fetched to articles.

    parse          bytes -> ParsedFeed
      xml_feed     RSS, RDF, Atom, CDF, by feedparser   \\ -> Document: what the feed says, as it says it
      json_feed    JSON Feed                            /    (entries.py, read by values.py)
      cutting      at most so many items                     (before feedparser takes its time)
      items        Document -> ParsedFeed: judged by
        dates      words -> instants in UTC
        canonical  one spelling for each address
        identity   what names an article, what tells that it has changed
        fragments  HTML -> plain paragraphs, titles
        teasers    the article itself, or a beginning
    alternates     the feeds that a page names

Nothing here fetches, reads a clock or keeps anything. `parse` and `alternates` take up to seconds for what is
made to be slow, so they are called in a worker process with a time limit.
"""

from __future__ import annotations

from datetime import datetime

from digests.errors import FeedRejected
from digests.model import ParsedFeed
from digests.sources.feeds import items, json_feed, xml_feed
from digests.sources.feeds.alternates import FoundFeed, alternates

__all__ = ["MOST_ITEMS", "FoundFeed", "alternates", "parse"]

MOST_ITEMS = 200
"""Taken of one document: the newest. More at once is an archive, not news."""


def parse(
    body: bytes,
    *,
    address: str,
    now: datetime,
    content_type: str | None = None,
    content_language: str | None = None,
) -> ParsedFeed:
    """What the feed in `body`, fetched from `address`, has to tell at `now`.

    `content_type` and `content_language` are header fields of the answer. Raises FeedRejected, with a reason
    for the operator, when there is no feed in `body`.
    """
    if not body.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        raise FeedRejected("empty")
    if json_feed.looks_like_json(body):
        document = json_feed.read(body, content_language=content_language, address=address, most=MOST_ITEMS)
    else:
        document = xml_feed.read(
            body,
            content_type=content_type,
            content_language=content_language,
            address=address,
            most=MOST_ITEMS,
        )
    return items.judged(document, now, MOST_ITEMS)
