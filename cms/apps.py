from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Site")
    default = True

    def ready(self) -> None:
        from cms.sign_in.shared import count_together

        count_together()
        if settings.SENTRY_DSN:
            from cms.errors import report_errors

            report_errors()


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "cms.users.PeopleViewSet"
    group_viewset = "cms.users.NamedGroupViewSet"
