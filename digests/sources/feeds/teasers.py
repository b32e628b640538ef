"""Whether a feed gives the article itself, or a teaser for it.

The rule. A text is whole when it does not end like a beginning (an ellipsis, "Continue reading",
`data/teasers.toml`) and is long enough to be an article: LONGEST_TEASER characters where the feed calls it
the content, twice that where it calls it a description; an East Asian sign counts for several letters. And it
has paragraphs, or is of more than one sentence and ends with one.

The figure. Teasers are cut by their makers: at 55 words by WordPress (330 characters), at 200 to 300 for
search engines. Of the BBC's articles of 2005 one in a hundred is shorter than 750 characters, of pages
scraped all over one in a hundred is shorter than 575: so 600. To fetch a page in vain costs a request, a
teaser taken for an article costs the reader the story: where it is close, the page decides.
"""

from __future__ import annotations

import re
from functools import lru_cache

from digests.text.tables import strings, table

LONGEST_TEASER = 600
"""Characters."""

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EAST_ASIAN_SHARE = 0.3
_LETTERS_A_SIGN = 2.5
"""How many letters of English say what a Chinese, Japanese or Korean sign says, about."""
_TAIL = 600
_SENTENCE_END = re.compile(r"""[.!?。！？…]["'”’»)）」』\]]*(?:\s|$)|[。！？]""")
_LINE_END = re.compile(r"""[.!?。！？:;)\]）」』"'”’»*]\s*$""")


def is_whole(text: str, *, is_content: bool) -> bool:
    """`text` is plain, one paragraph a line; `is_content` where the feed says that this is the article."""
    if _length(text) < LONGEST_TEASER * (1 if is_content else 2) or ends_as_teaser(text):
        return False
    lines = text.split("\n")
    sentences = sum(1 for _ in _SENTENCE_END.finditer(text))
    return len(lines) > 2 or (sentences > 1 and bool(_LINE_END.search(lines[-1])))


def ends_as_teaser(text: str) -> bool:
    """Whether `text` breaks off, or ends with an invitation to read on."""
    signature, tail = _ends()
    return bool(tail.search(signature.sub("", text[-_TAIL:].rstrip())))


def _length(text: str) -> float:
    signs = len(_EAST_ASIAN.findall(text))
    return len(text) + (_LETTERS_A_SIGN - 1) * signs if signs > _EAST_ASIAN_SHARE * len(text) else len(text)


@lru_cache
def _ends() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Signatures, and tails of teasers."""
    rules = table("digests.sources.feeds", "teasers")
    signatures, tails, words = ("|".join(strings(rules, key)) for key in ("signatures", "tails", "words"))
    start = r"(?:^|[\n.!?…。！？\])»”\"])\s*[\[(（【]?\s*"
    end = r"\s*[\])）】.:]?\s*[»›→➔▶>…]*\s*$"
    return (
        re.compile(rf"(?:^|\n|(?<=[.!?…\])])\s)(?:{signatures})\s*$", re.IGNORECASE),
        re.compile(rf"(?:{tails})\s*$|{start}(?:{words}){end}", re.IGNORECASE),
    )
