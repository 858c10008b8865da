from __future__ import annotations

import io

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models.fields.files import FieldFile, FileField
from django.test import RequestFactory

from common.uploads import KINDS, UploadRefused, examine, random_name, safe_name, send_download
from tests.common.files import GPS_CANARY, archive, docx, jpeg, odt, png

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def upload(name, content, content_type="text/html"):
    return SimpleUploadedFile(name, content, content_type=content_type)


def workbook():
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


GOOD = [
    ("notes.pdf", PDF, "application/pdf"),
    ("Notes.PDF", PDF, "application/pdf"),
    ("agenda.docx", docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (
        "slides.pptx",
        archive({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    ("roster.xlsx", workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("text.odt", odt(), "application/vnd.oasis.opendocument.text"),
    ("plain.txt", b"Notas: salud, ZIP 02139\r\n", "text/plain; charset=utf-8"),
    ("plain.txt", "Notas: educación\n".encode("cp1252"), "text/plain; charset=utf-8"),
    ("table.csv", "a,b\n1,2\n".encode("utf-16"), "text/csv; charset=utf-8"),
    ("captions.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome\n", "text/vtt; charset=utf-8"),
    ("photo.jpg", jpeg(), "image/jpeg"),
    ("chart.png", png(), "image/png"),
    ("talk.mp3", b"ID3\x03\x00\x00\x00\x00\x00\x21" + bytes(64), "audio/mpeg"),
    ("talk.m4a", b"\x00\x00\x00\x18ftypM4A " + bytes(64), "audio/mp4"),
    ("talk.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(64), "video/mp4"),
]


@pytest.mark.parametrize(("name", "content", "content_type"), GOOD)
def test_what_is_taken_goes_by_our_own_content_type(name, content, content_type):
    accepted = examine(upload(name, content))
    assert (accepted.name, accepted.content_type) == (name, content_type)


def test_every_kind_has_a_good_example():
    assert {f".{name.rpartition('.')[2].lower()}" for name, _content, _type in GOOD} | {".odp", ".ods", ".jpeg"} == set(
        KINDS
    )


@pytest.mark.parametrize(
    "name",
    ["page.html", "drawing.svg", "page.xhtml", "feed.xml", "tool.exe", "old.doc", "macro.docm", "bundle.zip", "a"],
)
def test_other_endings_are_refused_by_name(name):
    with pytest.raises(UploadRefused, match=f"“{name}” is not a kind of file that can be added"):
        examine(upload(name, PDF, "application/pdf"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.pdf", b"<!doctype html><script>alert(1)</script>%PDF-1.7"),
        ("notes.pdf", docx()),
        ("notes.pdf", b"MZ\x90\x00"),
        ("agenda.docx", workbook()),
        ("agenda.docx", PDF),
        ("agenda.docx", archive({"a.txt": b"a"})),
        ("agenda.docx", docx({"word/vbaProject.bin": b"macro"})),
        ("text.odt", odt({"Basic/Standard/Module1.xml": b"macro"})),
        ("text.odt", docx()),
        ("plain.txt", b"a\x00b"),
        ("plain.txt", b"MZ\x90\x00\x03"),
        ("table.csv", b"  <html><script>alert(1)</script>"),
        ("table.csv", b"\x81\x8d\x8f"),
        ("photo.jpg", png()),
        ("photo.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("photo.jpg", jpeg()[:-2]),
        ("photo.png", b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>"),
        ("talk.mp4", b"\x00\x00\x00\x18ftypqt  "),
    ],
)
def test_content_that_is_something_else_is_refused(name, content):
    with pytest.raises(UploadRefused, match=f"“{name}” does not hold what its name says"):
        examine(upload(name, content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.png", png(width=30_000, height=30_000)),
        ("agenda.docx", docx({"word/media/zeros": bytes(60_000_000)})),
    ],
)
def test_bombs_are_refused(name, content):
    with pytest.raises(UploadRefused, match="much larger inside"):
        examine(upload(name, content))


def test_an_empty_file_is_refused():
    with pytest.raises(UploadRefused, match="is empty"):
        examine(upload("notes.pdf", b""))


def test_a_file_over_the_limit_is_refused_with_the_limit(settings):
    settings.UPLOAD_LIMIT_MB = 1
    with pytest.raises(UploadRefused, match=r"is larger than 1\sMB"):
        examine(upload("notes.pdf", PDF + bytes(1024 * 1024)))


def test_a_photograph_is_kept_without_its_place():
    accepted = examine(upload("photo.jpg", jpeg()))
    kept = accepted.content.read()
    assert GPS_CANARY not in kept
    assert accepted.size == len(kept)


@pytest.mark.parametrize(
    ("asked", "safe"),
    [
        ("notes.pdf", "notes.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\notes.pdf", "notes.pdf"),
        ("harmless\u202efdp.exe.pdf", "harmlessfdp.exe.pdf"),
        ("a\r\nX-Header: 1.pdf", "aX-Header: 1.pdf"),
        (".hidden.pdf", "hidden.pdf"),
        ("  two   words .pdf", "two words .pdf"),
        ("", "file"),
        ("...", "file"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("Educación.pdf", "Educación.pdf"),
    ],
)
def test_names_are_made_safe(asked, safe):
    assert safe_name(asked) == safe


def test_the_stored_name_says_nothing_of_the_file():
    accepted = examine(upload("Survey of Maria G.pdf", PDF))
    name = random_name(accepted)
    assert len(name) == 32 + len(".pdf")
    assert name.endswith(".pdf")
    assert random_name(accepted) != name


def stored(tmp_path, name, content):
    file = FieldFile(None, FileField(storage=FileSystemStorage(tmp_path)), name)
    file.storage.save(name, ContentFile(content))
    return file


@pytest.mark.django_db  # closing an answer ends the request, and with it the connection
def test_a_download_is_never_opened_inside_the_portal(tmp_path):
    response = send_download(stored(tmp_path, "0f0f.pdf", PDF), name='Survey "2022".pdf')
    assert b"".join(response.streaming_content) == PDF
    response.close()
    assert dict(response.items()) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": 'attachment; filename="Survey \\"2022\\".pdf"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }


@pytest.mark.django_db  # closing an answer ends the request, and with it the connection
def test_a_stored_file_of_a_kind_no_longer_taken_is_sent_as_bytes(tmp_path):
    response = send_download(stored(tmp_path, "0f0f.html", b"<script>"), name="page.html")
    assert response["Content-Type"] == "application/octet-stream"
    response.close()


def test_a_huge_file_is_cut_short_on_its_way_in_and_then_refused(settings):
    settings.UPLOAD_LIMIT_MB = 1
    settings.FILE_UPLOAD_HANDLERS = [
        "common.uploads.DropBeyondLimit",
        "django.core.files.uploadhandler.TemporaryFileUploadHandler",
    ]
    request = RequestFactory().post(
        "/", {"title": "kept", "file": upload("huge.pdf", PDF + bytes(8 * 1024 * 1024)), "after": "kept too"}
    )
    assert request.POST.dict() == {"title": "kept", "after": "kept too"}
    arrived = request.FILES["file"]
    assert 1024 * 1024 < arrived.size < 2 * 1024 * 1024
    with pytest.raises(UploadRefused, match="larger than"):
        examine(arrived)
    request.close()
