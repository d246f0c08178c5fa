"""Which ways of writing an e-mail address lead to one mailbox, as far as providers say so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    """`name` stands for all its `domains`. In the part before the @, what follows `tag` is the owner's own note."""

    name: str
    domains: tuple[str, ...] = ()
    tag: str = "+"
    ignores_dots: bool = False


PROVIDERS = (
    Provider("gmail.com", ("googlemail.com",), ignores_dots=True),
    Provider("outlook.com"),
    Provider("outlook.fr"),
    Provider("hotmail.com"),
    Provider("hotmail.ca"),
    Provider("hotmail.fr"),
    Provider("live.com"),
    Provider("live.ca"),
    Provider("live.fr"),
    Provider("msn.com"),
    Provider("fastmail.com"),
    Provider("fastmail.fm"),
    Provider("proton.me", ("protonmail.com", "pm.me"), ignores_dots=True),
    Provider("protonmail.ch", ignores_dots=True),
    Provider("icloud.com", ("me.com", "mac.com")),
    Provider("yahoo.com", tag="-"),
    Provider("yahoo.ca", tag="-"),
    Provider("yahoo.fr", tag="-"),
    Provider("ymail.com", tag="-"),
)
BY_DOMAIN = {domain: provider for provider in PROVIDERS for domain in (provider.name, *provider.domains)}


def one_address(address: str) -> str:
    """The same for all ways of writing one mailbox. To compare by, never to write to: nobody else need know it so."""
    local, _at, domain = address.casefold().rpartition("@")
    provider = BY_DOMAIN.get(domain)
    if provider is None:
        return f"{local}@{domain}"
    bare = local.partition(provider.tag)[0] or local
    if provider.ignores_dots:
        bare = bare.replace(".", "") or bare
    return f"{bare}@{provider.name}"
