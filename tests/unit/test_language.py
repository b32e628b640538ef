"""Which language a text is in, and whom to believe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.text.function_words import FEWEST, told_language
from digests.text.language import language_of, normal_code, sample_of
from digests.text.tables import table

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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (
            "Der Hafen ist seit Montag wieder offen, wie die Stadt mitteilte. Er war nach einem Sturm für "
            "mehr als eine Woche geschlossen, und es sind noch nicht alle Schäden behoben, die er hatte.",
            "de",
        ),
        (
            "Hamnen är öppen igen efter stormen, säger staden. Den var stängd i mer än en vecka och det är "
            "inte klart när alla färjor kan gå som vanligt, men det ska vara möjligt före jul.",
            "sv",
        ),
        (
            "El puerto volvió a abrir el lunes después de la tormenta, según las autoridades. Había estado "
            "cerrado más de una semana y los transbordadores no salían porque el viento era muy fuerte.",
            "es",
        ),
        (
            "Порт снова открылся после шторма, сообщили в городе. Он был закрыт больше недели, и пока не "
            "известно, когда паромы будут ходить как обычно, но это может быть уже до конца года.",
            "ru",
        ),
    ],
)
def test_little_words_tell_the_language_of_prose(text: str, language: str) -> None:
    assert told_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "Harbour reopens after storm",
        "O porto abriu de novo o luns, despois da treboada, segundo a cidade. Estivo pechado máis dunha "
        "semana e aínda non se sabe cando os transbordadores poden saír coma sempre.",
        "Die hawe is weer oop nadat dit vir meer as ’n week gesluit was. Die stad sê dit is nog nie seker "
        "wanneer die veerbote weer sal vaar nie, maar hulle hoop dat dit gou kan wees.",
        "Ukuvulwa kwesikhumulo semikhumbi kwenzeke ngoMsombuluko ngemuva kwesiphepho.",
        "1 2 3 4 5 6 7 8 9 10",
        "",
    ],
    ids=["a title", "Galician", "Afrikaans", "Zulu", "numbers", "nothing"],
)
def test_what_leaves_a_doubt_is_left_to_the_model(text: str) -> None:
    assert told_language(text) is None


def test_a_few_english_words_in_another_script_do_not_make_it_english() -> None:
    quoted = "“I have to say that this was not what we had in mind for them,” he said of the storm."
    told = "港口在暴风雨过后于星期一重新开放，市政府表示，渡轮将恢复运行，但何时恢复正常尚不清楚。" * 4
    assert language_of(f"{told}\n{quoted}") == "zh"


def test_repeating_a_few_words_does_not_make_them_many() -> None:
    assert told_language(" ".join(["the of and to in a is"] * 50)) is None
    assert len(["the", "of", "and", "to", "in", "a", "is"]) < FEWEST


@pytest.mark.parametrize("group", ["told", "rivals"])
def test_no_list_has_more_words_than_can_be_counted(group: str) -> None:
    languages = table("digests.text", "function_words")[group]
    assert isinstance(languages, dict)
    for language, lines in languages.items():
        listed = " ".join(lines).split()
        assert len(listed) == len(set(listed)) <= 255, language
        assert [word.lower() for word in listed] == listed, language


@given(st.text(), st.one_of(st.none(), st.text(max_size=8)))
def test_any_text_and_any_code_give_a_language(text: str, declared: str | None) -> None:
    assert language_of(text, declared) == "und" or len(language_of(text, declared)) == 2
