"""What people call a chat after /channel, as Telegram knows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.channel import reference
from digests.errors import ReaderMistake


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("@coastal", "@coastal"),
        ("coastal_news", "@coastal_news"),
        ("https://t.me/coastal", "@coastal"),
        ("http://t.me/coastal/", "@coastal"),
        ("T.me/Coastal", "@Coastal"),
        ("t.me/c/1234567890", -1001234567890),
        ("https://t.me/c/1234567890/77", -1001234567890),
        ("https://t.me/c/1234567890/5/77", -1001234567890),
        ("-1001234567890", -1001234567890),
        ("1001", 1001),
    ],
)
def test_a_chat_by_its_many_names(named: str, meant: int | str) -> None:
    assert reference(named) == meant


@pytest.mark.parametrize(
    "named",
    ["@", "@abc", "@1news", "@news!", "@" + "n" * 40, "--5", "9" * 30, "t.me/c/x", "https://news.example/a"],
)
def test_what_is_no_name_of_a_chat(named: str) -> None:
    with pytest.raises(ReaderMistake):
        reference(named)


@given(st.text(min_size=1))
def test_any_words_are_a_chat_or_a_mistake(named: str) -> None:
    try:
        meant = reference(named)
    except ReaderMistake as mistake:
        assert mistake.key == "mistake.channel.name"
    else:
        assert isinstance(meant, int) or meant.startswith("@")
