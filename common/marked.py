"""For sentences that stand in a pure core: marked there for `make messages`, translated where Django is known."""

from __future__ import annotations


def gettext_noop(sentence: str) -> str:
    """The sentence as it is. `make messages` knows the name, which is Django's; its own would bring Django along."""
    return sentence
