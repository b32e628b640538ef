"""Speech told from titles, names and words held at arm's length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.quotations.marks import quoted
from digests.editor.quotations.scare import is_speech, likelihood


def kept(text: str, language: str) -> list[str]:
    return [q.span.of(text) for q in quoted(text) if is_speech(text, q, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The so-called “storm” was a breeze.", "en"),
        ("She starred in the film “A Harbour in Winter” last year.", "en"),
        ("His new book, titled “The Sea Wall and Its Makers,” is out.", "en"),
        ("The band “Low Tide” played on the quay.", "en"),
        ("Das berichtet die Wochenzeitung „Der Hafen“ am Montag.", "de"),
        ("Unter dem Motto „Mehr Wind für alle Häfen“ zogen sie durch die Stadt.", "de"),
        ("Die Gruppe „Freunde der Alten Mole“ löste sich auf.", "de"),
        ("Der Film „Ein Hafen im Winter“ läuft seit Montag.", "de"),
        ("Le film «Un port en hiver» sort mercredi.", "fr"),
        ("El libro “Un Puerto en Invierno” sale el lunes.", "es"),
        ("Il quotidiano «Il Porto» ne parla oggi.", "it"),
        ("O jornal “O Porto” publicou a lista.", "pt"),
        ("De krant “De Haven” schreef er maandag over.", "nl"),
        ("Dziennik „Port Wieczorny” wychodzi od roku.", "pl"),
        ("Фильм «Гавань зимой» вышел в прокат.", "ru"),
        ("映画「冬の港」が公開された。", "ja"),
        ("영화 '겨울 항구'가 개봉했다.", "ko"),
        ("电影“冬天的港口”上映了。", "zh"),
    ],
)
def test_titles_and_names_are_no_speech(text: str, language: str) -> None:
    assert kept(text, language) == []


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("“Never again,” she said.", "en", "Never again,"),
        ("He called the wall “a disgrace” on Monday.", "en", "a disgrace"),
        ("The mayor said the harbour was “closed for good”.", "en", "closed for good"),
        ("“We waited for a long time. Then we sailed.”", "en", "We waited for a long time. Then we sailed."),
        ("Er bezeichnete die Mole als „vorbildlich“.", "de", "vorbildlich"),
        ("Die Lage sei „weiterhin sehr ernst“, sagte er.", "de", "weiterhin sehr ernst"),
        ("Sie sagte: „Wir fahren.“", "de", "Wir fahren."),
        ("Il juge la digue «en bon état», a-t-il dit.", "fr", "en bon état"),
        ("El puerto está “cerrado hasta nuevo aviso”, dijo.", "es", "cerrado hasta nuevo aviso"),
        ("首相は「港は必ず再開すると約束する」と述べた。", "ja", "港は必ず再開すると約束する"),
        ("他说：“港口会重新开放。”", "zh", "港口会重新开放。"),
    ],
)
def test_what_somebody_said_stays(text: str, language: str, words: str) -> None:
    assert kept(text, language) == [words]


def test_without_spaces_an_attribution_decides_over_few_characters() -> None:
    text = "外相は「遺憾」と述べた。"
    [quotation] = quoted(text)
    assert is_speech(text, quotation, "ja", told=True)


def test_a_part_of_a_quotation_that_goes_on_is_speech() -> None:
    text = "“The Old Harbour\n“And the sea,” she said."
    assert kept(text, "en")[0] == "The Old Harbour"


@given(
    st.lists(
        st.sampled_from(["“", "”", '"', " ", "the film ", "said", ", ", ". ", "Mara", "we", "日本", "\n"])
    ).map("".join),
    st.sampled_from(["en", "de", "fr", "ja", "und"]),
)
def test_any_text_has_an_answer(text: str, language: str) -> None:
    for quotation in quoted(text):
        assert 0 <= likelihood(text, quotation, language) <= 1
        assert isinstance(is_speech(text, quotation, language), bool)
