"""Whether a feed gives the article itself, or a teaser for it.

The rule. A text is whole when it does not end like a beginning (an ellipsis, "Continue reading",
`data/teasers.toml`) and is long enough to be an article: LONGEST_TEASER characters where the feed calls it
the content, twice that where it calls it a description, by what an East Asian sign says more than a letter.
One more thing must be so: it is more than one sentence, and its last line ends like a sentence, unless it has
paragraphs.

The figure. Texts made to tease are cut by their makers: 55 words by WordPress, 200 to 300 characters for
search engines, at most 500 in feeds of agencies; what is longer is a lead paragraph or the article. Fetching
a page in vain costs a request, a teaser taken for an article costs the reader the story: so short news count
as teasers, and the page decides.
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
_TAIL = 400
_SENTENCE_END = re.compile(r"""[.!?。！？…]["'”’»)）」』\]]*(?:\s|$)|[。！？]""")
_LINE_END = re.compile(r"""[.!?。！？:;)\]）」』"'”’»*]\s*$""")


def is_whole(text: str, *, is_content: bool) -> bool:
    """`text` is plain, one paragraph a line; `is_content` where the feed says that this is the article."""
    if _length(text) < LONGEST_TEASER * (1 if is_content else 2) or ends_as_teaser(text):
        return False
    lines = text.split("\n")
    sentences = sum(1 for _ in _SENTENCE_END.finditer(text))
    return sentences > 1 and (len(lines) > 2 or bool(_LINE_END.search(lines[-1])))


def ends_as_teaser(text: str) -> bool:
    """Whether `text` breaks off, or ends with an invitation to read on."""
    return bool(_tails().search(text[-_TAIL:].rstrip()))


def _length(text: str) -> float:
    signs = len(_EAST_ASIAN.findall(text))
    return len(text) + (_LETTERS_A_SIGN - 1) * signs if signs > _EAST_ASIAN_SHARE * len(text) else len(text)


@lru_cache
def _tails() -> re.Pattern[str]:
    rules = table("digests.sources.feeds", "teasers")
    tails, words = "|".join(strings(rules, "tails")), "|".join(strings(rules, "words"))
    return re.compile(
        rf"(?:{tails})\s*$|(?:^|[\n.!?…。！？\])»”\"])\s*[\[(（【]?\s*(?:{words})\s*[\])）】.:]?\s*[»›→➔▶>…]*\s*$",
        re.IGNORECASE,
    )
