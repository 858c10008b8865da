"""What the look promises, held by numbers: contrast, weight, nothing inline, nothing from elsewhere."""

from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STYLESHEET = ROOT / "static/css/portal.css"
SCRIPT = ROOT / "static/js/portal.js"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "email" not in path.parts]

# Every pair of tokens that text is written in; 5.7:1 is more than WCAG's 4.5:1 asks.
TEXT = [
    *product(["ink", "ink-soft"], ["paper", "card", "sunken", "accent-soft"]),
    *product(["accent"], ["paper", "card", "accent-soft"]),
    ("accent-ink", "accent"),
    *((kind, ground) for kind in ("warn", "error", "done", "info") for ground in (f"{kind}-soft", "card")),
    *(("ink", f"{kind}-soft") for kind in ("warn", "error", "done", "info")),
]
# Borders that carry meaning, and the focus ring.
EDGES = [*product(["edge", "focus"], ["paper", "card", "sunken"]), ("focus", "accent-soft"), ("error", "card")]


def tokens(program: str, scheme: str) -> dict[str, str]:
    css = STYLESHEET.read_text()
    found = {}
    for selector in (r":root", rf':root, \[data-program="{program}"\]', rf'\[data-program="{program}"\]'):
        for block in re.findall(rf"^  {selector} {{(.*?)}}", css, re.DOTALL | re.MULTILINE):
            for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", block):
                found[name] = light if scheme == "light" else dark
    return found


def luminance(color: str) -> float:
    digits = color.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_counted_as_wcag_counts_it():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("program", ["forum", "sni", "upstream", "cafe"])
def test_text_can_be_read(program, scheme):
    colors = tokens(program, scheme)
    poor = {
        f"{ink} on {ground}": round(contrast(colors[ink], colors[ground]), 2)
        for ink, ground in TEXT
        if contrast(colors[ink], colors[ground]) < 5.7
    }
    assert poor == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("program", ["forum", "sni", "upstream", "cafe"])
def test_edges_can_be_seen(program, scheme):
    colors = tokens(program, scheme)
    poor = {
        f"{edge} on {ground}": round(contrast(colors[edge], colors[ground]), 2)
        for edge, ground in EDGES
        if contrast(colors[edge], colors[ground]) < 3
    }
    assert poor == {}


@pytest.mark.parametrize(("path", "budget"), [(STYLESHEET, 12_000), (SCRIPT, 4_550)])
def test_what_every_page_loads_stays_small(path, budget):
    assert len(gzip.compress(path.read_bytes())) <= budget


def test_nothing_comes_from_another_host():
    assert re.findall(r"https?://|@import|url\(", STYLESHEET.read_text()) == []
    assert re.findall(r"https?://", SCRIPT.read_text()) == []


INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize(
    "bad", ['<p style="color: red">', '<a onclick="x()">', "<style>", "<script>", '<a href="javascript:x">']
)
def test_the_search_for_inline_code_finds_it(bad):
    assert INLINE.search(bad)


def test_the_search_for_inline_code_leaves_the_rest_alone():
    assert INLINE.search('<script src="/static/js/portal.js" defer></script><p class="on" data-on="1">') is None


def test_no_page_holds_inline_code():
    assert {str(path.relative_to(ROOT)): found for path in PAGES if (found := INLINE.findall(path.read_text()))} == {}


# HTML knows no attribute hx-get; data-hx-get it lets be, and htmx reads it the same.
FOREIGN = re.compile(r"[\s\"']hx-[\w-]+=")


def test_the_search_for_foreign_attributes_finds_them_and_leaves_ours():
    assert FOREIGN.search('<a href="/" hx-get="/">')
    assert FOREIGN.search('<a href="/" data-hx-get="/">') is None


def test_what_htmx_reads_is_valid_html():
    drawn = [*PAGES, ROOT / "discussions/templatetags/posts.py"]
    assert {str(path.relative_to(ROOT)): found for path in drawn if (found := FOREIGN.findall(path.read_text()))} == {}


def test_every_fragment_names_what_it_is_given():
    """A comment on top says which props it draws, so that whoever includes it needn't read it."""
    assert [path.name for path in PAGES if path.name.startswith("_") and not path.read_text().startswith("{#")] == []
