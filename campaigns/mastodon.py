"""Sharing on Mastodon, where each server has a form of its own: people say which is theirs."""

import re
from urllib.parse import quote, urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

CHANNEL = "mastodon"
ANY_SERVER = "https:"  # what a page's policy lets this form lead to; browsers also hold redirections against it
# A name of the public internet: no number, no port, no account before it.
SERVER = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def server_in(typed: str) -> str:
    """The server in what somebody typed: its name, its address, or an account on it; empty where there is none."""
    name = typed.strip().lower().removeprefix("https://")
    name = name.partition("/")[0] or name  # mastodon.example/@jane
    name = name.rpartition("@")[2]  # @jane@mastodon.example
    return name if len(name) <= 253 and SERVER.fullmatch(name) else ""


def sharing_form(server: str, *, words: str, url: str) -> str:
    """Nothing but the sharing form of a server is ever led to."""
    return f"https://{server}/share?{urlencode({'text': f'{words} {url}'}, quote_via=quote)}"


class ServerForm(forms.Form):
    """`server` is a name that `sharing_form` takes."""

    use_required_attribute = False

    server = forms.CharField(
        label=_("Your Mastodon server"),
        help_text=_("Such as mastodon.social"),
        max_length=300,
        error_messages={"required": _("Enter your server, such as mastodon.social.")},
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "inputmode": "url", "spellcheck": "false"}
        ),
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="share_%s")

    def clean_server(self) -> str:
        server = server_in(self.cleaned_data["server"])
        if not server:
            self.fields["server"].widget.attrs["autofocus"] = True
            raise ValidationError(_("Enter your server, such as mastodon.social."))
        return server
