"""The files import-export reads and writes for rosters: read by `cohorts.roster`, so that the odd ones are too."""

from __future__ import annotations

from typing import Any

import tablib
from import_export.formats import base_formats

from cohorts.roster.files import Sheet, read_sheet


class RosterFormat(base_formats.TablibFormat):
    """Bytes from and to a table; both kinds are binary here, the encoding of CSV is found out."""

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Sheet:
        """The sheet itself: a table of tablib's would know nothing of where it stood. Raises `UnreadableFile`."""
        return read_sheet(in_stream)


class RosterCSV(RosterFormat):
    TABLIB_MODULE = "tablib.formats._csv"
    CONTENT_TYPE = "text/csv; charset=utf-8"

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """UTF-8 with the mark by which Excel knows it."""
        return super().export_data(dataset, **kwargs).encode("utf-8-sig")


class RosterXLSX(RosterFormat):
    TABLIB_MODULE = "tablib.formats._xlsx"
    CONTENT_TYPE = base_formats.XLSX.CONTENT_TYPE


FORMATS = [RosterCSV, RosterXLSX]
