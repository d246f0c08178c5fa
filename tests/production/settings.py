"""Production's settings, with the files of a check in a folder of its own."""

from pathlib import Path

from cms.settings.production import *  # noqa: F403
from cms.settings.production import env

FOLDER = Path(env("PRODUCTION_CHECK"))
STATIC_ROOT, MEDIA_ROOT = FOLDER / "static", FOLDER / "media"
