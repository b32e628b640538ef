"""What somebody, or something, could type into a search: for tests that nothing of it does harm."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = ("storm", "runs", "京", "東京都", "서울", "ไทย", "é", "ﷺ", "⑴", "x" * 300)
OPERATORS = (
    *('"', "“", "-", "–", "|", "OR", "AND", "NOT", "NEAR", "NEAR(", "source:", "source:herald"),
    *(
        "topic:",
        "from:",
        "lang:",
        "since:",
        "lang:en",
        "since:7d",
        "from：京",
        'topic:"a b',
        "since:2026-02-31",
    ),
)
TRAPS = ("(", ")", "{", "}", ":", "*", "^", "'", "\\", "&", "!", "<->", ":*", "%", "\x00", "\ud800", "😀")

scribble = st.one_of(
    st.text(max_size=600),
    st.lists(st.sampled_from(WORDS + OPERATORS + TRAPS), max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS + OPERATORS + TRAPS), max_size=40).map("".join),
)
