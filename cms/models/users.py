from collections.abc import Iterator

from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Comment, CommentReply

from cms.models.kept import Kept


class User(Kept, AbstractUser):
    """A member of staff. Supporters have no account."""

    instead = _("Untick “Active” in the account instead: then nobody signs in with it, and this person's work stays.")

    class Meta(AbstractUser.Meta):
        pass

    def users(self) -> Iterator[QuerySet]:
        """What they said about pages would go with them."""
        yield from super().users()
        yield Comment.objects.filter(user=self)
        yield CommentReply.objects.filter(user=self)
