"""Collects the static files, and not again while none of them has changed."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

FINGERPRINT_FILE = ".collected-from"


def collect_static_files() -> bool:
    """Brings STATIC_ROOT up to date. Whether there was something to do: hashing and compressing takes seconds."""
    note = Path(settings.STATIC_ROOT) / FINGERPRINT_FILE
    now = fingerprint()
    if note.exists() and note.read_text() == now:
        return False
    # Cleared first, since a file that became older again would not be copied; but only a folder that is ours.
    call_command("collectstatic", interactive=False, clear=note.exists(), verbosity=0)
    note.write_text(now)
    return True


def fingerprint() -> str:
    """A short text that is another as soon as a file, or a tool that treats it, is another."""
    digest = hashlib.sha256(f"{version('django')} {version('whitenoise')} {settings.STORAGES}".encode())
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{storage.location} {name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
