"""The values that travel through the newsroom. Times are aware and in UTC; local times exist only in
`schedule.py`.

articles   Article -> CleanArticle -> EditedArticle -> PreparedArticle -> StoredArticle
digests    Digest and what it is made of; Hit
readers    Chat, Slot
tastes     Follow, Mute, Taste
editions   Lineup, Edition, Delivery
feeds      Feed, FeedState, ParsedFeed, FeedItem
notices    FeedNotice, StandingChange, BotNotice: what admins are told
pages      Page
"""

from digests.model.articles import (
    Article,
    CleanArticle,
    EditedArticle,
    IndexText,
    PreparedArticle,
    Quote,
    Removal,
    Span,
    StoredArticle,
    as_utc,
    outlet_of,
)
from digests.model.digests import Digest, Hit, KeyQuote, Outlet, Passage, Wording
from digests.model.editions import (
    LOST_STATES,
    OPEN_STATES,
    Correction,
    Delivery,
    DeliveryKey,
    DeliveryState,
    Edition,
    Lineup,
    Shown,
    ShownQuote,
)
from digests.model.feeds import (
    Feed,
    FeedItem,
    FeedOrigin,
    FeedStanding,
    FeedState,
    FullText,
    ParsedFeed,
)
from digests.model.notices import (
    BeganFailing,
    BotNotice,
    DeliveryTrouble,
    Ended,
    FeedNotice,
    MovedAddress,
    Notice,
    Overrun,
    Recovered,
    StandingChange,
    StoredNotice,
    UpdatesTaken,
)
from digests.model.pages import Page, page_of, pages_for
from digests.model.readers import EVERY_DAY, Chat, ChatKind, QuietHours, Size, Slot, Standing
from digests.model.tastes import Follow, FollowKind, Mute, MuteKind, Taste

__all__ = [
    "EVERY_DAY",
    "LOST_STATES",
    "OPEN_STATES",
    "Article",
    "BeganFailing",
    "BotNotice",
    "Chat",
    "ChatKind",
    "CleanArticle",
    "Correction",
    "Delivery",
    "DeliveryKey",
    "DeliveryState",
    "DeliveryTrouble",
    "Digest",
    "EditedArticle",
    "Edition",
    "Ended",
    "Feed",
    "FeedItem",
    "FeedNotice",
    "FeedOrigin",
    "FeedStanding",
    "FeedState",
    "Follow",
    "FollowKind",
    "FullText",
    "Hit",
    "IndexText",
    "KeyQuote",
    "Lineup",
    "MovedAddress",
    "Mute",
    "MuteKind",
    "Notice",
    "Outlet",
    "Overrun",
    "Page",
    "ParsedFeed",
    "Passage",
    "PreparedArticle",
    "QuietHours",
    "Quote",
    "Recovered",
    "Removal",
    "Shown",
    "ShownQuote",
    "Size",
    "Slot",
    "Span",
    "Standing",
    "StandingChange",
    "StoredArticle",
    "StoredNotice",
    "Taste",
    "UpdatesTaken",
    "Wording",
    "as_utc",
    "outlet_of",
    "page_of",
    "pages_for",
]
