"""Whether a feed gives the article or a beginning of it."""

from __future__ import annotations

import pytest

from digests.sources.feeds.teasers import LONGEST_TEASER, ends_as_teaser, is_whole
from tests.builders import TEXT

LONG = "\n".join([TEXT] * 4)
LONGER = "\n".join([TEXT] * 8)


@pytest.mark.parametrize(
    "end",
    [
        "and then […]", "and then [...]", "and then…", "and then ...", "and then (more…)", "and then. Read more",
        "and then.\nContinue reading Harbour of Port Linnet reopens →", "and then.\nRead more »", "and then. »",
        "und dann.\nWeiterlesen", "und dann. Mehr dazu", "et puis.\nLire la suite", "y entonces.\nLeer más",
        "e poi.\nLeggi tutto", "e depois.\nLeia mais", "en dan.\nLees verder", "og så.\nLæs mere", "i wtedy.\nCzytaj więcej",
        "и тогда.\nЧитать далее", "ve sonra.\nDevamını oku", "再開した。\n続きを読む", "重开。\n阅读全文", "重開。\n繼續閱讀",
        "열렸다.\n더보기", "and then […]\nThe post Harbour reopens appeared first on Linnet Herald.",
        "残り1234文字",
    ],
)  # fmt: skip
def test_a_text_that_breaks_off_or_invites_to_read_on_is_a_teaser(end: str) -> None:
    assert ends_as_teaser(f"{LONG} {end}") or ends_as_teaser(f"{LONG}\n{end}")
    assert not is_whole(f"{LONGER}\n{end}", is_content=True)


@pytest.mark.parametrize(
    "end",
    [
        "He said it was over.", "“We waited … long enough.”", "Read more books, she said.", "(AP)", "By Mara Oduya",
        "The talks will continue.", "There will be more.", "再開した。", "The post Harbour reopens appeared first on Linnet Herald.",
        "The storm is over. The post Harbour reopens appeared first on Linnet Herald.",
    ],
)  # fmt: skip
def test_other_ends_are_ends(end: str) -> None:
    assert not ends_as_teaser(f"{LONG}\n{end}")
    assert is_whole(f"{LONGER}\n{end}", is_content=True)


CUT = "word " * 500


@pytest.mark.parametrize(
    ("text", "in_content", "in_description"),
    [
        ("", False, False),
        (TEXT, False, False),
        (LONG, True, False),
        (LONGER, True, True),
        (LONG.replace("\n", " "), True, False),
        (CUT, False, False),
        (f"{TEXT} {CUT}", False, False),
        ("港は九日ぶりに再開した。" * 25, True, False),
        ("항구가 아흐레 만에 다시 열렸다.\n" * 60, True, True),
    ],
)
def test_how_much_makes_an_article(text: str, in_content: bool, in_description: bool) -> None:
    assert is_whole(text, is_content=True) == in_content
    assert is_whole(text, is_content=False) == in_description


def test_the_examples_stand_on_both_sides_of_the_border() -> None:
    assert len(TEXT) < LONGEST_TEASER < len(LONG) < 2 * LONGEST_TEASER < len(LONGER)
