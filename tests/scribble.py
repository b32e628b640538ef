"""What somebody, or something, could type into a search: for tests that nothing of it does harm."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = ("storm", "runs", "京", "東京都", "서울", "ไทย", "é", "ﷺ", "⑴", "x" * 300)
OPERATORS = ('"', "“", "-", "–", "|", "OR", "AND", "NOT", "NEAR", "NEAR(", "source:", "source:herald")
TRAPS = ("(", ")", "{", "}", ":", "*", "^", "'", "\\", "&", "!", "<->", ":*", "%", "\x00", "\ud800", "😀")

scribble = st.one_of(
    st.text(max_size=600),
    st.lists(st.sampled_from(WORDS + OPERATORS + TRAPS), max_size=40).map(" ".join),
    st.lists(st.sampled_from(WORDS + OPERATORS + TRAPS), max_size=40).map("".join),
)
