"""Which refusals say that nobody reads at an address."""

import pytest

from campaigns.bounces import codes_in, is_dead_mailbox

DEAD = [
    "550 5.1.1 at RCPT",
    "550 5.1.1 at end of data",
    "550 5.1.0 bounced",
    "5.1.2 bounced",
    "550 5.1.6 bounced",
    "553 5.1.3 at RCPT",
    "556 5.1.10 bounced",
    "550 5.0.0 at RCPT",
    "550 at RCPT",
    "551 at RCPT",
    "553 at RCPT",
    "550 bounced",
    "550 bounced invalid",
    "bounced invalid",
    "rejected invalid",
    "rejected bounced",
    "suppressed at API",
    "invalid at API",
]
NOT_DEAD = [
    "",
    "550 5.7.1 at RCPT",
    "550 5.7.26 at end of data",
    "554 5.7.1 bounced",
    "552 5.2.2 at RCPT",
    "552 5.2.2 bounced",
    "550 5.2.1 bounced",
    "550 5.1.7 at RCPT",
    "553 5.1.8 at RCPT",
    "550 policy at RCPT",
    "550 policy bounced",
    "450 4.1.1 at RCPT",
    "451 4.7.1 at RCPT",
    "450 at RCPT",
    "552 at RCPT",
    "554 at RCPT",
    "550 at end of data",
    "550 at DATA",
    "550 5.0.0 at end of data",
    "550 rejected spam",
    "bounced",
    "bounced other",
    "rejected blocked",
    "rejected spam",
    "failed",
    "failed at API",
    "HTTP 422 code 300",
    "no answer at RCPT",
    "broken off",
]


@pytest.mark.parametrize("reason", DEAD)
def test_a_dead_mailbox(reason):
    assert is_dead_mailbox(reason)


@pytest.mark.parametrize("reason", NOT_DEAD)
def test_a_policy_a_full_mailbox_and_what_may_pass_are_no_dead_mailbox(reason):
    assert not is_dead_mailbox(reason)


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("smtp;550 5.1.1 <minister@example.org> unknown", "550 5.1.1"),
        ("550-5.1.1 The email account that you tried to reach does not exist.", "550 5.1.1"),
        ("smtp; 550 5.7.1 blocked, see https://example.org/550", "550 5.7.1"),
        ("550 No such user here", "550"),
        ("550 Message rejected as spam", "550 policy"),
        ("550 Client host [203.0.113.5] blocked using a list", "550 policy"),
        ("550 mailbox is full", "550 policy"),
        ("Not delivering to previously bounced address", ""),
        ("ask at 5.1.1.7 or 203.0.113.55", ""),
        ("minister550@example.org", ""),
        ("", ""),
    ],
)
def test_of_a_mail_servers_words_only_the_codes_are_kept(answer, codes):
    assert codes_in(answer) == codes
