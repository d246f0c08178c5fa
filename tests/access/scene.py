"""One set of objects, a row of everything that an address of the project may be about."""

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    CollectionViewRestriction,
    GroupApprovalTask,
    Locale,
    PageViewRestriction,
    Site,
    UploadedFile,
    Workflow,
)

from campaigns.models import CampaignPage, Delivery, Notice, Recipient, ReviewLink, SenderRule, SendingSettings
from cms.models import ApprovedScript, SiteDocument, User, WarningTopic
from tests import factories
from tests.access.walk import Address


class Scene:
    """A campaign with a draft in the workflow, its letter and mails, and whatever else an installation has."""

    def __init__(self, page: CampaignPage, minister: Recipient) -> None:
        self.page, self.minister, self.someone = page, minister, factories.UserFactory()
        page.title = "Newer title"
        page.save_revision(user=self.someone)
        self.draft = factories.CampaignPageFactory(parent=page.get_parent(), live=False, recipients=[minister])
        self.draft.save_revision(user=self.someone)
        self.submitted = Workflow.objects.get().start(self.draft, self.someone)
        self.letter = factories.LetterFactory(page=page)
        held = {"letter": self.letter, "status": "held", "reason": "paused"}
        self.delivery = Delivery.objects.create(recipient=minister, **held)
        self.notice = Notice.objects.create(kind="receipt", **held)
        self.rows = self._rows()
        self.wanted = self._wanted()

    def url(self, address: Address) -> str:
        """Its address for the row it is about: that of the longest beginning of its name."""
        starts = [start for start in self.rows if address.name.startswith(start)]
        row = self.rows[max(starts, key=len)]
        in_its_place = {want: getattr(row, "pk", row) for want in ("pk", "instance_pk", "0")}
        asked = QUERIES.get(address.name, "").format(pk=getattr(row, "pk", ""))
        return address.url({**self.wanted, **in_its_place, **self._special(address)}) + asked

    def _rows(self) -> dict[str, Any]:
        campaign = self.letter.campaign
        script = ApprovedScript.objects.create(name="Letter", path="campaigns/letter.js")
        topic = WarningTopic.objects.create(name_en="Hunger", name_fr="Faim")
        document = SiteDocument.objects.create(title="Report", file=ContentFile(b"text", "report.txt"))
        picture = factories.make_picture(description="A gate")
        task = GroupApprovalTask.objects.get()
        return {
            "": self.page,
            "wagtailadmin_api:documents": document,
            "wagtailadmin_api:images": picture,
            "wagtailadmin_collections:": picture.collection.add_child(name="Own"),
            "wagtailadmin_workflows:": Workflow.objects.get(),
            **dict.fromkeys(
                [f"wagtailadmin_workflows:{do}" for do in ("edit_task", "disable_task", "enable_task")], task
            ),
            "campaigns_letter": self.letter,
            "campaigns_delivery": self.delivery,
            "campaigns_notice": self.notice,
            "campaigns_recipient": self.minister,
            "campaigns_district": factories.DistrictFactory(),
            "readdress_letters": self.minister,
            "recipient_chooser": self.minister,
            "wagtailsettings": SendingSettings.load(),
            "wagtailsnippets_cms_approvedscript": script,
            "wagtailsnippetchoosers_cms_approvedscript": script,
            "wagtailsnippets_cms_warningtopic": topic,
            "wagtailsnippetchoosers_cms_warningtopic": topic,
            "campaign_states": campaign,
            "offset_entries": factories.OffsetEntryFactory(campaign=campaign),
            "legislature": factories.LegislatureFactory(),
            "sender_rules": SenderRule.objects.create(kind="domain", value="example.net", action="confirm"),
            "wagtailsites": Site.objects.get(),
            "wagtailusers_users": self.someone,
            "wagtailusers_groups": Group.objects.create(name="Own"),
            "wagtaildocs": document,
            "wagtailimages": picture,
            "wagtaillocales": Locale.objects.get(language_code="fr"),
            "wagtaildocs_serve": document,
        }

    def _wanted(self) -> dict[str, Any]:
        page, picture, document = self.page, self.rows["wagtailimages"], self.rows["wagtaildocs"]
        revision = page.latest_revision
        front = Site.objects.get().root_page
        other = factories.ContentPageFactory(parent=front, title="Other")
        seen = {"content_type": ContentType.objects.get_for_model(CampaignPage), "last_seen_at": timezone.now()}
        session = EditingSession.objects.create(user=self.someone, object_id=page.pk, **seen)
        private = PageViewRestriction.objects.create(page=other, restriction_type="password", password="open")
        cabinet = CollectionViewRestriction.objects.create(
            collection=self.rows["wagtailadmin_collections:"], restriction_type="password", password="open"
        )
        return {
            "page_id": page.pk,
            "parent_page_id": page.get_parent().pk,
            "page_to_move_id": page.pk,
            "destination_id": factories.CampaignIndexPageFactory(parent=front, title="Elsewhere").pk,
            "page_pk": page.pk,
            "workflow_pk": Workflow.objects.get().pk,
            "workflow_state_id": self.submitted.pk,
            "task_state_id": self.submitted.current_task_state.pk,
            "task_id": GroupApprovalTask.objects.get().pk,
            "revision_id": revision.pk,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "content_type_app_name": "campaigns",
            "content_type_model_name": "campaignpage",
            "app_label": "campaigns",
            "app_name": "campaigns",
            "model_name": "campaignpage",
            "action_name": "approve",
            "object_id": str(page.pk),
            "session_id": session.pk,
            "collection_id": self.rows["wagtailadmin_collections:"].pk,
            "image_id": picture.pk,
            "document_id": document.pk,
            "doc_id": document.pk,
            "filter_spec": "width-9",
            "redirect_id": Redirect.objects.create(old_path="/old", redirect_page=page).pk,
            "uploaded_file_id": self._upload(picture).pk,
            "key": page.key,
            "kind": "csv",
            "name": "author",
            "token": ReviewLink.objects.create(key=page.key, created_by=self.someone).token,
            "mode": "page",
            "public_id": self.letter.public_id,
            "page_view_restriction_id": private.pk,
            "restriction_id": cabinet.pk,
            "provider": "postmark",
            "accent": "123456",
            "uidb64": urlsafe_base64_encode(force_bytes(self.someone.pk)),
            "1": document.filename,
            "path": picture.file.name,
        }

    def _upload(self, of: Any) -> UploadedFile:
        return UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(type(of)), file=of.file.name
        )

    def _special(self, address: Address) -> dict[str, Any]:
        """What a single address asks for under a word that means something else in the others."""
        if "workflow_" in address.name and "page_id" in address.wants:
            return {"page_id": self.draft.pk}
        match address.name:
            case "wagtail_bulk_action":
                return {"app_label": "wagtailcore", "model_name": "page", "action": "publish"}
            case "wagtailadmin_api:pages:action":
                return {"action_name": "unpublish"}
            case "wagtailadmin_workflows:add_task":
                return {"app_label": "wagtailcore", "model_name": "groupapprovaltask"}
            case "wagtailadmin_tag_model_autocomplete":
                return {"app_name": "taggit", "model_name": "tag"}
            case "wagtailadmin_password_reset_confirm":
                return {"token": default_token_generator.make_token(User.objects.get(pk=self.someone.pk))}
            case "wagtailsettings:edit" | "wagtailsettings:preview_on_edit":
                return {"model_name": "sendingsettings"}
            case "guide_picture":
                return {"name": "editor.png"}
            case "wagtail_serve":
                return {"0": "campaigns/justice/"}
        return {"url": UNNAMED.get(address.route, "")}


QUERIES = {
    "wagtail_bulk_action": "?id={pk}",
    "wagtailadmin_api:pages:find": "?id={pk}",
    "wagtailadmin_api:documents:find": "?id={pk}",
    "wagtailadmin_api:images:find": "?id={pk}",
}
UNNAMED = {
    "admin/test404/": "/admin/test404/",
    "admin/^.*/$": "/admin/no/such/place/",
    "^api/": "/api/nothing",
    "anymail/": "/anymail/nothing/",
    "^media/documents/": "/media/documents/report.txt",
    "^media/(?P<path>.*)$": "/media/nothing.png",
}
