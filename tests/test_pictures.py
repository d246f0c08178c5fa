"""What is uploaded as a picture and is none, or is too large, is told at the field, whichever way it is uploaded."""

import io
import os
import struct
import zlib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.models import Collection, UploadedFile

from cms.models import SiteImage

pytestmark = pytest.mark.django_db

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DAMAGED = "Upload a valid image."
MANY_PIXELS = "This file has too many pixels"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def stating(width: int, height: int) -> bytes:
    """A PNG of a hundred bytes that says to be so large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def picture(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.frombytes("RGB", (100, 100), os.urandom(30_000)).save(file, kind)
    return file.getvalue()


def with_unpacking_text() -> bytes:
    """Some kilobytes that become eighty megabytes."""
    good, text = picture(), zlib.compress(bytes(80 * 1024 * 1024))
    return good[:33] + chunk(b"zTXt", b"k\0\0" + text) + good[33:]


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
BAD: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a billion pixels": ("a.png", lambda: stating(60_000, 60_000), MANY_PIXELS),
    "pixels beyond our limit alone": ("a.png", lambda: stating(10_000, 5_001), MANY_PIXELS),
    "fewer data than pixels": ("a.png", lambda: stating(500, 500), DAMAGED),
    "cut off": ("a.png", lambda: picture()[:5000], DAMAGED),
    "cut off, a photograph": ("a.jpg", lambda: picture("JPEG")[:3000], DAMAGED),
    "text that unpacks": ("a.png", with_unpacking_text, DAMAGED),
    "no picture": ("a.png", lambda: b"hello", DAMAGED),
    "empty": ("a.png", lambda: b"", "The submitted file is empty."),
    "a drawing that may hold a script": ("a.svg", lambda: SVG, "Not a supported image format."),
    "the same by another name": ("a.png", lambda: SVG, "The extension does not match the file format (svg)"),
    "too many bytes": ("a.png", lambda: picture() + bytes(10 * 1024 * 1024), "This file is too big"),
}


def upload(client: Client, way: str, name: str, data: bytes):
    file, collection = SimpleUploadedFile(name, data), Collection.get_first_root_node().pk
    answers = {"title": "A picture", "description": "A gate", "collection": collection}
    match way:
        case "add":
            return client.post("/admin/images/add/", answers | {"file": file})
        case "multiple/add":
            ajax = {"X-Requested-With": "XMLHttpRequest"}
            return client.post("/admin/images/multiple/add/", answers | {"files[]": file}, headers=ajax)
        case "chooser/create":
            prefixed = {f"image-chooser-upload-{key}": value for key, value in (answers | {"file": file}).items()}
            return client.post("/admin/images/chooser/create/", prefixed)


WAYS = ["add", "multiple/add", "chooser/create"]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_is_told_at_the_field_and_not_kept(admin_client, bad):
    name, make, words = BAD[bad]
    data = make()
    for way in WAYS:
        response = upload(admin_client, way, name, data)
        assert (way, response.status_code) == (way, 200)
        assert words in response.content.decode(), way
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "GIF"])
def test_a_good_one_is_kept_each_way(admin_client, settings, tmp_path, kind):
    settings.MEDIA_ROOT = tmp_path
    for way in WAYS:
        assert upload(admin_client, way, f"a.{kind.lower()}", picture(kind)).status_code in (200, 302)
    assert [image.width for image in SiteImage.objects.all()] == [100, 100]
    assert UploadedFile.objects.count() == 1  # of several at once: kept until each has its description


def test_the_file_of_a_picture_is_not_replaced_by_a_bad_one(admin_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload(admin_client, "add", "a.png", picture())
    image = SiteImage.objects.get()
    answers = {"title": "New", "description": "A gate", "file": SimpleUploadedFile("b.png", picture()[:5000])}
    response = admin_client.post(f"/admin/images/{image.pk}/", answers)
    assert DAMAGED in response.content.decode()
    image.refresh_from_db()
    assert (image.title, image.file.open().read()[:8]) == ("A picture", SIGNATURE)
