"""What is wrong between the languages of a campaign."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from campaigns.problems.problem import Problem


def problems(page) -> Iterator[Problem]:
    if page.lead_page is not page and not page.lead_page.live:
        yield Problem(
            "",
            _("Publish “%(title)s” first: it holds the recipients for all languages.")
            % {"title": page.lead_page.title},
        )


def warnings(page) -> Iterator[Problem]:
    for locale in page.missing_languages:
        yield Problem("", _("The campaign has no page in this language yet: %(language)s.") % {"language": locale})
    for other in page.in_all_languages if page.is_lead_page else [page]:
        if other.is_behind:
            words = _("“%(title)s” does not say yet what has changed on the page that it translates.")
            yield Problem("", words % {"title": other.title})
