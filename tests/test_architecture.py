"""Which module may import which: the design's direction, read from the code itself."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for package in ("bot", "digests", "config") for path in (ROOT / package).rglob("*.py"))

# Libraries behind a door of their own: who may import them.
DOORS = {
    "telegram": (
        "bot/gateway.py",
        "bot/asking.py",
        "bot/wire.py",
        "bot/transport.py",
        "bot/polling.py",
        "bot/updates.py",
        "bot/webhook.py",
        "bot/app.py",
        "bot/opening.py",
        "bot/menus.py",
        "bot/commands/",
    ),
    "apscheduler": ("bot/ticks.py",),
    "aiohttp": ("bot/transport.py", "bot/playground/"),
    "starlette": ("bot/playground/", "bot/serving.py", "bot/webhook_endpoint.py"),
    "uvicorn": ("bot/playground/server.py", "bot/serving.py"),
    "sqlalchemy": ("digests/store/", "digests/newsroom/"),
    "alembic": ("digests/store/",),
    "aiosqlite": ("digests/store/",),
    "listparser": ("digests/sources/opml.py",),
    "httpcore": ("digests/sources/fetching/",),
    "protego": ("digests/sources/fetching/robots.py",),
    "trafilatura": ("digests/text/extract.py",),
    "rensa": ("digests/editor/copies.py",),
    "sumy": ("digests/editor/summaries/sumy_rankers.py",),
    "watchfiles": ("digests/sources/",),
}
PURE = (
    "digests/text/",
    "digests/editor/",
    "digests/schedule/",
    "digests/wishes/",
    "digests/zones/clocks.py",
    "digests/zones/finding.py",
    "digests/zones/offsets.py",
    "digests/zones/places.py",
    "digests/delivery.py",
    "digests/polling.py",
    "digests/cadence.py",
    "digests/model/",
)
IMPURE_MODULES = {"asyncio", "os", "pathlib", "socket", "subprocess", "sqlite3", "time", "io", "random"}
CLOCKS = {"now", "utcnow", "today", "monotonic", "perf_counter"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module that is imported, at the top or inside a function."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def packages(path: Path) -> set[str]:
    return {module.partition(".")[0] for module in imports(path)}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_go_in_one_direction(path: Path) -> None:
    used = packages(path)
    if name(path).startswith("digests/"):
        assert not used & {"bot", "config", "telegram"}
    if name(path).startswith("config/"):
        assert "bot" not in used
        # A topic's query is checked with the rest, by the language's own parser.
        known = {"digests.errors"} | ({"digests.text.query"} if name(path) == "config/feeds.py" else set())
        assert {m for m in imports(path) if m.startswith("digests")} <= known
    for library, doors in DOORS.items():
        assert library not in used or name(path).startswith(doors), f"{library} has its door elsewhere"


@pytest.mark.parametrize("path", [p for p in MODULES if name(p).startswith(PURE)], ids=name)
def test_rules_are_pure(path: Path) -> None:
    assert not packages(path) & IMPURE_MODULES
    tree = ast.parse(path.read_text(encoding="utf-8"))
    read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not read & CLOCKS, "time is an argument"


@pytest.mark.parametrize(
    "path", [p for p in MODULES if name(p).startswith("digests/") and "store/" not in name(p)], ids=name
)
def test_the_newsroom_is_told_the_time(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    read = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("datetime.now", "time.time")
    ]
    assert read == []


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_stay_small_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    if text.strip():
        assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_happens_at_import(path: Path) -> None:
    """At the top of a module stand definitions and constants: no call for its effect."""
    allowed = (
        ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign,
        ast.AnnAssign, ast.If,
    )  # fmt: skip
    if "migrations/env.py" in name(path):
        return  # alembic runs this file: being imported is its purpose
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        assert docstring or isinstance(node, allowed), f"line {node.lineno}: {ast.unparse(node)[:60]}"


def test_the_bot_starts_without_the_editors_heavy_libraries() -> None:
    """They live in worker processes that come and go; the bot itself stays small."""
    heavy = {"numpy", "trafilatura", "nltk", "sumy", "lxml", "py3langid", "tzfpy"}
    code = f"import sys, bot.running; print(sorted(sys.modules.keys() & {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
