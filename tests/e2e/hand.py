"""A person's hand at the browser: it counts what it clicks, and can do without a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_TABS = 120


class Hand:
    """Clicks on what people see, by its role and name, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def press(self, role: str, name: str, *, within: Locator | None = None, exact: bool = True) -> None:
        """One click on the first such thing."""
        self._find(role, name, within, exact).click()
        self.clicks += 1

    def _find(self, role: str, name: str, within: Locator | None, exact: bool) -> Locator:
        return (within or self.page).get_by_role(role, name=name, exact=exact).first


class Keyboard(Hand):
    """The same by Tab and Enter alone; what has the focus must show it."""

    def press(self, role: str, name: str, *, within: Locator | None = None, exact: bool = True) -> None:
        """Tabs to it, and presses Enter."""
        self.reach(self._find(role, name, within, exact))
        self.page.keyboard.press("Enter")
        self.clicks += 1

    def reach(self, wanted: Locator) -> None:
        """Tabs until it has the focus. Raises `AssertionError` where it is never reached, or the focus doesn't show."""
        wanted.wait_for()
        for _tab in range(MOST_TABS):
            if wanted.evaluate("e => e === document.activeElement"):
                outline = wanted.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow")
                assert outline != "nonenone", f"{wanted}: the focus does not show"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{wanted} is not reached by Tab")
