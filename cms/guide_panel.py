from django.urls import reverse
from wagtail.admin.panels import Panel

from cms.guide import anchor, own_language, title_of


class GuidePanel(Panel):
    """Leads to pages of the guide. Each is the name of one, or that and a heading on it, which the catalogue
    has in the words of the translated guide.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "cms/panels/guide_panel.html"

        def get_context_data(self, parent_context=None):
            links = [link_to(*place) for place in self.panel.places]
            return super().get_context_data(parent_context) | {"links": links}

    def __init__(self, *places: tuple[str] | tuple[str, str], **kwargs):
        super().__init__(**kwargs)
        self.places = places

    def clone(self):
        return type(self)(*self.places, **self.clone_kwargs())


def link_to(name: str, heading: str = "") -> tuple[str, str]:
    """Its address and what it is called, in the language that the admin is read in."""
    address = reverse("guide", args=[name])
    if heading:
        return f"{address}#{anchor(str(heading))}", str(heading)
    return address, title_of(name, own_language())
