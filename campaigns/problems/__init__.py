"""What keeps a campaign page from being open, asked wherever a page is published and by the POST of a letter; and what
its editors should know before they publish it, which keeps nobody from anything."""

from campaigns.problems import body, languages, letter, recipients
from campaigns.problems.problem import Problem, PublishRefused

__all__ = ["Problem", "PublishRefused", "letter_problems", "problems", "warnings"]


def problems(page) -> list[Problem]:
    """All that is wrong with a campaign page, the draft in memory included; empty when it may be published."""
    return [
        *_of_the_letter(page),
        *letter.unfilled(page),
        *letter.unfinished(page),
        *body.unfinished(page),
        *body.undescribed(page),
        *languages.problems(page),
    ]


def warnings(page) -> list[Problem]:
    """All that may be wrong with a campaign page, for its editors to judge."""
    return [
        *recipients.warnings(page),
        *letter.warnings(page),
        *body.warnings(page),
        *languages.warnings(page),
    ]


def letter_problems(page) -> list[Problem]:
    """Only what makes a letter impossible: a live page with one of these is shown as not open. Asked at every visit."""
    return [problem for problem in _of_the_letter(page) if problem.stops_letters]


def _of_the_letter(page) -> list[Problem]:
    return [*letter.problems(page), *recipients.problems(page), *body.problems(page)]
