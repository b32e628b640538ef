"""The splitter: hard cases by language, and what holds for any text at all."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.sentences import sentences


def split(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["The U.S. team won.", "It cost $3.5 million."]),
        ("en", ["Mr. and Mrs. Okoro met Dr. Lind at 3 p.m. on Jan. 5.", "They left."]),
        ("en", ["J. K. Marlow wrote to St. Anne.", "Nobody answered!", "Why?"]),
        ("en", ["She works for Acme Inc. in Leeds.", "He left Acme Inc.", "The firm closed."]),
        ("en", ["They moved to the U.S.", "The move was quick."]),
        ("en", ['"Is it over?" Ana Reyes asked.', "It was not."]),
        ("en", ["“Stop!” he shouted.", "“No.”", "They ran."]),
        ("en", ["“Wait... what?” she said.", "Oh…", "Nobody knew."]),
        ("en", ["“I came. i saw,” he wrote.", "Then he left."]),
        ("en", ["1. First things first.", "2. Then the rest."]),
        ("de", ["Am 3. Oktober kam z.B. Dr. Lenz.", "„Ich gehe.“", "Dann ging er."]),
        ("fr", ["M. Duval est parti.", "« C'est fini ! » a-t-il dit.", "La salle s'est tue."]),
        ("es", ["El Sr. Vega llegó.", "¿Quién sabe?", "¡Nadie!"]),
        ("ru", ["В 2020 г. вышла книга.", "Её прочли тыс. людей."]),
        ("ja", ["「はい。そうです」と述べた。", "次は明日だ。", "「だめだ。」と言った。"]),
        ("zh", ["“我来了。”他说。", "然后走了！"]),
        ("ko", ['그는 "네. 맞다"고 했다.', "끝났다."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(language: str, parts: list[str]) -> None:
    between = "" if language in ("ja", "zh") else " "
    assert split(between.join(parts), language) == parts


@pytest.mark.parametrize(
    "parts",
    [
        ["It was the end of the year.", "The next day she left."],
        ["We won't build there.'", "They left it at that."],
        ["“Go!”", "He left at once."],
        ["Is it over?", "Nobody knew."],
        ["They met at 5 a.m.", "The talks went on."],
        ["She signed it in May.", "I was there."],
    ],
)
def test_sentences_that_lost_the_space_between_them_are_told_apart(parts: list[str]) -> None:
    assert split("".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Read example.com/Foo or docs.Example.Org for more.",
        "The U.S.Army has a base in St.Louis near Mr.Okoro.",
        "Write to jo.Marsh@gull.example and wait.",
        "It runs on Node.js and ASP.NET with version v2.Beta.3 of it.",
        "U.S. Sen. J. K. Smith Jr. of St. Louis met Gov. Ann Lee.",
        "The talks began at 5 p.m. Monday in Washington, D.C. and went on.",
    ],
)
def test_names_addresses_and_abbreviations_do_not_end_a_sentence(text: str) -> None:
    assert split(text) == [text]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("ar", ["ذهب الرجل.", "هل عاد؟", "نعم."]),
        ("hi", ["वह गया।", "वह आया।"]),
        ("th", ["เขาไป เขามา"]),
        ("de", ["Das war am 3. Oktober, z. B. in Köln.", "Er ging."]),
    ],
)
def test_every_script_has_stops_of_its_own(language: str, parts: list[str]) -> None:
    assert split(" ".join(parts), language) == parts


def test_a_lost_space_between_two_korean_sentences_does_not_join_them() -> None:
    assert split("그는 떠났다.그녀는 남았다.", "ko") == ["그는 떠났다.", "그녀는 남았다."]


def test_the_end_of_a_line_ends_a_sentence_with_or_without_a_stop() -> None:
    assert split("A heading\nThe text begins here.\r\nAnd goes on") == [
        "A heading",
        "The text begins here.",
        "And goes on",
    ]


def test_a_bracket_that_never_closes_does_not_swallow_the_rest_of_the_line() -> None:
    assert split("「まだ。" + "次の文だ。" * 100, "ja")[-1] == "次の文だ。"


TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from(' .!?…"“”„«»「」。！\n\r\u2028()aABé日본1'), st.characters())
)


@given(TEXTS, st.sampled_from(["en", "de", "ja", "zh", "ko", "und"]))
def test_sentences_never_overlap_and_hold_everything_but_white_space(text: str, language: str) -> None:
    reached = 0
    for span in sentences(text, language):
        assert reached <= span.start < span.end
        assert text[reached : span.start].strip() == ""
        assert span.of(text) == span.of(text).strip()
        reached = span.end
    assert text[reached:].strip() == ""


@pytest.mark.parametrize("piece", ["a. ", ".", '"', "「", "“a. A", "word ", "(" * 50 + "x. Y "])
def test_a_line_of_half_a_million_characters_takes_about_a_second_at_most(piece: str) -> None:
    text = (piece * 500_000)[:500_000]
    began = process_time()
    for language in ("en", "ja"):
        sentences(text, language)
    assert process_time() - began < 8
