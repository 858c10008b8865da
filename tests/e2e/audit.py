"""Looking at a page the way test_axe.py does: by axe-core, in both schemes and at both widths, without loading it anew."""

from __future__ import annotations

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.e2e.conftest import DESKTOP, PHONE, fits

# In the dark nothing changes but colors: the other rules have been asked in the light.
COLORS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# WCAG 2.2's smallest target is off by default in axe-core.
ALL = {"rules": {"target-size": {"enabled": True}}}


def settle(page: Page, scheme: str, viewport: dict[str, int]) -> None:
    """Shows the page in another scheme and width, and waits until nothing moves any more."""
    page.set_viewport_size(viewport)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate("Promise.all(document.getAnimations().map(a => a.finished.catch(() => {})))")


def axe(page: Page, options: dict) -> list[str]:
    """What axe-core finds, of any impact: "rule: where"."""
    found = page.evaluate(
        "options => axe.run(document, {...options, resultTypes: ['violations']}).then(r => r.violations)", options
    )
    return [f"{rule['id']}: {' '.join(map(str, node['target']))}" for rule in found for node in rule["nodes"]]


def complaints_about(page: Page) -> Iterator[str]:
    """Everything that is wrong with the page as it is loaded, light and dark, 320 and 1280 px wide."""
    headings = page.locator("h1").count()
    if headings != 1:
        yield f"{headings} h1"
    if not page.title().strip():
        yield "no title"
    page.evaluate(AXE_SCRIPT)
    for viewport in (DESKTOP, PHONE):
        for scheme, options in (("light", ALL), ("dark", COLORS)):
            settle(page, scheme, viewport)
            for violation in axe(page, options):
                yield f"{viewport['width']} px, {scheme}: {violation}"
        if not fits(page):
            yield f"{viewport['width']} px: wider than the window, because of {widest(page)}"


def widest(page: Page) -> str:
    """The elements that reach over the window's edge, for the message."""
    return page.evaluate(
        """() => {
            const edge = document.documentElement.clientWidth;
            const scrolls = e => e && e !== document.body
                && (getComputedStyle(e).overflowX !== "visible" || scrolls(e.parentElement));
            const over = [...document.querySelectorAll("body *")].filter(
                e => e.getBoundingClientRect().right > edge + 1 && !scrolls(e.parentElement));
            return over.slice(-3).map(e => e.tagName.toLowerCase() + (e.className ? "." + e.className : "")).join(" | ");
        }"""
    )
