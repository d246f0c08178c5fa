"""Whether other mail servers believe that letters are ours: SPF, DKIM, DMARC and MX of the domain they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from campaigns.checkup.finding import Finding, fine, mend, note, unknown
from campaigns.checkup.records import NotAsked, Records

# Nobody can list a domain's selectors. These are what mail servers and providers call theirs where nobody chooses.
COMMON_SELECTORS = (
    *("default", "mail", "dkim", "s1", "s2", "k1", "k2", "k3", "key1", "selector1", "selector2", "google", "smtp"),
    *("mx", "pm", "mailjet", "mandrill", "krs", "pic", "mta", "resend", "brevo1", "brevo2"),
)


def check_domain(domain: str, *, records: Records, selectors: Sequence[str] = ()) -> Iterator[Finding]:
    """One finding about each of them, whatever could not be asked."""
    yield _asked("SPF", spf, domain, records)
    for selector in selectors:
        yield _asked(f"DKIM selector {selector}", dkim, domain, records, selector)
    if not selectors:
        yield _asked("DKIM", dkim_by_guessing, domain, records)
    yield _asked("DMARC", dmarc, domain, records)
    yield _asked("MX", mx, domain, records)


def _asked(what: str, ask: Callable[..., Finding], domain: str, *arguments: Any) -> Finding:
    try:
        return ask(domain, *arguments)
    except NotAsked as reason:
        return unknown(f"{what} of {domain} could not be asked: DNS gave no answer ({reason}).")


def spf(domain: str, records: Records) -> Finding:
    found = [text for text in records.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    if not found:
        return mend(
            f"SPF: {domain} does not say who may send for it, so letters look forged. Publish the TXT record that"
            " your mail provider names, such as: v=spf1 include:spf.provider.example -all"
        )
    if len(found) > 1:
        return mend(f"SPF: {domain} has {len(found)} records, which counts as none. Put them into one.")
    terms = found[0].lower().split()
    if {"+all", "all"} & set(terms):
        return mend(f"SPF: {domain} lets everybody send in its name ({found[0]}). End it with -all or ~all.")
    return fine(f"SPF: {domain} says who may send for it: {found[0]} (compare it with what your mail provider asks)")


def dkim(domain: str, records: Records, selector: str) -> Finding:
    keys = _keys(domain, records, selector)
    if not keys:
        return mend(f"DKIM: there is no key at {selector}._domainkey.{domain}. Publish the one your provider names.")
    if not any(key["p"] for key in keys):
        return mend(f"DKIM: the key of selector {selector} is withdrawn (p= is empty): signatures with it fail.")
    return fine(f"DKIM: {domain} has a key for selector {selector}.")


def dkim_by_guessing(domain: str, records: Records) -> Finding:
    known = [one for one in COMMON_SELECTORS if any(key["p"] for key in _keys(domain, records, one))]
    if known:
        return fine(f"DKIM: {domain} has a key for selector {', '.join(known)}. Whether letters are signed with it,"
                    " a test letter shows (--to).")  # fmt: skip
    return unknown(
        f"DKIM: whether {domain} has a key cannot be known without its selector, and none of the"
        f" {len(COMMON_SELECTORS)} usual ones has any. Name yours: --selector NAME"
    )


def _keys(domain: str, records: Records, selector: str) -> list[dict[str, str]]:
    found = map(_tags, records.texts(f"{selector}._domainkey.{domain}"))
    return [tags for tags in found if "p" in tags]


def dmarc(domain: str, records: Records) -> Finding:
    """A domain without a record of its own has that of the domain above it."""
    labels = domain.split(".")
    for start in range(max(len(labels) - 1, 1)):
        above = ".".join(labels[start:])
        found = [
            text for text in records.texts(f"_dmarc.{above}") if text.lower().replace(" ", "").startswith("v=dmarc1")
        ]
        if len(found) > 1:
            return mend(f"DMARC: {above} has {len(found)} records, which counts as none. Keep one.")
        if found:
            return _policy(above, found[0], is_above=start > 0)
    return mend(f"DMARC: {domain} has no policy. Publish TXT at _dmarc.{domain}, to begin with: v=DMARC1; p=none")


def _policy(domain: str, record: str, *, is_above: bool) -> Finding:
    tags = _tags(record)
    policy = tags.get("sp", tags.get("p", "")) if is_above else tags.get("p", "")
    if policy.lower() not in ("none", "quarantine", "reject"):
        return mend(f"DMARC: the policy of {domain} is not to be understood ({record}). It needs p=none or stricter.")
    if policy.lower() == "none":
        return note(f"DMARC: {domain} only watches (p=none). Go on to p=quarantine once reports show no trouble.")
    return fine(f"DMARC: {domain} asks others to {policy.lower()} forged mail, so SPF or DKIM must pass.")


def mx(domain: str, records: Records) -> Finding:
    """Bounces, and answers of programs, come to the address that letters come from."""
    servers = records.mail_servers(domain)
    if any(servers):
        return fine(f"MX: mail to {domain}, such as bounces, goes to {', '.join(filter(None, servers))}.")
    if servers or not records.addresses(domain):
        return mend(f"MX: {domain} takes no mail, so bounces are lost, and many servers refuse letters from it.")
    return note(f"MX: {domain} names no mail server; mail goes to the domain's own address. Publish an MX record.")


def _tags(record: str) -> dict[str, str]:
    """v=DKIM1; p=abc -> {"v": "DKIM1", "p": "abc"}"""
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
