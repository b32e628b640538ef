"""Which language a text is in, and whom to believe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.language import language_of, normal_code, sample_of

ENGLISH = "The harbour reopened on Monday after a storm had closed it for more than a week, officials said."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        ("Der Hafen wurde am Montag nach einem Sturm wieder geöffnet, teilte die Stadt mit.", "de"),
        ("Le port a rouvert lundi après une tempête qui l'avait fermé pendant neuf jours.", "fr"),
        ("El puerto volvió a abrir el lunes después de la tormenta, según las autoridades.", "es"),
        ("Порт снова открылся в понедельник после шторма, сообщили городские власти.", "ru"),
        ("港は嵐のあと月曜日に再開した。", "ja"),
        ("항구는 폭풍 뒤 월요일에 다시 문을 열었다.", "ko"),
        ("港口在暴风雨过后于星期一重新开放，市政府表示。", "zh"),
    ],
)
def test_the_letters_tell_the_language(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ["", "1234 5678", "Hm.", "OK 42", "!!! ???"])
def test_too_little_text_is_of_no_known_language(text: str) -> None:
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    ("declared", "believed"),
    [("en-GB", "en"), ("EN", "en"), ("da", "da"), ("ja", "en"), ("ru", "en"), ("english", "en"), ("", "en")],
)
def test_the_source_is_believed_when_its_code_fits_the_script(declared: str, believed: str) -> None:
    assert language_of(ENGLISH, declared) == believed


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("zh_Hant", "zh"),
        (" de-AT ", "de"),
        ("nb", "no"),
        ("iw", "he"),
        ("x", None),
        ("eng", None),
        (None, None),
    ],
)
def test_a_code_is_read_in_the_ways_pages_write_it(written: str | None, code: str | None) -> None:
    assert normal_code(written) == code


def test_buttons_above_the_text_do_not_decide_its_language() -> None:
    assert sample_of(f"Teilen\nDrucken\nMerken\n{ENGLISH}") == ENGLISH


@given(st.text(), st.one_of(st.none(), st.text(max_size=8)))
def test_any_text_and_any_code_give_a_language(text: str, declared: str | None) -> None:
    assert language_of(text, declared) == "und" or len(language_of(text, declared)) == 2
