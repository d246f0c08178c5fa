from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self):
        from anymail.signals import tracking

        from campaigns import webhooks

        tracking.connect(webhooks.receive, dispatch_uid="campaigns")
