"""What is taken of a feed's document, and how: decisions on values.

select       items -> those to take now, and those to pass over for good
article_of   an item as an article
page_of      where its text comes from: its page, or the feed
judge_page   what came of asking for the page -> the page, do without, or ask again at the next visit
missed       how often that is done
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from digests.model import Article, Feed, FeedItem, FullText
from digests.sources.fetching.answers import Answer, Failed, Fetched, Hindrance, NotModified, Refused
from digests.store.feed_items import ItemRecord, ItemRow

OLD = timedelta(days=7)
"""What came out before that is no news, also where we have not seen it yet."""
CHANGED_SPAN = timedelta(days=14)
"""What we have seen and came out since may be corrected still."""
FIRST_SPAN = timedelta(hours=72)
FIRST_FEWEST = 3
"""Of a feed that is new to us: its articles of the last days, or its newest few. The rest is known."""

MISSES = 3
"""Visits at which a page may fail before the article is taken as the feed gives it."""

_BUSY = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Selection:
    """Oldest first, so that stories grow in the order in which they happened."""

    take: tuple[FeedItem, ...]
    passed_over: tuple[ItemRow, ...]
    misses: Mapping[str, int]
    """By identity: visits at which the page of an item to take has failed."""


def select(
    items: Iterable[FeedItem], known: Mapping[str, ItemRecord], *, is_first: bool, now: datetime
) -> Selection:
    """`items` as the feed gives them, newest first; `is_first`: nothing was ever taken of this feed."""
    changed = [item for item in items if not _is_known(item, known)]
    if is_first:
        # Without a date it may be from any time: later on, what was not there before is new.
        fresh = [item for item in changed if item.published and not _is_older(item, now, FIRST_SPAN)]
        fresh = fresh if len(fresh) >= FIRST_FEWEST else changed[:FIRST_FEWEST]
    else:
        spans = ((item, CHANGED_SPAN if item.identity in known else OLD) for item in changed)
        fresh = [item for item, span in spans if not _is_older(item, now, span)]
    taken = {item.identity for item in fresh}
    return Selection(
        take=tuple(reversed(fresh)),
        passed_over=tuple(
            ItemRow(identity=item.identity, content=item.content)
            for item in changed
            if item.identity not in taken
        ),
        misses={item: known[item].misses for item in taken if item in known},
    )


def _is_known(item: FeedItem, known: Mapping[str, ItemRecord]) -> bool:
    record = known.get(item.identity)
    return record is not None and record.content == item.content


def _is_older(item: FeedItem, now: datetime, span: timedelta) -> bool:
    return item.published is not None and now - item.published > span


def article_of(feed: Feed, item: FeedItem, outlet: str) -> Article:
    """The article as the feed gives it, of the outlet's name."""
    return Article(
        id=item.identity,
        title=item.title,
        text=item.text,
        url=item.url,
        source=outlet,
        published=item.published,
        topics=(feed.topic,) if feed.topic else (),
        author=item.author,
        image=item.image,
        identity=item.identity,
    )


def page_of(feed: Feed, item: FeedItem) -> str | None:
    """The page that the article is read from; None where the feed's own text is taken."""
    match feed.full_text:
        case FullText.ALWAYS:
            return item.url
        case FullText.AUTO:
            return None if item.is_whole else item.url
        case FullText.NEVER:
            return None
    assert_never(feed.full_text)


@dataclass(frozen=True, slots=True)
class NoPage:
    """It cannot be had, and asking again would not help."""

    reason: str
    hindrance: Hindrance = field(default=Hindrance.MISSING, compare=False)


@dataclass(frozen=True, slots=True)
class Later:
    """It cannot be had now."""

    reason: str
    hindrance: Hindrance = field(default=Hindrance.SILENT, compare=False)


PageOutcome: TypeAlias = Fetched | NoPage | Later


def judge_page(answer: Answer) -> PageOutcome:
    match answer:
        case Fetched(content_type=kind):
            if kind and not any(mark in kind.casefold() for mark in ("html", "text/plain")):
                told = f"the page is {kind.partition(';')[0].strip()}, not HTML"
                return NoPage(told, Hindrance.NO_PAGE)
            return answer
        case Refused(status=status):
            reason = f"its server answers {status}"
            return Later(reason) if status >= 500 or status in _BUSY else NoPage(reason)
        case Failed(reason, hindrance):
            return Later(reason, hindrance)
        case NotModified():
            return Later("its server says that nothing has changed, though it was not asked")
    assert_never(answer)


def missed(reason: str, misses: int) -> NoPage | Later:
    """`misses`: visits at which the same page has failed before."""
    return Later(reason) if misses + 1 < MISSES else NoPage(reason)
