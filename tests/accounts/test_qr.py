from __future__ import annotations

import re

import qrcode

from accounts.qr import qr_code


def test_the_path_draws_the_dark_squares_and_nothing_else():
    drawn = qr_code("otpauth://totp/alex%40example.org?secret=JBSWY3DPEHPK3PXP")
    expected = qrcode.QRCode(border=4)
    expected.add_data("otpauth://totp/alex%40example.org?secret=JBSWY3DPEHPK3PXP")
    expected.make()
    rows = expected.get_matrix()
    dark = {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}
    squares = re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn.path)
    assert {(int(x), int(y)) for x, y in squares} == dark
    assert "".join(f"M{x} {y}h1v1h-1z" for x, y in squares) == drawn.path
    assert drawn.size == len(rows)
