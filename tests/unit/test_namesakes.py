"""Which people the names in articles belong to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.editor.namesakes import people
from tests.wild import WILD


@pytest.mark.parametrize(
    ("asked", "names", "found"),
    [
        ("oduya", ["Mara Oduya"], ["Mara Oduya"]),
        ("ODUYA", ["Mara Oduya", "Oduya", "M. Oduya"], ["Mara Oduya"]),
        ("oduya", ["Mara Oduya", "Tomas Oduya"], ["Mara Oduya", "Tomas Oduya"]),
        ("oduya", ["Oduya", "Tomas Oduya", "Mara Oduya"], ["Tomas Oduya", "Mara Oduya"]),
        ("mara oduya", ["Mara Oduya", "Tomas Oduya", "Tamara Oduya"], ["Mara Oduya"]),
        ("mara oduya", ["Mara Oduya", "Mara Oduya Smith"], ["Mara Oduya Smith"]),
        ("celik", ["Ines Çelik"], ["Ines Çelik"]),
        ("ines celik", ["İnes ÇELİK"], ["İnes ÇELİK"]),
        ("harbour office", ["the harbour office"], []),
        ("office", ["Office of the Mayor"], ["Office of the Mayor"]),
        ("du", ["Mara Oduya"], []),
        ("", ["Mara Oduya"], []),
        ("岸田", ["岸田文雄"], ["岸田文雄"]),
        ("岸田", ["岸田文雄", "岸田劉生"], ["岸田文雄", "岸田劉生"]),
    ],
)
def test_whom_a_name_may_mean(asked: str, names: list[str], found: list[str]) -> None:
    assert [person.name for person in people(asked, dict.fromkeys(names, 1))] == found


def test_a_person_is_known_by_the_most_common_name_that_is_written_out() -> None:
    (person,) = people("oduya", {"Mara Lindqvist Oduya": 1, "Mara Oduya": 40, "Oduya": 90, "M. Oduya": 50})
    assert person.name == "Mara Oduya"
    assert set(person.names) == {"Mara Lindqvist Oduya", "Mara Oduya", "Oduya", "M. Oduya"}


def test_a_short_name_that_may_mean_two_people_is_nobodys() -> None:
    found = people("oduya", dict.fromkeys(["Mara Oduya", "Max Oduya", "M. Oduya", "Oduya"], 1))
    assert [person.names for person in found] == [("Mara Oduya",), ("Max Oduya",)]


@given(WILD, st.dictionaries(WILD, st.integers(1, 9), max_size=12))
def test_no_name_is_two_peoples(asked: str, names: dict[str, int]) -> None:
    found = people(asked, names)
    told = [name for person in found for name in person.names]
    assert len(told) == len(set(told)) and set(told) <= set(names)
    assert all(person.name in person.names for person in found)
