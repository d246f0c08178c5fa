"""Slips of the finger in e-mail addresses. Only ever a hint: any domain may be somebody's own."""

# Where most supporters have their mailbox, the commonest first: the first that fits is the one that is meant.
DOMAINS = (
    *("gmail.com", "hotmail.com", "outlook.com", "yahoo.com", "yahoo.ca", "icloud.com", "hotmail.ca", "hotmail.fr"),
    *("outlook.fr", "outlook.ca", "yahoo.fr", "yahoo.co.uk", "live.ca", "live.com", "live.fr", "msn.com", "aol.com"),
    *("me.com", "mac.com", "mail.com", "ymail.com", "gmx.com", "proton.me", "protonmail.com", "pm.me", "videotron.ca"),
    *("sympatico.ca", "bell.net", "rogers.com", "telus.net", "shaw.ca", "cogeco.ca", "eastlink.ca", "laposte.net"),
)
SHORTEST = 5  # letters before the first dot; shorter names have too many neighbours that are real


def meant_address(address: str) -> str:
    """`address` with the well-known domain that it misses by one slip; nothing where there is none.

    The script beside the form (address_hint.js) follows the same rule.
    """
    local, _at, domain = address.rpartition("@")
    typed = domain.lower()
    if not local or typed in DOMAINS:
        return ""
    meant = (one for one in DOMAINS if len(one.partition(".")[0]) >= SHORTEST and is_one_slip(typed, one))
    return next((f"{local}@{one}" for one in meant), "")


def is_one_slip(typed: str, meant: str) -> bool:
    """One letter too many, missing or wrong, or two neighbours that changed places."""
    typed, meant = _beyond_beginning(typed, meant)
    typed, meant = _beyond_beginning(typed[::-1], meant[::-1])
    return max(len(typed), len(meant)) == 1 or (len(typed) == 2 and typed == meant[::-1])


def _beyond_beginning(one: str, other: str) -> tuple[str, str]:
    """What is left of both behind what they begin with alike."""
    length = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[length:], other[length:]
