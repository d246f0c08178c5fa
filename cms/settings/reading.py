"""How single environment variables are read: what is a typing error stops the start, with words."""

import os
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def plain_number(environ: Mapping[str, str], name: str, *, default: int, most: int) -> int:
    """A number from 1 to `most` in plain digits; `default` where there is none."""
    text = environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        raise ImproperlyConfigured(f"{name} is {text!r}: give a plain number from 1 to {most}.")
    return int(text)


def one_of(environ: Mapping[str, str], name: str, *, words: tuple[str, ...], default: str) -> str:
    """One of a few words; `default` where there is none."""
    word = environ.get(name, "").strip() or default
    if word not in words:
        raise ImproperlyConfigured(f"{name} is {word!r}: say {' or '.join(words)}.")
    return word


def networks(environ: Mapping[str, str], name: str) -> list[IPv4Network | IPv6Network]:
    """Networks or single addresses, separated by commas: 10.0.0.0/8, 2001:db8::1."""
    try:
        return [ip_network(one.strip()) for one in environ.get(name, "").split(",") if one.strip()]
    except ValueError as wrong:
        raise ImproperlyConfigured(f"{name}: {wrong}. Give networks such as 10.0.0.0/8, separated by commas.") from None


def folder(environ: Mapping[str, str], name: str) -> str:
    """One that exists and may be written to; empty where none is named."""
    path = environ.get(name, "").strip()
    if path and not (os.path.isdir(path) and os.access(path, os.W_OK)):
        raise ImproperlyConfigured(f"{name} is {path!r}: name a folder that exists and may be written to.")
    return path


def file_in_folder(environ: Mapping[str, str], name: str) -> str:
    """A file that is there and may be written to, or may be made; empty where none is named."""
    path = environ.get(name, "").strip()
    if path and not os.access(path if os.path.exists(path) else os.path.dirname(path), os.W_OK):
        raise ImproperlyConfigured(f"{name} is {path!r}: name a file, in a folder that exists, that may be written to.")
    return path


def safe_url(environ: Mapping[str, str], name: str) -> str:
    """An address behind https, or one on this machine; empty where there is none."""
    url = environ.get(name, "").strip()
    if url and not _is_safe(url):
        raise ImproperlyConfigured(f"{name} has to begin with https://; http:// is for this machine alone.")
    return url


def _is_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        is_number, _port = bool(parts.hostname) and parts.hostname[-1].isdigit(), parts.port
        is_here = parts.hostname == "localhost" or (is_number and ip_address(parts.hostname).is_loopback)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))
