"""What a refusal says about the mailbox, told apart from what it says about the letter or about us."""

import re

PLAIN = re.compile(r"(?<![\w.])([245]\d\d)(?![\w.])")  # RFC 5321
ENHANCED = re.compile(r"(?<![\w.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")  # RFC 3463
POLICY = "policy"
NOT_THE_MAILBOX = re.compile(
    r"spam|polic|black ?list|block|reputation|denied|content|virus|dmarc|dkim|\bspf\b|\brate\b|quota|\bfull\b",
    re.IGNORECASE,
)

NO_MAILBOX = {"550", "551", "553"}
ABOUT_SENDER = {"5.1.7", "5.1.8"}  # says that our own address is wrong
GIVEN_UP = {"invalid", "suppressed"}  # the provider does not even try


def codes_in(answer: str) -> str:
    """The codes in a mail server's words, without the words, which may hold an address: 550 5.1.1.

    Where a bare code leaves open what was refused, and the words speak of a policy or a limit: 550 policy.
    """
    plain, enhanced = PLAIN.search(answer), ENHANCED.search(answer)
    codes = [found[1] for found in (plain, enhanced) if found]
    if not enhanced and NOT_THE_MAILBOX.search(answer):
        codes.append(POLICY)
    return " ".join(codes)


def is_dead_mailbox(reason: str) -> bool:
    """Whether a stored reason means that nobody reads at the address: 5.1.x, or 550, 551, 553 to the recipient alone.

    4.x.x, 5.7.x and a full mailbox (5.2.2) do not mean it, nor does 5.2.1: who gets many letters at once says it too.
    """
    words = set(reason.split())
    enhanced, plain = ENHANCED.search(reason), PLAIN.search(reason)
    if POLICY in words:
        return False
    if enhanced and enhanced[1] != "5.0.0":  # which says nothing
        return enhanced[1].startswith("5.1.") and enhanced[1] not in ABOUT_SENDER
    if plain:
        return plain[1] in NO_MAILBOX and bool(words & {"RCPT", "bounced", "invalid"})
    return bool(words & GIVEN_UP) or words >= {"rejected", "bounced"}
