import uuid

from django.db import connection, models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.models.kept import Kept


def _total(related_name: str, field: str) -> Coalesce:
    """The sum of `field` over a campaign's rows, as a subquery: two joined sums would multiply each other."""
    rows = Campaign._meta.get_field(related_name).related_model.objects.filter(campaign=OuterRef("pk"))
    total = rows.order_by().values("campaign").annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(total), 0, output_field=models.BigIntegerField())


NUMBER = """
SELECT COALESCE((SELECT SUM(letters) FROM campaigns_lettertally WHERE campaign_id = campaign.id), 0)
    + COALESCE((SELECT SUM(number) FROM campaigns_offsetentry WHERE campaign_id = campaign.id), 0)
FROM campaigns_campaign campaign WHERE campaign.key = %s
"""


def title_of(key) -> Subquery:
    """The title of the oldest page of the campaign with `key`, an expression."""
    pages = Page.objects.filter(translation_key=key, alias_of=None).order_by("pk")
    return Subquery(pages.values("title")[:1])


class CampaignQuerySet(models.QuerySet):
    def for_key(self, key: uuid.UUID) -> "Campaign":
        """The campaign of a translation group of pages; made when first needed."""
        return self.get_or_create(key=key)[0]

    def with_number(self):
        """Adds `number`, how many people have taken action: a maintained tally plus the offset entries."""
        return self.annotate(number=Greatest(_total("tallies", "letters") + _total("offset_entries", "number"), 0))

    def with_offset(self):
        """Adds `offset`, how many of them were counted elsewhere."""
        return self.annotate(offset=_total("offset_entries", "number"))

    def titled(self):
        """Adds `title`, so that a list of campaigns asks once and not for each."""
        return self.annotate(title=title_of(OuterRef("key")))

    def number_for(self, key: uuid.UUID) -> int:
        """The same of one campaign, 0 where there is none. Every page asks, so in SQL of its own: the query compiler
        takes ten times as long to say it as the database to answer."""
        with connection.cursor() as cursor:
            cursor.execute(NUMBER, [Campaign._meta.get_field("key").get_db_prep_value(key, connection)])
            row = cursor.fetchone()
        return max(int(row[0]), 0) if row else 0


class Campaign(Kept):
    """One row per translation group of campaign pages: what letters, offset entries and the stop switch hang on."""

    instead = _("Set its status to “Closed” instead: then it takes no more letters.")

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PAUSED = "paused", _("Paused")
        CLOSED = "closed", _("Closed")
        WON = "won", _("Won")

    ENDED = (Status.CLOSED, Status.WON)

    key = models.UUIDField(_("key"), unique=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True, editable=False)  # from then limits are counted

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "paused", "closed", "won"]), name="campaign_status_known"
            )
        ]

    def __str__(self) -> str:
        if "title" not in self.__dict__:
            self.title = Campaign.objects.filter(pk=self.pk).titled().values_list("title", flat=True).first()
        return self.title or str(self.key)

    @classmethod
    def unstored(cls, key: uuid.UUID) -> "Campaign":
        """What stands for a campaign that nothing hangs on yet: open, nobody has taken action."""
        campaign = cls(key=key)
        campaign.number = 0
        return campaign

    @property
    def has_ended(self) -> bool:
        return self.status in self.ENDED
