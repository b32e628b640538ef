"""Cleaning: what goes and why, and that nothing else is touched."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.clean import clean, printable

TITLE = "Port Linnet opens its harbour again after storm"
BODY = [
    "Port Linnet opened its harbour again on Monday, nine days after the worst storm in a decade.",
    "“We waited long enough,” harbour master Mara Oduya said. “Now we sail.”",
    "The town council set two million crowns aside for the repairs, which will go on until spring.",
]


def cleaned(*lines: str, language: str = "en", title: str | None = TITLE) -> tuple[list[str], dict[str, str]]:
    """The kept lines, and the rule for each line that went."""
    result = clean("\n".join(lines), language, title)
    return result.text.split("\n"), {removal.text: removal.rule for removal in result.removed}


def test_a_scraped_post_loses_everything_around_the_article() -> None:
    kept, removed = cleaned(
        "[ad_1]",
        *BODY[:2],
        "Mayor Tom Brand (L) and Mara Oduya shake hands on the quay on Nov. 23, 2026. (Linnet News/Photo)",
        BODY[2],
        "Related coverage:",
        "Storm closes harbour, ferries stay in port",
        "Council argues over “dear” repairs",
        "[ad_2]",
        f"Read More:{TITLE}",
        "Comments are closed.",
    )
    assert kept == BODY
    assert list(removed.values()) == [
        "ad-placeholder",
        "caption",
        "related",
        "related",
        "related",
        "ad-placeholder",
        "read-more",
        "comments",
    ]


@pytest.mark.parametrize(
    ("language", "line", "rule"),
    [
        ("en", "Advertisement", "advertisement"),
        ("en", "Continue reading the main story", "read-more"),
        ("en", "(Reporting by Ana Reyes in Leeds; Editing by Bo Lund)", "credit"),
        ("en", "Sign up for our morning newsletter to get the news first", "newsletter"),
        ("en", "By Ana Reyes and Bo Lund", "byline"),
        ("en", "Share on Facebook", "share"),
        ("en", "Photo: Ana Reyes", "caption"),
        ("en", "© 2026 Linnet News. All rights reserved.", "copyright"),
        ("en", "https://news.example/story", "bare-link"),
        ("de", "Lesen Sie auch: Sturm schließt den Hafen", "read-more"),
        ("de", "Lesedauer: 4 Minuten", "byline"),
        ("fr", "À lire aussi : la tempête ferme le port", "related"),
        ("es", "Suscríbete a nuestro boletín", "newsletter"),
        ("it", "© RIPRODUZIONE RISERVATA", "copyright"),
        ("pt", "Leia também: tempestade fecha o porto", "related"),
        ("nl", "Lees ook: storm sluit de haven", "related"),
        ("pl", "Czytaj więcej", "read-more"),
        ("ru", "Читайте также: шторм закрыл порт", "related"),
        ("tr", "İlginizi çekebilir", "related"),
        ("ja", "続きを読む", "read-more"),
        ("ja", "無断転載を禁じます", "copyright"),
        ("ko", "무단전재 및 재배포 금지", "copyright"),
        ("zh", "责任编辑：王小明", "byline"),
    ],
)
def test_junk_is_known_in_many_languages(language: str, line: str, rule: str) -> None:
    _, removed = cleaned(*BODY, line, language=language)
    assert removed == {line: rule}


@pytest.mark.parametrize(
    "line",
    [
        "Markets closed higher on Monday after a quiet day of trading, the exchange said. (AP)",
        "“I subscribe to the newsletter and read it every morning,” she said.",
        "Editor's note: the figures in this story were corrected on Tuesday.",
        "Share prices in Port Linnet fell by two percent on Monday.",
        "The source of the fire is not known.",
        "Related charges against two other men were dropped on Friday.",
        "Comments by the minister are closed to the public until the trial.",
        "Advertisement spending rose by a third, the report says.",
        "By Monday evening the harbour was full again.",
        "Read more than one account of the storm and you find three different death tolls.",
    ],
)
def test_sentences_that_only_look_like_junk_stay(line: str) -> None:
    kept, removed = cleaned(*BODY, line, BODY[0])
    assert (line in kept, removed) == (True, {})


def test_a_heading_of_related_stories_takes_headlines_along_but_not_the_text_behind_them() -> None:
    kept, removed = cleaned(
        BODY[0], "Related:", "Storm closes harbour", "Ferries stay in port", BODY[1], BODY[2]
    )
    assert kept == BODY
    assert list(removed) == ["Related:", "Storm closes harbour", "Ferries stay in port"]


def test_behind_an_end_marker_nothing_stays_unless_it_is_much() -> None:
    foot = "Linnet News has written about the coast since 1921"
    assert cleaned(*BODY, "[ad_2]", foot)[1] == {"[ad_2]": "ad-placeholder", foot: "after-end"}
    kept, removed = cleaned(BODY[0], "[ad_2]", *BODY[1:])
    assert (kept, list(removed)) == (BODY, ["[ad_2]"])


@pytest.mark.parametrize("echo", [TITLE, TITLE.upper(), f"{TITLE}."])
def test_a_line_that_repeats_the_title_is_an_echo(echo: str) -> None:
    assert cleaned(echo, *BODY, title=f"{TITLE} | Linnet News") == (BODY, {echo: "title-echo"})


def test_a_text_that_is_only_its_title_keeps_it() -> None:
    assert cleaned(TITLE) == ([TITLE], {})


def test_rules_that_would_take_most_of_a_text_are_not_believed() -> None:
    headlines = [f"Storm number {n} keeps the ferries of the coast in port" for n in range(10)]
    kept, removed = cleaned("Short news.", "Top stories:", *headlines)
    assert (kept[-1], removed) == (headlines[-1], {})


def test_a_text_of_junk_alone_leaves_nothing() -> None:
    assert clean("[ad_1]\nAdvertisement\n[ad_2]\nSource", "en").text == ""


def test_only_white_space_at_line_ends_blank_lines_and_unprintable_characters_change() -> None:
    assert (
        clean("\n\n  One  line \t\r\n\n\n\nTwo\x00 lines\ufeff\n\n", "en").text == "  One  line\n\nTwo lines"
    )


LINES = st.lists(st.one_of(st.text(), st.sampled_from([*BODY, TITLE, "[ad_1]", "Related:", "Source", ""])))


@given(LINES, st.one_of(st.none(), st.text(), st.just(TITLE)))
def test_every_line_stays_as_it_was_or_is_on_record(lines: list[str], title: str | None) -> None:
    text = "\n".join(lines)
    result = clean(text, "en", title)
    delivered = [line.rstrip() for line in printable(text).split("\n") if line.strip()]
    kept = [line for line in result.text.split("\n") if line]
    gone = [removal.text for removal in result.removed]
    assert Counter(line.strip() for line in [*kept, *gone]) == Counter(line.strip() for line in delivered)
    remaining = iter(delivered)
    assert all(line in remaining for line in kept)
