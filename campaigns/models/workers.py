"""The programs that send, the work they do by the clock, and the mail server as all of them see it."""

from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SILENT_FOR = timedelta(seconds=10)  # a worker that has not reported for so long is taken for dead
PROBE_EVERY = timedelta(minutes=15)  # one letter is tried while a lane is stopped


class WorkerQuerySet(models.QuerySet):
    """Reports are timed by the database's clock: hosts need not agree on theirs."""

    def report(self, name: str) -> None:
        if not self.filter(name=name).update(seen_at=Now()):
            self.create(name=name)

    def alive(self):
        return self.filter(seen_at__gte=Now() - SILENT_FOR)

    def silent(self):
        return self.filter(seen_at__lt=Now() - SILENT_FOR)


class Worker(models.Model):
    """A worker process while it runs; it reports every second, and takes its row away when it stops."""

    name = models.CharField(_("worker"), max_length=100, unique=True)  # host:process:chance
    started_at = models.DateTimeField(_("started"), db_default=Now())
    seen_at = models.DateTimeField(_("last seen"), db_default=Now())

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")

    def __str__(self) -> str:
        return self.name


class ClockJobQuerySet(models.QuerySet):
    def take(self, name: str, *, every: timedelta) -> bool:
        """Whether this caller is the one to run the job now; nobody else is for the time `every`.

        The first time comes after that time too: a new installation does not begin with the work of a night.
        """
        job, _is_new = self.get_or_create(name=name)
        now = timezone.now()
        mine = self.filter(pk=job.pk, started_at=job.started_at)
        return job.started_at <= now - every and bool(mine.update(started_at=now))

    def note(self, name: str, words: str, *, has_failed: bool) -> None:
        self.filter(name=name).update(finished_at=timezone.now(), words=words[:300], has_failed=has_failed)


class ClockJob(models.Model):
    """When a piece of regular work last ran, on whatever host, and what came of it."""

    name = models.CharField(_("work"), max_length=50, unique=True)
    started_at = models.DateTimeField(_("last started"), default=timezone.now)  # at first: when it began to wait
    finished_at = models.DateTimeField(_("last finished"), null=True, blank=True)
    words = models.CharField(_("outcome"), max_length=300, blank=True)
    has_failed = models.BooleanField(_("failed"), default=False)

    objects = ClockJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("regular work")
        verbose_name_plural = _("regular work")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_name(self) -> str:
        """In the active language: the clock marks its names for translation."""
        return gettext(self.name)


class LaneQuerySet(models.QuerySet):
    def stop(self, reason: str) -> bool:
        """Nobody sends; whether it ran before."""
        lane = self.get_or_create(name=Lane.MAIL)[0]
        now = timezone.now()
        self.filter(pk=lane.pk).update(reason=reason[:300], next_try_at=now + PROBE_EVERY)
        return bool(self.filter(pk=lane.pk, stopped_at=None).update(stopped_at=now))

    def start(self) -> bool:
        """Whether it was stopped."""
        return bool(self.exclude(stopped_at=None).update(stopped_at=None, reason="", next_try_at=None))

    def stopped(self) -> "Lane | None":
        return self.exclude(stopped_at=None).first()

    def take_probe(self) -> bool:
        """Whether this caller may try one letter over a stopped lane now."""
        now = timezone.now()
        return bool(self.exclude(stopped_at=None).filter(next_try_at__lte=now).update(next_try_at=now + PROBE_EVERY))


class Lane(models.Model):
    """The way to the mail server. It is stopped when the server refuses our own identity: every letter would fail."""

    MAIL = "mail"

    name = models.CharField(max_length=20, unique=True)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)

    objects = LaneQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
