from __future__ import annotations

import pytest

from cop_portal.static_files import collect_static_files


@pytest.fixture
def sources(settings, tmp_path):
    """A folder with one stylesheet, the only static file there is."""
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / "portal.css").write_text("body { margin: 0 }")
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = tmp_path / "collected"
    return folder


def test_the_first_time_files_are_collected(sources, settings):
    assert collect_static_files() is True
    assert (settings.STATIC_ROOT / "portal.css").read_text() == "body { margin: 0 }"


def test_the_second_time_there_is_nothing_to_do(sources):
    collect_static_files()

    assert collect_static_files() is False


def test_a_changed_file_is_collected_again(sources, settings):
    collect_static_files()
    (sources / "portal.css").write_text("body { margin: 1rem }")

    assert collect_static_files() is True
    assert (settings.STATIC_ROOT / "portal.css").read_text() == "body { margin: 1rem }"


def test_a_folder_that_is_not_ours_is_not_emptied(sources, settings):
    settings.STATIC_ROOT.mkdir()
    (settings.STATIC_ROOT / "diary.txt").write_text("dear diary")
    collect_static_files()

    assert (settings.STATIC_ROOT / "diary.txt").exists()


def test_a_new_file_is_collected(sources, settings):
    collect_static_files()
    (sources / "print.css").write_text("")

    assert collect_static_files() is True
    assert (settings.STATIC_ROOT / "print.css").exists()
