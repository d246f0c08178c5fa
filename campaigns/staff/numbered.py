"""Addresses of rows in the admin hold their number; any other one is not found, where modeladmin alone answers 500."""

from wagtail_modeladmin.helpers import AdminURLHelper
from wagtail_modeladmin.options import ModelAdmin


class NumberedURLs(AdminURLHelper):
    def _get_object_specific_action_url_pattern(self, action: str) -> str:
        return rf"^{self.base_url_path}/{action}/(?P<instance_pk>[0-9]{{1,18}})/$"


class NumberedAdmin(ModelAdmin):
    url_helper_class = NumberedURLs
