"""What a sentence shows of itself: whether it reads well alone, and whether it is one at all."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.summaries.outline import outline
from digests.editor.summaries.ranking import pullquote
from digests.editor.summaries.standing import Signs, has_number, is_of_the_page, manners, signs
from digests.editor.summaries.summary import summarise
from digests.editor.summaries.weights import weights
from digests.editor.summaries.wholeness import are_quoted, ends, is_balanced
from digests.text.sentences import sentences
from digests.text.words import words


def shown(sentence: str, language: str = "en") -> Signs:
    return signs(sentence, words(sentence), manners(language))


@pytest.mark.parametrize(
    ("language", "dangling", "plain"),
    [
        ("en", "But the quay stayed shut.", "Butter was sold on the quay."),
        ("en", "She said the quay was safe.", "Sheila Brand said the quay was safe."),
        ("de", "Außerdem blieb der Kai zu.", "Der Kai blieb am Montag zu."),
        ("fr", "Cependant, le quai reste fermé.", "Le quai reste fermé."),
        ("es", "Además, el muelle sigue cerrado.", "El muelle sigue cerrado."),
        ("ja", "しかし、港は閉じたままだ。", "港は閉じたままだ。"),
        ("ko", "그러나 항구는 닫혀 있다.", "항구는 닫혀 있다."),
        ("zh", "但是港口仍然关闭。", "港口仍然关闭。"),
    ],
)
def test_a_first_word_that_points_back_dangles(language: str, dangling: str, plain: str) -> None:
    assert shown(dangling, language).dangles
    assert not shown(plain, language).dangles


@pytest.mark.parametrize(
    ("sign", "sentence"),
    [
        ("asks", "Who paid for the new wall?"),
        ("asks", "“Who paid for the new wall?”"),
        ("quotes", "“It was a long night,” the harbour master said."),
        ("personal", "Now we wait for the ferry to come back."),
        ("runs_on", "Boats lay along the quay The storm broke the wall in two places."),
        ("runs_on", "The wall cost 2 The storm broke it in two places."),
        ("captions", "Mayor Ana Reyes (left) opened the new wall on Monday."),
        ("captions", "Back to sea: Fishing boats leave Port Linnet on Monday."),
    ],
)
def test_a_sentence_shows_what_speaks_against_it(sign: str, sentence: str) -> None:
    assert getattr(shown(sentence), sign)


@pytest.mark.parametrize(
    "line",
    [
        "Scroll down for video of the storm in Port Linnet.",
        "(Ana Reyes, The Linnet Courier)",
        "Read more: how the wall was built.",
    ],
)
def test_the_page_is_told_from_the_article(line: str) -> None:
    assert is_of_the_page(line, manners("en"))


@pytest.mark.parametrize(
    "plain",
    [
        "The Port Linnet Company opened the harbour again on Monday, the mayor said.",
        "Readers of Linnet. The Courier and of USA The Day were told of it.",
    ],
)
def test_a_plain_sentence_shows_nothing(plain: str) -> None:
    assert not any(shown(plain))
    assert not is_of_the_page(plain, manners("en"))


@pytest.mark.parametrize(
    ("sentence", "has"), [("The wall cost 2 million crowns.", True), ("The wall cost two million.", False)]
)
def test_a_number_is_one_in_digits(sentence: str, has: bool) -> None:
    assert has_number(sentence) == has


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [
        ("The harbour is open again.", True),
        ("“The harbour is open again.”", True),
        ("港は再開した。", True),
        ("Harbour of Port Linnet open again", False),
        ("Ferries sail again (11.39 Uhr)", False),
        ("The harbour was opened by Mayor An...", False),
    ],
)
def test_a_sentence_ends_with_a_stop_and_is_not_cut_off(sentence: str, whole: bool) -> None:
    assert ends(sentence) == whole


@pytest.mark.parametrize(
    ("sentence", "balanced"),
    [
        ("The “old” harbour (built long ago) is open.", True),
        ("Der „alte“ Hafen ist offen.", True),
        ("“The harbour is open, she said.", False),
        ("the harbour is open.", False),
    ],
)
def test_a_whole_sentence_starts_large_and_closes_what_it_opens(sentence: str, balanced: bool) -> None:
    assert is_balanced(sentence) == balanced


@pytest.mark.parametrize("marks", ["“”", '""', "„“", "«»"])
def test_the_inside_of_a_long_quotation_is_known(marks: str) -> None:
    text = (
        f"{marks[0]}We saw the wave. It took the wall. Nobody slept that night{marks[1]}, said Ana Reyes. "
        f"The wall is up again.\n{marks[0]}A mark that never closes is stray at the line's end.\nAll is well."
    )
    spans = sentences(text, "en")
    quoted = [
        span.of(text) for span, is_quoted in zip(spans, are_quoted(text, spans), strict=True) if is_quoted
    ]
    assert quoted == ["It took the wall.", f"Nobody slept that night{marks[1]}, said Ana Reyes."]


def test_a_quotation_without_its_speaker_is_not_shown() -> None:
    text = "“We saw the wave at four in the morning.”\nThe wave took the harbour wall at four in the morning."
    spans = sentences(text, "en")
    told = summarise(text, spans, title="", language="en", count=2, ranker=pullquote)
    assert [span.of(text) for span in told] == ["The wave took the harbour wall at four in the morning."]


def test_the_weights_are_read_from_their_file() -> None:
    assert weights().centrality > 0
    assert weights().redundancy > 0


@given(st.text(alphabet=st.one_of(st.sampled_from(' .!?“”„«»"\nabcAB(日「'), st.characters())))
def test_every_text_has_an_outline(text: str) -> None:
    spans = sentences(text, "en")
    if spans:
        seen = outline(text, spans, title=text[:9], language="en", count=3)
        assert {candidate.span for candidate in seen.candidates} <= set(spans)
        assert all(0 <= seen.likeness(c, seen.candidates[0]) <= 1.000001 for c in seen.candidates)


@pytest.mark.parametrize(
    "piece", ["“", '"', "(", "[", "A: ", "(left ", "The harbour (", "a The ", "... ", "Who? ", "港", "x"]
)
def test_time_grows_with_length_alone(piece: str) -> None:
    text = (piece * 300_000)[:300_000]
    spans = sentences(text, "en")
    began = process_time()
    summarise(text, spans, title="", language="en", count=3, ranker=pullquote)
    assert process_time() - began < 3
