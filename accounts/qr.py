"""A QR code as the path of an inline SVG: no style, no script, no other address, drawn on the server."""

from __future__ import annotations

from dataclasses import dataclass

import qrcode


@dataclass(frozen=True)
class QrCode:
    """`path` is the `d` of a `<path>` in a viewBox of `size` by `size`; a quiet margin is part of it."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """The code that says `text`."""
    drawing = qrcode.QRCode(border=4)
    drawing.add_data(text)
    drawing.make()
    rows = drawing.get_matrix()
    squares = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return QrCode(size=len(rows), path="".join(squares))
