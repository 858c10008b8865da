from __future__ import annotations

import struct

import pytest

from common.pictures import BrokenPicture, HugePicture, without_metadata
from tests.common.files import GPS_CANARY, chunk, jpeg, png, segment


def test_a_photograph_loses_place_and_comments_and_keeps_color_and_pixels():
    cleaned = without_metadata(jpeg())
    assert GPS_CANARY in jpeg()
    assert GPS_CANARY not in cleaned
    assert b"ICC_PROFILE" in cleaned
    assert cleaned.endswith(b"pixels\xff\x00more\xff\xd0pixels\xff\xd9")


def test_the_side_that_is_up_stays():
    cleaned = without_metadata(jpeg(orientation=6))
    assert without_metadata(cleaned) == cleaned
    assert cleaned.count(b"Exif\x00\x00") == 1
    exif = cleaned[cleaned.index(b"Exif\x00\x00") + 6 :]
    assert struct.unpack_from(">HHIH", exif, 10) == (0x0112, 3, 1, 6)


def test_a_photograph_that_is_upright_needs_no_exif():
    assert b"Exif" not in without_metadata(jpeg(orientation=1))


def test_what_stands_after_the_picture_is_cut_off():
    assert GPS_CANARY not in without_metadata(jpeg(after_end=GPS_CANARY))
    assert without_metadata(png() + GPS_CANARY) == without_metadata(png())


def test_a_png_keeps_only_what_draws_it():
    cleaned = without_metadata(png())
    assert GPS_CANARY in png()
    assert GPS_CANARY not in cleaned
    assert [kind in cleaned for kind in (b"IHDR", b"IDAT", b"IEND", b"tEXt", b"eXIf")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("huge", [png(width=30_000, height=30_000), jpeg(width=30_000, height=30_000)])
def test_a_pixel_bomb_is_refused_without_decoding_it(huge):
    with pytest.raises(HugePicture):
        without_metadata(huge)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"GIF89a",
        png()[:20],
        png()[:-12],
        png()[:8] + chunk(b"IDAT", b""),
        png(width=0),
        jpeg()[:-2],
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + segment(0xE0, b"JFIF\x00") + b"no marker here",
        b"\xff\xd8\xff\xe0\xff",
    ],
)
def test_what_is_no_whole_picture_is_refused(broken):
    with pytest.raises(BrokenPicture):
        without_metadata(broken)


def test_nonsense_in_exif_does_no_harm():
    nonsense = segment(0xE1, b"Exif\x00\x00MM\x00\x2a\xff\xff\xff\xff")
    data = jpeg(orientation=1)
    assert b"Exif" not in without_metadata(data[:2] + nonsense + data[2:])
