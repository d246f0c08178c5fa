"""Screens of the admin about one thing: "Results: Justice now", with French's space before the colon."""

from django.utils.translation import gettext


class Titled:
    """Comes before Wagtail's own view."""

    def get_header_title(self) -> str:
        names = {"title": self.get_page_title(), "subtitle": self.get_page_subtitle()}
        return gettext("%(title)s: %(subtitle)s") % names if names["subtitle"] else names["title"]
