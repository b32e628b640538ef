"""What a file looks like on the wire, read again by the playground's own reader."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.markup import bold, plain
from bot.parcels import CAPTION_LIMIT, parcel
from bot.playground.forms import Raw, Upload, read_parameters
from bot.screens import Attachment

texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=50)


def sent(file: Attachment, *, markup: bool = True, thread: int | None = None, protect: bool = False) -> Raw:
    made = parcel(7, file, thread=thread, protect=protect, markup=markup)
    return read_parameters(b"", made.kind, made.body)


def test_a_file_goes_with_its_name_and_its_caption() -> None:
    file = Attachment("saved.md", b"# Gespeichert\n", bold("Größe & Maß"))
    assert sent(file, thread=5, protect=True) == {
        "chat_id": "7",
        "message_thread_id": "5",
        "protect_content": "true",
        "caption": "<b>Größe &amp; Maß</b>",
        "parse_mode": "HTML",
        "document": Upload("saved.md", "application/octet-stream", b"# Gespeichert\n"),
    }


def test_without_markup_the_caption_is_plain() -> None:
    file = Attachment("a.txt", b"x", bold("1 < 2"))
    assert sent(file, markup=False) == {
        "chat_id": "7",
        "caption": "1 < 2",
        "document": Upload("a.txt", "application/octet-stream", b"x"),
    }


def test_a_caption_that_is_too_long_is_cut_and_costs_not_the_file() -> None:
    caption = sent(Attachment("a.txt", b"x", bold("😀 word " * 400)))["caption"]
    assert isinstance(caption, str)
    assert len(caption.encode("utf-16-le")) // 2 <= CAPTION_LIMIT


@given(st.binary(max_size=300), texts, texts)
def test_any_content_name_and_caption_arrive_as_they_were(content: bytes, name: str, caption: str) -> None:
    arrived = sent(Attachment(name + ".bin", content, plain(caption)))["document"]
    assert isinstance(arrived, Upload)
    assert arrived.content == content
