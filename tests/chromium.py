"""The browser of this machine: Debian's Chromium, or what people have. Nothing is downloaded."""

import os
import shutil

NAMES = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, [os.environ.get("CHROMIUM", ""), *NAMES])), None)


def launch_options() -> dict:
    """For Playwright's `launch`. The browser asks nobody by itself, and no name but this machine's resolves."""
    return {
        "executable_path": find_chromium(),
        "args": [
            "--no-sandbox",  # CI runs as root
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ],
    }
