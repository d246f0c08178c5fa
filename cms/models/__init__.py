from cms.models.kept import InUse, Kept
from cms.models.media import Rendition, SiteDocument, SiteImage
from cms.models.pages import BasePage
from cms.models.scripts import ApprovedScript
from cms.models.settings import SiteSettings
from cms.models.topics import WarningTopic
from cms.models.users import User
from cms.models.warned import WarnedPage

__all__ = [
    "ApprovedScript",
    "BasePage",
    "InUse",
    "Kept",
    "Rendition",
    "SiteDocument",
    "SiteImage",
    "SiteSettings",
    "User",
    "WarnedPage",
    "WarningTopic",
]
