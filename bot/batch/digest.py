"""`pullquote digest`: cleans, summarises and quotes article files, for people or as JSON lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.batch.inputs import read_all
from bot.batch.output import (
    ALL_WELL,
    SOME_TROUBLE,
    complained,
    counted,
    plain,
    screen,
    unbroken_pipe,
    with_progress,
    write_json,
)
from bot.batch.work import Broken, Done, Result, work_through
from digests.editor.options import EditOptions
from digests.errors import ArticleRejected
from digests.model import Article, EditedArticle, KeyQuote, Quote, Span, StoredArticle

if TYPE_CHECKING:
    from rich.console import RenderableType

Edited = Result[EditedArticle]
Record = dict[str, object]

_MOST_QUOTES = 3
"""Shown to people; programs get all of them."""


def edit(article: Article, options: EditOptions) -> EditedArticle:
    """Runs here or in a worker, and imports what it needs where it runs."""
    from digests.editor.edit import edit_article

    return edit_article(article, options)


def run_digest(
    paths: Sequence[str],
    *,
    options: EditOptions,
    as_json: bool = False,
    jobs: int = 1,
    stdin_format: str = "jsonl",
) -> int:
    """Exit status: 0, or 1 when anything could not be read or edited. Raises OperatorMistake."""
    inputs = read_all(paths, stdin_format)
    show = _show_json if as_json else _printer()
    status = ALL_WELL
    with unbroken_pipe():
        for result in with_progress(work_through(inputs, edit, options, jobs)):
            if complained(result):
                status = SOME_TROUBLE
            show(result)
    return status


# --- for programs -----------------------------------------------------------------------------


def _show_json(result: Edited) -> None:
    match result:
        case Done(_, _, EditedArticle() as edited):
            write_json(digested(edited))
        case Done(_, article, ArticleRejected() as rejected):
            published = article.published.isoformat() if article.published else None
            write_json(
                failed(article.id, article.title, str(rejected))
                | {"language": article.language or "und", "source": article.source, "published": published}
            )
        case Broken(_, flaw):
            write_json(failed(flaw.id, flaw.title, flaw.reason))


def digested(edited: EditedArticle) -> Record:
    """The object for one article; offsets are code points into its own `text`."""
    article = edited.article
    return {
        "id": article.id,
        "title": article.title,
        "language": article.language,
        "source": article.source,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "author": article.author,
        "image": article.image,
        "dateline": article.dateline,
        "text": article.text,
        "removed": [{"text": removal.text, "rule": removal.rule} for removal in article.removed],
        "doubtful": article.doubtful,
        "summary": [_span(span, article.text) for span in sorted(edited.summary)],
        "quotes": [_quote(quote, article.text) for quote in edited.quotes],
        "error": None,
    }


def failed(identity: str, title: str | None, reason: str) -> Record:
    """The object for an article that came to nothing: the same fields, and why."""
    return {
        "id": identity,
        "title": title or "",
        "language": "und",
        "source": None,
        "published": None,
        "url": None,
        "author": None,
        "image": None,
        "dateline": None,
        "text": "",
        "removed": [],
        "doubtful": False,
        "summary": [],
        "quotes": [],
        "error": reason,
    }


def _span(span: Span, text: str) -> Record:
    return {"text": span.of(text), "start": span.start, "end": span.end}


def _quote(quote: Quote, text: str) -> Record:
    mention, role = quote.mention, quote.role
    return _span(quote.span, text) | {
        "speaker": quote.speaker,
        "mention": mention.of(text) if mention else None,
        "mention_start": mention.start if mention else None,
        "mention_end": mention.end if mention else None,
        "role": role.of(text) if role else None,
        "role_start": role.start if role else None,
        "role_end": role.end if role else None,
        "cue": quote.cue,
        "confidence": round(quote.confidence, 3),
        "key": quote.key,
    }


# --- for people -------------------------------------------------------------------------------


def _printer() -> Callable[[Edited], None]:
    console = screen()

    def show(result: Edited) -> None:
        if isinstance(result, Done) and isinstance(result.result, EditedArticle):
            console.print(*card(result.result), sep="\n", end="\n\n")

    return show


def card(edited: EditedArticle) -> Iterator[RenderableType]:
    """An article's digest, line by line."""
    from rich.text import Text

    article = edited.article
    day = f"{article.published:%Y-%m-%d %H:%M} UTC" if article.published else None
    yield Text(plain(article.title or article.id), style="bold")
    yield Text(
        " · ".join(plain(part) for part in (article.source, article.language, day) if part), style="dim"
    )
    for span in sorted(edited.summary):
        yield Text(plain(span.of(article.text)))
    shown = _key_quotes(edited)
    for quote in shown:
        yield Text.assemble(("┃ ", "cyan"), f"“{plain(quote.passage.text)}”", *_by(quote))
    yield Text(_aside(edited, len(shown)), style="dim")


def _key_quotes(edited: EditedArticle) -> tuple[KeyQuote, ...]:
    """Those that a digest of this article alone would show at most."""
    from digests.editor.digest import tell

    alone = StoredArticle(key=0, story=0, seen_at=datetime.min.replace(tzinfo=UTC), edited=edited)
    return tell(0, [alone], sentences=len(edited.summary), quotes=_MOST_QUOTES).quotes


def _by(quote: KeyQuote) -> Iterator[tuple[str, str]]:
    if quote.speaker:
        role = f", {plain(quote.role.text)}" if quote.role else ""
        yield f" — {plain(quote.speaker)}{role}", "cyan"


def _aside(edited: EditedArticle, shown: int) -> str:
    """What is not shown, e.g. "3 more quotes · 2 lines removed (caption 1, ad-placeholder 1)"."""
    others = len(edited.quotes) - shown
    rules = Counter(removal.rule for removal in edited.article.removed)
    removed = f" ({', '.join(f'{rule} {count}' for rule, count in rules.most_common())})" if rules else ""
    lines = counted(rules.total(), "line")
    return " · ".join([*([counted(others, "more quote")] if others else []), f"{lines} removed{removed}"])
