"""How many letters may come from one place before they are asked about, and how many came."""

from collections.abc import Mapping
from datetime import datetime

from django.core.validators import MinValueValidator
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


def _limit(name: str, default: int, help_text: str) -> models.PositiveIntegerField:
    return models.PositiveIntegerField(name, default=default, validators=[MinValueValidator(1)], help_text=help_text)


@register_setting(icon="lock")
class FormLimits(BaseGenericSetting):
    """One row. More than so many are still taken; they wait until the owner of the e-mail address confirms them."""

    address_hour = _limit(
        _("letters an hour from one computer"),
        5,
        _("A family shares one. A school, an office or a mosque does too: put its network on the list instead."),
    )
    address_day = _limit(_("letters a day from one computer"), 10, _("In 24 hours, counted from midnight UTC."))
    network_hour = _limit(
        _("letters an hour from one network"),
        10,
        _("256 neighbouring computers, such as 192.0.2.1 to 192.0.2.255. Telephone companies put many people there."),
    )
    domain_hour = _limit(
        _("letters an hour with one e-mail domain"),
        10,
        _("What stands after the @. The large mail providers, such as gmail.com, are not counted."),
    )

    panels = [
        MultiFieldPanel(
            [FieldRowPanel(["address_hour", "address_day"]), FieldRowPanel(["network_hour", "domain_hour"])],
            _("Letters without a question"),
            help_text=_(
                "Nobody is refused: each letter beyond these numbers leaves once its supporter has followed the link "
                "in an e-mail. Lower numbers stop more machines and bother more people."
            ),
        )
    ]

    class Meta:
        verbose_name = _("protection of the form")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class FormCountQuerySet(models.QuerySet):
    def add(self, windows: Mapping[str, datetime]) -> dict[str, int]:
        """One more for each key, whose window ends then: how many it is now, exactly, however many add at once.

        One statement, its rows always in one order, so that two of them never wait for each other.
        """
        if not windows:
            return {}
        rows = sorted(windows.items())
        sql = ADD.format(table=self.model._meta.db_table, values=", ".join(["(%s, %s, 1)"] * len(rows)))
        to_database = connection.ops.adapt_datetimefield_value
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for key, ends_at in rows for value in (key, to_database(ends_at))])
            return dict(cursor.fetchall())

    def over(self):
        return self.filter(ends_at__lt=timezone.now())


ADD = (
    "INSERT INTO {table} (key, ends_at, number) VALUES {values} "
    "ON CONFLICT (key) DO UPDATE SET number = {table}.number + 1 RETURNING key, number"
)


class FormCount(models.Model):
    """How many valid forms came from one computer, network or e-mail domain within an hour or a day."""

    key = models.CharField(max_length=64, primary_key=True)  # keyed hash of which, and of when its window began
    ends_at = models.DateTimeField(db_index=True)
    number = models.PositiveIntegerField(default=0)

    objects = FormCountQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.number}"
