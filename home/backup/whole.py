"""A file that is there whole, whatever stops the program or fills the disk while it is written."""

import os
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, text: str) -> None:
    """The file says `text`, or what it said before. Nobody else reads it, from the first moment on. Raises OSError."""
    beside = file.with_name(f".{file.name}.new")
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as content:
            content.write(text)
            content.flush()
            os.fsync(content.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    _write_names(file.parent)


def _write_names(folder: Path) -> None:
    """To the disk itself: after a power cut the new name is there. Some disks of a network know no such thing."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(opened)
    finally:
        os.close(opened)
