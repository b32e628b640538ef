"""Names: the fullest one an article gives, and never a guess."""

from __future__ import annotations

import pytest

from digests.editor.people import People
from digests.editor.speech import speech
from digests.model import Span


def people(text: str, language: str = "en") -> People:
    lists = speech(language)
    assert lists is not None
    return People(text, lists, language)


@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        ("Mara Oduya runs the harbour.", "Oduya", "Mara Oduya"),
        ("Harbour Secretary Mara Oduya runs it.", "Oduya", "Mara Oduya"),
        ("Former U.S. President Tom Brand came.", "Brand", "Tom Brand"),
        ("Mr. Tom J. Brand and Tom Brand's wife came.", "Brand", "Tom J. Brand"),
        ("President Lim Ha Neul spoke.", "Lim", "Lim Ha Neul"),
        ("Ludwig van der Berg came late.", "Berg", "Ludwig van der Berg"),
        ("Tom Brand Jr. came.", "Brand", "Tom Brand Jr"),
        ("Tom Brand met Ivy Brand.", "Brand", "Brand"),
        ("The Brand Foundation paid.", "Brand", "Brand"),
        ("Linnet University closed.", "Linnet", "Linnet"),
        ("Nobody else is named here.", "Oduya", "Oduya"),
        ("Nobody else is named here.", "Oduya’s", "Oduya"),
        ("On Monday Mara Oduya spoke.", "Mara Oduya", "Mara Oduya"),
        ("But Oduya came. Then Mara Oduya spoke.", "Oduya", "Mara Oduya"),
    ],
)
def test_a_surname_finds_its_person_where_only_one_can_be_meant(text: str, mention: str, name: str) -> None:
    assert people(text).full_name(mention) == name


def test_german_roles_are_not_part_of_a_name() -> None:
    assert people("Bundeskanzlerin Mara Lenz kam.", "de").full_name("Lenz") == "Mara Lenz"


TEXT = "Mara Oduya came. She spoke. Then she left."


@pytest.mark.parametrize(
    ("text", "speakers", "quoted", "person"),
    [
        (TEXT, [Span(0, 10)], [], "Mara Oduya"),
        (TEXT, [], [], None),
        (TEXT, [Span(0, 10)], [Span(0, 16)], None),
        (TEXT.replace("came", "met Tom Brand"), [Span(0, 10)], [], None),
        (TEXT.replace("came. ", "came.\n"), [Span(0, 10)], [], None),
    ],
    ids=["alone", "silent", "in a quotation", "two people", "another paragraph"],
)
def test_a_pronoun_means_the_one_person_who_spoke_in_its_paragraph(
    text: str, speakers: list[Span], quoted: list[Span], person: str | None
) -> None:
    assert people(text).meant_by_pronoun(text.index("she"), quoted, speakers) == person
