"""Values for tests, with good defaults: a test names only what it is about.

Times may be written as words: "2026-11-24 08:00" is that minute in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from hashlib import sha256

from digests.model import (
    EVERY_DAY,
    Article,
    Chat,
    ChatKind,
    CleanArticle,
    Correction,
    Delivery,
    DeliveryKey,
    DeliveryState,
    Digest,
    EditedArticle,
    Edition,
    KeyQuote,
    Lineup,
    Outlet,
    Passage,
    PreparedArticle,
    Quote,
    Removal,
    Slot,
    Span,
    Standing,
    StoredArticle,
)
from digests.store.pulse import Pulse
from digests.text.words import index_text

TITLE = "Harbour of Port Linnet reopens"
TEXT = (
    "The harbour of Port Linnet reopened on Monday after a storm had closed it for nine days. "
    "Fishing boats left before dawn. "
    '"We waited long enough," said Mara Oduya, who runs the harbour office. '
    "The repairs cost two million crowns."
)
DAY = date(2026, 11, 24)

Moment = str | datetime


def at(moment: Moment) -> datetime:
    """ "2026-11-24 08:00" as an instant in UTC."""
    return moment if isinstance(moment, datetime) else datetime.fromisoformat(moment).replace(tzinfo=UTC)


def maybe(moment: Moment | None) -> datetime | None:
    return None if moment is None else at(moment)


# --- articles ---------------------------------------------------------------------------------


def article(
    *,
    id: str = "a1",
    title: str | None = TITLE,
    text: str | None = TEXT,
    html: str | None = None,
    url: str | None = None,
    source: str | None = "Linnet Herald",
    language: str | None = None,
    published: Moment | None = None,
    topics: Sequence[str] = (),
) -> Article:
    return Article(
        id=id,
        title=title,
        text=text,
        html=html,
        url=url,
        source=source,
        language=language,
        published=maybe(published),
        topics=tuple(topics),
    )


def clean(
    *,
    id: str = "a1",
    title: str = TITLE,
    text: str = TEXT,
    language: str = "en",
    url: str | None = "https://news.example/harbour",
    source: str | None = "Linnet Herald",
    published: Moment | None = None,
    topics: Sequence[str] = (),
    removed: Iterable[tuple[str, str]] = (),
    fingerprint: str | None = None,
) -> CleanArticle:
    """Its sentences end where a full stop or a line does; its fingerprint is of title and text."""
    content = f"{title}\n{text}".encode("utf-8", "surrogatepass")
    return CleanArticle(
        id=id,
        title=title,
        text=text,
        language=language,
        url=url,
        source=source,
        published=maybe(published),
        topics=tuple(topics),
        removed=tuple(Removal(line, rule) for line, rule in removed),
        sentences=sentences(text),
        fingerprint=fingerprint or sha256(content).hexdigest()[:32],
    )


def edited(clean_article: CleanArticle | None = None, *, speaker: str | None = "Mara Oduya") -> EditedArticle:
    """The first sentence is the summary; words between straight marks are quotes, all of `speaker`."""
    item = clean_article or clean()
    return EditedArticle(
        article=item,
        summary=item.sentences[:1],
        quotes=tuple(
            Quote(
                span=Span(match.start(1), match.end(1)),
                speaker=speaker,
                mention=None,
                cue="said",
                confidence=0.9,
                key=True,
            )
            for match in re.finditer(r'"([^"]+)"', item.text)
        ),
    )


def prepared(
    clean_article: CleanArticle | None = None, *, speaker: str | None = "Mara Oduya", vector: bytes = b""
) -> PreparedArticle:
    item = edited(clean_article, speaker=speaker)
    words = index_text(item.article.title, item.article.text, item.article.language)
    return PreparedArticle(edited=item, index=words, vector=vector)


def stored(
    clean_article: CleanArticle | None = None,
    *,
    key: int = 1,
    story: int = 1,
    seen_at: Moment = "2026-11-24 07:00",
    speaker: str | None = "Mara Oduya",
    copy_of: int | None = None,
) -> StoredArticle:
    return StoredArticle(
        key=key,
        story=story,
        seen_at=at(seen_at),
        edited=edited(clean_article, speaker=speaker),
        copy_of=copy_of,
    )


def sentences(text: str) -> tuple[Span, ...]:
    """A plain splitter: good enough for texts written for tests."""
    return tuple(
        Span(match.start(), match.end())
        for match in re.finditer(r"[^\s.。\n][^.。\n]*(?:[.。]+[\"”」]?)?", text)
    )


# --- digests ----------------------------------------------------------------------------------


def digest(*articles: StoredArticle, story: int | None = None) -> Digest:
    """Of the articles' summaries and key quotes; the first one gives title and link."""
    items = articles or (stored(),)
    lead = items[0]
    return Digest(
        story=lead.story if story is None else story,
        title=lead.article.title,
        url=lead.article.url,
        language=lead.article.language,
        sentences=tuple(Passage.cut(item, span) for item in items for span in item.edited.summary),
        quotes=tuple(
            KeyQuote(Passage.cut(item, quote.span), quote.speaker)
            for item in items
            for quote in item.edited.quotes
        ),
        outlets=tuple(
            Outlet(item.article.source or "news.example", item.article.url, item.key) for item in items
        ),
        first_time=min(item.time for item in items),
        last_time=max(item.time for item in items),
    )


def lineup(
    *digests: Digest,
    since: Moment = "2026-11-23 08:00",
    made_at: Moment = "2026-11-24 08:00",
    articles: int = 4,
    sources: int = 2,
    elsewhere: int = 0,
    updates: Iterable[int] = (),
    silent: Sequence[str] = (),
    corrections: Sequence[Correction] = (),
    key: int | None = None,
) -> Lineup:
    return Lineup(
        since=at(since),
        made_at=at(made_at),
        digests=digests,
        articles=articles,
        sources=sources,
        elsewhere=elsewhere,
        updates=frozenset(updates),
        silent=tuple(silent),
        corrections=tuple(corrections),
        key=key,
    )


def edition(
    told: Lineup, *, chat: int = 7, local_date: date = DAY, due_at: Moment = "2026-11-24 08:00"
) -> Edition:
    return Edition(chat=chat, local_date=local_date, due_at=at(due_at), lineup=told)


def correction(
    was: StoredArticle,
    shown: str,
    now: StoredArticle | None = None,
    reads: str | None = None,
    *,
    number: int = 1,
    outlet: str = "Linnet Herald",
    told_on: date = DAY,
    place: int = 1,
) -> Correction:
    """The words `shown` stood in the article `was`; where they stand now, if they do, it is as `reads`."""
    return Correction(
        number=number,
        outlet=outlet,
        told_on=told_on,
        place=place,
        was=passage(was, shown),
        now=passage(now, reads) if now and reads else None,
    )


def passage(item: StoredArticle, words: str) -> Passage:
    """The first place where the words stand in the article."""
    start = item.article.text.index(words)
    return Passage.cut(item, Span(start, start + len(words)))


# --- readers ----------------------------------------------------------------------------------


def chat(
    id: int = 7,
    *,
    kind: ChatKind = ChatKind.PRIVATE,
    name: str = "Ada",
    language: str = "en",
    timezone: str = "UTC",
    standing: Standing = Standing.SUBSCRIBED,
    gone_reason: str | None = None,
    created_at: Moment = "2026-11-01 12:00",
) -> Chat:
    return Chat(
        id=id,
        kind=kind,
        name=name,
        language=language,
        timezone=timezone,
        standing=standing,
        gone_reason=gone_reason,
        created_at=at(created_at),
    )


def slot(
    *,
    chat: int = 7,
    number: int = 1,
    local: time = time(8),
    days: int = EVERY_DAY,
    thread: int | None = None,
    next_due_at: Moment | None = "2026-11-24 08:00",
    next_date: date | None = DAY,
) -> Slot:
    return Slot(
        chat=chat,
        number=number,
        at=local,
        days=days,
        thread=thread,
        next_due_at=maybe(next_due_at),
        next_date=next_date if next_due_at is not None else None,
    )


def delivery(
    *,
    chat: int = 7,
    kind: str = "daily",
    local_date: date = DAY,
    slot: int = 1,
    part: int = 1,
    lineup: int = 1,
    thread: int | None = None,
    state: DeliveryState = DeliveryState.PLANNED,
    attempt: int = 0,
    doubtful: bool = False,
    due_at: Moment = "2026-11-24 08:00",
    not_before: Moment | None = None,
    owner: str | None = None,
    lease_until: Moment | None = None,
    message_id: int | None = None,
    reason: str | None = None,
    settled_at: Moment | None = None,
) -> Delivery:
    """Planned, and free to go when it is due unless `not_before` says otherwise."""
    return Delivery(
        key=DeliveryKey(chat=chat, kind=kind, local_date=local_date, slot=slot, part=part),
        lineup=lineup,
        thread=thread,
        state=state,
        attempt=attempt,
        doubtful=doubtful,
        due_at=at(due_at),
        not_before=at(due_at if not_before is None else not_before),
        owner=owner,
        lease_until=maybe(lease_until),
        message_id=message_id,
        reason=reason,
        settled_at=maybe(settled_at),
    )


def pulse(
    *, started_at: Moment = "2026-11-24 05:00", beat_at: Moment = "2026-11-24 08:00", **changes: object
) -> Pulse:
    """Of a bot that does well."""
    usual = Pulse(
        started_at=at(started_at),
        beat_at=at(beat_at),
        updates="polling",
        rate=28.0,
        full_rate=28.0,
        paused_until=None,
        refused_at=None,
        refused_seconds=None,
    )
    return replace(usual, **changes)  # type: ignore[arg-type]
