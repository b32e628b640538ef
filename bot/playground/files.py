"""Files: what is kept of them, the Bot API method that finds one, and where the bot downloads it."""

from __future__ import annotations

from pathlib import PurePosixPath

from bot.playground.checks import Parameters
from bot.playground.desk import Desk, Handlers
from bot.playground.replies import Json, bad_request
from bot.playground.world import Document, World

MAX_DOWNLOAD = 20 * 1024 * 1024
"""Bytes that a bot can download; it may send more."""
FOLDER = "documents"


def get_file(desk: Desk, parameters: Parameters) -> Json:
    document = desk.world.file(parameters.text("file_id") or "")
    if document is None:
        raise bad_request("invalid file_id")
    if len(document.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": document.id,
        "file_unique_id": document.id,
        "file_size": len(document.content),
        "file_path": _path(document),
    }


def file_at(world: World, path: str) -> Document | None:
    """What stands at `/file/bot<token>/<path>`."""
    document = world.file(PurePosixPath(path).stem)
    return document if document is not None and _path(document) == path else None


def _path(document: Document) -> str:
    return f"{FOLDER}/{document.id}{PurePosixPath(document.name).suffix}"


METHODS: Handlers = {"getFile": get_file}
