"""Every address that the project answers, by the name it is reversed with, or by its route where it has none."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """`wants` are what its route asks for. Two routes of one name are two addresses."""

    name: str
    wants: tuple[str, ...]
    route: str
    has_name: bool

    @property
    def full_name(self) -> str:
        return f"{self.name}({','.join(self.wants)})"

    def url(self, known: dict[str, object]) -> str:
        """`known` says what to put in; the places of a route without names are called `0`, `1`."""
        if not self.has_name:
            return str(known["url"])
        values = {want: known[want] for want in self.wants}
        if all(want.isdecimal() for want in self.wants):
            return reverse(self.name, args=list(values.values()))
        return reverse(self.name, kwargs=values)


def addresses() -> dict[str, Address]:
    """By name; where several have one name, by what they want to know as well."""
    found = list(_walk(get_resolver(), "", "", ()))
    times = Counter(address.name for address in found)
    return {address.name if times[address.name] == 1 else address.full_name: address for address in found}


def _walk(resolver: URLResolver, namespace: str, route: str, wants: tuple[str, ...]) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from _walk(pattern, inner, here, (*wants, *pattern.pattern.converters))
        else:
            yield _address(pattern, namespace, here, wants)


def _address(pattern: URLPattern, namespace: str, route: str, wants: tuple[str, ...]) -> Address:
    name = f"{namespace}{pattern.name}" if pattern.name else f"/{route}"
    return Address(name, (*wants, *_wants(pattern)), route, bool(pattern.name))


def _wants(pattern: URLPattern) -> tuple[str, ...]:
    if pattern.pattern.converters:
        return tuple(pattern.pattern.converters)
    regex = pattern.pattern.regex
    return tuple(regex.groupindex) or tuple(str(place) for place in range(regex.groups))
