"""The tests' settings, for processes that a proof starts: they ask the fake that it names to them,
and trust its proxies."""

from cms.settings import base
from cms.settings.test import *  # noqa: F403

REPRESENT_URL = base.REPRESENT_URL
ABUSE_CONTROLS, TRUSTED_PROXIES = base.ABUSE_CONTROLS, base.TRUSTED_PROXIES
