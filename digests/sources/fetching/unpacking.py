"""Packed bytes as they arrive -> the bytes within, never more than allowed.

A kilobyte can unpack to a megabyte, so the limit is kept while unpacking, and at every layer: an outer
layer's output that an inner one would throw away costs time too.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from digests.sources.fetching.answers import Unfetchable

ACCEPTED = "gzip, deflate"
_GZIP = frozenset({"gzip", "x-gzip"})
_NOT_ASKED_FOR = frozenset({"br", "zstd", "compress", "x-compress", "dcb", "dcz"})
_LAYERS = 3
_PIECE = 65_536
_GZIP_MAGIC = b"\x1f\x8b"


class TooLong(Exception):
    """More bytes than allowed; those that were are in the body."""


class _Layer(Protocol):
    def feed(self, data: bytes) -> Iterator[bytes]:
        """What `data` unpacks to, in pieces. Raises zlib.error."""

    @property
    def is_complete(self) -> bool: ...


class Unpacking:
    """One body on its way in. `codings` as the server lists them; `most` bytes come out at most."""

    def __init__(self, codings: Sequence[str], most: int) -> None:
        unknown = _NOT_ASKED_FOR.intersection(codings)
        if unknown:
            raise Unfetchable(f"packed as {min(unknown)}, which was not asked for")
        # Whatever else stands there ("none", "utf-8", "identity") is no coding: browsers ignore it too.
        known = [each for each in codings if each in _GZIP or each == "deflate"]
        if len(known) > _LAYERS:
            raise Unfetchable(f"packed {len(known)} times over")
        self._layers: list[_Layer] = [_Gzip() if each in _GZIP else _Deflate() for each in reversed(known)]
        self._taken = [0] * (len(self._layers) + 1)
        self._most = most
        self._body = bytearray()

    @property
    def body(self) -> bytes:
        return bytes(self._body)

    def take(self, data: bytes) -> None:
        """Raises TooLong with the body filled to its limit, and Unfetchable for broken data."""
        try:
            self._pass(data, 0)
        except zlib.error as error:
            raise Unfetchable("its packed data is broken") from error

    def end(self) -> None:
        """To be called behind the last byte. Raises Unfetchable when something is missing."""
        if not all(layer.is_complete for layer in self._layers) and any(self._taken):
            raise Unfetchable("its packed data ends too early")

    def _pass(self, data: bytes, depth: int) -> None:
        room = self._most - self._taken[depth]
        self._taken[depth] += len(data)
        if depth == len(self._layers):
            self._body += data[:room]
        else:
            for piece in self._layers[depth].feed(data[:room]):
                self._pass(piece, depth + 1)
        if len(data) > room:
            raise TooLong


class _Gzip:
    """One or more members. Whatever follows that is none is ignored, as gzip itself does."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._between = b""
        self._is_over = False

    @property
    def is_complete(self) -> bool:
        return self._is_over or self._member.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data and not self._is_over:
            if self._member.eof:
                data, self._between = self._between + data, b""
                if len(data) < len(_GZIP_MAGIC) and _GZIP_MAGIC.startswith(data):
                    self._between = data
                    return
                if not data.startswith(_GZIP_MAGIC):
                    self._is_over = True
                    return
                self._member = zlib.decompressobj(wbits=31)
            yield from _pieces(self._member, data)
            data = self._member.unused_data


class _Deflate:
    """zlib's format, as the standard says, or bare deflate, as some servers took it to mean."""

    def __init__(self) -> None:
        self._start = b""
        self._stream: zlib._Decompress | None = None

    @property
    def is_complete(self) -> bool:
        return self._stream is not None and self._stream.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            data, self._start = self._start + data, b""
            if len(data) < 2:
                self._start = data
                return
            is_zlib = data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            self._stream = zlib.decompressobj(wbits=15 if is_zlib else -15)
        yield from _pieces(self._stream, data)


def _pieces(stream: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    while True:
        piece = stream.decompress(data, _PIECE)
        data = stream.unconsumed_tail
        if piece:
            yield piece
        # A full piece may have left output inside the stream, though all input is gone.
        if stream.eof or (not data and len(piece) < _PIECE):
            return
