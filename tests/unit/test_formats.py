"""Article files of every format, whole and broken. Files lie in memory or under tmp_path."""

from __future__ import annotations

import gzip
import io
import json
import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digests.errors import ArticleRejected
from digests.model import Article
from digests.sources.encoding import decode, decode_page, storable_name
from digests.sources.formats import FORMATS, Limits, read, read_stream
from digests.sources.records import Flaw

SMALL = Limits(file_bytes=2_000, unpacked_bytes=4_000, whole_bytes=3_000, article_bytes=1_000)

FRENCH = (
    "Le pont du port sera fermé dès lundi. « Nous avons attendu aussi longtemps que l’acier le permettait », "
    "a déclaré la directrice. Les élus ont voté après un débat animé."
)
GERMAN = "Die Brücke wird für elf Wochen gesperrt, sagte die Behörde. Größere Schäden erwartet sie nicht."
KOREAN = "항구 다리는 월요일부터 11주 동안 폐쇄된다. 시장은 기자들에게 더 기다릴 수 없다고 말했다."
JAPANESE = "港の橋は月曜日から十一週間閉鎖される。市長は記者団に対し、これ以上待てないと述べた。"
RUSSIAN = (
    "Мост в порту закроют на одиннадцать недель, сообщила администрация. Водителям придётся ехать в объезд."
)
POLISH = "Most zostanie zamknięty na jedenaście tygodni. Mieszkańcy będą musieli korzystać z objazdów."
CZECH = "Přístavní most se zavře na jedenáct týdnů. Řidiči tam už neprojedou, řekl starosta."


def taken(
    tmp_path: Path, name: str, content: str | bytes, limits: Limits | None = None
) -> list[Article | Flaw]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read(path, limits=limits) if limits else read(path))


def only(items: list[Article | Flaw]) -> Article:
    (item,) = items
    assert isinstance(item, Article)
    return item


def only_flaw(items: list[Article | Flaw]) -> Flaw:
    (item,) = items
    assert isinstance(item, Flaw)
    return item


def refusal(tmp_path: Path, name: str, content: str | bytes, limits: Limits | None = None) -> str:
    with pytest.raises(ArticleRejected) as rejected:
        taken(tmp_path, name, content, limits)
    return str(rejected.value)


def streamed(lines: bytes, limits: Limits = SMALL) -> list[Article | Flaw]:
    return list(read_stream(io.BufferedReader(io.BytesIO(lines)), "stdin", limits=limits))


# --- text files -------------------------------------------------------------------------------


def test_the_first_line_that_is_not_blank_is_the_title_and_the_rest_is_kept_to_the_last_blank(
    tmp_path: Path,
) -> None:
    article = only(
        taken(tmp_path, "bridge.txt", "\n  \n  Bridge closed \n\nIt is shut.\r\n\tUntil May.  \n\n")
    )
    assert article == Article(id="bridge", title="Bridge closed", text="\nIt is shut.\r\n\tUntil May.  \n\n")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("# Bridge closed", "Bridge closed"),
        ("### Why?", "Why?"),
        ("#1 in line", "#1 in line"),
        ("Plain", "Plain"),
    ],
)
def test_a_markdown_title_loses_its_marks(tmp_path: Path, line: str, title: str) -> None:
    assert only(taken(tmp_path, "a.md", f"{line}\nText.")).title == title


def test_a_text_file_keeps_the_marks(tmp_path: Path) -> None:
    assert only(taken(tmp_path, "a.txt", "# One\nText.")).title == "# One"


@pytest.mark.parametrize(
    ("content", "reason"),
    [("", "is empty"), (" \n\t\n", "is empty"), ("Only a title", "has no text after the title line")],
)
def test_a_text_file_without_text_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    assert refusal(tmp_path, "a.txt", content) == reason


def test_a_page_is_handed_on_as_it_is(tmp_path: Path) -> None:
    page = "<html><title>A</title><p>B</p></html>\n"
    assert only(taken(tmp_path, "page.html", page)) == Article(id="page", html=page)
    assert refusal(tmp_path, "blank.html", "  \n") == "is empty"


# --- JSON -------------------------------------------------------------------------------------

FULL = {
    "id": "x-1",
    "title": "A <b>bold</b> title",
    "text": " Two  blanks. ",
    "url": "https://post.example/1",
    "source": "Coastal Post",
    "language": "en",
    "published": "2026-11-24T06:05:00+01:00",
    "topics": ["harbour", "traffic", "harbour"],
    "unknown": {"ignored": True},
}


def test_every_field_of_a_json_article_is_read(tmp_path: Path) -> None:
    assert only(taken(tmp_path, "a.json", json.dumps(FULL))) == Article(
        id="x-1",
        title="A <b>bold</b> title",
        text=" Two  blanks. ",
        url="https://post.example/1",
        source="Coastal Post",
        language="en",
        published=datetime(2026, 11, 24, 5, 5, tzinfo=UTC),
        topics=("harbour", "traffic"),
    )


def test_ids_come_from_the_article_else_from_the_file_and_the_place_in_it(tmp_path: Path) -> None:
    one, named, number = '{"text": "a"}', '{"id": "n", "text": "a"}', '{"id": 7, "text": "a"}'
    listed = f"[{one}, {named}, {number}]"
    assert [a.id for a in taken(tmp_path, "one.json", one)] == ["one"]
    assert [a.id for a in taken(tmp_path, "some.json", listed)] == ["some.json:1", "n", "7"]
    lines = f"\n{one}\n\n{named}\n{one}"
    assert [a.id for a in taken(tmp_path, "feed.jsonl", lines)] == ["feed.jsonl:2", "n", "feed.jsonl:5"]
    packed = gzip.compress(one.encode())
    assert [a.id for a in taken(tmp_path, "one.json.gz", packed)] == ["one"]


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-24T06:05:00Z", datetime(2026, 11, 24, 6, 5, tzinfo=UTC)),
        ("2026-11-24 06:05:00", datetime(2026, 11, 24, 6, 5, tzinfo=UTC)),
        ("2026-11-24", datetime(2026, 11, 24, tzinfo=UTC)),
        ("2026-11-24T06:05+09:00", datetime(2026, 11, 23, 21, 5, tzinfo=UTC)),
        ("2999-01-01T00:00:00Z", datetime(2999, 1, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("last Tuesday", None),
        ("", None),
        (1_700_000_000, None),
        (None, None),
    ],
)
def test_a_time_of_publication_is_utc_or_not_given(
    tmp_path: Path, value: object, moment: datetime | None
) -> None:
    article = only(taken(tmp_path, "a.json", json.dumps({"text": "a", "published": value})))
    assert article.published == moment


@pytest.mark.parametrize("field", ["id", "title", "url", "source", "language", "published", "topics"])
@pytest.mark.parametrize("value", [True, None, {}, [], [1], "", " ", 1e400])
def test_an_optional_field_of_the_wrong_kind_is_dropped(tmp_path: Path, field: str, value: object) -> None:
    article = only(taken(tmp_path, "a.json", json.dumps({"text": "a", field: value})))
    expected = Article(id=str(value) if field == "id" and value == 1e400 else "a", text="a")
    assert article == expected


def test_html_stands_in_for_missing_text_only(tmp_path: Path) -> None:
    lines = [{"html": "<p>b</p>"}, {"text": "a", "html": "<p>b</p>"}, {"text": " ", "html": "<p>b</p>"}]
    items = taken(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))
    bodies = [(item.text, item.html) for item in items if isinstance(item, Article)]
    assert bodies == [(None, "<p>b</p>"), ("a", None), (None, "<p>b</p>")]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ('{"title": "T"}', "has neither text nor html"),
        ('{"text": null}', "has neither text nor html"),
        ('{"text": ""}', "text is empty"),
        ('{"text": ["a"]}', "text is a list, not a string"),
        ('{"html": 5}', "html is a number, not a string"),
        ("[1]", "is a list, not an object"),
        ('"text"', "is a string, not an object"),
        ("true", "is true or false, not an object"),
        ('{"text": "a"', "not JSON: Expecting ',' delimiter (column 13)"),
        ("[" * 900, "not JSON: Expecting value (column 901)"),
        ("[" * 100_000, "JSON nested too deeply"),
        ("1" * 5_000, "a number too long to read"),
        (json.dumps({"text": "b" * 5_000_001}), "a line of over 5 MB"),
    ],
)
def test_a_broken_record_is_a_flaw_in_its_place_and_the_others_are_read(
    tmp_path: Path, record: str, reason: str
) -> None:
    good = '{"text": "a"}'
    limits = Limits(file_bytes=10_000_000)
    first, flaw, last = taken(tmp_path, "a.jsonl", f"{good}\n{record}\n{good}\n", limits)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(flaw, Flaw)
    assert (flaw.number, flaw.id, flaw.reason) == (2, "a.jsonl:2", reason)


def test_a_flaw_keeps_the_id_and_title_that_were_given(tmp_path: Path) -> None:
    flaw = only_flaw(taken(tmp_path, "a.json", '[{"id": "x", "title": "Bridge"}]'))
    assert flaw == Flaw(number=1, id="x", title="Bridge", reason="has neither text nor html")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not JSON: Expecting value (column 1)"),
        ("5", "holds neither an article nor a list of articles"),
        ('{\n "text": "a",\n}', "not JSON"),
        ("[" * 100_000, "JSON nested too deeply"),
    ],
)
def test_a_json_file_that_is_no_article_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    assert refusal(tmp_path, "a.json", content).startswith(reason)


def test_an_empty_list_holds_no_articles(tmp_path: Path) -> None:
    assert taken(tmp_path, "a.json", "[]") == []
    assert taken(tmp_path, "a.jsonl", "\n\n") == []


def test_nul_and_lone_surrogates_are_replaced_one_for_one_so_that_offsets_hold(tmp_path: Path) -> None:
    article = only(taken(tmp_path, "a.json", r'{"text": "a\u0000b\ud83dc \ud83d\ude00", "title": "\udfff!"}'))
    assert article.text == "a\ufffdb\ufffdc 😀"
    assert article.title == "\ufffd!"


# --- names and sizes --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a.docx", "unknown suffix .docx; known are .txt, .md, .html, .json, .jsonl, each also with .gz"),
        ("a.pdf.gz", "unknown suffix .pdf.gz; known are"),
        ("a.gz", "unknown suffix .gz; known are"),
        ("README", "no suffix; known are"),
        (".txt", "no suffix; known are"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_is_known(tmp_path: Path, name: str, reason: str) -> None:
    assert refusal(tmp_path, name, "T\nText").startswith(reason)


def test_suffixes_are_read_in_any_case(tmp_path: Path) -> None:
    assert only(taken(tmp_path, "NEWS.TXT.GZ", gzip.compress(b"T\nText"))).id == "NEWS"


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.json", "a.jsonl"])
def test_a_file_over_the_limit_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, name, b" " * 2_001, SMALL) == "over 0.002 MB"


def test_one_article_over_the_limit_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.txt", b"T\n" + b"a" * 999, SMALL) == "over 0.001 MB"
    assert len(only(taken(tmp_path, "a.txt", b"T\n" + b"a" * 998, SMALL)).text or "") == 998


def test_a_long_article_in_a_list_is_a_flaw(tmp_path: Path) -> None:
    flaw = only_flaw(taken(tmp_path, "a.json", json.dumps([{"text": "a" * 1_001}]), SMALL))
    assert flaw.reason == "an article of over 0.001 MB"


@pytest.mark.parametrize("name", ["a.json.gz", "a.jsonl.gz", "a.txt.gz"])
def test_a_bomb_stops_at_the_limit(tmp_path: Path, name: str) -> None:
    bomb = gzip.compress((b" " * 999 + b"\n") * 50_000)
    limits = Limits(unpacked_bytes=100_000, whole_bytes=200_000, article_bytes=200_000)
    assert refusal(tmp_path, name, bomb, limits) == "over 0.1 MB when unpacked"


@pytest.mark.parametrize(
    "damaged",
    [b"not gzip at all", gzip.compress(b"T\nText" * 100)[:-20], b"", gzip.compress(b"T\nText")[:-1] + b"x"],
    ids=["not gzip", "cut off", "empty", "altered"],
)
def test_damaged_gzip_is_refused(tmp_path: Path, damaged: bytes) -> None:
    assert refusal(tmp_path, "a.txt.gz", damaged) in ("gzip damaged or cut off", "is empty")


def test_what_was_whole_before_the_damage_is_still_read(tmp_path: Path) -> None:
    lines = b"".join(b'{"text": "%s"}\n' % os.urandom(200).hex().encode() for _ in range(2_000))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(lines)[:-5_000])
    items = read(path)
    assert isinstance(next(items), Article)
    with pytest.raises(ArticleRejected, match="gzip damaged"):
        list(items)


def test_lines_too_long_to_hold_are_flaws_and_never_held() -> None:
    lines = b'{"text": "a"}\n' + b"x" * 1_500 + b"\n" + b'{"text": "b"}'
    first, flaw, last = streamed(lines)
    assert [first.id, flaw.id, last.id] == ["stdin:1", "stdin:2", "stdin:3"]
    assert isinstance(flaw, Flaw)
    assert flaw.reason == "a line of over 0.001 MB"


def test_a_plain_document_comes_from_a_stream() -> None:
    stream = io.BufferedReader(io.BytesIO(b"Title\nText"))
    assert list(read_stream(stream, "stdin", "txt")) == [Article(id="stdin", title="Title", text="Text")]


@pytest.mark.parametrize("name", ["missing.txt", "folder.txt", "nul\0.txt"])
def test_what_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(ArticleRejected):
        list(read(tmp_path / name))


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ArticleRejected, match="not a regular file"):
        list(read(tmp_path / "pipe.txt"))


# --- encodings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (JAPANESE, "utf-16"),
        (FRENCH, "cp1252"),
        (GERMAN, "latin-1"),
        (KOREAN, "euc-kr"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (POLISH, "iso8859-2"),
    ],
)
def test_the_encodings_of_news_pages_are_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text
    long = (text + "\n") * 2_000
    assert decode(long.encode(encoding)) == long


def test_utf16_lines_are_read_one_by_one(tmp_path: Path) -> None:
    lines = '{"text": "ਊ Gurmukhi, whose letter U holds a newline byte"}\n{"text": "b"}'
    items = taken(tmp_path, "a.jsonl", lines.encode("utf-16"))
    assert [item.text for item in items if isinstance(item, Article)] == [
        "ਊ Gurmukhi, whose letter U holds a newline byte",
        "b",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (JAPANESE.encode()[:-1], "damaged UTF-8 at byte"),
        (FRENCH.encode().replace("é".encode(), b"\xc3", 1), "damaged UTF-8 at byte"),
        ("Bridge".encode("utf-16")[:-1], "damaged UTF-16"),
        (bytes(range(256)) * 20, "not UTF-8 text, and no other encoding fits"),
        (b"PK\x03\x04" + b"\0" * 500, "looks like binary data, not text"),
        (FRENCH.encode("utf-16-le"), "not UTF-8 text, and no other encoding fits"),
        ("Bridge".encode("utf-16-le"), "looks like binary data, not text"),
        (CZECH.encode("iso8859-2"), "not UTF-8 text, and more than one other encoding fits"),
    ],
)
def test_what_is_no_text_is_refused_and_never_guessed_at(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleRejected) as rejected:
        decode(data)
    assert str(rejected.value).startswith(reason)


def test_a_line_in_no_encoding_is_a_flaw() -> None:
    good, flaw = streamed(b'{"text": "a"}\n{"text": "\xff\xfe\xfd\x81\x8d"}')
    assert isinstance(good, Article)
    assert isinstance(flaw, Flaw)
    assert flaw.reason.startswith("not UTF-8 text")


def test_a_file_name_that_is_no_text_gives_a_readable_id(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_text("T\nText")
    assert only(list(read(path))).id == r"caf\xe9"
    assert storable_name("plain é") == "plain é"


# --- any input at all -------------------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
records = st.dictionaries(st.sampled_from([*FULL, "html"]), json_values, max_size=6)
contents = (
    st.binary(max_size=300)
    | st.text(max_size=200).map(str.encode)
    | json_values.map(lambda value: json.dumps(value).encode())
    | records.map(lambda value: json.dumps(value).encode())
    | st.binary(max_size=200).map(gzip.compress)
)


@given(data=contents, name=st.sampled_from(FORMATS))
@example(data=b"\xff\xfe\x00\xd8", name="jsonl")
@example(data=b"\xff\xfe", name="txt")
def test_any_bytes_give_articles_that_can_be_stored_or_a_reason(data: bytes, name: str) -> None:
    try:
        items = list(read_stream(io.BufferedReader(io.BytesIO(data)), "any", name, limits=SMALL))
    except ArticleRejected:
        return
    for item in items:
        if isinstance(item, Article):
            assert (item.text is None) != (item.html is None)
            assert item.published is None or item.published.tzinfo is UTC
        for text in (item.id, item.title, getattr(item, "text", None)):
            assert text is None or (text.encode() is not None and "\0" not in text)


@given(
    data=contents,
    name=st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["a.txt.gz", "a.json.gz", "a.jsonl.gz", "a.html", "..gz", "a..txt"]),
)
def test_any_file_under_any_name_gives_articles_or_a_reason(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str
) -> None:
    path = tmp_path_factory.mktemp("any") / name
    with suppress(OSError):  # ".", ".." and the empty name are folders: they have to be refused as well
        path.write_bytes(data)
    try:
        assert all(isinstance(item, Article | Flaw) for item in read(path, limits=SMALL))
    except ArticleRejected:
        return


def test_times_with_seconds_in_their_zone_are_times_too(tmp_path: Path) -> None:
    article = only(taken(tmp_path, "a.json", '{"text": "a", "published": "1890-01-01T00:00:00+00:53:28"}'))
    zone = timezone(timedelta(minutes=53, seconds=28))
    assert article.published == datetime(1890, 1, 1, tzinfo=zone)


@pytest.mark.parametrize(
    ("said", "content_type"),
    [
        (b"", "text/html; charset=windows-1252"),
        (b"<meta charset='iso-8859-1'>", "text/html"),
        (b"<meta charset='idna'><meta charset='latin1'>", "text/html; charset=windows-1252"),
        (b"<meta charset='no-such'>", "text/html; charset=latin1"),
    ],
)
def test_a_page_is_read_by_its_own_word_on_its_encoding(said: bytes, content_type: str) -> None:
    page = said + "<p>\u201cÆrø\u201d".encode("cp1252") + b"\x81\x8d" * 3
    assert decode_page(page, content_type).partition("<p>")[2].startswith("\u201cÆrø\u201d")


@pytest.mark.parametrize("charset", ["idna", "undefined", "no-such"])
def test_a_page_that_names_no_encoding_of_texts_is_rejected_with_a_reason(charset: str) -> None:
    with pytest.raises(ArticleRejected):
        decode_page(b"<p>\xc6r\xf8\x81\x8d\xff\xfe", f"text/html; charset={charset}")
