from cms.models.media import Rendition, SiteDocument, SiteImage
from cms.models.pages import BasePage
from cms.models.scripts import ApprovedScript
from cms.models.settings import SiteSettings
from cms.models.users import User

__all__ = ["ApprovedScript", "BasePage", "Rendition", "SiteDocument", "SiteImage", "SiteSettings", "User"]
