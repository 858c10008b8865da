"""The fourth program: the example of the documentation, whole and with one thing changed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from cop_portal.blueprints.problems import BadBlueprint
from cop_portal.blueprints.reading import read_document

ROOT = Path(__file__).parents[3]
BLUEPRINTS = ROOT / "cop_portal" / "blueprints"
GUIDE = (ROOT / "docs" / "blueprints.md").read_text()
EXAMPLE = re.findall(r"^```toml\n(.*?)^```", GUIDE, flags=re.DOTALL | re.MULTILINE)[0]

MISSING = object()


def changed(*path_and_value):
    """The example's document with the value under a path of keys replaced, or taken out where it is `MISSING`."""
    *path, last, value = path_and_value
    document = tomllib.loads(EXAMPLE)
    spot = document
    for step in path:
        spot = spot[step]
    if value is MISSING:
        del spot[last]
    else:
        spot[last] = value
    return document


def errors_of(document):
    """What is wrong with a document, as sentences."""
    try:
        read_document(document, file="fourth.toml")
    except BadBlueprint as bad:
        return [str(error) for error in bad.errors]
    return []
