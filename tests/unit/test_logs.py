"""What the log shows, and above all what it never shows: the bot token, wherever somebody puts it."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator

import httpx
import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.logs import QUIET_LOGGERS, TELLING_LOGGERS, configure, redactor
from config.settings import LogSettings

TOKEN = "123456789:AAHk-abcdefghijklmnopqrstuvwxyz_12345"
URL = f"https://api.telegram.org/bot{TOKEN}/sendMessage"


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Logging belongs to the whole process: what a test configures is taken back."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in QUIET_LOGGERS + TELLING_LOGGERS}
    yield
    logging.captureWarnings(False)
    structlog.reset_defaults()
    sys.excepthook, threading.excepthook = hooks
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def log_to(stream: io.StringIO, *secrets: str, **wanted: str) -> io.StringIO:
    configure(LogSettings.model_validate({"level": "debug", **wanted}), secrets, stream=stream)
    return stream


def json_lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


# --- what it shows --------------------------------------------------------------------------------


def test_a_terminal_gets_lines_for_people() -> None:
    stream = log_to(Terminal())
    structlog.get_logger("bot.outbox").info("edition sent", chat=7)
    assert "edition sent" in stream.getvalue()
    assert not stream.getvalue().startswith("{")


def test_everything_else_gets_a_json_object_a_line() -> None:
    stream = log_to(io.StringIO())
    structlog.get_logger("bot.outbox").info("edition sent", chat=7)
    (line,) = json_lines(stream)
    assert (line["event"], line["chat"], line["level"], line["logger"]) == (
        "edition sent",
        7,
        "info",
        "bot.outbox",
    )
    assert str(line["timestamp"]).endswith("Z")


def test_the_format_can_be_chosen() -> None:
    text = log_to(io.StringIO(), format="text")
    structlog.get_logger("bot").info("hello")
    forced = log_to(Terminal(), format="json")
    structlog.get_logger("bot").info("hello")
    assert not text.getvalue().startswith("{")
    assert json_lines(forced)[0]["event"] == "hello"


def test_libraries_take_the_same_way_with_their_extra_fields() -> None:
    stream = log_to(io.StringIO())
    logging.getLogger("some.library").warning("lost %d rows", 3, extra={"table": "articles"})
    (line,) = json_lines(stream)
    assert (line["event"], line["table"], line["logger"]) == ("lost 3 rows", "articles", "some.library")


def test_a_traceback_stays_within_one_json_line() -> None:
    stream = log_to(io.StringIO())
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger("bot").exception("failed")
    (line,) = json_lines(stream)
    assert "ValueError: broken" in str(line["exception"])


def test_the_level_holds_for_both_kinds_of_loggers() -> None:
    stream = log_to(io.StringIO(), level="warning")
    structlog.get_logger("bot").info("quiet")
    logging.getLogger("library").info("quiet")
    structlog.get_logger("bot").warning("loud")
    assert [line["event"] for line in json_lines(stream)] == ["loud"]


@pytest.mark.parametrize("name", [*TELLING_LOGGERS, "telegram.ext.ExtBot", "telegram.Bot"])
def test_libraries_that_write_whole_requests_are_never_heard_in_detail(name: str) -> None:
    stream = log_to(io.StringIO(), level="debug")
    logging.getLogger(name).debug("secret_token=A-new-one-at-each-start")
    logging.getLogger(name).info("all is well")
    assert "A-new-one" not in stream.getvalue()
    assert "all is well" in stream.getvalue()


@pytest.mark.parametrize("name", [*QUIET_LOGGERS, "apscheduler.executors.default", "httpcore.connection"])
def test_libraries_that_report_every_request_are_heard_from_warning_on(name: str) -> None:
    stream = log_to(io.StringIO())
    logging.getLogger(name).info("GET / 200")
    logging.getLogger(name).warning("gave up")
    assert [line["event"] for line in json_lines(stream)] == ["gave up"]


def test_configuring_twice_writes_each_event_once() -> None:
    log_to(io.StringIO())
    stream = log_to(io.StringIO())
    structlog.get_logger("bot").info("once")
    assert len(json_lines(stream)) == 1


def test_warnings_are_logged() -> None:
    stream = log_to(io.StringIO())
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        logging.captureWarnings(True)
        warnings.warn(f"old way to call {URL}", stacklevel=1)
    assert "old way to call" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


# --- what it never shows --------------------------------------------------------------------------


class Carrier:
    """An object whose text holds what an HTTP library's objects hold."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"<Request {self.text}>"


def raise_chained(text: str) -> None:
    try:
        raise ConnectionError(text)
    except ConnectionError as error:
        raise RuntimeError("delivery failed") from error


def raise_with_note(text: str) -> None:
    error = RuntimeError("delivery failed")
    error.add_note(text)
    raise error


def raise_grouped(text: str) -> None:
    raise ExceptionGroup("several", [ValueError(text), KeyError(text)])


def log_raised(act: Callable[[str], None], logger: logging.Logger) -> Callable[[str], None]:
    def log(text: str) -> None:
        try:
            act(text)
        except Exception:
            logger.exception("failed")

    return log


def log_uncaught(text: str) -> None:
    try:
        raise_chained(text)
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)


def log_uncaught_in_thread(text: str) -> None:
    thread = threading.Thread(target=raise_chained, args=(text,))
    thread.start()
    thread.join()


library = logging.getLogger("library")
ours = structlog.stdlib.get_logger("bot")

PLACES: dict[str, Callable[[str], object]] = {
    "message": library.info,
    "argument": lambda text: library.info("request to %s: %d", text, 200),
    "object": lambda text: library.info("sent %r", Carrier(text)),
    "bytes": lambda text: library.info("sent %r", text.encode()),
    "named argument": lambda text: library.info("request to %(url)s", {"url": text}),
    "extra field": lambda text: library.info("request", extra={"url": text}),
    "too many arguments": lambda text: library.info("request", text),
    "wrong kind of argument": lambda text: library.info("request took %d s", text),
    "broken message": lambda text: library.info("%s" + text),
    "event": lambda text: ours.info(text),
    "field": lambda text: ours.info("request", url=text),
    "nested field": lambda text: ours.info("request", call={"urls": [text, Carrier(text)]}),
    "field name": lambda text: ours.info("request", **{text: 1}),
    "bound field": lambda text: ours.bind(url=text).info("request"),
    "logger name": lambda text: logging.getLogger("requests." + text).info("hello"),
    "stack": lambda text: library.info(text, stack_info=True),
    "chained traceback": log_raised(raise_chained, library),
    "note of an exception": log_raised(raise_with_note, library),
    "group of exceptions": log_raised(raise_grouped, library),
    "uncaught exception": log_uncaught,
    "uncaught exception in a thread": log_uncaught_in_thread,
}

tokens = st.one_of(
    st.just(TOKEN),
    st.builds(
        "{}:{}".format,
        st.integers(10**8, 10**11),
        st.text("ABCxyz019_-", min_size=35, max_size=35),
    ),
)
surroundings = st.text(st.characters(codec="utf-8"), max_size=20)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("format", ["text", "json"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=tokens, before=surroundings, after=surroundings, known=st.booleans())
def test_the_token_never_appears(
    place: str, format: str, token: str, before: str, after: str, known: bool
) -> None:
    stream = log_to(io.StringIO(), *([token] if known else []), format=format)
    PLACES[place](f"{before}/bot{token}/{after}")
    assert stream.getvalue()
    assert token not in stream.getvalue()


@pytest.mark.parametrize("place", ["argument", "object", "field", "nested field", "chained traceback"])
@pytest.mark.parametrize("format", ["text", "json"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(password=st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=5, max_size=12))
def test_a_password_of_any_characters_never_appears(place: str, format: str, password: str) -> None:
    stream = log_to(io.StringIO(), password, format=format)
    PLACES[place](f"connect to db with >{password}<")
    written = stream.getvalue()
    assert f">{password}<" not in written
    if format == "json":
        assert f">{password}<" not in str(json_lines(stream))
    assert ">***<" in written


def test_a_terminal_with_colours_shows_no_token_either() -> None:
    stream = log_to(Terminal(), TOKEN)
    for place in PLACES.values():
        place(URL)
    assert stream.getvalue().count("***") >= len(PLACES) - 2
    assert TOKEN not in stream.getvalue()


def test_what_httpx_logs_of_a_real_request_is_clean_even_when_it_is_asked_to_speak() -> None:
    stream = log_to(io.StringIO())
    logging.getLogger("httpx").setLevel(logging.DEBUG)
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"ok": True}))
    with httpx.Client(transport=transport) as client:
        client.get(URL)
    assert "sendMessage" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


def test_a_broken_log_call_is_reported_without_its_arguments_and_does_not_raise() -> None:
    stream = log_to(io.StringIO())
    library.info("took %d s", TOKEN)
    (line,) = json_lines(stream)
    assert "log call failed" in str(line["event"])
    assert "took %d s" in str(line["event"])


def test_a_closed_stream_does_not_end_the_process() -> None:
    stream = log_to(io.StringIO())
    stream.close()
    library.info("nobody listens")
    assert stream.closed


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("connect postgresql://me:secret@db/news", "connect postgresql://me:***@db/news"),
        (
            "GET http://127.0.0.1:8099/a mail me@home.example",
            "GET http://127.0.0.1:8099/a mail me@home.example",
        ),
        ("at 12:30, chat 1234567890: hello", "at 12:30, chat 1234567890: hello"),
        (f"bot{TOKEN.replace(':', '%3A')}/getMe", "bot***/getMe"),
        (
            '{"feed": "https://a.example/rss?page=2&api_key=hidden#top", "author": "me"}',
            '{"feed": "https://a.example/rss?page=2&api_key=***#top", "author": "me"}',
        ),
    ],
)
def test_secrets_that_nobody_announced_are_found_by_their_shape(line: str, clean: str) -> None:
    assert redactor([])(line) == clean


def test_a_very_short_secret_does_not_blot_out_the_log() -> None:
    assert redactor(["a", ""])("a calm day") == "a calm day"
