"""The body of a Bot API request: query string, form, multipart or JSON in, one mapping of parameters out.

Values stay as they came (text, or decoded JSON); `checks.py` gives them their types. Telegram takes a
parameter from wherever it stands, so the query string and the body are read together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from functools import lru_cache
from urllib.parse import parse_qsl, unquote_plus

from bot.playground.replies import Json, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file from a multipart body."""

    name: str
    content_type: str
    content: bytes


Raw = dict[str, "Json | Upload"]


def read_parameters(query: bytes, content_type: str, body: bytes) -> Raw:
    """All parameters of a request, body over query string. Raises Refused when the body cannot be read."""
    found: Raw = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True)) if query else {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        found.update(_form(_decoded(body)))
    elif kind == "application/json":
        found.update(_json_object(body))
    elif kind == "multipart/form-data":
        found.update(_multipart(content_type, body))
    return found


def _form(body: str) -> Mapping[str, Json]:
    pairs = (pair.partition("=") for pair in body.split("&") if pair)
    return {_unquoted(name): _unquoted(value) for name, _, value in pairs}


@lru_cache(maxsize=256)
def _unquoted(value: str) -> str:
    """Kept for a while: the messages of a broadcast differ in nothing but the chat."""
    return unquote_plus(value)


def _decoded(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise bad_request("strings must be encoded in UTF-8") from error


def _json_object(body: bytes) -> Mapping[str, Json]:
    try:
        value = json.loads(body or b"{}")
    except ValueError as error:
        raise bad_request("can't parse the request body as JSON") from error
    if not isinstance(value, dict):
        raise bad_request("the request body must be a JSON object")
    return value


def _multipart(content_type: str, body: bytes) -> Raw:
    found: Raw = {}
    parameters = Message()
    parameters["Content-Type"] = content_type
    boundary = parameters.get_boundary()
    if not boundary:
        raise bad_request("the multipart body names no boundary")
    # The line end before a delimiter belongs to the delimiter; the first one has none before it.
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("latin-1"))
    for part in parts[1:]:
        if part.startswith(b"--"):
            break
        head, separator, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        if not separator:
            raise bad_request("can't parse the multipart body")
        headers = BytesHeaderParser().parsebytes(head)
        name = headers.get_param("name", header="content-disposition")
        filename = headers.get_filename()
        if not isinstance(name, str):
            raise bad_request("a part of the multipart body has no name")
        if filename is None:
            found[name] = _decoded(content)
        else:
            found[name] = Upload(filename, headers.get_content_type(), content)
    return found
