"""The editor's desk for one article: from what a source delivered to a clean text, summary and quotes.

Pure and without memory, so that it runs in any worker process; what cannot be used raises ArticleRejected
with a reason for the operator.
"""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

from digests.editor.copies import signature
from digests.editor.options import SUMMARIZERS, EditOptions
from digests.editor.quotations.quotes import quotes
from digests.editor.stories import pack
from digests.editor.summaries.ranking import Ranker, pullquote
from digests.editor.summaries.summary import best_sentences
from digests.editor.topics import topics_of
from digests.errors import ArticleRejected
from digests.model import Article, CleanArticle, EditedArticle, PreparedArticle, Span
from digests.text.clean import Cleaned, clean, printable
from digests.text.language import language_of
from digests.text.repeats import line_keys
from digests.text.sentences import sentences
from digests.text.words import index_text, words

LONGEST_TEXT = 1_000_000
"""Characters. Longer "articles" are dumps; the time for one article must have an end."""

_LONGEST_TITLE = 500
_LONGEST_MADE_TITLE = 100
_SKIMMED = 1_500
"""Characters that are read of an article when only its story is asked for: twice what counts there."""
_TOLD_ON_ITS_PAGE = 0.5
"""Share of the different words of title and teaser that stand in the article they belong to."""
_MOST_BROKEN = 0.1
"""Share of replacement and control characters that says: this was never text."""


def prepare_article(article: Article, options: EditOptions) -> PreparedArticle:
    """The edited article with what filing needs: search tokens and the story vector."""
    readable = _readable(article)
    edited = _edited(readable, options)
    done = edited.article
    return PreparedArticle(
        edited=edited,
        index=index_text(done.title, done.text, done.language),
        vector=pack(done),
        signature=signature(done.text),
        lines=line_keys(readable.text or ""),
    )


def edit_article(article: Article, options: EditOptions) -> EditedArticle:
    """The article cleaned, with summary and quotes. Raises ArticleRejected, or ValueError on bad options."""
    return _edited(_readable(article), options)


def skim_article(article: Article, options: EditOptions) -> CleanArticle:
    """The article as far as it takes to tell its story: title, language, and the text's beginning, cleaned.

    Raises ArticleRejected as `edit_article` does, but for what only the rest of the text would show.
    """
    readable = _readable(article)
    text = readable.text or ""
    _refuse_unusable(text)
    try:
        return _cleaned(replace(readable, text=text[:_SKIMMED]), options)
    except ArticleRejected:
        return _cleaned(readable, options)


def _edited(article: Article, options: EditOptions) -> EditedArticle:
    ranker = _ranker(options.summarizer)
    done = _cleaned(article, options)
    said = quotes(done.text, done.language)
    if options.topics:
        speakers = [quote.speaker for quote in said if quote.speaker]
        done = replace(done, topics=topics_of(done, options.topics, speakers))
    summary = best_sentences(
        done.text,
        done.sentences,
        title=done.title,
        language=done.language,
        count=options.sentences,
        ranker=ranker,
    )
    return EditedArticle(article=done, summary=summary, quotes=said)


def _ranker(name: str) -> Ranker:
    if name not in SUMMARIZERS:
        raise ValueError(f"no summarizer {name!r}; there are {', '.join(SUMMARIZERS)}")
    if name == "pullquote":
        return pullquote
    from digests.editor.summaries.sumy_rankers import sumy_ranker

    return sumy_ranker(name)


def _readable(article: Article) -> Article:
    """The article with a text: out of its page where it has one, and so with what else it lacks."""
    if article.html is None:
        if article.text is None:
            raise ArticleRejected("neither text nor html")
        return article
    from digests.text.extract import extract  # a third of the start-up, and most sources send text

    try:
        page = extract(article.html)
    except ArticleRejected:
        if article.text is None:
            raise
        return replace(article, html=None)
    if (article.text is not None or article.identity is not None) and not _is_page_of(page.text, article):
        if article.text is None:
            raise ArticleRejected("its page is not the article that the feed names")
        return replace(article, html=None)
    return replace(
        article,
        html=None,
        text=page.text,
        title=article.title or page.title,
        published=article.published or page.published,
        language=article.language or page.language,
        source=article.source or page.site,
        url=article.url or page.url,
        author=article.author or page.author,
        image=article.image or page.image,
    )


def _is_page_of(text: str, article: Article) -> bool:
    """Whether a page's text is the article of which a feed gave title and teaser: longer than that, and
    about the same. Instead of the article there may be a wall that asks for consent or money."""
    teaser = article.text or ""
    if len(text) <= len(teaser):
        return False
    told, there = (set(words(part)) for part in (f"{article.title or ''} {teaser}", text))
    return len(told & there) >= _TOLD_ON_ITS_PAGE * len(told)


def _cleaned(article: Article, options: EditOptions) -> CleanArticle:
    delivered = article.text or ""
    _refuse_unusable(delivered)
    language = language_of(delivered, article.language)
    cleaned = _without_junk(article, language, options) if options.clean else Cleaned(delivered, ())
    text = cleaned.text
    found = sentences(text, language)
    return CleanArticle(
        id=article.id,
        title=_title(article.title) or _made_title(text, found),
        text=text,
        language=language,
        url=article.url,
        source=article.source,
        published=article.published,
        topics=article.topics,
        author=article.author,
        image=article.image,
        removed=cleaned.removed,
        dateline=cleaned.dateline,
        doubtful=cleaned.doubtful,
        sentences=found,
        fingerprint=_fingerprint(article),
    )


def _refuse_unusable(text: str) -> None:
    if not text.strip():
        raise ArticleRejected("no text")
    if len(text) > LONGEST_TEXT:
        raise ArticleRejected(f"text of {len(text):,} characters is longer than {LONGEST_TEXT:,}")
    broken = len(text) - len(printable(text)) + text.count("\ufffd")
    if broken > len(text) * _MOST_BROKEN:
        raise ArticleRejected("this is not text: too many characters that cannot be shown")
    if not any(map(str.isalpha, text)):
        raise ArticleRejected("no words in the text")


def _without_junk(article: Article, language: str, options: EditOptions) -> Cleaned:
    cleaned = clean(article.text or "", language, article.title, options.repeated)
    if not any(map(str.isalpha, cleaned.text)):
        raise ArticleRejected("nothing but advertising, links and the like in the text")
    return cleaned


def _title(given: str | None) -> str:
    """The title on one line, as it was given."""
    return " ".join(printable(given or "").split())[:_LONGEST_TITLE].rstrip()


def _made_title(text: str, found: tuple[Span, ...]) -> str:
    """The first sentence's words, cut at a word's end, for an article that came without a title."""
    first = " ".join(found[0].of(text).split()) if found else ""
    if len(first) <= _LONGEST_MADE_TITLE:
        return first
    cut = first[: _LONGEST_MADE_TITLE + 1]
    return (cut[: cut.rfind(" ")] if " " in cut else cut[:-1]).rstrip()


def _fingerprint(article: Article) -> str:
    """Names the content: title and text or page, without regard to white space.

    An article that a feed names is itself, also where another outlet prints the same: both are told of, as
    one voice (`editor/copies.py`).
    """
    parts = (article.title, article.text, article.html, article.identity)
    content = "\n".join(" ".join((part or "").split()) for part in parts)
    return blake2b(content.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
