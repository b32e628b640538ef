"""`pullquote digest`, as scripts and people call it. What needs a real process gets one."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.invoking import Result, invoke

FIELDS = {
    *("id", "title", "language", "source", "published", "text", "removed", "summary", "quotes", "error"),
    *("url", "author", "image", "dateline", "doubtful"),
}
QUOTE_FIELDS = {
    "text",
    "start",
    "end",
    "speaker",
    "mention",
    "mention_start",
    "mention_end",
    "cue",
    "confidence",
    "key",
    "role",
    "role_start",
    "role_end",
}

BRIDGE = """Harbour bridge to close for eleven weeks
[ad_1]
The harbour bridge will be closed to lorries from Monday while its bearings are replaced, the port said.
“We waited as long as the steel allowed, and not a day longer,” said Mara Lindqvist, the harbour director.
Ferries will carry freight across the bay every twenty minutes until the work is finished in spring.
The ferry workers' union complained that nobody had asked the people who cross the bridge every night.
Two earlier repairs in the last ten years had cost the town more than the new bearings will cost it now.
[ad_2]
Comments are closed.
"""
BODY = BRIDGE.partition("\n")[2]


def digest(*arguments: str | Path) -> Result:
    return invoke("digest", *map(str, arguments))


def process(
    *arguments: str | Path, stdin: bytes = b"", command: Sequence[str] = ("-m", "bot")
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *command, *map(str, arguments)], input=stdin, capture_output=True, timeout=60
    )


def objects(output: str | bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in output.splitlines()]


def spans(record: dict[str, object]) -> list[tuple[str, str]]:
    """Each span's text as told, and as it stands at its offsets."""
    text, found = record["text"], []
    assert isinstance(text, str)
    for name in ("summary", "quotes"):
        items = record[name]
        assert isinstance(items, list)
        for item in items:
            found.append((item["text"], text[item["start"] : item["end"]]))
            if item.get("mention") is not None:
                found.append((item["mention"], text[item["mention_start"] : item["mention_end"]]))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One article in every format, the names in alphabetical order."""
    folder = tmp_path / "articles"
    (folder / "desk").mkdir(parents=True)
    (folder / "a.txt").write_text(BRIDGE)
    (folder / "b.md").write_text("# " + BRIDGE)
    given = {"title": "Bridge", "text": BODY, "source": "Coastal Post", "published": "2026-11-24T06:05:00Z"}
    (folder / "c.json").write_text(json.dumps([given, {"id": "own", "text": BODY}]))
    (folder / "d.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": BODY}).encode() + b"\n"))
    paragraphs = "".join(f"<p>{line}</p>" for line in BODY.splitlines() if not line.startswith("["))
    page = f"<html><head><title>Bridge</title></head><body><article>{paragraphs}</article></body></html>"
    (folder / "desk" / "e.html").write_text(page)
    (folder / "desk" / ".hidden.txt").write_text(BRIDGE)
    (folder / "desk" / "growing.txt.part").write_text(BRIDGE)
    return folder


# --- JSON -------------------------------------------------------------------------------------


def test_every_format_gives_one_object_an_article_in_the_order_of_the_names(folder: Path) -> None:
    result = digest("--json", folder)
    records = objects(result.stdout)
    assert [record["id"] for record in records] == ["a", "b", "c.json:1", "own", "d.jsonl.gz:1", "e"]
    assert [record["error"] for record in records] == [None] * 6
    assert all(set(record) == FIELDS for record in records)
    assert (result.exit_code, result.stderr) == (0, "")


def test_every_span_stands_in_the_text_of_its_object(folder: Path) -> None:
    for record in objects(digest("--json", folder).stdout):
        assert record["summary"]
        assert record["quotes"]
        assert all(told == standing for told, standing in spans(record))


def test_an_object_carries_what_the_article_said_of_itself_and_what_was_removed(folder: Path) -> None:
    (first, _) = objects(digest("--json", folder / "c.json").stdout)
    assert (first["title"], first["source"]) == ("Bridge", "Coastal Post")
    assert (first["language"], first["published"]) == ("en", "2026-11-24T06:05:00+00:00")
    assert isinstance(first["removed"], list)
    assert [removed["text"] for removed in first["removed"]] == ["[ad_1]", "[ad_2]", "Comments are closed."]
    assert isinstance(first["quotes"], list)
    assert set(first["quotes"][0]) == QUOTE_FIELDS
    assert first["quotes"][0]["text"] == "We waited as long as the steel allowed, and not a day longer,"


def test_without_cleaning_the_text_is_exactly_the_one_given(tmp_path: Path) -> None:
    given = "  [ad_1]\r\nOne sentence stands here, and it is long enough.\tAnd another one follows it.  \n\n"
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"text": given}))
    (record,) = objects(digest("--json", "--no-clean", path).stdout)
    assert record["text"] == given
    assert record["removed"] == []
    assert all(told == standing for told, standing in spans(record))


def test_as_many_sentences_as_asked_for(folder: Path) -> None:
    for count in (1, 2):
        (record,) = objects(digest("--json", "--sentences", str(count), folder / "a.txt").stdout)
        assert isinstance(record["summary"], list)
        assert len(record["summary"]) == count


def test_several_processes_give_the_same_in_the_same_order(folder: Path) -> None:
    lines = "".join(json.dumps({"id": str(n), "text": f"{BODY}\nLine {n} of it."}) + "\n" for n in range(30))
    (folder / "many.jsonl").write_text(lines + "broken\n" + lines)
    alone, together = digest("--json", folder), process("digest", "--json", "--jobs", "2", folder)
    assert objects(together.stdout) == objects(alone.stdout)
    assert (together.returncode, together.stderr.decode()) == (1, alone.stderr)


# --- troubles ---------------------------------------------------------------------------------


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "b.docx").write_bytes(b"PK")
    (folder / "c.txt.gz").write_bytes(b"not gzip")
    (folder / "empty.txt").write_text("")
    missing = folder / "missing.txt"
    result = digest("--json", missing, folder)
    assert result.exit_code == 1
    assert len(objects(result.stdout)) == 6
    assert [line.removeprefix(f"{folder}/") for line in result.stderr.splitlines()] == [
        "missing.txt: cannot be read: No such file or directory",
        "b.docx: unknown suffix .docx; known are .txt, .md, .html, .json, .jsonl, each also with .gz",
        "c.txt.gz: gzip damaged or cut off",
        "empty.txt: is empty",
    ]


def test_a_broken_record_and_a_hopeless_article_keep_their_place_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        json.dumps({"id": 1, "text": BODY})
        + '\n{"id": "x", "title": "No text"}\n'
        + json.dumps({"id": "y", "source": "S", "text": "...---..."})
        + '\n{"broken\n'
        + json.dumps({"id": 5, "text": BODY})
    )
    result = digest("--json", path)
    records = objects(result.stdout)
    assert [record["id"] for record in records] == ["1", "x", "y", "a.jsonl:4", "5"]
    assert [record["error"] is None for record in records] == [True, False, False, False, True]
    assert all(set(record) == FIELDS for record in records)
    assert (records[1]["title"], records[1]["text"], records[1]["quotes"]) == ("No text", "", [])
    assert records[2]["source"] == "S"
    assert len(result.stderr.splitlines()) == 3
    assert f"{path}, record 2: has neither text nor html" in result.stderr
    assert result.exit_code == 1


def test_names_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\n\x1b[31m.docx"
    path.touch()
    result = digest(path)
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr


def test_texts_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"title": "A \x1b[31mred\u202e [bold]title[/bold]", "text": BODY}))
    shown = digest(path).stdout
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[bold]title[/bold]" in shown


@pytest.mark.parametrize(
    "arguments", [["--sentences", "0"], ["--summarizer", "magic"], ["--jobs", "-1"], ["--format", "docx"]]
)
def test_an_argument_that_makes_no_sense_is_refused(folder: Path, arguments: list[str]) -> None:
    result = digest(*arguments, folder)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert arguments[0] in result.stderr


def test_options_may_stand_between_files_and_files_behind_two_dashes(folder: Path) -> None:
    first, second = folder / "a.txt", folder / "c.json"
    together = objects(digest(first, "--json", second).stdout)
    assert objects(digest("--json", "--", first, second).stdout) == together
    assert [record["title"] for record in together[:1]] == ["Harbour bridge to close for eleven weeks"]
    assert len(together) > 1
    assert digest("--js", first).exit_code == 2


def test_named_files_may_be_hidden_or_links(tmp_path: Path) -> None:
    hidden = tmp_path / ".hidden.txt"
    hidden.write_text(BRIDGE)
    (tmp_path / "link.txt").symlink_to(hidden)
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [r["id"] for r in objects(digest("--json", hidden, tmp_path / "link.txt").stdout)] == [
        ".hidden",
        "link",
    ]
    result = digest("--json", tmp_path)
    assert [record["id"] for record in objects(result.stdout)] == ["link"]
    assert result.stderr == f"{tmp_path / 'loop'}: a symbolic link to a folder, not followed\n"


# --- for people -------------------------------------------------------------------------------


def test_people_read_title_sentences_and_quotes(folder: Path) -> None:
    result = digest(folder / "c.json")
    title, about, *lines = result.stdout.splitlines()
    assert title == "Bridge"
    assert about == "Coastal Post · en · 2026-11-24 06:05 UTC"
    assert lines[0].startswith("The harbour bridge will be closed to lorries from Monday")
    quote = "“We waited as long as the steel allowed, and not a day longer”"
    assert f"{quote} — Mara Lindqvist, the harbour director" in result.stdout
    assert "3 lines removed (ad-placeholder 2, " in result.stdout


# --- streams ----------------------------------------------------------------------------------


def test_standard_input_is_jsonl_or_one_plain_text() -> None:
    lines = json.dumps({"text": BODY}).encode() + b"\n\n" + json.dumps({"id": 7, "text": BODY}).encode()
    for arguments in (["-"], []):
        records = objects(process("digest", "--json", *arguments, stdin=lines).stdout)
        assert [record["id"] for record in records] == ["stdin:1", "7"]
    (record,) = objects(process("digest", "--json", "--format", "txt", stdin=BRIDGE.encode()).stdout)
    assert (record["id"], record["title"]) == ("stdin", "Harbour bridge to close for eleven weeks")


def test_each_object_is_written_before_the_next_article_comes() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "digest", "--json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for number in range(3):
            running.stdin.write(json.dumps({"id": number, "text": BODY}).encode() + b"\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["id"] == str(number)
        running.stdin.close()
        assert running.wait(30) == 0


@pytest.mark.parametrize("options", [["--json"], []])
def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path, options: list[str]) -> None:
    many = tmp_path / "many.jsonl"
    many.write_text((json.dumps({"text": BODY}) + "\n") * 300)
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "digest", *options, str(many)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == 0


def test_odd_characters_come_out_whatever_the_terminal_can_show(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(r'{"title": "\ud800 橋", "text": "The harbour bridge \udfff is closed. It stays so."}')
    latin = os.environ | {"PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "bot", "digest", str(path)]
    (record,) = objects(subprocess.run([*command, "--json"], env=latin, capture_output=True).stdout)
    assert record["title"] == "\ufffd 橋"
    shown = subprocess.run(command, env=latin, capture_output=True)
    assert (shown.returncode, shown.stderr) == (0, b"")


# --- the program ------------------------------------------------------------------------------


def test_help_and_version_need_no_heavy_library() -> None:
    told = process(command=("-c", "import sys, bot.cli; print(*sys.modules)"))
    heavy = {"numpy", "telegram", "sumy", "trafilatura", "sqlalchemy", "pebble", "aiohttp", "py3langid"}
    assert not heavy & set(told.stdout.decode().split())
    assert b"digest" in process("--help").stdout
    assert process("--version").stdout.startswith(b"pullquote ")


def test_digest_of_english_text_starts_without_what_is_slow_to_load(folder: Path) -> None:
    script = (
        "import sys\n"
        "from bot.cli import main\n"
        f"main(['digest', '--json', {str(folder / 'a.txt')!r}])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    modules = set(process(command=("-c", script)).stderr.decode().split())
    assert "digests.editor.edit" in modules
    slow = {"numpy", "py3langid", "pebble", "asyncio", "multiprocessing", "rich", "pydantic", "trafilatura"}
    assert not slow & modules


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["run", "--", "away"]])
def test_what_is_no_command_is_told_in_words(arguments: list[str]) -> None:
    told = process(*arguments)
    assert (told.returncode, told.stdout) == (2, b"")
    assert told.stderr.startswith(b"usage: pullquote")


def test_digest_needs_no_telegram_and_with_workers_no_numpy_either(folder: Path) -> None:
    script = (
        "import sys\n"
        "from bot.batch.digest import EditOptions, run_digest\n"
        "if __name__ == '__main__':\n"
        f"    run_digest([{str(folder)!r}], options=EditOptions(), as_json=True, jobs=2)\n"
        "    print(*sys.modules, file=sys.stderr)"
    )
    modules = set(process(command=("-c", script)).stderr.decode().split())
    assert "bot.batch.digest" in modules
    assert not {"telegram", "sqlalchemy", "numpy", "sumy", "trafilatura"} & modules


def test_what_the_operator_has_to_mend_is_one_message_and_exit_status_2(tmp_path: Path) -> None:
    told = process("run", "--config", tmp_path / "missing.toml")
    assert told.returncode == 2
    assert told.stderr.startswith(b"pullquote: ")
    assert b"Traceback" not in told.stderr


# --- what a source repeats --------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_line_under_three_articles_of_a_source_goes_from_the_fourth(jobs: str, tmp_path: Path) -> None:
    bell = "Morning bell and evening bell, from the tower"
    news = "Boat {n} left the harbour at dawn, and {n} seals came back with it.\n{bell}\nNobody minded {n}."
    records = [
        {"id": str(n), "source": "Coastal Post", "text": news.format(n=n, bell=bell)} for n in range(4)
    ]
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    done = objects(digest("--json", "--jobs", jobs, path).stdout)
    rules = [[r["rule"] for r in record["removed"] if r["text"] == bell] for record in done]  # type: ignore[attr-defined]
    assert rules == [[], [], [], ["repeated-by-source"]]
