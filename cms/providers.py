"""Providers of scripts that can be approved by name: where the script comes from, and what else it talks to.

A page's content security policy opens for exactly this, and only on pages with such a script. Sources of the hosts: the
providers' own instructions for a content security policy.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

ANY_GOOGLE = ("https://*.google-analytics.com", "https://*.analytics.google.com", "https://*.googletagmanager.com")


@dataclass(frozen=True)
class Provider:
    """`{account}`, and `{host}` and `{number}` where `account` names these groups, are filled into the strings.

    `start`: what `approved_scripts.js` prepares before the script is loaded, as nothing inline may do it.
    """

    label: Any
    account: str  # what the account's name looks like, as a regular expression
    example: str
    script: str
    script_src: tuple[str, ...] = ()  # besides the script's own address
    connect_src: tuple[str, ...] = ()
    img_src: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    start: str = ""
    sets_cookies: bool = False  # then visitors are asked first, whatever the approver says

    def names(self, account: str) -> dict[str, str] | None:
        """What is filled in; None where `account` is none of this provider's."""
        found = re.fullmatch(self.account, account)
        return {"account": account} | found.groupdict() if found else None


PROVIDERS = {
    "plausible": Provider(
        label="Plausible",
        account=r"(?:[a-z0-9-]+\.)+[a-z]{2,}",
        example="letters.example.org",
        script="https://plausible.io/js/script.js",
        connect_src=("https://plausible.io",),
        attributes={"data-domain": "{account}"},
    ),
    "fathom": Provider(
        label="Fathom",
        account=r"[A-Z]{6,12}",
        example="ABCDEFGH",
        script="https://cdn.usefathom.com/script.js",
        connect_src=("https://cdn.usefathom.com",),
        img_src=("https://cdn.usefathom.com",),
        attributes={"data-site": "{account}"},
    ),
    "matomo": Provider(
        label=_("Matomo Cloud, without cookies"),
        account=r"(?P<host>[a-z0-9-]+\.matomo\.cloud)/(?P<number>[0-9]{1,6})",
        example="example.matomo.cloud/1",
        script="https://cdn.matomo.cloud/{host}/matomo.js",
        connect_src=("https://{host}",),
        img_src=("https://{host}",),
        start="matomo",
    ),
    "google-analytics": Provider(
        label="Google Analytics",
        account=r"G-[A-Z0-9]{6,12}",
        example="G-ABC1234567",
        script="https://www.googletagmanager.com/gtag/js?id={account}",
        script_src=("https://www.googletagmanager.com",),
        connect_src=ANY_GOOGLE,
        img_src=ANY_GOOGLE,
        start="gtag",
        sets_cookies=True,
    ),
    "google-tag-manager": Provider(
        label="Google Tag Manager",
        account=r"GTM-[A-Z0-9]{4,10}",
        example="GTM-ABC1234",
        script="https://www.googletagmanager.com/gtm.js?id={account}",
        script_src=("https://www.googletagmanager.com",),
        connect_src=ANY_GOOGLE,
        img_src=ANY_GOOGLE,
        start="gtm",
        sets_cookies=True,
    ),
    "meta-pixel": Provider(
        label=_("Meta pixel"),
        account=r"[0-9]{10,20}",
        example="123456789012345",
        script="https://connect.facebook.net/en_US/fbevents.js",
        script_src=("https://connect.facebook.net",),
        connect_src=("https://www.facebook.com", "https://connect.facebook.net"),
        img_src=("https://www.facebook.com",),
        start="fbq",
        sets_cookies=True,
    ),
}
