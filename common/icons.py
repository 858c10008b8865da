"""The portal's small set of icons: strokes on a 24 × 24 grid, drawn in the color of the text they stand beside."""

from __future__ import annotations

from typing import Final

PATHS: Final[dict[str, str]] = {
    "alert": "M12 3.5 22 20H2L12 3.5zM12 10v4.5M12 17.2v.3",
    "arrow": "M4 12h15M13 6l6 6-6 6",
    "back": "M20 12H5M11 6l-6 6 6 6",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15L6 17zM10 21h4",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8.5 3v5M15.5 3v5",
    "check": "M4.5 12.5 10 18 19.5 6.5",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5V12l3.2 2.4",
    "close": "M6 6l12 12M18 6 6 18",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "edit": "M4 20l1-4.5L16 4.5l3.5 3.5-11 11L4 20zM13.5 7l3.5 3.5",
    "file": "M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 13h6M9 16.5h6",
    "flag": "M5 21V4h11l-1.5 4L16 12H5",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5v.3",
    "link": "M10 14l4-4M8.5 11 6 13.5a3.2 3.2 0 0 0 4.5 4.5L13 15.5M11 8.5 13.5 6a3.2 3.2 0 0 1 4.5 4.5L15.5 13",
    "lock": "M5.5 11h13v9.5h-13zM8.5 11V7.5a3.5 3.5 0 0 1 7 0V11",
    "mail": "M3.5 5.5h17v13h-17zM4 6l8 6.5L20 6",
    "people": "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.5-6s6 2 6.5 6"
    "M15.5 5a3.3 3.3 0 0 1 0 6.3M18 14.6c2 .8 3.2 2.6 3.5 5.4",
    "pin": "M9 3.5h6M10 3.5v6.5l-3 3.5h10l-3-3.5V3.5M12 13.5V21",
    "place": "M12 21.5c-4.5-4.5-7-8-7-11.5a7 7 0 0 1 14 0c0 3.5-2.5 7-7 11.5zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
    "plus": "M12 5v14M5 12h14",
    "reply": "M9.5 6 4 11.5 9.5 17M4.5 11.5H14a6 6 0 0 1 6 6V19",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21",
    "talk": "M4 5h16v11.5h-9L6.5 20.5v-4H4z",
    "video": "M3.5 6.5h11.5v11H3.5zM15 10.5l5.5-3v9l-5.5-3",
}
