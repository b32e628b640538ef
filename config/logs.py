"""How the process logs: one line an event to standard error, for people on a terminal, else as JSON.

Structured events (structlog) and those of the libraries (stdlib logging, warnings, uncaught exceptions)
take the same way out, and secrets are blotted out at its very end: in the finished line, where messages,
fields and tracebacks have all become text. HTTP libraries log and raise addresses that hold the bot
token, so it isn't enough to be careful in our own calls.

A library that brings handlers of its own would go round this: uvicorn is started with `log_config=None`.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

import structlog
from structlog.typing import Processor

from config.settings import LogSettings
from config.urls import IN_LINES

BLOT = "***"

QUIET_LOGGERS = ("httpx", "httpcore", "aiohttp.access", "apscheduler")
"""They report every request or tick at INFO."""

TELLING_LOGGERS = ("telegram", "aiosqlite")
"""They write whole requests and statements at DEBUG: secrets and readers' words among them."""

# A token of Telegram, wherever it turns up: also one that this process was never told.
_TOKEN = re.compile(r"\d{6,}(?::|%3[Aa])[A-Za-z0-9_-]{30,}")

# The password of a URL that no setting holds.
_URL_PASSWORD = re.compile(r"""(//[^:@/?#\s"']*:)[^@/\s"']+(?=@)""")

_SHORTEST_SECRET = 5
"""A shorter password would blot out words all over the log; in a URL it is found by its place."""


def configure(settings: LogSettings, secrets: Iterable[str], *, stream: TextIO | None = None) -> None:
    """Sends all logging of this process to `stream` (standard error). May be called again.

    `secrets` are values that must not appear (`settings.secrets`). Uncaught exceptions are logged as well:
    left alone, Python would print their traceback as it is.
    """
    stream = sys.stderr if stream is None else stream
    terminal = stream.isatty()
    readable = settings.format == "text" or (settings.format == "auto" and terminal)
    handler = SafeHandler(stream)
    handler.setFormatter(_formatter(readable, terminal and "NO_COLOR" not in os.environ, redactor(secrets)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level.upper())
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    for name in TELLING_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.INFO, root.level))
    logging.captureWarnings(True)
    _configure_structlog()
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """A function that blots out these secrets, all that looks like a bot token, and passwords and tokens
    in URLs: those of feeds that were added by command stand in no setting."""
    known = sorted({form for secret in secrets for form in _forms(secret)}, key=len, reverse=True)
    pattern = re.compile("|".join([*map(re.escape, known), _TOKEN.pattern]))

    def redact(line: str) -> str:
        line = _URL_PASSWORD.sub(rf"\1{BLOT}", pattern.sub(BLOT, line))
        return IN_LINES.sub(rf"\1{BLOT}", line)

    return redact


def _forms(secret: str) -> Iterator[str]:
    """A secret as it looks in a line: plain or in a repr, each also in JSON; and in a URL."""
    if len(secret) < _SHORTEST_SECRET:
        return
    for text in (secret, repr(secret)[1:-1]):
        yield from (text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1])
    yield from (quote(secret), quote(secret, safe=""))


class SafeHandler(logging.StreamHandler[TextIO]):
    """Tells of a broken log call in a line like all others. The stock handler would print the message and
    its arguments as they are, past the redaction."""

    def handleError(self, record: logging.LogRecord) -> None:
        error = sys.exc_info()[1]
        report = logging.LogRecord(
            record.name,
            logging.ERROR,
            record.pathname,
            record.lineno,
            "log call failed in %s:%d: %r: %r",
            (record.pathname, record.lineno, error, record.msg),
            None,
        )
        try:
            self.stream.write(self.format(report) + self.terminator)
            self.flush()
        except Exception:
            # The stream is gone, or not even the report can be written: logging must not end the process.
            return


def _configure_structlog() -> None:
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _shared_processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
    ]


def _formatter(readable: bool, colors: bool, redact: Callable[[str], str]) -> logging.Formatter:
    render: list[Processor]
    if readable:
        # Rich tracebacks would show local variables and break lines, and a token with them.
        plain = structlog.dev.plain_traceback
        render = [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]
    else:
        render = [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ]

    def blot(logger: object, method: str, line: object) -> str:
        return redact(str(line))

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared_processors(), structlog.stdlib.ExtraAdder()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render, blot],
    )


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.stderr.write("Interrupted\n")
    else:
        logging.getLogger("pullquote").critical("uncaught exception", exc_info=(kind, error, traceback))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)
