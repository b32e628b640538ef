"""From a page's HTML to its article: the text, and what the page says about itself.

HTML as fetched or dropped comes in; plain text with one paragraph a line goes to cleaning, because even
the best extraction leaves captions and teasers behind. The text is trafilatura's, mended block by block
(`digests.text.pages`); where it finds too little, the page's JSON-LD or its plain paragraphs step in.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digests.errors import ArticleRejected
from digests.text.pages import facts
from digests.text.pages.blocks import Block, Element, blocks
from digests.text.pages.choice import refine
from digests.text.pages.features import Said
from digests.text.pages.jsonld import unmarked
from digests.text.pages.metadata import Metadata, metadata

SHORTEST = 250
"""Characters; less than that is hardly an article, and other ways have a try."""

LONGEST_HTML = 5_000_000
_LONGEST_MENDED = 3_000_000
_MOST_TAGS = 30_000
"""Real articles have 2,000 tags, the longest seen 8,000; trafilatura takes half a minute for a million."""

_LITTLE = 0.5
"""Share of the page's paragraphs, or of what another way finds; below it an extraction is not believed."""

_PROSE = 80
_MOST_LINKED_PROSE = 0.3


@dataclass(frozen=True, slots=True)
class Page:
    """What a page holds; everything but the text may be missing."""

    text: str
    title: str | None
    published: datetime | None
    """In UTC; midnight where the page gives the day alone."""
    language: str | None
    """As the page claims it, often wrongly."""
    site: str | None
    author: str | None = None
    """People, joined by commas."""
    image: str | None = None
    url: str | None = None
    """The canonical address."""


def extract(html: str) -> Page:
    """The article in `html`. Raises ArticleRejected where there is none to be found."""
    if len(html) > LONGEST_HTML:
        raise ArticleRejected(f"page of {len(html):,} characters is longer than {LONGEST_HTML:,}")
    root = parsed(html)
    said = metadata(root)
    huge = len(html) > _LONGEST_MENDED or html.count("<") > _MOST_TAGS
    text = _text(root, said, huge=huge).strip()
    if not text:
        raise ArticleRejected("no article text found in the page")
    return Page(
        text=text,
        title=facts.title_of(said),
        published=facts.published_of(said),
        language=facts.language_of_page(said),
        site=facts.site_of(said),
        author=facts.author_of(said),
        image=facts.image_of(said),
        url=facts.url_of(said),
    )


def _text(root: Element, said: Metadata, *, huge: bool) -> str:
    found = blocks(root)
    extracted = "" if huge else taken(root, found)
    text = refine(extracted, found, Said.of(said.descriptions, said.titles)) if extracted else ""
    body = said.ld.body or ""
    if unmarked(text).split() == body.split():
        text = body  # trafilatura looks into the JSON-LD too, and makes one line of it
    elif len(text) < max(SHORTEST, len(body) * _LITTLE):
        text = max(body, text, key=len)
    return text if len(text) >= SHORTEST else max(text, _prose(found), key=len)


def taken(root: Element, found: Sequence[Block]) -> str:
    """What trafilatura takes: its precise mode, or its default mode where the precise one leaves most."""
    precise = _by_trafilatura(root, precise=True)
    if len(precise) >= max(SHORTEST, len(_prose(found)) * _LITTLE):
        return precise
    default = _by_trafilatura(root, precise=False)
    return precise if len(precise) >= len(default) * _LITTLE else default


def _prose(found: Sequence[Block]) -> str:
    return "\n".join(block.text for block in found if _is_prose(block))


def _is_prose(block: Block) -> bool:
    return len(block.text) >= _PROSE and block.linked < _MOST_LINKED_PROSE


def parsed(html: str) -> Element:
    """The page's tree. Raises ArticleRejected where there is none."""
    # Loads lxml and a good deal more: only where pages come in.
    from trafilatura import load_html

    # It complains of broken pages in its log; here they are news to nobody.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    root: Element | None = load_html(html.replace("\0", ""))
    if root is None:
        raise ArticleRejected("no article text found in the page")
    return root


def _by_trafilatura(root: Element, *, precise: bool) -> str:
    from trafilatura import bare_extraction

    try:
        found = bare_extraction(root, favor_precision=precise, include_comments=False, with_metadata=False)
    except Exception as error:
        # Any page can be fed to it, and parsers break in ways no list of errors covers.
        raise ArticleRejected(f"the page cannot be parsed: {error}") from error
    if isinstance(found, dict):
        raise TypeError("trafilatura was asked for a document, not a dictionary")
    return (found.text or "") if found else ""
