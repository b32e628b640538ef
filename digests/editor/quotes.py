from __future__ import annotations

from digests.editor.marks import quoted
from digests.model import Quote
from digests.text.words import words


def quotes(text: str, language: str) -> tuple[Quote, ...]:
    return tuple(
        Quote(span=q.span, speaker=None, mention=None, cue=None, confidence=0.0, key=False)
        for q in quoted(text)
        if len(words(q.span.of(text))) >= 3
    )
