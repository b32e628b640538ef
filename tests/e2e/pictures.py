"""Pictures of a page as small PNG files: a palette of 256 colours, a third of the bytes, no tool needed.

The browser reads the picture and finds the palette; the file is written here.
"""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass
from typing import Final, TypedDict, cast

from playwright.async_api import Page

_REDUCE: Final = """async (picture) => {
    const image = await createImageBitmap(await (await fetch(picture)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const pixels = new Uint32Array(data.buffer);
    const often = new Map();
    for (const pixel of pixels) often.set(pixel, (often.get(pixel) ?? 0) + 1);
    const kept = [...often].sort(([, a], [, b]) => b - a).slice(0, 256).map(([pixel]) => pixel);
    const parts = (pixel) => [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255];
    const palette = kept.map(parts);
    const nearest = (pixel) => {
        const [r, g, b] = parts(pixel);
        let best = 0, least = Infinity;
        palette.forEach(([R, G, B], index) => {
            const far = (r - R) ** 2 + (g - G) ** 2 + (b - B) ** 2;
            if (far < least) [best, least] = [index, far];
        });
        return best;
    };
    const places = new Map(kept.map((pixel, index) => [pixel, index]));
    let indices = '';
    for (const pixel of pixels) {
        if (!places.has(pixel)) places.set(pixel, nearest(pixel));
        indices += String.fromCharCode(places.get(pixel));
    }
    return { width: image.width, height: image.height, palette: palette.flat(), indices: btoa(indices) };
}"""


class _Reduced(TypedDict):
    width: int
    height: int
    palette: list[int]
    indices: str


@dataclass(frozen=True, slots=True)
class Darkroom:
    """An empty page, whose rules let it read pictures."""

    page: Page

    async def reduced(self, png: bytes) -> bytes:
        picture = f"data:image/png;base64,{base64.b64encode(png).decode()}"
        found = cast(_Reduced, await self.page.evaluate(_REDUCE, picture))
        width, height, pixels = found["width"], found["height"], base64.b64decode(found["indices"])
        # Each line is led by the number of its filter: none, which suits a palette best.
        rows = b"".join(b"\0" + pixels[start : start + width] for start in range(0, len(pixels), width))
        return b"".join(
            [
                b"\x89PNG\r\n\x1a\n",
                _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
                _chunk(b"PLTE", bytes(found["palette"])),
                _chunk(b"IDAT", zlib.compress(rows, 9)),
                _chunk(b"IEND", b""),
            ]
        )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
